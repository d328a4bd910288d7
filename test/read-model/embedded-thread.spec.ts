import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { NO_STREAM } from '../../src/event-store/port.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import type { Checkpoint, ReadModelStore } from '../../src/read-model/port.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { Turns } from '../../src/storage/turns.js';
import { built } from '../built.js';
import { eventsAfter, freshStream } from '../event-store/events.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { readModelStoreContract } from './contract.js';
import { documents } from './samples.js';

type Embedded = typeof import('../../src/read-model/embedded.js');

/** As it is built: from its source there is no program for a thread. */
const { EmbeddedReadModelStore } = (await import(
  pathToFileURL(join(built(), 'src/read-model/embedded.js')).href
)) as Embedded;

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
      { unit: `U${at % 7}`, number: from + at, text: 'x'.repeat(2_000) },
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
    const saves = Array.from({ length: 20 }, (_, at) => save(store, at * 100, 100));
    const appends: Promise<unknown>[] = [];
    let done = false;
    const saved = Promise.all(saves).finally(() => (done = true));
    // As somebody sends commands while documents are saved; each is seen as soon as it is answered.
    while (!done) {
      const stream = freshStream();
      const append = log.append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 1));
      appends.push(append.then(async () => expect(await log.readStream(stream)).toHaveLength(1)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await saved;
    await Promise.all(appends);
    expect(await store.count(LOANS.name)).toBe(2_000);
    expect(appends.length).toBeGreaterThan(20);
    await store.close();
    await log.close();
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
    const turns = new Turns();
    const store = open(turns, 2);
    await store.ensure(LOANS);
    // While another process writes, one who writes here stands still; one who has it written does
    // not: his save waits.
    for (const from of [0, 1]) await save(store, from, 1);
    const other = new Sqlite(file());
    other.exec('BEGIN IMMEDIATE');
    let isSaved = false;
    const third = save(store, 2, 1).then(() => (isSaved = true));
    for (let turn = 0; turn < 50; turn += 1) await new Promise((go) => setTimeout(go, 1));
    expect(isSaved).toBe(false);
    other.exec('ROLLBACK');
    await third;
    expect(await store.count(LOANS.name)).toBe(3);
    other.close();
    await store.close();
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
