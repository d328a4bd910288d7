import { Args, Context, Resolver, Subscription } from '@nestjs/graphql';
import { historyEntry } from '../../projections/history.js';
import { decodeSealed } from '../event-store/codec.js';
import type { ApiContext } from '../graphql/context.js';
import { PATIENCE_MS } from './moments.js';
import { Questions } from '../house/questions.js';
import type { Scope } from '../house/scope.js';
import { entryOf } from './history.service.js';
import { AuditEntry } from './history.types.js';

interface Asked {
  readonly scope: Scope;
  readonly mitra: string | null | undefined;
  readonly loan: string | null | undefined;
}

@Resolver()
export class HistorySubscription {
  constructor(private readonly questions: Questions) {}

  @Subscription(() => AuditEntry, {
    description: 'Every event from now on, once the read models hold it; of one mitra or loan.',
    resolve: (entry: AuditEntry) => entry,
  })
  async historyAdded(
    @Context() context: ApiContext,
    @Args('mitra', { type: () => String, nullable: true, description: 'Of this mitra alone.' })
    mitra?: string | null,
    @Args('loan', { type: () => String, nullable: true, description: 'Of this loan alone.' })
    loan?: string | null,
  ): Promise<AsyncIterableIterator<AuditEntry>> {
    const scope = this.questions.scope(context);
    const from = await this.questions.house.ledger.store.head();
    return following(this.questions, from, { scope, mitra, loan });
  }
}

/**
 * An async generator would only notice that it was left when the next event comes: leaving aborts
 * the subscription of the log at once.
 */
const following = (
  { house }: Questions,
  from: Awaited<ReturnType<Questions['house']['ledger']['store']['head']>>,
  asked: Asked,
): AsyncIterableIterator<AuditEntry> => {
  const stopping = new AbortController();
  const entries = (async function* () {
    for await (const batch of house.ledger.store.subscribe(from, { signal: stopping.signal }))
      for (const stored of batch) {
        if (stored.mitra !== (asked.mitra ?? stored.mitra)) continue;
        if (stored.loan !== (asked.loan ?? stored.loan)) continue;
        await house.readModels.reached(stored.position, PATIENCE_MS);
        const body = historyEntry(decodeSealed(stored));
        if (!(await asked.scope.seesEntry(body))) continue;
        yield entryOf({ id: stored.position, position: stored.position, body });
      }
  })();
  return {
    next: () => entries.next(),
    return: async () => {
      stopping.abort();
      return { done: true, value: undefined };
    },
    throw: (error: unknown) => (stopping.abort(), entries.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
