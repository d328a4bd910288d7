import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { ApiContext } from '../graphql/context.js';
import { PageArgs, windowOf } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import { rupiah } from '../kernel/rupiah.js';
import { LoanService } from '../lending/loan.service.js';
import { Loan } from '../lending/loan.types.js';
import { CLASS_NAMES } from '../policy/class-names.js';
import type { Figures } from './portfolio.js';
import type { Drill } from './portfolios.js';
import {
  ClassTotal,
  Portfolio,
  PortfolioArgs,
  PortfolioGroup,
  PortfolioPart,
  PortfolioPartArgs,
  PortfolioPartConnection,
  type Question,
} from './portfolio.types.js';

/** Every loan is read for it. */
const WHOLE_FUND = 5_000;
/** Beside the question it opens a figure of, which paid for the fund already. */
const OPENED = 1_500;
const opening = ({ args, childComplexity }: { args: PageArgs; childComplexity: number }): number =>
  OPENED + (args.first ?? args.last ?? 50) * (5 + childComplexity);

const shown = (figures: Figures, question: Question) => ({
  ...figures,
  question,
  byCollectability: figures.byCollectability.map((total) => ({
    ...total,
    className: CLASS_NAMES[total.class],
    question: { ...question, class: total.class },
  })),
});

const PORTFOLIO_READS = ['loan-book', 'mitra-timelines', 'policy-register'];

/** The loans behind a figure, asked of the same moment, within what who asks may read. */
const partsOf = async (
  { house }: Questions,
  { asked, ...drill }: Question,
  { figure, ...page }: PortfolioPartArgs,
): Promise<PortfolioPartConnection> => {
  windowOf(page);
  const opened: Drill = { ...drill, figure };
  const { moment } = asked;
  const found = await house.scans.ask('portfolioLoans', asked, opened, page);
  return {
    pageInfo: found.pageInfo,
    totalCount: async () => found.count,
    total: rupiah(found.total),
    edges: found.edges.map(({ cursor, node }) => ({
      cursor,
      node: {
        ...{ number: node.loan, mitraCode: node.mitra, collectability: node.collectability },
        ...{ amount: rupiah(node.amount), moment },
      },
    })),
  };
};

const EXPLAIN = {
  complexity: opening,
  description: 'The loans that make up a figure; they add up to it exactly.',
};

@Resolver(() => Portfolio)
export class PortfolioResolver {
  constructor(private readonly questions: Questions) {}

  @Query(() => Portfolio, {
    complexity: ({ childComplexity }) => WHOLE_FUND + childComplexity,
    description: 'How the fund stood on a day, by what was known at an instant.',
  })
  async portfolio(
    @Args() { atLeast, filter, groupBy, ...asking }: PortfolioArgs,
    @Context() context: ApiContext,
  ): Promise<Portfolio> {
    const { reads } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, PORTFOLIO_READS);
    const moment = await this.questions.moment(asking, PORTFOLIO_READS);
    const within = reads === 'ALL' ? {} : reads;
    const [asked, by] = [{ moment, filter: filter ?? {}, within }, groupBy ?? null];
    const portfolio = await this.questions.house.scans.ask('portfolio', asked, by);
    return {
      ...shown(portfolio, { asked }),
      scope: reads === 'ALL' ? null : { unit: null, region: null, ...reads },
      asOf: moment.asOf,
      knownAt: moment.knownAt,
      groups: portfolio.groups.map(({ key, ...figures }) => ({
        ...shown(figures, { asked, ...(by && { group: { by, key } }) }),
        key,
      })),
    };
  }

  @ResolveField(() => PortfolioPartConnection, EXPLAIN)
  explain(
    @Parent() { question }: Portfolio,
    @Args() args: PortfolioPartArgs,
  ): Promise<PortfolioPartConnection> {
    return partsOf(this.questions, question, args);
  }
}

@Resolver(() => PortfolioGroup)
export class PortfolioGroupResolver {
  constructor(private readonly questions: Questions) {}

  @ResolveField(() => PortfolioPartConnection, EXPLAIN)
  explain(
    @Parent() { question }: PortfolioGroup,
    @Args() args: PortfolioPartArgs,
  ): Promise<PortfolioPartConnection> {
    return partsOf(this.questions, question, args);
  }
}

@Resolver(() => ClassTotal)
export class ClassTotalResolver {
  constructor(private readonly questions: Questions) {}

  @ResolveField(() => PortfolioPartConnection, EXPLAIN)
  explain(
    @Parent() { question }: ClassTotal,
    @Args() args: PortfolioPartArgs,
  ): Promise<PortfolioPartConnection> {
    return partsOf(this.questions, question, args);
  }
}

@Resolver(() => PortfolioPart)
export class PortfolioPartResolver {
  constructor(private readonly loans: LoanService) {}

  @ResolveField(() => Loan, { nullable: true, description: 'The loan, as it stood then.' })
  loan(
    @Parent() { number, moment }: PortfolioPart,
    @Context() context: ApiContext,
  ): Promise<Loan | null> {
    return this.loans.find(number, moment, context);
  }
}
