import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { decode } from '../../event-store/codec.js';
import type { EventOf } from '../../events.js';
import { type ApiContext, loaderOf } from '../../graphql/context.js';
import { rows } from '../../graphql/cost.js';
import { DateScalar } from '../../graphql/scalars.js';
import { Questions } from '../../house/questions.js';
import { counts } from '../../kernel/moment.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { LoanCollateral, PendingDecision, Schedule } from './ending.types.js';
import { collateralViews, pendingViews, scheduleViews } from './ending.view.js';
import { loanStream } from '../loan.js';
import { Loan } from '../loan.types.js';

/** What restructured a loan, what awaits a decision, and what secures it, at the moment asked. */
@Resolver(() => Loan)
export class EndingResolver {
  constructor(private readonly questions: Questions) {}

  @ResolveField(() => [Schedule], {
    complexity: rows(2),
    description: 'Every schedule the loan had by then, the one in force last.',
  })
  schedules(@Parent() loan: Loan): Schedule[] {
    return scheduleViews(loan);
  }

  @ResolveField(() => [PendingDecision], {
    complexity: rows(2),
    description: 'What was proposed by then, and not decided or not carried out.',
  })
  async pendingDecisions(
    @Parent() loan: Loan,
    @Context() context: ApiContext,
  ): Promise<PendingDecision[]> {
    return pendingViews(await this.events(loan, context), loan.moment);
  }

  @ResolveField(() => [LoanCollateral], {
    complexity: rows(2),
    description: 'What was given as security by then.',
  })
  async collaterals(
    @Parent() loan: Loan,
    @Context() context: ApiContext,
  ): Promise<LoanCollateral[]> {
    return collateralViews(await this.events(loan, context), loan.moment);
  }

  @ResolveField(() => DateScalar, {
    nullable: true,
    description: "The day it was handed over to the state's receivables office.",
  })
  handedOverOn(@Parent() { timeline, moment }: Loan): LocalDate | null {
    const { handedOver } = timeline;
    return handedOver && counts(handedOver, moment) ? handedOver.effectiveOn : null;
  }

  /** The loan's own stream, read once per request; nothing personal of it is shown here. */
  private events({ number }: Loan, context: ApiContext): Promise<readonly EventOf<'loan'>[]> {
    return loaderOf(context, `stream of loan ${number}`, async () => {
      const { store, keys } = this.questions.house.ledger;
      const stored = await store.readStream(loanStream(number));
      const events = await Promise.all(stored.map((event) => decode(event, keys)));
      return events as unknown as readonly EventOf<'loan'>[];
    });
  }
}
