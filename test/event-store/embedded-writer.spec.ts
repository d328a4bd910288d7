import { spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkedBodies } from '../../src/event-store/checks.js';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { openLogFile } from '../../src/event-store/embedded-file.js';
import { eventsAfter as readAfter } from '../../src/event-store/embedded-log.js';
import { appendFailure, GroupCommit } from '../../src/event-store/group-commit.js';
import { holdStore, StoreHeld } from '../../src/event-store/lock.js';
import {
  NO_STREAM,
  OutcomeUnknown,
  StoreDamaged,
  type StoredEvent,
  StoreUnavailable,
} from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { Turns } from '../../src/storage/turns.js';
import { eventsAfter, freshStream } from './events.js';
import { freshDirectory } from './fresh-directory.js';

const directory = freshDirectory();
const logFile = (): string => join(directory(), 'log.db');
const clock = (): Instant => instant(Date.UTC(2024, 0, 15));
const open = (file = logFile()): EmbeddedEventStore => EmbeddedEventStore.open({ file, clock });
const openReader = (): EmbeddedEventStore =>
  EmbeddedEventStore.open({ file: logFile(), clock, readOnly: true });

/** A store whose connection the test can reach, to make weather in it. */
const openWith = (): { readonly db: Sqlite; readonly store: EmbeddedEventStore } => {
  const lock = holdStore(logFile());
  const db = openLogFile(logFile(), { readOnly: false });
  return { db, store: new EmbeddedEventStore(db, { clock, lock, turns: new Turns() }) };
};

const addTo = (store: EmbeddedEventStore, stream: string, letters = 5, last = NO_STREAM) =>
  store.append(stream, last, eventsAfter(stream, last, 1, { tag: 'x'.repeat(letters) }));

describe('appends at the same time', () => {
  for (const [count, most] of [
    [200, 1],
    [1000, 4],
  ] as const)
    it(`to ${count} streams are all stored, in order, by ${most} commit(s)`, async () => {
      const db = openLogFile(logFile(), { readOnly: false });
      let commits = 0;
      const group = new GroupCommit(db, clock, () => commits++, new Turns());
      const streams = Array.from({ length: count }, freshStream);
      const appends = streams.map((streamId) => {
        const events = eventsAfter(streamId, NO_STREAM, 1);
        const bodies = checkedBodies(streamId, NO_STREAM, events);
        return group.add({ streamId, expectedRevision: NO_STREAM, events, bodies });
      });
      const results = await Promise.all(appends);
      expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(count);
      expect(commits).toBe(most);
      const log = readAfter(db, START, 2000);
      expect(log.map(({ streamId }) => streamId)).toEqual(streams);
      db.close();
    });

  it('to one stream, 50 at every revision, are won by exactly one at each', async () => {
    const store = open();
    const stream = freshStream();
    for (let last = NO_STREAM; last < 4; last++) {
      const racers = Array.from({ length: 50 }, (_, letters) =>
        addTo(store, stream, letters, last),
      );
      const results = await Promise.all(racers);
      expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(results).toContainEqual({ outcome: 'conflict', currentRevision: last + 1 });
    }
    expect(await store.readStream(stream)).toHaveLength(5);
    await store.close();
  });

  it('are answered only after they can be read by everybody', async () => {
    const store = open();
    const reader = openReader();
    const streams = Array.from({ length: 20 }, freshStream);
    await Promise.all(
      streams.map(async (stream) => {
        await addTo(store, stream);
        expect(await reader.readStream(stream)).toHaveLength(1);
      }),
    );
    await reader.close();
    await store.close();
  });
});

describe('I12: the lock', () => {
  it('lets one writer in, under whatever name, until it closes', async () => {
    const store = open();
    mkdirSync(join(directory(), 'elsewhere'));
    const alias = join(directory(), 'elsewhere', 'alias.db');
    symlinkSync(logFile(), alias);
    for (const file of [logFile(), join(directory(), 'elsewhere', '..', 'log.db'), alias]) {
      expect(() => open(file)).toThrow(StoreHeld);
      expect(() => open(file)).toThrow(logFile());
    }
    await store.close();
    await store.close();
    await open(alias).close();
  });

  it('ends with the process that holds it, even by kill -9', async () => {
    await open().close();
    const holder = `import Libsql from 'libsql';
      const db = new Libsql(${JSON.stringify(`${logFile()}.lock`)});
      db.exec('BEGIN EXCLUSIVE');
      console.log('held');
      setInterval(() => db.inTransaction, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder]);
    await once(child.stdout, 'data');
    expect(() => open()).toThrow(StoreHeld);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await open().close();
  });
});

describe('a reader beside the writer', () => {
  it('sees what is appended, follows it, and writes nothing', async () => {
    const store = open();
    const reader = openReader();
    const stream = freshStream();
    await expect(addTo(reader, stream)).rejects.toThrow(StoreUnavailable);
    const { signal } = new AbortController();
    const live = reader.subscribe(START, { signal })[Symbol.asyncIterator]();
    const next = live.next();
    await addTo(store, stream);
    const batch: readonly StoredEvent[] = (await next).value ?? [];
    expect(batch).toEqual(await store.readStream(stream));
    await store.close();
    expect(await reader.readAll(START, 10)).toEqual(batch);
    await reader.close();
  });
});

describe('closing', () => {
  it('ends subscriptions, and later calls say that the store is closed', async () => {
    const store = open();
    const live = store.subscribe(START, { signal: new AbortController().signal });
    const waiting = live.next();
    await store.close();
    expect(await waiting).toEqual({ value: undefined, done: true });
    await expect(addTo(store, freshStream())).rejects.toThrow(/closed/);
    await expect(store.head()).rejects.toThrow(StoreUnavailable);
  });

  it('is not what frees a signal: a subscription listens only while it waits', async () => {
    const store = open();
    const { signal } = new AbortController();
    const live = store.subscribe(START, { signal });
    for (let round = 0; round < 20; round++) {
      const next = live.next();
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      await addTo(store, freshStream());
      await next;
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    }
    await store.close();
  });
});

/** Each makes the store unable to write and gives back what makes it able again. */
const WEATHER: [string, (db: Sqlite) => () => unknown][] = [
  ['the file may not grow', (db) => {
    const pages = db.row<[bigint]>('PRAGMA page_count')?.[0] ?? 0n;
    db.rows(`PRAGMA max_page_count = ${pages}`);
    return () => db.rows('PRAGMA max_page_count = 1000000');
  }],
  ['it is read-only', (db) => {
    db.exec('PRAGMA query_only = 1');
    return () => db.exec('PRAGMA query_only = 0');
  }],
  ['another program writes to the file', (db) => {
    const other = new Sqlite(db.file);
    other.exec('BEGIN IMMEDIATE');
    return () => other.exec('ROLLBACK');
  }],
]; // prettier-ignore

describe('weather', () => {
  for (const [what, begin] of WEATHER)
    it(`where ${what}, no append is half written, reads go on, and all resumes after`, async () => {
      const { db, store } = openWith();
      const [old, big, small] = [freshStream(), freshStream(), freshStream()];
      await addTo(store, old);
      const log = await store.readAll(START, 10);
      const end = begin(db);
      const refused = await Promise.allSettled([addTo(store, small), addTo(store, big, 200_000)]);
      expect(await store.readAll(START, 10)).toEqual(log);
      end();
      for (const result of refused)
        expect(result).toMatchObject({ reason: expect.any(StoreUnavailable) });
      expect(await addTo(store, big, 200_000)).toMatchObject({ outcome: 'appended' });
      expect(await addTo(store, small)).toMatchObject({ outcome: 'appended' });
      await store.close();
      const again = open();
      expect((await again.readAll(START, 10)).map(({ streamId }) => streamId)).toEqual([
        old,
        big,
        small,
      ]);
      await again.close();
    });

  for (const [code, committing, kind] of [
    ['SQLITE_IOERR_FSYNC', true, OutcomeUnknown],
    ['SQLITE_IOERR_FSYNC', false, StoreUnavailable],
    ['SQLITE_IOERR_WRITE', true, StoreUnavailable],
    ['SQLITE_FULL', true, StoreUnavailable],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', false, StoreDamaged],
  ] as const)
    it(`${code} ${committing ? 'at' : 'before'} the commit is ${kind.name}`, () => {
      const failure = Object.assign(new Error('as SQLite says'), { code });
      expect(appendFailure(failure, committing)).toBeInstanceOf(kind);
    });
});
