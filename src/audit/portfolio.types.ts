import { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connections.js';
import { rows } from '../graphql/cost.js';
import { constantsOf, enumOf } from '../graphql/enums.js';
import { MomentArgs } from '../graphql/moment-args.js';
import { PageArgs } from '../graphql/paging.js';
import { DateScalar, DateTimeScalar, RupiahScalar } from '../graphql/scalars.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { CollectabilityEnum } from '../lending/position.types.js';
import type { Collectability } from '../policy/policy.events.js';
import type { ResolvedMoment } from './moments.js';
import { type Grouping, GROUPINGS, PORTFOLIO_FIGURES, type PortfolioFigure } from './portfolio.js';
import type { Asked, Drill } from './portfolios.js';
import { IsOptional, Length, Type, ValidateNested } from '../graphql/rules.js';

/** What a figure was the answer to: from it the loans that make it up are found again. */
export interface Question extends Omit<Drill, 'figure'> {
  readonly asked: Asked & { readonly moment: ResolvedMoment };
}

/** `PRINCIPAL_OUTSTANDING` to clients, `principalOutstanding` to the house. */
const PortfolioFigureEnum = constantsOf(PORTFOLIO_FIGURES);
registerEnumType(PortfolioFigureEnum, {
  name: 'PortfolioFigure',
  description: 'A figure of the fund that loans add up to.',
});

export const GroupingEnum = enumOf(GROUPINGS);
registerEnumType(GroupingEnum, { name: 'PortfolioGrouping', description: 'By what to group.' });

@ObjectType({ description: 'Open loans of one class.' })
export class ClassTotal {
  @Field(() => CollectabilityEnum, { description: 'The class.' })
  class: Collectability;
  @Field({ description: 'Kolektibilitas, in Indonesian.' })
  className: string;
  @Field(() => Int, { description: 'Open loans of this class.' })
  loanCount: number;
  @Field(() => RupiahScalar, { description: 'Their principal not yet paid.' })
  principalOutstanding: Rupiah;

  question: Question;
}

@ObjectType({ isAbstract: true })
abstract class PortfolioFigures {
  @Field(() => Int, { description: 'The mitra of those loans.' })
  mitraCount: number;
  @Field(() => Int, { description: 'Loans paid out by then, ended ones included.' })
  loanCount: number;
  @Field(() => Int, { description: 'Those of them that are not ended.' })
  openCount: number;
  @Field(() => RupiahScalar, { description: 'Disalurkan.' })
  disbursed: Rupiah;
  @Field(() => RupiahScalar, { description: 'As far as the loans were paid out.' })
  interestAgreed: Rupiah;
  @Field(() => RupiahScalar, { description: 'Pokok kembali.' })
  principalPaid: Rupiah;
  @Field(() => RupiahScalar, { description: 'Bunga kembali.' })
  interestPaid: Rupiah;
  @Field(() => RupiahScalar, { description: 'Sisa pokok.' })
  principalOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Agreed, not paid; due or not.' })
  interestOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Principal, interest and late fees.' })
  totalOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Overpaid, held for the mitra.' })
  credit: Rupiah;
  @Field(() => RupiahScalar, { description: 'Denda charged, not paid, not waived.' })
  lateFeeOutstanding: Rupiah;
  @Field(() => RupiahScalar, { description: 'Interest made principal by reconditionings.' })
  capitalised: Rupiah;
  @Field(() => RupiahScalar, { description: 'Bunga forgiven.' })
  interestWaived: Rupiah;
  @Field(() => RupiahScalar, { description: 'Dihapusbukukan.' })
  writtenOff: Rupiah;
  @Field(() => RupiahScalar, { description: 'Received after being written off.' })
  recovered: Rupiah;
  @Field(() => RupiahScalar, { description: 'Written off, not recovered, not cancelled.' })
  claimOutstanding: Rupiah;
  @Field(() => [ClassTotal], { description: 'All five classes, in their order.' })
  byCollectability: ClassTotal[];

  question: Question;
}

@ObjectType({ description: 'The figures of one group.' })
export class PortfolioGroup extends PortfolioFigures {
  @Field(() => String, { nullable: true, description: 'Null: those that have none.' })
  key: string | null;
}

@ObjectType({ description: 'Whose loans somebody reads, where not all: one of the two is said.' })
export class PortfolioLimit {
  @Field(() => String, { nullable: true, description: 'Loans that this unit keeps.' })
  unit: string | null;
  @Field(() => String, { nullable: true, description: 'Loans of mitra of this region.' })
  region: string | null;
}

@ObjectType({ description: 'The fund, or a part of it, at a moment.' })
export class Portfolio extends PortfolioFigures {
  @Field(() => DateScalar, { description: 'The day it stands on.' })
  asOf: LocalDate;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: all that is known.' })
  knownAt: Instant | null;
  @Field(() => PortfolioLimit, {
    nullable: true,
    description: 'The unit or region of who asks, which all of it is limited to; null: no limit.',
  })
  scope: PortfolioLimit | null;
  @Field(() => [PortfolioGroup], { complexity: rows(40), description: 'Empty without groupBy.' })
  groups: PortfolioGroup[];
}

@InputType({ description: 'Which loans to count.' })
export class PortfolioFilterInput {
  @Field(() => String, { nullable: true, description: 'Loans of this programme.' })
  @IsOptional()
  @Length(1, 100)
  programme?: string | null;
  @Field(() => String, { nullable: true, description: 'Loans of this unit.' })
  @IsOptional()
  @Length(1, 100)
  unit?: string | null;
  @Field(() => String, { nullable: true, description: "The mitra's region at the moment." })
  @IsOptional()
  @Length(1, 100)
  region?: string | null;
  @Field(() => String, { nullable: true, description: 'Loans of this group of the survey.' })
  @IsOptional()
  @Length(1, 100)
  cohort?: string | null;
}

@ArgsType()
export class PortfolioArgs extends MomentArgs {
  @Field(() => PortfolioFilterInput, {
    nullable: true,
    description: 'All of what is said must hold.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => PortfolioFilterInput)
  filter?: PortfolioFilterInput | null;
  @Field(() => GroupingEnum, { nullable: true, description: 'Left out: no groups.' })
  groupBy?: Grouping | null;
}

@ObjectType({ description: 'One loan, with its part of a figure of the fund.' })
export class PortfolioPart {
  @Field({ description: "The loan's number." })
  number: string;
  @Field({ description: "The mitra's code." })
  mitraCode: string;
  @Field(() => RupiahScalar, { description: 'Rupiah; where loans are counted, 1.' })
  amount: Rupiah;
  @Field(() => CollectabilityEnum, { nullable: true, description: 'Null: it was ended.' })
  collectability: Collectability | null;

  moment: ResolvedMoment;
}

@ObjectType({ description: 'The loans that make up a figure, by number; they add up to it.' })
export class PortfolioPartConnection extends connectionOf('PortfolioPart', () => PortfolioPart) {
  @Field(() => RupiahScalar, { description: 'Of all of them, not of this page alone.' })
  total: Rupiah;
}

@ArgsType()
export class PortfolioPartArgs extends PageArgs {
  @Field(() => PortfolioFigureEnum, { description: 'Which figure to open.' })
  figure: PortfolioFigure;
}
