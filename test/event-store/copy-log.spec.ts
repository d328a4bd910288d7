import { join } from 'node:path';
import { copyLog, CopyStopped } from '../../src/event-store/copy-log.js';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { type EventStore, NO_STREAM, type StoredEvent } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { instant } from '../../src/kernel/local-date.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { eventsAfter, freshStream } from './events.js';
import { freshDirectory } from './fresh-directory.js';

const directory = freshDirectory();
const file = (name: string): string => join(directory(), `${name}.db`);
let opened: EmbeddedEventStore[] = [];
const open = (name: string, from = Date.UTC(2024, 0, 15)): EmbeddedEventStore => {
  let now = from;
  const store = EmbeddedEventStore.open({ file: file(name), clock: () => instant((now += 1_000)) });
  opened.push(store);
  return store;
};
afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
});

const all = (store: EventStore): Promise<readonly StoredEvent[]> => store.readAll(START, 10_000);

/** Three streams, written in turns. */
const written = async (store: EventStore, rounds = 4): Promise<readonly string[]> => {
  const streams = [freshStream(), freshStream(), freshStream()];
  for (let revision = NO_STREAM; revision < rounds - 1; revision += 1)
    for (const stream of streams)
      await store.append(stream, revision, eventsAfter(stream, revision, 1));
  return streams;
};

describe('a copy of a log', () => {
  it('holds every event in its order, with its hash and the time it was recorded', async () => {
    const [from, to] = [open('from'), open('to', Date.UTC(2025, 5, 1))];
    await written(from);
    expect(await copyLog(from, to)).toEqual({ events: 12, copied: 12, complete: true });
    expect(await all(to)).toEqual(await all(from));
  });

  it('of nothing is nothing', async () => {
    expect(await copyLog(open('from'), open('to'))).toEqual({
      events: 0,
      copied: 0,
      complete: true,
    });
  });

  it('that was interrupted is completed, and a whole one only compared', async () => {
    const [from, to] = [open('from'), open('to', Date.UTC(2025, 5, 1))];
    await written(from);
    let appends = 0;
    const breaking = {
      head: () => to.head(),
      readAll: (...args: Parameters<EventStore['readAll']>) => to.readAll(...args),
      append: (...args: Parameters<EventStore['append']>) => {
        if ((appends += 1) > 5) throw new Error('the power is out');
        return to.append(...args);
      },
    };
    await expect(copyLog(from, breaking)).rejects.toThrow('the power is out');
    const said: string[] = [];
    const report = await copyLog(from, to, (what) => said.push(what));
    expect(report).toEqual({ events: 12, copied: 7, complete: true });
    const times = (what: string) => said.filter((one) => one === what).length;
    expect([times('compared'), times('copied'), times('verified')]).toEqual([5, 7, 12]);
    expect(await copyLog(from, to)).toEqual({ events: 12, copied: 0, complete: true });
    expect(await all(to)).toEqual(await all(from));
  });
});

describe('a source that grows', () => {
  it('is copied as it stood at the beginning, which is said; the rest the next time', async () => {
    const [from, to] = [open('from'), open('to')];
    const [stream = ''] = await written(from);
    let grown = false;
    const report = await copyLog(from, to, () => {
      if (!grown) void from.append(stream, 3, eventsAfter(stream, 3, 1));
      grown = true;
    });
    expect(report).toEqual({ events: 12, copied: 12, complete: false });
    expect(await copyLog(from, to)).toEqual({ events: 13, copied: 1, complete: true });
    expect(await all(to)).toEqual(await all(from));
  });
});

describe('is refused, and says where', () => {
  it('a copy that holds another log, or more than the source', async () => {
    const [from, other] = [open('from'), open('other')];
    await written(from);
    await written(other);
    const before = await all(other);
    await expect(copyLog(from, other)).rejects.toThrow(/the copy holds another log: mitra-.* rev/);
    expect(await all(other)).toEqual(before);
    const empty = open('empty');
    await expect(copyLog(empty, other)).rejects.toThrow(/the copy holds more than the source/);
  });

  it('a copy that was made with other times', async () => {
    const [from, other] = [open('from'), open('other', Date.UTC(2025, 5, 1))];
    const [stream = ''] = await written(from, 1);
    await other.append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 1));
    await expect(copyLog(from, other)).rejects.toThrow(CopyStopped);
  });

  it('a source whose hash does not fit: what comes after it is not copied', async () => {
    await written(open('from'));
    await opened.pop()?.close();
    const db = new Sqlite(file('from'));
    db.run(`UPDATE event SET body = replace(body, 'budi', 'bude') WHERE position = 5`);
    db.close();
    const to = open('to');
    const copying = copyLog(open('from'), to);
    await expect(copying).rejects.toThrow(
      /the source is damaged: its hash does not fit .*position/,
    );
    expect(await all(to)).toHaveLength(4);
  });

  it('somebody else who writes into the copy', async () => {
    const [from, to] = [open('from'), open('to', Date.UTC(2025, 5, 1))];
    const [stream = ''] = await written(from);
    let meddled = false;
    const copying = copyLog(from, to, () => {
      if (meddled) return;
      meddled = true;
      void to.append(stream, 0, eventsAfter(stream, 0, 1, { tag: 'theirs' }));
    });
    await expect(copying).rejects.toThrow(/somebody else writes into the copy/);
  });
});
