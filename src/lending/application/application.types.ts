import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { LoanApplicationDocument } from '../../../projections/loan-applications.js';
import type { ResolvedMoment } from '../../audit/moments.js';
import { CommandResult } from '../../graphql/commands.js';
import { connectionOf } from '../../graphql/connections.js';
import { rows } from '../../graphql/cost.js';
import { enumOf, inIndonesian } from '../../graphql/enums.js';
import { Node } from '../../graphql/node.js';
import { DateScalar, RupiahScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { DocumentKind, LegalForm, Sector } from '../../mitra/mitra.events.js';
import { DocumentKindEnum, LegalFormEnum, SectorEnum } from '../../mitra/mitra.types.js';
import { APPLICATION_STATUSES, type ApplicationStatus } from './application-state.js';
import type { FiveC, SurveyedFigures } from './application.events.js';

export const APPLICATION_STATUS_NAMES: Readonly<Record<ApplicationStatus, string>> = {
  PROPOSED: 'Diusulkan',
  RECOMMENDED: 'Direkomendasikan',
  APPROVED: 'Disetujui',
  REJECTED: 'Ditolak',
  SIGNED: 'Perjanjian ditandatangani',
};
export const ApplicationStatusEnum = enumOf(APPLICATION_STATUSES);
registerEnumType(ApplicationStatusEnum, {
  name: 'ApplicationStatus',
  description: 'How far an application has come.',
  valuesMap: inIndonesian(APPLICATION_STATUS_NAMES),
});

@ObjectType({ description: 'A paper that an application needs (kelengkapan proposal).' })
export class ApplicationPaper {
  @Field(() => DocumentKindEnum, { description: 'What it is.' })
  kind: DocumentKind;
  @Field({ description: 'What it is, in Indonesian.' })
  kindName: string;
}

@ObjectType({ description: 'The business as it was entered; null where nothing is known.' })
export class ApplicantFigures {
  @Field(() => RupiahScalar, { nullable: true, description: 'Without land and building.' })
  netAssets: Rupiah | null;
  @Field(() => RupiahScalar, { nullable: true, description: 'Sales of a year (omzet).' })
  yearlySales: Rupiah | null;
  @Field(() => Int, { nullable: true, description: 'Whole months.' })
  monthsInBusiness: number | null;
  @Field(() => Int, { nullable: true, description: 'People who work there.' })
  workers: number | null;
  @Field(() => Boolean, { nullable: true, description: 'Owned by Indonesians.' })
  indonesianOwned: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'No branch of a larger company.' })
  independent: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'A bank would lend to it.' })
  bankable: boolean | null;
}

@ObjectType({ description: 'From 1 (worst) to 5.' })
export class FiveCScores implements FiveC {
  @Field(() => Int, { description: 'Watak.' })
  character: number;
  @Field(() => Int, { description: 'Kemampuan.' })
  capacity: number;
  @Field(() => Int, { description: 'Modal.' })
  capital: number;
  @Field(() => Int, { description: 'Agunan.' })
  collateral: number;
  @Field(() => Int, { description: 'Kondisi ekonomi.' })
  condition: number;
}

@ObjectType({ description: 'What the survey found in the books; whole rupiah.' })
export class FeasibilityFigures implements SurveyedFigures {
  @Field(() => RupiahScalar, { description: 'Aktiva lancar.' })
  currentAssets: Rupiah;
  @Field(() => RupiahScalar, { description: 'Utang jangka pendek.' })
  shortTermDebt: Rupiah;
  @Field(() => RupiahScalar, { description: 'Jumlah aktiva.' })
  totalAssets: Rupiah;
  @Field(() => RupiahScalar, { description: 'Jumlah utang.' })
  totalDebt: Rupiah;
  @Field(() => RupiahScalar, { description: 'Modal sendiri; below zero where it is eaten up.' })
  equity: Rupiah;
  @Field(() => RupiahScalar, { description: 'Penjualan setahun.' })
  yearlySales: Rupiah;
  @Field(() => RupiahScalar, { description: 'Laba bersih; below zero for a loss.' })
  netProfit: Rupiah;
}

const RATIO = 'Exact decimal, cut to four places; null where there is nothing to divide by.';

@ObjectType({ description: 'A survey (evaluasi kelayakan) and what it comes to.' })
export class FeasibilityReview {
  @Field({ description: 'Who was there.' })
  surveyor: string;
  @Field(() => DateScalar, { description: 'The day of the survey.' })
  surveyedOn: LocalDate;
  @Field(() => FiveCScores, { description: '5C.' })
  scores: FiveC;
  @Field(() => FeasibilityFigures, { description: 'As entered.' })
  figures: SurveyedFigures;
  @Field(() => String, { nullable: true, description: `Current assets ÷ short debt. ${RATIO}` })
  liquidity: string | null;
  @Field(() => String, { nullable: true, description: `Debt ÷ assets. ${RATIO}` })
  solvency: string | null;
  @Field(() => String, { nullable: true, description: `Debt ÷ equity. ${RATIO}` })
  leverage: string | null;
  @Field(() => String, { nullable: true, description: `Net profit ÷ sales. ${RATIO}` })
  profitability: string | null;
  @Field(() => RupiahScalar, { description: 'What the surveyor would lend; 0: nothing.' })
  recommendedAmount: Rupiah;
}

@ObjectType({
  implements: () => [Node],
  description: 'A loan that is asked for (proposal permohonan), at the moment asked about.',
})
export class LoanApplication extends Node {
  @Field({ description: "The loan's number." })
  number: string;
  @Field(() => ApplicationStatusEnum, { description: 'How far it has come.' })
  status: ApplicationStatus;
  @Field({ description: 'Status, in Indonesian.' })
  statusName: string;
  @Field(() => RupiahScalar, { description: 'Asked for.' })
  amount: Rupiah;
  @Field(() => Int, { description: 'For so many months.' })
  months: number;
  @Field({ description: 'A second, short loan beside a live one.' })
  topUp: boolean;
  @Field(() => String, { nullable: true, description: 'Its policies are those of this scope.' })
  programme: string | null;
  @Field(() => String, { nullable: true, description: 'The unit that keeps it.' })
  unit: string | null;
  @Field(() => SectorEnum, { nullable: true, description: 'Sektor usaha.' })
  sector: Sector | null;
  @Field(() => String, { nullable: true, description: 'Sektor, in Indonesian.' })
  sectorName: string | null;
  @Field(() => LegalFormEnum, { nullable: true, description: 'Bentuk badan, as proposed.' })
  legalForm: LegalForm | null;
  @Field(() => ApplicantFigures, { description: 'The business, as entered.' })
  figures: ApplicantFigures;
  @Field(() => FeasibilityReview, { nullable: true, description: 'Null until it is surveyed.' })
  feasibility: FeasibilityReview | null;
  @Field(() => RupiahScalar, { nullable: true, description: 'Null until it is recommended.' })
  recommendedAmount: Rupiah | null;
  @Field(() => RupiahScalar, { nullable: true, description: 'Null until it is approved.' })
  approvedAmount: Rupiah | null;
  @Field({ description: 'SHA-256 of the proposal: what a decision on it names.' })
  proposal: string;
  @Field(() => Int, { description: "The stream's revision of its last step: what was seen." })
  revision: number;
  @Field(() => [String], { complexity: rows(1), description: 'The rules it was held against.' })
  policies: readonly string[];
  @Field(() => DateScalar, { description: 'The day of the proposal as it stands.' })
  proposedOn: LocalDate;
  @Field({ description: 'Who proposed it.' })
  proposedBy: string;
  @Field(() => String, { nullable: true, description: 'Who recommended it.' })
  recommendedBy: string | null;
  @Field(() => String, { nullable: true, description: 'Who approved or rejected it.' })
  decidedBy: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day it was decided.' })
  decidedOn: LocalDate | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day of its agreement.' })
  signedOn: LocalDate | null;

  document: LoanApplicationDocument;
  moment: ResolvedMoment;
}

export const LoanApplicationConnection = connectionOf('LoanApplication', () => LoanApplication);

@ObjectType({ description: 'What a command recorded, and the application as it stands now.' })
export class LoanApplicationResult extends CommandResult {
  loanNumber: string;
}
