import { join } from 'node:path';
import type { Projector } from '../../projections/projector.js';
import { systemTiming } from '../../src/house/clock.js';
import type { EventStore } from '../../src/event-store/port.js';
import type { Position } from '../../src/kernel/envelope.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { extractOf } from '../../src/read-model/generations.js';
import type { ReadModelStore, Stored } from '../../src/read-model/port.js';
import type { Runner } from '../../src/read-model/runner.js';
import { freshBooks, withStore } from '../event-store/books.js';
import { contentOf, runnerOver, tally } from './tally.js';

interface Making {
  readonly readModels: ReadModelStore;
  readonly batchSize?: number;
  readonly projectors?: readonly Projector<unknown>[];
  /** What the log does otherwise. */
  readonly store?: Partial<EventStore>;
  readonly log?: (message: string, details?: object) => void;
}

/** The collections of these read models, those of their extracts too. */
export const namesOf = (projectors: readonly Projector<unknown>[]): readonly string[] =>
  projectors.flatMap(({ name, extract }) => (extract ? [name, extractOf(name)] : [name]));

/** Books, and runners over them, for each test of the file that calls this. */
export const freshRunners = () => {
  const books = freshBooks();
  const running: Runner[] = [];
  const stores: ReadModelStore[] = [];
  let files = 0;
  afterEach(async () => {
    for (const runner of running.splice(0)) await runner.stop();
    for (const store of stores.splice(0)) await store.close();
  });

  const emptyStore = (): ReadModelStore => {
    const file = join(books.directory(), `read-${(files += 1)}.db`);
    const store = EmbeddedReadModelStore.open({ file });
    stores.push(store);
    return store;
  };

  const make = async ({ readModels, batchSize = 500, projectors, store, log }: Making) => {
    const ledger = withStore(books.ledger(), store ?? {});
    const options = { readModels, store: ledger.store, keys: ledger.keys, batchSize };
    const quiet = { ...options, timing: systemTiming, log: log ?? (() => undefined) };
    const runner = await runnerOver(quiet, projectors ?? [tally()]);
    running.push(runner);
    return runner;
  };

  /** What an uninterrupted pass over the log makes of it. */
  const wholePass = async (
    projectors: readonly Projector<unknown>[] = [tally()],
  ): Promise<ReadonlyMap<string, readonly Stored[]>> => {
    const readModels = emptyStore();
    await (await make({ readModels, projectors })).catchUp();
    return contentOf(readModels, namesOf(projectors));
  };

  const head = (): Promise<Position> => books.ledger().store.head();
  return { books, emptyStore, make, wholePass, head };
};
