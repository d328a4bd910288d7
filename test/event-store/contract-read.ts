import { type EventStore, NO_STREAM, type StoredEvent } from '../../src/event-store/port.js';
import { type Position } from '../../src/kernel/envelope.js';
import { instant } from '../../src/kernel/local-date.js';
import { eventsAfter, freshStream, sealedEvent } from './events.js';

/** Three streams of four events each, appended in turns. */
const twelve = async (store: EventStore): Promise<readonly StoredEvent[]> => {
  const before = await store.head();
  const streams = [freshStream(), freshStream(), freshStream()];
  for (let revision = NO_STREAM; revision < 3; revision += 2)
    for (const stream of streams)
      await store.append(stream, revision, eventsAfter(stream, revision, 2));
  return store.readAll(before, 100);
};

export const readContract = (store: () => EventStore): void => {
  it('a stream that is missing, or beyond its end, gives nothing', async () => {
    const stream = freshStream();
    expect(await store().readStream(stream)).toEqual([]);
    await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 2));
    expect(await store().readStream(stream, 2)).toEqual([]);
  });

  it('a stream from a revision gives that event and those after it', async () => {
    const stream = freshStream();
    await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 4));
    const all = await store().readStream(stream);
    for (const from of [0, 1, 3])
      expect(await store().readStream(stream, from)).toEqual(all.slice(from));
  });

  it('the log in pages of any size gives the same events in the same order', async () => {
    const before = await store().head();
    const all = await twelve(store());
    expect(all).toHaveLength(12);
    for (const size of [1, 5, 12, 13]) {
      const pages: StoredEvent[] = [];
      let after: Position | undefined = before;
      while (after) {
        const page: readonly StoredEvent[] = await store().readAll(after, size);
        expect(page.length).toBeLessThanOrEqual(size);
        pages.push(...page);
        after = page.at(-1)?.position;
      }
      expect(pages).toEqual(all);
    }
  });

  it('the log and its streams give the same events', async () => {
    const all = await twelve(store());
    for (const stream of new Set(all.map(({ streamId }) => streamId)))
      expect(await store().readStream(stream)).toEqual(
        all.filter(({ streamId }) => streamId === stream),
      );
  });

  it('after the head gives nothing; the head is where the last event stands', async () => {
    const all = await twelve(store());
    const head = await store().head();
    expect(head).toBe(all.at(-1)?.position);
    expect(await store().readAll(head, 10)).toEqual([]);
  });
};

export const stampContract = (store: () => EventStore): void => {
  it('rises in position and never falls in time', async () => {
    const all = await twelve(store());
    const positions = all.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].toSorted());
    const times = all.map(({ recordedAt }) => recordedAt);
    expect(times).toEqual(times.toSorted());
  });

  it('is the time that came with the event, where one came', async () => {
    const stream = freshStream();
    await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 1));
    const [first] = await store().readStream(stream);
    const recordedAt = instant(Date.parse(String(first?.recordedAt)) + 50);
    await store().append(stream, 0, [{ event: sealedEvent(stream, 1), recordedAt }]);
    expect((await store().readStream(stream, 1))[0]?.recordedAt).toBe(recordedAt);
  });
};
