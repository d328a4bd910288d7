import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { NO_STREAM } from '../../src/event-store/port.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import type { Checkpoint, ReadModelStore } from '../../src/read-model/port.js';
import { Turns } from '../../src/storage/turns.js';
import { built } from '../built.js';
import { eventsAfter, freshStream } from '../event-store/events.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { readModelStoreContract } from './contract.js';
import { documents } from './samples.js';

type Embedded = typeof import('../../src/read-model/embedded.js');
type EmbeddedSaving = typeof import('../../src/read-model/embedded-saving.js');

/** As it is built: from its source there is no program for a thread. */
const builtModule = (name: string): Promise<unknown> =>
  import(pathToFileURL(join(built(), 'src/read-model', name)).href);
const { EmbeddedReadModelStore } = (await builtModule('embedded.js')) as Embedded;
const { SavingThread, writtenOf } = (await builtModule('embedded-saving.js')) as EmbeddedSaving;

/** Nobody is told: whoever asks it next hears that it has ended. */
const endThreadOf = (store: ReadModelStore): void => {
  const { thread } = store as unknown as { thread: { thread: { worker: Worker | null } } };
  thread.thread.worker?.postMessage('end');
};

const directory = freshDirectory();
const file = (): string => join(directory(), 'jejak.db');
const open = (turns = new Turns(), savedHere = 0): ReadModelStore =>
  EmbeddedReadModelStore.open({ file: file(), turns, savedHere });

readModelStoreContract('embedded, its documents saved by a thread', async () => open());

const clock = (): Instant => instant(Date.UTC(2024, 0, 15));
const NOTHING = new Map<string, Checkpoint>();
const LOANS = { name: 'loans', indexes: [['unit'], ['number']] };
const loans = (from: number, count: number) =>
  documents(
    Array.from({ length: count }, (_, at) => [
      `L${from + at}`,
      { unit: `U${at % 7}`, number: from + at, text: 'x'.repeat(300) },
    ]),
  );
const save = (store: ReadModelStore, from: number, count: number): Promise<void> =>
  store.save([{ collection: LOANS.name, documents: loans(from, count) }], NOTHING);

describe('documents that a thread saves', () => {
  it('and appends to the same file come one after another: none meets a lock', async () => {
    const turns = new Turns();
    const log = EmbeddedEventStore.open({ file: file(), clock, turns });
    const store = open(turns);
    await store.ensure(LOANS);
    // So many that one save takes longer than the log would wait for a lock.
    let isSaved = false;
    const saved = save(store, 0, 40_000).finally(() => (isSaved = true));
    const appends: Promise<unknown>[] = [];
    let passes = 0;
    while (!isSaved) {
      const stream = freshStream();
      const append = log.append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 1));
      // Each is seen as soon as it is answered.
      appends.push(append.then(async () => expect(await log.readStream(stream)).toHaveLength(1)));
      passes += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await saved;
    await Promise.all(appends);
    expect(await store.count(LOANS.name)).toBe(40_000);
    // Whoever has something else to do meanwhile was not kept from it.
    expect(passes).toBeGreaterThan(10);
    await store.close();
    await log.close();
  });

  it('are read, page by page, as at one moment', async () => {
    const store = open();
    await store.ensure({ name: 'dues', indexes: [['due']] });
    const halves = (isFirstDue: boolean, at: number) =>
      documents(
        Array.from({ length: 40 }, (_, n) => [
          `L${n}`,
          (n % 2 === 0) === isFirstDue ? { due: n } : { paid: n },
        ]),
        at,
      );
    const saveHalves = (at: number) =>
      store.save([{ collection: 'dues', documents: halves(at % 2 === 0, at) }], NOTHING);
    await saveHalves(1);
    let isDone = false;
    const saving = (async () => {
      for (let at = 2; at < 400; at += 1) await saveHalves(at);
      isDone = true;
    })();
    const pages = new Set<number>();
    while (!isDone) {
      // Those that are due, then those that are not: a loan is one or the other.
      const page = await store.find('dues', { sort: { field: 'due' }, limit: 100 });
      expect([page.length, new Set(page.map(({ id }) => id)).size]).toEqual([40, 40]);
      pages.add(Number(page[0]?.position));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await saving;
    expect(pages.size).toBeGreaterThan(10);
    await store.close();
  });

  it('are there for whoever asks, once it is said that they are saved', async () => {
    const store = open();
    await store.ensure(LOANS);
    for (let from = 0; from < 500; from += 10) {
      await save(store, from, 10);
      expect((await store.load(LOANS.name, [`L${from + 9}`])).size).toBe(1);
      expect(await store.count(LOANS.name)).toBe(from + 10);
    }
    await store.close();
  });

  it('are all there or not at all, and what SQLite says is handed on with its code', async () => {
    const store = open();
    await store.ensure(LOANS);
    const both = [
      { collection: LOANS.name, documents: loans(0, 3) },
      { collection: 'nowhere', documents: loans(0, 1) },
    ];
    await expect(store.save(both, NOTHING)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expect(await store.count(LOANS.name)).toBe(0);
    await save(store, 0, 3);
    expect(await store.count(LOANS.name)).toBe(3);
    await store.close();
  });

  it('are written where they are made until so many have come as are worth one', async () => {
    const store = open();
    await store.ensure(LOANS);
    let here = 0;
    const thread = new SavingThread(file(), () => (here += 1), 2);
    const written: number[] = [];
    for (let from = 0; from < 6; from += 1) {
      const saves = [{ collection: LOANS.name, documents: loans(from, 1) }];
      await thread.write(writtenOf(saves, NOTHING));
      written.push(here + (await store.count(LOANS.name)));
    }
    expect([here, written]).toEqual([4, [1, 2, 3, 4, 5, 6]]);
    await thread.close();
    await store.close();
  });

  it('are saved by another thread where theirs has ended', async () => {
    const store = open();
    await store.ensure(LOANS);
    await save(store, 0, 100);
    for (let round = 1; round < 4; round += 1) {
      endThreadOf(store);
      // Two wait: the first is told, the second asks another thread.
      const [first, second] = await Promise.allSettled([
        save(store, 100 * round, 50),
        save(store, 100 * round, 100),
      ]);
      expect(first).toMatchObject({
        reason: { message: 'the thread that saves documents ended: its exit status is 0' },
      });
      expect(second.status).toBe('fulfilled');
      expect(await store.count(LOANS.name)).toBe(100 * (round + 1));
    }
    await store.close();
  });

  it('are refused once the store is closed', async () => {
    const store = open();
    await store.ensure(LOANS);
    await save(store, 0, 1);
    const closed = store.close();
    await expect(save(store, 1, 1)).rejects.toThrow(/closed/);
    await closed;
  });

  it('and waits for a save under way before it closes', async () => {
    const store = open();
    await store.ensure(LOANS);
    const saved = save(store, 0, 500);
    await store.close();
    await saved;
    const again = open();
    expect(await again.count(LOANS.name)).toBe(500);
    await again.close();
  });
});
