import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { TrailArgs } from '../audit/history.inputs.js';
import { HistoryService, type Trail, until } from '../audit/history.service.js';
import { HistoryConnection } from '../audit/history.types.js';
import { type Connection } from '../graphql/connections.js';
import type { ApiContext } from '../graphql/context.js';
import { rows } from '../graphql/cost.js';
import { pageOfList } from '../graphql/list.js';
import { MomentArgs } from '../graphql/moment-args.js';
import { PageArgs } from '../graphql/paging.js';
import { Questions } from '../house/questions.js';
import { Mitra } from '../mitra/mitra.types.js';
import { MitraService } from '../mitra/mitra.service.js';
import { LoanService } from './loan.service.js';
import { LoansArgs } from './loan.inputs.js';
import { Loan, LoanConnection, Payment, PaymentConnection, ScheduleEntry } from './loan.types.js';
import { Position } from './position.types.js';
import { paymentViews, positionView, scheduleView } from './loan.view.js';

const LOAN_READS = ['loan-timelines', 'policy-register'];
const SHOWN_WITH_IT = ['mitra-register', 'mitra-timelines', 'loan-book', 'history'];

@Resolver(() => Loan)
export class LoanResolver {
  constructor(
    private readonly questions: Questions,
    private readonly mitras: MitraService,
    private readonly loanService: LoanService,
    private readonly histories: HistoryService,
  ) {}

  @Query(() => Loan, {
    nullable: true,
    description: 'A loan at a moment; null before its agreement, or before that was known.',
  })
  async loan(
    @Args('number', { description: "The loan's number." }) number: string,
    @Args() { atLeast, ...asking }: MomentArgs,
    @Context() context: ApiContext,
  ): Promise<Loan | null> {
    const { readModels } = this.questions.scope(context);
    const reads = [...LOAN_READS, ...readModels];
    await this.questions.caughtUp(context, atLeast, reads, SHOWN_WITH_IT);
    const moment = await this.questions.moment(asking, [...LOAN_READS, ...SHOWN_WITH_IT]);
    return this.loanService.find(number, moment, context);
  }

  @Query(() => LoanConnection, { description: 'Loans as they stand today, by number.' })
  async loans(
    @Args() { filter, orderBy, atLeast, ...page }: LoansArgs,
    @Context() context: ApiContext,
  ): Promise<Connection<Loan>> {
    const { readModels } = this.questions.scope(context);
    await this.questions.caughtUp(context, atLeast, [
      'loan-book',
      'policy-register',
      ...readModels,
    ]);
    return this.loanService.page(filter ?? {}, orderBy ?? null, page, context);
  }

  @ResolveField(() => Mitra, { description: 'The borrower (mitra binaan), whatever his unit.' })
  async mitra(@Parent() loan: Loan, @Context() context: ApiContext): Promise<Mitra> {
    const { mitra: code } = loan.timeline;
    return (
      (await this.mitras.find(code, loan.moment, context)) ??
      this.mitras.ofLoan(code, loan.moment, context)
    );
  }

  @ResolveField(() => [ScheduleEntry], {
    complexity: rows(36),
    description: 'Every instalment, with what is paid on it at the moment asked.',
  })
  schedule(@Parent() loan: Loan): ScheduleEntry[] {
    return scheduleView(loan);
  }

  @ResolveField(() => Position, { description: 'How it stands at the moment asked.' })
  async position(@Parent() loan: Loan, @Context() context: ApiContext): Promise<Position> {
    return positionView(loan, await this.questions.policies(context));
  }

  @ResolveField(() => PaymentConnection, {
    description: 'Payments by the day they were made, those taken back included.',
  })
  payments(@Parent() loan: Loan, @Args() page: PageArgs): Promise<Connection<Payment>> {
    return pageOfList(paymentViews(loan), ({ eventId }) => eventId, page);
  }

  @ResolveField(() => HistoryConnection, { description: 'Its audit trail, oldest first.' })
  history(
    @Parent() { number, moment }: Loan,
    @Args() page: TrailArgs,
    @Context() context: ApiContext,
  ): Promise<Trail> {
    return this.histories.page(context, { loan: number, ...until(moment) }, page);
  }
}
