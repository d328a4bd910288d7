import {
  Args,
  ArgsType,
  Context,
  Field,
  InputType,
  Int,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional, Length, ValidateNested } from 'class-validator';
import type { ApiContext } from '../graphql/context.js';
import { rows } from '../graphql/cost.js';
import { enumOf } from '../graphql/enums.js';
import { MomentArgs } from '../graphql/moment-args.js';
import { DateScalar, DateTimeScalar, RupiahScalar } from '../graphql/scalars.js';
import { Questions } from '../house/questions.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import { CollectabilityEnum } from '../lending/position.types.js';
import { CLASS_NAMES } from '../policy/class-names.js';
import type { Collectability } from '../policy/policy.events.js';
import { type Figures, type Grouping, GROUPINGS } from './portfolio.js';
import { Portfolios } from './portfolios.js';

const GroupingEnum = enumOf(GROUPINGS);
registerEnumType(GroupingEnum, { name: 'PortfolioGrouping', description: 'By what to group.' });

@ObjectType({ description: 'Open loans of one class.' })
class ClassTotal {
  @Field(() => CollectabilityEnum, { description: 'The class.' })
  class: Collectability;
  @Field({ description: 'Kolektibilitas, in Indonesian.' })
  className: string;
  @Field(() => Int, { description: 'Open loans of this class.' })
  loanCount: number;
  @Field(() => RupiahScalar, { description: 'Their principal not yet paid.' })
  principalOutstanding: Rupiah;
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
}

@ObjectType({ description: 'The figures of one group.' })
class PortfolioGroup extends PortfolioFigures {
  @Field(() => String, { nullable: true, description: 'Null: those that have none.' })
  key: string | null;
}

@ObjectType({ description: 'Whose loans somebody reads, where not all: one of the two is said.' })
class PortfolioLimit {
  @Field(() => String, { nullable: true, description: 'Loans that this unit keeps.' })
  unit: string | null;
  @Field(() => String, { nullable: true, description: 'Loans of mitra of this region.' })
  region: string | null;
}

@ObjectType({ description: 'The fund, or a part of it, at a moment.' })
class Portfolio extends PortfolioFigures {
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
class PortfolioFilterInput {
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
class PortfolioArgs extends MomentArgs {
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

const shown = (figures: Figures) => ({
  ...figures,
  byCollectability: figures.byCollectability.map((total) => ({
    ...total,
    className: CLASS_NAMES[total.class],
  })),
});

const PORTFOLIO_READS = ['loan-timelines', 'mitra-timelines', 'policy-register'];

@Resolver()
export class PortfolioResolver {
  constructor(private readonly questions: Questions) {}

  @Query(() => Portfolio, {
    complexity: ({ childComplexity }) => 5_000 + childComplexity,
    description: 'How the fund stood on a day, by what was known at an instant.',
  })
  async portfolio(
    @Args() { atLeast, filter, groupBy, ...asking }: PortfolioArgs,
    @Context() context: ApiContext,
  ): Promise<Portfolio> {
    const { reads } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, PORTFOLIO_READS);
    const moment = await this.questions.moment(asking);
    const portfolios = new Portfolios(this.questions.house.readModels);
    const within = reads === 'ALL' ? {} : reads;
    const portfolio = await portfolios.at(moment, filter ?? {}, groupBy ?? null, within);
    return {
      ...shown(portfolio),
      scope: reads === 'ALL' ? null : { unit: null, region: null, ...reads },
      asOf: moment.asOf,
      knownAt: moment.knownAt,
      groups: portfolio.groups.map((group) => ({ ...shown(group), key: group.key })),
    };
  }
}
