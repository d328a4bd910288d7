import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Connection } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { rows } from '../graphql/cost.js';
import { badInput } from '../graphql/errors.js';
import { parseGlobalId } from '../graphql/node.js';
import { PageArgs } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import { eventCountOf, madeOf, madeOfFund } from './compare-made.js';
import { eventsShown, loansShown } from './compare.view.js';
import { CompareService, type Pair } from './compare.service.js';
import {
  CompareArgs,
  Difference,
  DifferenceEvent,
  LoanShift,
  LoanShiftConnection,
  type MomentInput,
} from './compare.types.js';
import type { Grouping, PortfolioFilter } from './portfolio.js';

/** Every loan is read for it, at three moments. */
const WHOLE_FUND = 15_000;
const ONE = 40;
const cost = ({
  args,
  childComplexity,
}: {
  args: Partial<CompareArgs>;
  childComplexity: number;
}): number => (args.portfolio ? WHOLE_FUND : 20) + ONE * childComplexity;

const READS = ['loan-timelines', 'mitra-timelines', 'loan-book', 'policy-register', 'history'];

/** A code or number is taken as it is; an id is one that this service gave out. */
const keyOf = (type: string, given: string): string => {
  try {
    const parsed = parseGlobalId(given);
    return parsed.type === type ? parsed.key : given;
  } catch {
    return given;
  }
};

const onlyOne = ({ mitra, loan, portfolio, groupBy }: CompareArgs): void => {
  if (groupBy && !portfolio)
    throw badInput([{ path: 'groupBy', message: 'goes with portfolio alone' }]);
  if ([mitra, loan, portfolio].filter((one) => one !== null && one !== undefined).length === 1)
    return;
  const message = 'say one of them: mitra, loan or portfolio';
  throw badInput(['mitra', 'loan', 'portfolio'].map((path) => ({ path, message })));
};

@Resolver(() => Difference)
export class CompareResolver {
  constructor(
    private readonly questions: Questions,
    private readonly comparing: CompareService,
  ) {}

  @Query(() => [Difference], {
    nullable: true,
    complexity: cost,
    description:
      'What differs between two moments of a mitra, a loan or the fund, and which events made ' +
      'each difference; empty where nothing does, null where there is none such to who asks.',
  })
  async compare(
    @Args() args: CompareArgs,
    @Context() context: ApiContext,
  ): Promise<Difference[] | null> {
    onlyOne(args);
    const { mitra, loan, portfolio, atLeast } = args;
    const { readModels } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, [...READS, ...readModels]);
    const pair = await this.pair(args.from, args.to);
    if (portfolio) return this.fund(portfolio, args.groupBy ?? null, pair, context);
    const found = mitra
      ? await this.comparing.mitra(keyOf('Mitra', mitra), pair, context)
      : await this.comparing.loan(keyOf('Loan', loan ?? ''), pair, context);
    return found && found.map((one) => ({ ...one, made: madeOf(one) }));
  }

  @ResolveField(() => [DifferenceEvent], {
    complexity: rows(4),
    description:
      'What made it differ: in rupiah they add up to each step exactly. Of the fund at most 200, ' +
      'those that did most.',
  })
  events(
    @Parent() { made }: Difference,
    @Context() context: ApiContext,
  ): Promise<DifferenceEvent[]> {
    return eventsShown(this.questions, context, made);
  }

  @ResolveField(() => Int, {
    nullable: true,
    description:
      'How many events made it differ; null where there may be more than are told: too many ' +
      'loans did to open each, or a loan has too many events to try each.',
  })
  eventCount(@Parent() { made }: Difference): Promise<number | null> {
    return eventCountOf(made);
  }

  @ResolveField(() => Boolean, {
    description: 'Time alone made restated → after: no event that was not there before did.',
  })
  async byCalendar(@Parent() { made }: Difference): Promise<boolean> {
    return (await made.found()).byCalendar;
  }

  @ResolveField(() => LoanShiftConnection, {
    description: 'Of the fund: the loans that made it differ, the largest first; 1,000 are told.',
  })
  loans(@Parent() { made }: Difference, @Args() page: PageArgs): Promise<Connection<LoanShift>> {
    return loansShown(made, page);
  }

  private async fund(
    filter: PortfolioFilter,
    groupBy: Grouping | null,
    pair: Pair,
    context: ApiContext,
  ) {
    const { reads } = this.questions.scope(context);
    const { from, to } = pair;
    const within = reads === 'ALL' ? {} : reads;
    const asked = { from, to, filter: { ...filter }, within, groupBy };
    const found = await this.questions.house.scans.ask('compareFunds', asked);
    return found.map((one) => ({ ...one, made: madeOfFund(this.questions, asked, one) }));
  }

  /** Where neither says what was known it is the same: nothing is learned between the two. */
  private async pair(from: MomentInput, to: MomentInput): Promise<Pair> {
    const first = await this.questions.moment(from, READS);
    const second = await this.questions.moment(to, READS);
    const now = ({ knownAt, knownUpTo }: MomentInput) => !knownAt && !knownUpTo;
    const known = now(from) && now(to) ? first.known : second.known;
    return { from: first, to: { ...second, known } };
  }
}
