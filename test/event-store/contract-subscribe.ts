import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore, NO_STREAM, type StoredEvent } from '../../src/event-store/port.js';
import { eventsAfter, freshStream } from './events.js';

type Batches = AsyncIterable<readonly StoredEvent[]>;

const fill = async (store: EventStore, stream: string, from: number, count: number) => {
  for (let revision = from; revision < from + count; revision++)
    await store.append(stream, revision - 1, eventsAfter(stream, revision - 1, 1));
};

/** The next `count` events of a subscription that goes on; nothing may come beyond them. */
const take = async (batches: Batches, count: number, slowly = 0): Promise<StoredEvent[]> => {
  const seen: StoredEvent[] = [];
  for await (const batch of batches) {
    seen.push(...batch);
    if (seen.length >= count) break;
    if (slowly > 0) await pause(slowly);
  }
  return seen;
};

export const subscriptionContract = (store: () => EventStore): void => {
  const { signal } = new AbortController();

  it('gives everything after a position, and not the event at it', async () => {
    const stream = freshStream();
    await fill(store(), stream, 0, 5);
    const all = await store().readStream(stream);
    const after = all[1]?.position ?? (await store().head());
    expect(await take(store().subscribe(after, { signal }), 3)).toEqual(all.slice(2));
  });

  it('gives what is appended later, as it is appended', async () => {
    const stream = freshStream();
    const following = store().subscribe(await store().head(), { signal });
    const live = following[Symbol.asyncIterator]();
    for (let revision = 0; revision < 3; revision++) {
      const next = live.next();
      await fill(store(), stream, revision, 1);
      const { value } = await next;
      expect(value).toEqual(await store().readStream(stream, revision));
    }
    await live.return?.();
  });

  it('misses nothing and repeats nothing while many append, however slow its reader', async () => {
    const before = await store().head();
    const streams = Array.from({ length: 8 }, freshStream);
    const following = [0, 2].map((slowly) =>
      take(store().subscribe(before, { signal, batchSize: 7 }), 160, slowly),
    );
    await Promise.all(streams.map((stream) => fill(store(), stream, 0, 20)));
    const all = await store().readAll(before, 1000);
    expect(all).toHaveLength(160);
    for (const seen of await Promise.all(following)) expect(seen).toEqual(all);
  });

  it('gives no more at once than was asked for', async () => {
    const stream = freshStream();
    const before = await store().head();
    await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 10));
    const sizes: number[] = [];
    for await (const batch of store().subscribe(before, { signal, batchSize: 4 })) {
      sizes.push(batch.length);
      if (sizes.reduce((sum, size) => sum + size) === 10) break;
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
  });
};

export const followContract = (store: () => EventStore): void => {
  it('ends at once when it is aborted while it waits', async () => {
    const abort = new AbortController();
    const waiting = take(store().subscribe(await store().head(), abort), 1);
    await pause(20);
    abort.abort();
    expect(await waiting).toEqual([]);
  });

  it('gives nothing where it was aborted before it began', async () => {
    const stream = freshStream();
    const before = await store().head();
    await fill(store(), stream, 0, 1);
    expect(await take(store().subscribe(before, { signal: AbortSignal.abort() }), 1)).toEqual([]);
  });

  it('ends after the batch at hand when it is aborted between two', async () => {
    const stream = freshStream();
    const before = await store().head();
    await fill(store(), stream, 0, 6);
    const abort = new AbortController();
    const seen: StoredEvent[] = [];
    for await (const batch of store().subscribe(before, { signal: abort.signal, batchSize: 2 })) {
      seen.push(...batch);
      abort.abort();
    }
    expect(seen).toEqual((await store().readStream(stream)).slice(0, seen.length));
    expect(seen.length).toBeLessThanOrEqual(2);
  });
};
