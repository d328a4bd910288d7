import {
  AppendTooLarge,
  type EventStore,
  MAX_APPEND_BYTES,
  type NewEvent,
  NO_STREAM,
} from '../../src/event-store/port.js';
import { writersPart } from '../../src/event-store/seal.js';
import { START } from '../../src/kernel/envelope.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { eventsAfter, freshStream, sealedEvent } from './events.js';

const repeatContract = (store: () => EventStore): void => {
  it('that is repeated answers as the first time and adds nothing, however late', async () => {
    const stream = freshStream();
    const events = eventsAfter(stream, NO_STREAM, 3);
    const first = await store().append(stream, NO_STREAM, events);
    expect(await store().append(stream, NO_STREAM, events)).toEqual(first);
    await store().append(stream, 2, eventsAfter(stream, 2, 1));
    expect(await store().append(stream, NO_STREAM, events)).toEqual(first);
    expect(await store().readStream(stream)).toHaveLength(4);
  });

  it('that is sent twice at the same time is stored once', async () => {
    const stream = freshStream();
    const events = eventsAfter(stream, NO_STREAM, 2);
    const twice = [1, 2].map(() => store().append(stream, NO_STREAM, events));
    const [one, other] = await Promise.all(twice);
    expect(other).toEqual(one);
    expect(await store().readStream(stream)).toHaveLength(2);
  });

  it('of which the stream holds only the beginning is a conflict', async () => {
    const stream = freshStream();
    await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 1));
    const more = await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 2));
    expect(more).toEqual({ outcome: 'conflict', currentRevision: 0 });
    expect(await store().readStream(stream)).toHaveLength(1);
  });
};

export const appendContract = (store: () => EventStore): void => {
  it('numbers a new stream from 0 and says where its last event stands', async () => {
    const stream = freshStream();
    const result = await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 3));
    const stored = await store().readStream(stream);
    expect(stored.map((event) => event.revision)).toEqual([0, 1, 2]);
    expect(result).toEqual({
      outcome: 'appended',
      revision: 2,
      position: stored.at(-1)?.position,
    });
  });

  it('keeps all that the writer sealed, to the last byte', async () => {
    const stream = freshStream();
    const data = { b: [1, { z: null, a: true }], a: 'Rp "é\u2028🙂\n', big: 9007199254740991 };
    const { event } = { event: sealedEvent(stream, 0, { data }) };
    await store().append(stream, NO_STREAM, [{ event }]);
    const stored = await store().readStream(stream);
    expect(stored.map(writersPart).map((part) => canonicalJson(part))).toEqual([
      canonicalJson(event),
    ]);
  });

  it('of no events says where the stream stands, and changes nothing', async () => {
    const stream = freshStream();
    const none = { outcome: 'appended', revision: NO_STREAM, position: START };
    expect(await store().append(stream, NO_STREAM, [])).toEqual(none);
    const first = await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 2));
    expect(await store().append(stream, 1, [])).toEqual(first);
    const late = await store().append(stream, 0, []);
    expect(late).toEqual({ outcome: 'conflict', currentRevision: 1 });
    expect(await store().readStream(stream)).toHaveLength(2);
  });

  repeatContract(store);
};

const conflictContract = (store: () => EventStore): void => {
  for (const [why, held, expected] of [
    ['a stream taken for new exists', 2, NO_STREAM],
    ['a stream taken for old does not exist', 0, 0],
    ['others appended in between', 3, 1],
    ['the stream is not so long yet', 1, 5],
  ] as const)
    it(`is a conflict where ${why}, and leaves nothing`, async () => {
      const stream = freshStream();
      await store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, held));
      const mine = eventsAfter(stream, expected, 2, { tag: 'mine' });
      const result = await store().append(stream, expected, mine);
      expect(result).toEqual({ outcome: 'conflict', currentRevision: held - 1 });
      const notes = (await store().readStream(stream)).map((event) => event.data['note']);
      expect(notes).toEqual(Array(held).fill('first'));
    });

  it('loses to exactly one where many race for the same revision', async () => {
    const stream = freshStream();
    const racers = Array.from({ length: 20 }, (_, number) =>
      store().append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 2, { tag: `${number}` })),
    );
    const outcomes = (await Promise.all(racers)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
    const stored = await store().readStream(stream);
    const winner = outcomes.indexOf('appended');
    expect(stored.map((event) => event.data['note'])).toEqual([`${winner}`, `${winner}`]);
  });
};

export const refusedAppendContract = (store: () => EventStore): void => {
  conflictContract(store);

  const stream = freshStream();
  const event = sealedEvent(stream, 0);
  for (const [why, expected, events] of [
    ['sealed for another stream', NO_STREAM, [{ event: sealedEvent(freshStream(), 0) }]],
    ['sealed for another revision', NO_STREAM, [{ event: sealedEvent(stream, 1) }]],
    ['sealed twice for one revision', NO_STREAM, [{ event }, { event }]],
    ['after a revision that cannot be', -2, [{ event: sealedEvent(stream, -1) }]],
    ['stamped with what is no instant', NO_STREAM, [{ event, recordedAt: 'x' as Instant }]],
  ] as const satisfies [string, number, NewEvent[]][])
    it(`is an error of the caller where it is ${why}`, async () => {
      await expect(store().append(stream, expected, events)).rejects.toThrow(RangeError);
      expect(await store().readStream(stream)).toEqual([]);
    });

  it('is refused one byte above the limit, taken at the limit, and harms no other', async () => {
    const big = freshStream();
    const padded = (letters: number) => ({
      event: sealedEvent(big, 0, { data: { note: 'x'.repeat(letters) } }),
    });
    const room = MAX_APPEND_BYTES - Buffer.byteLength(canonicalJson(padded(0).event));
    const tooLarge = store().append(big, NO_STREAM, [padded(room + 1)]);
    const beside = freshStream();
    const fits = store().append(beside, NO_STREAM, eventsAfter(beside, NO_STREAM, 1));
    await expect(tooLarge).rejects.toThrow(AppendTooLarge);
    expect(await fits).toMatchObject({ outcome: 'appended' });
    const full = await store().append(big, NO_STREAM, [padded(room)]);
    expect(full).toMatchObject({ outcome: 'appended', revision: 0 });
  });
};
