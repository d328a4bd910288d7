import { join } from 'node:path';
import type { Projector } from '../../projections/projector.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { systemTiming } from '../../src/house/clock.js';
import { type Position, START } from '../../src/kernel/envelope.js';
import type { BuildingOptions } from '../../src/read-model/building.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { ensureGeneration } from '../../src/read-model/generations.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import { type Projection, projectionOf } from '../../src/read-model/projection.js';
import { Runner, type RunnerOptions } from '../../src/read-model/runner.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import type { Log } from '../projections/log.js';
import { wholeLog } from '../projections/whole-log.js';
import { namesOf } from './runners.js';
import { contentOf } from './tally.js';

/** Events of many streams, one of each in turn, as they come in over the years. */
export const inTurn = (events: readonly StoredEvent[]): StoredEvent[] => {
  const mixed = events.toSorted((a, b) => a.revision - b.revision);
  return mixed.map((event, index) => ({
    ...event,
    position: String(index + 1).padStart(START.length, '0') as Position,
  }));
};

const reading = (
  stored: readonly StoredEvent[],
): Pick<BuildingOptions['store'], 'head' | 'readAll'> => ({
  head: async () => stored.at(-1)?.position ?? START,
  readAll: async (after, limit) =>
    stored.filter(({ position }) => position > after).slice(0, limit),
});

type Over = Partial<BuildingOptions> & { readonly stored?: readonly StoredEvent[] };

export const empty = async (
  readModels: ReadModelStore,
  projectors: readonly Projector<unknown>[],
): Promise<Projection[]> => {
  for (const projector of projectors) await ensureGeneration(readModels, projector, projector.name);
  return projectors.map((projector) => projectionOf(projector, projector.name));
};

/** All that is stored, to the letter. */
export const textOf = async (store: ReadModelStore, projectors: readonly Projector<unknown>[]) =>
  Array.from(await contentOf(store, namesOf(projectors)), (one) => JSON.stringify(one));

/** The whole log, and stores to build it in or to follow it into; closed after each test. */
export const onTheWholeLog = () => {
  const directory = freshDirectory();
  const stores: ReadModelStore[] = [];
  let files = 0;
  let log: Log;
  beforeAll(async () => {
    log = await wholeLog();
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  const emptyStore = (): ReadModelStore => {
    const store = EmbeddedReadModelStore.open({ file: join(directory(), `${(files += 1)}.db`) });
    stores.push(store);
    return store;
  };

  const optionsOf = (readModels: ReadModelStore, { stored = log.stored, ...over }: Over) => ({
    ...{ readModels, keys: log.keys, timing: systemTiming, log: () => undefined },
    ...{ store: reading(stored), ...over },
  });

  const runOver = async (
    readModels: ReadModelStore,
    projections: readonly Projection[],
    over: Over = {},
  ): Promise<void> => {
    const { store, ...options } = optionsOf(readModels, over);
    await new Runner({ ...options, store: store as RunnerOptions['store'] }, projections).catchUp();
  };

  /** Batch by batch, as the log is followed. */
  const followed = async (projectors: readonly Projector<unknown>[], over: Over = {}) => {
    const store = emptyStore();
    const projections = await empty(store, projectors);
    await runOver(store, projections, over);
    return { store, projections };
  };

  return { log: () => log, emptyStore, optionsOf, runOver, followed };
};
