import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { holdStore } from '../../src/event-store/lock.js';
import { NO_STREAM, StoreDamaged, StoreUnavailable } from '../../src/event-store/port.js';
import { NEXT, START } from '../../src/kernel/envelope.js';
import { type Instant, instant } from '../../src/kernel/local-date.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { eventStoreContract } from './contract.js';
import { eventsAfter, freshStream, sealedEvent } from './events.js';
import { freshDirectory } from './fresh-directory.js';

const shifted = (at: Instant, ms: number): Instant => instant(Date.parse(at) + ms);
const NOON = Date.UTC(2024, 0, 15, 12);
const directory = freshDirectory();
let file: string;
let now: number;
const clock = (): Instant => instant(now);
const open = (): EmbeddedEventStore => EmbeddedEventStore.open({ file, clock });
const openReader = (): EmbeddedEventStore =>
  EmbeddedEventStore.open({ file, clock, readOnly: true });

const addTo = (store: EmbeddedEventStore, stream: string, last: number, count = 1) =>
  store.append(stream, last, eventsAfter(stream, last, count));

/** A closed log of `count` events in one stream. */
const written = async (count: number): Promise<string> => {
  const stream = freshStream();
  const store = open();
  await addTo(store, stream, NO_STREAM, count);
  await store.close();
  return stream;
};

const tamper = (sql: string): void => {
  const db = new Sqlite(file);
  db.exec(sql);
  db.close();
};

beforeEach(() => {
  file = join(directory(), 'log.db');
  now = NOON;
});

eventStoreContract('the embedded store', async () => {
  const store = EmbeddedEventStore.open({ file, clock: () => instant(now++) });
  return { store, close: () => store.close() };
});

describe('a file at opening', () => {
  const damaged: [string, () => unknown, RegExp][] = [
    ['that is no database', () => writeFileSync(file, 'Dear Sir, '.repeat(900)), /not a database/],
    ['that is cut short', () => truncateSync(file, 8192), /malformed/],
    ['that is empty beside its write-ahead log', () => {
      truncateSync(file, 0);
      writeFileSync(`${file}-wal`, 'what was appended last');
    }, /write-ahead log is there/],
    ['of another application', () => tamper('PRAGMA application_id = 7'), /application_id 7/],
    ['of a newer format', () => tamper('PRAGMA user_version = 2'), /format 2.*newer/],
    ['without its table', () => tamper('DROP TABLE event'), /no such table/],
    ['with a last event that is not whole', () => tamper(`UPDATE event SET body = '{'`), /nothing/],
  ]; // prettier-ignore
  for (const [which, damage, words] of damaged)
    it(`${which} is refused to writer and reader, in words, and left as it is`, async () => {
      await written(60);
      damage();
      const left = readFileSync(file);
      for (const opening of [open, openReader]) {
        expect(opening).toThrow(StoreDamaged);
        expect(opening).toThrow(words);
        expect(opening).toThrow(file);
      }
      expect(readFileSync(file).equals(left)).toBe(true);
      holdStore(file).release();
    });

  it('that is not there is made for a writer, with its directory, not for a reader', async () => {
    file = join(directory(), 'new', 'deep', 'log.db');
    expect(openReader).toThrow(StoreUnavailable);
    expect(existsSync(file)).toBe(false);
    const store = open();
    expect(await store.head()).toBe(START);
    await store.close();
  });

  it('whose place is no place for a file is unavailable, not damaged', () => {
    file = directory();
    expect(open).toThrow(StoreUnavailable);
    writeFileSync(join(directory(), 'letter'), 'Dear Sir');
    file = join(directory(), 'letter', 'log.db');
    expect(open).toThrow(StoreUnavailable);
    expect(openReader).toThrow(StoreUnavailable);
  });

  it('holds, alone and as a copy, all that was appended before it was closed', async () => {
    const stream = freshStream();
    const store = open();
    const pending = addTo(store, stream, NO_STREAM, 3);
    await store.close();
    expect(await pending).toMatchObject({ outcome: 'appended', revision: 2 });
    const copy = join(directory(), 'copy.db');
    copyFileSync(file, copy);
    for (const whole of [file, copy]) {
      file = whole;
      const reader = openReader();
      expect(await reader.readStream(stream)).toHaveLength(3);
      await reader.close();
    }
    const again = open();
    expect(await addTo(again, stream, 2)).toMatchObject({ revision: 3 });
    await again.close();
  });
});

describe('a position beyond the head', () => {
  it('has nothing after it', async () => {
    const store = open();
    await addTo(store, freshStream(), 2);
    expect(await store.readAll(NEXT, 10)).toEqual([]);
    await store.close();
  });
});

describe('a log that somebody changed', () => {
  for (const [what, sql, words] of [
    ['an event was taken away', 'DELETE FROM event WHERE position = 2', /position 2 is missing/],
    [
      'an event was put into another stream',
      `UPDATE event SET stream = 'x' WHERE position = 2`,
      /position 2 is kept as x/,
    ],
    ['an event is no longer one', `UPDATE event SET body = '{' WHERE position = 2`, /position 2/],
  ] as const)
    // prettier-ignore
    it(`is not read past the place where ${what}`, async () => {
      await written(4);
      tamper(sql);
      const store = open();
      await expect(store.readAll(START, 10)).rejects.toThrow(StoreDamaged);
      await expect(store.readAll(START, 10)).rejects.toThrow(words);
      await store.close();
    });
});

describe('I2: the time of recording', () => {
  it('stands still while the clock goes back, also over a restart', async () => {
    const stream = freshStream();
    const store = open();
    await addTo(store, stream, NO_STREAM);
    now = NOON - 86_400_000;
    await addTo(store, stream, 0);
    await store.close();
    const again = open();
    await addTo(again, stream, 1);
    now = NOON + 1;
    await addTo(again, stream, 2);
    const times = (await again.readStream(stream)).map(({ recordedAt }) => recordedAt);
    expect(times).toEqual([NOON, NOON, NOON, NOON + 1].map(instant));
    await again.close();
  });

  it('is the time that came with the event, unless that goes back', async () => {
    const stream = freshStream();
    const store = open();
    await store.append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 1));
    const [{ recordedAt: now } = { recordedAt: instant(0) }] = await store.readStream(stream);
    const [early, late] = [shifted(now, -3_600_000), shifted(now, 50)];
    await store.append(stream, 0, [
      { event: sealedEvent(stream, 1), recordedAt: early },
      { event: sealedEvent(stream, 2), recordedAt: late },
      { event: sealedEvent(stream, 3), recordedAt: now },
    ]);
    const times = (await store.readStream(stream, 1)).map(({ recordedAt }) => recordedAt);
    expect(times).toEqual([now, late, late]);
    await store.close();
  });

  it('may be one of long ago that came with the event, and the row says so', async () => {
    const stream = freshStream();
    const store = open();
    const recordedAt = instant(Date.UTC(2003, 2, 20));
    await store.append(stream, NO_STREAM, [
      { event: sealedEvent(stream, 0), recordedAt },
      { event: sealedEvent(stream, 1) },
    ]);
    await store.close();
    const db = new Sqlite(file);
    expect(db.rows('SELECT recorded_at, stood_in FROM event ORDER BY position')).toEqual([
      [recordedAt, 1n],
      [clock(), 0n],
    ]);
    db.close();
  });
});
