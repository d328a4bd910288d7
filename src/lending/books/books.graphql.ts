import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { decode } from '../../event-store/codec.js';
import type { ApiContext } from '../../graphql/context.js';
import { MomentArgs } from '../../graphql/moment-args.js';
import { Questions } from '../../house/questions.js';
import { maySeePayers } from '../../identity/reads.js';
import type { Recorded } from '../../kernel/fact.js';
import { counts, inWorldOrder, type Moment } from '../../kernel/moment.js';
import { SuspenseAccount } from './books.types.js';
import { type Suspense, suspenseBalance, suspenseDecider, suspenseStream } from './suspense.js';
import type { SuspenseEvent } from './suspense.events.js';

@Resolver()
export class SuspenseResolver {
  constructor(private readonly questions: Questions) {}

  @Query(() => SuspenseAccount, {
    description: 'Money of a programme that lies, or lay, in suspense at a moment.',
  })
  async suspense(
    @Args('programme', { description: 'The programme.' }) programme: string,
    @Args() asking: MomentArgs,
    @Context() context: ApiContext,
  ): Promise<SuspenseAccount> {
    const moment = await this.questions.moment(asking);
    const account = await this.foldedAt(suspenseStream(programme), moment);
    const seesPayer = maySeePayers(context.who);
    const receipts = [...account.values()].map(({ channel, payer, identifiedAs, ...rest }) => ({
      ...{ receipt: rest.receipt, amount: rest.amount, receivedOn: rest.receivedOn },
      channel: channel ?? null,
      payer: (seesPayer ? payer : undefined) ?? null,
      identifiedAs: identifiedAs ?? null,
    }));
    return { programme, balance: suspenseBalance(account), receipts };
  }

  /** Read from the log itself: an account is one short stream, and needs no read model. */
  private async foldedAt(stream: string, moment: Moment): Promise<Suspense> {
    const { store, keys } = this.questions.house.ledger;
    const history = await store.readStream(stream);
    const events = await Promise.all(history.map((event) => decode(event, keys)));
    return (events as unknown as Recorded<SuspenseEvent>[])
      .filter((event) => counts(event, moment))
      .toSorted(inWorldOrder)
      .reduce(suspenseDecider.evolve, suspenseDecider.initial);
  }
}
