import fc from 'fast-check';
import { type AppendResult, type EventStore, NO_STREAM } from '../../src/event-store/port.js';
import { eventsAfter, freshStream } from './events.js';

interface Step {
  readonly stream: number;
  readonly offset: number;
  readonly count: number;
  readonly tag: string;
}

const STREAMS = 3;

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat(STREAMS - 1),
  offset: fc.constantFrom(0, 0, 0, -1, -2, 1),
  count: fc.nat(3),
  tag: fc.constantFrom('a', 'b'),
});

/** The log as a list in memory: what the store must not be told apart from. */
const modelOf = () => {
  const log: { readonly stream: string; readonly id: string }[] = [];
  const idsOf = (stream: string) => log.filter((at) => at.stream === stream).map(({ id }) => id);
  const append = (stream: string, expected: number, ids: readonly string[]) => {
    const held = idsOf(stream);
    const there = held.slice(expected + 1, expected + 1 + ids.length);
    const same = there.length === ids.length && ids.every((id, index) => there[index] === id);
    if (held.length - 1 === expected) log.push(...ids.map((id) => ({ stream, id })));
    else if (ids.length === 0 || !same)
      return { outcome: 'conflict', currentRevision: held.length - 1 };
    return { outcome: 'appended', revision: expected + ids.length };
  };
  return { log, idsOf, append };
};

const answerOf = (result: AppendResult): object =>
  result.outcome === 'appended' ? { outcome: 'appended', revision: result.revision } : result;

const play = async (store: EventStore, steps: readonly Step[]): Promise<void> => {
  const before = await store.head();
  const streams = Array.from({ length: STREAMS }, freshStream);
  const model = modelOf();
  for (const { stream: number, offset, count, tag } of steps) {
    const stream = streams[number] ?? '';
    const expected = Math.max(NO_STREAM, model.idsOf(stream).length - 1 + offset);
    const events = eventsAfter(stream, expected, count, { tag });
    const ids = events.map(({ event }) => event.eventId);
    const result = await store.append(stream, expected, events);
    expect(answerOf(result)).toEqual(model.append(stream, expected, ids));
  }
  for (const stream of streams) {
    const stored = await store.readStream(stream);
    expect(stored.map(({ eventId }) => eventId)).toEqual(model.idsOf(stream));
    expect(stored.map(({ revision }) => revision)).toEqual([...stored.keys()]);
  }
  const log = await store.readAll(before, 1000);
  expect(log.map(({ streamId, eventId }) => ({ stream: streamId, id: eventId }))).toEqual(
    model.log,
  );
};

export const historyContract = (store: () => EventStore): void => {
  it('of appends, repeats and conflicts is answered as by a list in memory', async () => {
    const histories = fc.array(step, { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(histories, (steps) => play(store(), steps)),
      { numRuns: 30 },
    );
  });
};
