import { ArgsType, Field, InputType, Int } from '@nestjs/graphql';
import { ApprovalInput, CommandInput, OnLoanInput } from '../../graphql/commands.js';
import { IDENTIFIER, IDENTIFIER_RULE } from '../../graphql/identifiers.js';
import { ListArgs } from '../../graphql/moment-args.js';
import { DateScalar, RupiahScalar } from '../../graphql/scalars.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Sector } from '../../mitra/mitra.events.js';
import { SectorEnum } from '../../mitra/mitra.types.js';
import type { BusinessFigures } from './application.events.js';
import type { ApplicationStatus } from './application-state.js';
import { ApplicationStatusEnum } from './application.types.js';
import {
  IsInt,
  IsOptional,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  Type,
  ValidateNested,
} from '../../graphql/rules.js';

export const MOST = 10 ** 15;

@InputType({ description: 'The business as the mitra tells it; what is unknown is left out.' })
export class ApplicantFiguresInput {
  @Field(() => RupiahScalar, { nullable: true, description: 'Without land and building.' })
  @IsOptional()
  @Min(0)
  @Max(MOST)
  netAssets?: Rupiah | null;

  @Field(() => RupiahScalar, { nullable: true, description: 'Sales of a year (omzet).' })
  @IsOptional()
  @Min(0)
  @Max(MOST)
  yearlySales?: Rupiah | null;

  @Field(() => Int, { nullable: true, description: 'Whole months in business.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(6_000)
  monthsInBusiness?: number | null;

  @Field(() => Int, { nullable: true, description: 'People who work there.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  workers?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Owned by Indonesians.' })
  indonesianOwned?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'No branch of a larger company.' })
  independent?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'A bank would lend to it.' })
  bankable?: boolean | null;
}

@InputType({ description: 'A loan that a mitra asks for (proposal permohonan).' })
export class ProposeLoanInput extends CommandInput {
  @Field({ description: 'The number that the loan is to have.' })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  loan: string;

  @Field({ description: "The mitra's code." })
  @Matches(IDENTIFIER, IDENTIFIER_RULE)
  mitra: string;

  @Field(() => RupiahScalar, { description: 'Rupiah asked for.' })
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  amount: Rupiah;

  @Field(() => Int, { description: 'For how many months, from agreement to the last instalment.' })
  @IsInt()
  @Min(1)
  @Max(600)
  months: number;

  @Field({ description: 'What it is for; sealed, for it may name people.' })
  @Length(1, 2000)
  @Matches(/\S/, { message: 'must not be blank' })
  purpose: string;

  @Field(() => String, { nullable: true, description: 'Its policies are those of this scope.' })
  @IsOptional()
  @Length(1, 40)
  programme?: string | null;

  @Field(() => String, { nullable: true, description: "Left out: the mitra's unit that day." })
  @IsOptional()
  @Length(1, 40)
  unit?: string | null;

  @Field(() => SectorEnum, { nullable: true, description: "Left out: the mitra's sector." })
  sector?: Sector | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'A second, short loan beside a live one, where the rules of the day have it.',
  })
  topUp?: boolean | null;

  @Field(() => ApplicantFiguresInput, {
    nullable: true,
    description: 'What the rules of the day ask for and is left out counts as not met.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ApplicantFiguresInput)
  figures?: BusinessFigures | null;
}

@InputType({ description: 'From 1 (worst) to 5.' })
export class FiveCScoresInput {
  @Field(() => Int, { description: 'Watak.' })
  @Min(1)
  @Max(5)
  character: number;
  @Field(() => Int, { description: 'Kemampuan.' })
  @Min(1)
  @Max(5)
  capacity: number;
  @Field(() => Int, { description: 'Modal.' })
  @Min(1)
  @Max(5)
  capital: number;
  @Field(() => Int, { description: 'Agunan.' })
  @Min(1)
  @Max(5)
  collateral: number;
  @Field(() => Int, { description: 'Kondisi ekonomi.' })
  @Min(1)
  @Max(5)
  condition: number;
}

@InputType({ description: 'What the survey found in the books; whole rupiah.' })
export class FeasibilityFiguresInput {
  @Field(() => RupiahScalar, { description: 'Aktiva lancar.' })
  @Min(0)
  @Max(MOST)
  currentAssets: Rupiah;
  @Field(() => RupiahScalar, { description: 'Utang jangka pendek.' })
  @Min(0)
  @Max(MOST)
  shortTermDebt: Rupiah;
  @Field(() => RupiahScalar, { description: 'Jumlah aktiva.' })
  @Min(0)
  @Max(MOST)
  totalAssets: Rupiah;
  @Field(() => RupiahScalar, { description: 'Jumlah utang.' })
  @Min(0)
  @Max(MOST)
  totalDebt: Rupiah;
  @Field(() => RupiahScalar, { description: 'Modal sendiri; below zero where it is eaten up.' })
  @Min(-MOST)
  @Max(MOST)
  equity: Rupiah;
  @Field(() => RupiahScalar, { description: 'Penjualan setahun.' })
  @Min(0)
  @Max(MOST)
  yearlySales: Rupiah;
  @Field(() => RupiahScalar, { description: 'Laba bersih; below zero for a loss.' })
  @Min(-MOST)
  @Max(MOST)
  netProfit: Rupiah;
}

@InputType({ description: 'A survey of the business (evaluasi kelayakan); the surveyor sends it.' })
export class AssessFeasibilityInput extends OnLoanInput {
  @Field(() => DateScalar, { nullable: true, description: 'Left out: the day of this.' })
  surveyedOn?: LocalDate | null;

  @Field(() => FiveCScoresInput, { description: '5C.' })
  @ValidateNested()
  @Type(() => FiveCScoresInput)
  scores: FiveCScoresInput;

  @Field(() => FeasibilityFiguresInput, { description: 'As entered; the ratios follow.' })
  @ValidateNested()
  @Type(() => FeasibilityFiguresInput)
  figures: FeasibilityFiguresInput;

  @Field(() => RupiahScalar, { description: 'What the surveyor would lend; 0: nothing.' })
  @Min(0)
  @Max(MOST)
  recommendedAmount: Rupiah;

  @Field(() => String, { nullable: true, description: 'Sealed, for they may name people.' })
  @IsOptional()
  @MaxLength(4000)
  notes?: string | null;
}

@InputType({ description: 'Found worth lending to, by somebody who did not propose it.' })
export class RecommendLoanInput extends ApprovalInput {
  @Field(() => RupiahScalar, { nullable: true, description: 'Left out: as much as surveyed.' })
  @IsOptional()
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  amount?: Rupiah | null;
}

@InputType({ description: 'Decided by somebody who neither proposed nor surveyed it.' })
export class ApproveLoanInput extends ApprovalInput {
  @Field(() => RupiahScalar, { nullable: true, description: 'Left out: as much as recommended.' })
  @IsOptional()
  @Min(1, { message: 'must be at least Rp 1' })
  @Max(MOST)
  amount?: Rupiah | null;
}

@InputType({ description: 'Turned down; `reason` is needed, and a new request a new number.' })
export class RejectLoanInput extends ApprovalInput {}

@InputType({ description: 'Which applications to list.' })
export class ApplicationFilter {
  @Field(() => String, { nullable: true, description: 'Of this unit.' })
  @IsOptional()
  @Length(1, 100)
  unit?: string | null;
  @Field(() => String, { nullable: true, description: 'Of the mitra with this code.' })
  @IsOptional()
  @Length(1, 100)
  mitra?: string | null;
  @Field(() => ApplicationStatusEnum, { nullable: true, description: 'That have come so far.' })
  status?: ApplicationStatus | null;
}

@ArgsType()
export class ApplicationsArgs extends ListArgs {
  @Field(() => ApplicationFilter, { nullable: true, description: 'All of what is said holds.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ApplicationFilter)
  filter?: ApplicationFilter | null;
}
