import { join } from 'node:path';
import { PROJECTORS } from '../../projections/all.js';
import type { Projector } from '../../projections/projector.js';
import { NEXT, type Position } from '../../src/kernel/envelope.js';
import { newId, systemTiming } from '../../src/house/clock.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import { ReadModels } from '../../src/read-model/read-models.js';
import { freshBooks } from '../event-store/books.js';
import { pay, register } from '../event-store/doing.js';
import { behaving, contentOf, tally, writeLog } from './tally.js';

const books = freshBooks();
const opened: ReadModels[] = [];
const stores: ReadModelStore[] = [];
afterEach(async () => {
  for (const models of opened.splice(0)) await models.stop();
  for (const store of stores.splice(0)) await store.close();
});

const storeAt = (name: string): ReadModelStore => {
  const store = EmbeddedReadModelStore.open({ file: join(books.directory(), name) });
  stores.push(store);
  return store;
};

const openModels = async (
  readModels: ReadModelStore,
  projectors: readonly Projector<unknown>[] = PROJECTORS,
): Promise<ReadModels> => {
  const { store, keys } = books.ledger();
  const options = { store, keys, readModels, projectors, batchSize: 3, log: () => undefined };
  const own = { timing: systemTiming, instance: newId() };
  const models = await ReadModels.open({ ...options, ...own });
  opened.push(models);
  return models;
};

const head = (): Promise<Position> => books.ledger().store.head();

/** What each read model serves. */
const served = async (models: ReadModels) => {
  const names = models.names();
  const content = await contentOf(
    models.store,
    names.map((name) => models.collection(name)),
  );
  return new Map(names.map((name) => [name, content.get(models.collection(name))]));
};

const freshFold = async (projectors = PROJECTORS) =>
  served(await openModels(storeAt('fresh.db'), projectors));

describe('a rebuild', () => {
  it('leaves no hole for readers while commands keep coming (I8)', async () => {
    await writeLog(books.ledger());
    const models = await openModels(storeAt('read.db'));
    models.start();
    const [before, counts] = [await served(models), new Map<string, number>()];
    let [rebuilding, reads, appended] = [true, 0, 0];
    const reader = async (): Promise<void> => {
      while (rebuilding)
        for (const [name, documents = []] of before) {
          const count = await models.store.count(models.collection(name));
          expect(count).toBeGreaterThanOrEqual(counts.get(name) ?? documents.length);
          counts.set(name, count);
          const ids = documents.map(({ id }) => id);
          expect((await models.store.load(models.collection(name), ids)).size).toBe(ids.length);
          reads += 1;
          await new Promise(setImmediate);
        }
    };
    const writer = async (): Promise<void> => {
      while (rebuilding) {
        appended += 1;
        await register(books.ledger(), `N-${appended}`);
        await pay(books.ledger(), { receipt: `N-${appended}`, amount: 1_000 });
        expect(await models.reached(await head(), 5_000)).toBe(true);
      }
    };
    const working = [reader(), writer()];
    for (let round = 0; round < 3; round++) await models.rebuild(models.names());
    rebuilding = false;
    await Promise.all(working);
    expect(Math.min(reads, appended)).toBeGreaterThan(3);
    expect(models.collection('loan-book')).toMatch(/^loan-book_v3_4$/);
    expect(await models.reached(await head(), 5_000)).toBe(true);
    expect(await served(models)).toEqual(await freshFold());
  });

  it('that is interrupted leaves the old one serving, and can be repeated', async () => {
    await writeLog(books.ledger());
    const store = storeAt('read.db');
    let [saves, weather] = [0, 'none'];
    const readModels = behaving(store, {
      save: async (given, checkpoints) => {
        const fresh = given.some(({ collection }) => collection.endsWith('_2'));
        if (fresh && weather === 'while building' && ++saves > 1) throw new Error('killed');
        return store.save(given, checkpoints);
      },
      serve: async (...args) => {
        if (weather === 'while switching') throw new Error('killed');
        return store.serve(...args);
      },
    });
    const models = await openModels(readModels);
    models.start();
    for (weather of ['while building', 'while switching']) {
      await expect(models.rebuild(['loan-book', 'history'])).rejects.toThrow('killed');
      expect(models.collection('loan-book')).toBe('loan-book_v3_1');
      await register(books.ledger(), `after ${weather}`.replaceAll(' ', '-'));
      expect(await models.reached(await head(), 5_000)).toBe(true);
      expect(await served(models)).toEqual(await freshFold());
      await opened.pop()?.stop();
    }
    weather = 'none';
    await models.rebuild(['loan-book', 'history']);
    expect(models.collection('history')).toBe('history_v3_2');
    expect(await models.reached(await head(), 5_000)).toBe(true);
    expect(await served(models)).toEqual(await freshFold());
  });

  it('asked for twice at once is done one after the other', async () => {
    await writeLog(books.ledger());
    const models = await openModels(storeAt('read.db'));
    models.start();
    const both = [models.rebuild(['history', 'history']), models.rebuild(['history'])];
    await Promise.all(both);
    expect(models.collection('history')).toBe('history_v3_3');
    expect(await served(models)).toEqual(await freshFold());
    await expect(models.rebuild(['histories'])).rejects.toThrow('no read model histories');
  });

  it('keeps one generation before the one that serves, and no more', async () => {
    await writeLog(books.ledger());
    const store = storeAt('read.db');
    const models = await openModels(store, [tally()]);
    await models.rebuild(['tally']);
    expect(await store.count('tally_v1_1')).toBe(await store.count('tally_v1_2'));
    const next = await openModels(store, [tally({ version: 2 })]);
    expect(next.collection('tally')).toBe('tally_v2_3');
    await expect(store.count('tally_v1_1')).rejects.toThrow('no such table');
    await next.rebuild(['tally']);
    await expect(store.count('tally_v1_2')).rejects.toThrow('no such table');
  });

  it('is given up when the service ends, and does not wake it again', async () => {
    await writeLog(books.ledger());
    const models = await openModels(storeAt('read.db'));
    models.start();
    const rebuilt = models.rebuild(models.names()).catch(String);
    await models.stop();
    expect(await rebuilt).toMatch(/the service is ending/);
    expect(models.collection('loan-book')).toBe('loan-book_v3_1');
    expect(await models.reached(NEXT, 60_000)).toBe(false);
  });
});

describe('whoever waits for a position while a rebuilt read model takes its place', () => {
  it('gets what he waited for', async () => {
    await writeLog(books.ledger());
    const models = await openModels(storeAt('read.db'));
    models.start();
    const rebuilt = models.rebuild(['tally', 'loan-book'].slice(1));
    const next = String(BigInt(await head()) + 1n).padStart(20, '0') as Position;
    const waiting = models.reached(next, 5_000);
    await rebuilt;
    await register(books.ledger(), 'M-8');
    expect(await waiting).toBe(true);
    expect(await models.reached(NEXT, 20)).toBe(false);
  });
});

describe('a read model of another version', () => {
  it('is built whole before anything is served, the old one kept until then', async () => {
    await writeLog(books.ledger());
    const store = storeAt('read.db');
    const old = await openModels(store, [tally()]);
    const before = await served(old);
    await old.stop();
    const marked = tally({
      version: 2,
      evolve: (document) => ({ events: (document?.events ?? 0) + 10, types: [], stamps: [] }),
    });
    const failing = behaving(store, {
      serve: async () => {
        throw new Error('killed');
      },
    });
    await expect(openModels(failing, [marked])).rejects.toThrow('killed');
    expect(await served(await openModels(store, [tally()]))).toEqual(before);
    const models = await openModels(store, [marked]);
    expect(models.collection('tally')).toBe('tally_v2_2');
    expect(await served(models)).toEqual(await freshFold([marked]));
  });

  it('and one that is new, or that lags, has caught up before it is served', async () => {
    await writeLog(books.ledger());
    const store = storeAt('read.db');
    await (await openModels(store, [tally()])).stop();
    await register(books.ledger(), 'M-8');
    const both = [tally(), tally({ name: 'other' })];
    const models = await openModels(store, both);
    expect(models.status().map(({ checkpoint }) => checkpoint.position)).toEqual([
      await head(),
      await head(),
    ]);
    expect(await served(models)).toEqual(await freshFold(both));
  });
});
