import type { Projector } from '../../projections/projector.js';
import { type Projection, projectionOf } from '../../src/read-model/projection.js';
import { Runner, type RunnerOptions } from '../../src/read-model/runner.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import { ensureGeneration } from '../../src/read-model/generations.js';
import type { ReadModelStore, Stored } from '../../src/read-model/port.js';
import { correctNumber, lend, pay, register, reverse } from '../event-store/doing.js';
import { localDate } from '../../src/kernel/local-date.js';

/** What came of each stream, event by event: whatever is folded twice or left out shows. */
export interface Tally {
  readonly events: number;
  readonly types: readonly string[];
  readonly stamps: readonly string[];
}

export const tally = (over: Partial<Projector<Tally>> = {}): Projector<unknown> => {
  const projector: Projector<Tally> = {
    ...{ name: 'tally', version: 1, indexes: [], readsPersonal: false },
    categories: ['mitra', 'loan', 'policy'],
    keyOf: ({ streamId }) => streamId,
    evolve: (document, { type, recordedAt }) => ({
      events: (document?.events ?? 0) + 1,
      types: [...(document?.types ?? []), type],
      stamps: [...(document?.stamps ?? []), recordedAt],
    }),
    ...over,
  };
  return projector as Projector<unknown>;
};

/** A log in which every projector finds something: two loans, a late payment, a reversal. */
export const writeLog = async (ledger: Ledger): Promise<void> => {
  await lend(ledger, 'L-1', 'M-1');
  await register(ledger, 'M-2', { identityNumber: '3174012345678901' });
  await pay(ledger, { receipt: 'R-2', effectiveOn: localDate('2003-03-02') });
  await pay(ledger, { receipt: 'R-1' });
  await lend(ledger, 'L-2', 'M-3');
  await correctNumber(ledger, 'M-2', { to: '3174012345678902' });
  await reverse(ledger, { receipt: 'R-1' });
  await pay(ledger, { loan: 'L-2', receipt: 'R-9' });
};

/** A store as it is, but for what it does otherwise. */
export const behaving = (store: ReadModelStore, over: Partial<ReadModelStore>): ReadModelStore => ({
  ensure: (spec) => store.ensure(spec),
  load: (collection, ids) => store.load(collection, ids),
  save: (saves, checkpoints) => store.save(saves, checkpoints),
  checkpoint: (projection) => store.checkpoint(projection),
  checkpoints: () => store.checkpoints(),
  lease: (collection) => store.lease(collection),
  takeLease: (collection, lease, before) => store.takeLease(collection, lease, before),
  parked: () => store.parked(),
  park: (parked) => store.park(parked),
  unpark: (parked) => store.unpark(parked),
  find: (collection, query) => store.find(collection, query),
  count: (collection, where) => store.count(collection, where),
  scan: (collection, where) => store.scan(collection, where),
  claim: (collection) => store.claim(collection),
  claimed: () => store.claimed(),
  drop: (collection) => store.drop(collection),
  serving: () => store.serving(),
  serve: (...given) => store.serve(...given),
  close: () => store.close(),
  ...over,
});

export const contentOf = async (
  store: Pick<ReadModelStore, 'scan'>,
  collections: readonly string[],
): Promise<ReadonlyMap<string, readonly Stored[]>> => {
  const content = new Map<string, readonly Stored[]>();
  for (const collection of collections) {
    const documents: Stored[] = [];
    for await (const document of store.scan(collection)) documents.push(document);
    content.set(collection, documents);
  }
  return content;
};

/** A runner over collections named after their projectors, going on where the store says. */
export const runnerOver = async (
  options: RunnerOptions,
  projectors: readonly Projector<unknown>[],
): Promise<Runner> => {
  const { readModels } = options;
  const projections: Projection[] = [];
  for (const projector of projectors) {
    await ensureGeneration(readModels, projector, projector.name);
    const checkpoint = await readModels.checkpoint(projector.name);
    projections.push(projectionOf(projector, projector.name, checkpoint ?? undefined));
  }
  return new Runner(options, projections);
};
