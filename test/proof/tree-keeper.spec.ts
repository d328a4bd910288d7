import { type EventStore, StoreUnavailable } from '../../src/event-store/port.js';
import { systemTiming } from '../../src/house/clock.js';
import { Alarms } from '../../src/proof/alarms.js';
import { leafHashOf } from '../../src/proof/leaf.js';
import { rootAt } from '../../src/proof/merkle.js';
import { TreeKeeper } from '../../src/proof/tree-keeper.js';
import { TreeStore } from '../../src/proof/tree-store.js';
import { START } from '../../src/kernel/envelope.js';
import type { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import type { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { grow, NOW, openDocuments, openLog } from './logs.js';

const directory = freshDirectory();
let log: EmbeddedEventStore;
let documents: EmbeddedReadModelStore;
let told: string[];
beforeEach(() => {
  log = openLog(directory());
  documents = openDocuments(directory());
  told = [];
});
afterEach(async () => {
  await log.close();
  await documents.close();
});

const keeperOf = async (store: EventStore = log, kept = documents) => {
  const tree = new TreeStore(kept);
  await tree.ensure();
  const alarms = new Alarms(
    () => NOW,
    (message) => told.push(message),
  );
  return {
    tree,
    alarms,
    keeper: new TreeKeeper({ store, tree, alarms, timing: systemTiming, lookMs: 5 }),
  };
};

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('the tree along the log', () => {
  it('reaches what is asked for, and no leaf is made twice by many who ask', async () => {
    await grow(log, 2300);
    const { keeper, tree } = await keeperOf();
    const head = await log.head();
    await Promise.all(Array.from({ length: 5 }, () => keeper.upTo(head)));
    expect(await tree.head()).toMatchObject({ size: 2300, position: head });
    const all = await log.readAll(START, 5000);
    for (const [index, event] of all.entries())
      if (index % 251 === 0)
        expect((await tree.subtrees(0, index)).equals(leafHashOf(event))).toBe(true);
  });

  it('goes on after a restart, from where it was', async () => {
    await grow(log, 300);
    await (await keeperOf()).keeper.upTo(await log.head());
    await grow(log, 300);
    const { keeper, tree } = await keeperOf();
    expect((await keeper.upTo(await log.head())).size).toBe(600);
    const root = await rootAt(600, tree.subtrees);
    const fresh = openDocuments(directory(), 'fresh.db');
    const anew = await keeperOf(log, fresh);
    await anew.keeper.upTo(await log.head());
    expect((await rootAt(600, anew.tree.subtrees)).equals(root)).toBe(true);
    await fresh.close();
  });

  it('follows by itself, and is done with what it follows when it is stopped', async () => {
    const { keeper } = await keeperOf();
    let size = 0;
    keeper.start(async (extent) => void ({ size } = extent));
    await grow(log, 120);
    await until(() => size === 120);
    await grow(log, 7);
    await until(() => size === 127);
    await keeper.stop();
    expect(told).toEqual([]);
  });

  it('says that it has stopped while the log is away, and goes on by itself', async () => {
    await grow(log, 10);
    let away = true;
    const weather = Object.create(log, {
      readAll: {
        value: async (...asked: Parameters<EventStore['readAll']>) => {
          if (away) throw new StoreUnavailable('the log cannot be reached');
          return log.readAll(...asked);
        },
      },
    }) as EventStore;
    const { keeper, alarms } = await keeperOf(weather);
    let size = 0;
    keeper.start(async (extent) => void ({ size } = extent));
    await until(() => alarms.all().length > 0);
    expect(alarms.all()).toEqual([
      { code: 'TREE_STOPPED', message: 'the log cannot be reached', since: NOW },
    ]);
    away = false;
    await until(() => size === 10);
    expect(alarms.all()).toEqual([]);
    expect(told).toEqual(['alarm', 'alarm over']);
    await keeper.stop();
  });
});

describe('a log that is not the one the tree was made from', () => {
  /** The tree of a log of 300 events, and then another log. */
  const against = async (make: (other: EmbeddedEventStore) => Promise<void>) => {
    await grow(log, 300);
    await (await keeperOf()).keeper.upTo(await log.head());
    const other = openLog(directory(), 'other.db');
    try {
      await make(other);
      const { keeper, alarms, tree } = await keeperOf(other);
      const before = await tree.head();
      await expect(keeper.upTo(await other.head())).rejects.toMatchObject({
        code: 'LOG_CONTRADICTS_TREE',
      });
      expect(await tree.head()).toEqual(before);
      return alarms.all().map(({ message }) => message);
    } finally {
      await other.close();
    }
  };

  it.each([
    ['that ends earlier', 299, 'mitra-A', 'the log ends before leaf 299'],
    ['of another first event', 400, 'mitra-B', 'what leaf 0 of the tree was made from'],
  ])('%s is an alarm, and the tree stays as it is', async (_, count, stream, message) => {
    const messages = await against((other) => grow(other, count, { stream }));
    expect(messages).toEqual([expect.stringContaining(message)]);
  });

  it('that differs only where the tree ends is an alarm', async () => {
    const messages = await against(async (other) => {
      await grow(other, 299);
      await grow(other, 5, { tag: 'another' });
    });
    expect(messages).toEqual(['the log does not hold what leaf 299 of the tree was made from']);
  });
});

describe('an event that a proof is asked of', () => {
  it.each([
    ['its hash', { hash: 'f'.repeat(64) }],
    ['its content, with the hash it had', { data: { amount: 1 } }],
    ['its time of recording', { recordedAt: '2030-01-01T00:00:00.000Z' }],
  ])('is an alarm where the log has it with another: %s', async (_, change) => {
    await grow(log, 300);
    let changed = true;
    const harmed = Object.create(log, {
      readAll: {
        value: async (...asked: Parameters<EventStore['readAll']>) =>
          (await log.readAll(...asked)).map((event) =>
            changed && event.revision === 257 ? { ...event, ...change } : event,
          ),
      },
    }) as EventStore;
    await (await keeperOf()).keeper.upTo(await log.head());
    const { keeper, alarms } = await keeperOf(harmed);
    for (const index of [0, 256, 258, 299]) await keeper.checkLeaf(index);
    expect(alarms.all()).toEqual([]);
    const message = 'the log does not hold what leaf 257 of the tree was made from';
    await expect(keeper.checkLeaf(257)).rejects.toThrow(message);
    // A sound end of the log says nothing about what lies before it.
    await keeper.check();
    expect(alarms.all()).toEqual([{ code: 'LOG_CONTRADICTS_TREE', message, since: NOW }]);
    changed = false;
    await keeper.checkLeaf(257);
    expect(alarms.all()).toEqual([]);
  });
});
