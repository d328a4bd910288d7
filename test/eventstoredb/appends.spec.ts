import { jsonEvent, WrongExpectedVersionError } from '@eventstore/db-client';
import { v4 } from 'uuid';
import { all, counted, countedTo, eachWithDouble, failureOf, numbersOf } from './client.js';

// Each name says a sentence of the page "EventStoreDB, as it behaves".
describe.each(['batch-append', 'append-only'] as const)(
  'appending to one that lists %s',
  (lists) => {
    const { double, client } = eachWithDouble({ lists });
    const append = (
      events: ReturnType<typeof counted>[],
      expectedRevision: 'any' | 'no_stream' | 'stream_exists' | bigint = 'any',
      streamId = 's',
    ) => client().appendToStream(streamId, events, { expectedRevision });
    const numbers = async () => numbersOf(await all(client().readStream('s')));

    it('answers with the revision and position of the last event', async () => {
      const { success, nextExpectedRevision, position } = await append(countedTo(3), 'no_stream');
      const read = await all(client().readStream('s'));
      expect({ success, nextExpectedRevision }).toEqual({
        success: true,
        nextExpectedRevision: 2n,
      });
      expect(position).toEqual(read.at(-1)?.event?.position);
    });

    it('asks for the supported methods once, and then uses the right one', async () => {
      for (const event of countedTo(3)) await append([event]);
      const batch = lists === 'batch-append';
      expect(Object.fromEntries(double().calls)).toEqual({
        'ServerFeatures/GetSupportedMethods': 1,
        ...(batch ? { 'Streams/BatchAppend': 1 } : { 'Streams/Append': 3 }),
      });
    });

    it('succeeds with an empty event list', async () => {
      await append(countedTo(2));
      expect(await append([], 1n)).toMatchObject({ success: true, nextExpectedRevision: 1n });
      expect(await append([], 'no_stream', 'other')).toMatchObject({ success: true });
      expect(await numbers()).toEqual([0, 1]);
    });

    it.each([
      ['no_stream on a stream', 'no_stream', 's', 1n],
      ['an older revision', 0n, 's', 1n],
      ['a later revision', 7n, 's', 1n],
      ['stream_exists without one', 'stream_exists', 'none', 'no_stream'],
      ['a revision without a stream', 0n, 'none', 'no_stream'],
    ] as const)('says both versions when wrong: %s', async (_, expected, streamId, actual) => {
      await append(countedTo(2));
      const error = await failureOf(append([counted(9)], expected, streamId));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({
        ...{ type: 'wrong-expected-version', streamName: streamId },
        ...{ expectedVersion: expected, actualVersion: actual },
      });
      expect(await numbers()).toEqual([0, 1]);
    });

    it.each(['no_stream', 'any', 'stream_exists'] as const)(
      'takes the same event id with %s for the first write, even with other data',
      async (expected) => {
        const id = v4();
        const first = await append([counted(1, undefined, id)], 'no_stream');
        await append([counted(2)]);
        expect(await append([counted(3, undefined, id)], expected)).toEqual(first);
        expect(await numbers()).toEqual([1, 2]);
      },
    );

    it('appends the same id again with the exact revision equal to the tip', async () => {
      const id = v4();
      await append([counted(1, undefined, id)], 'no_stream');
      const again = await append([counted(1, undefined, id)], 0n);
      expect(again.nextExpectedRevision).toBe(1n);
      expect(await numbers()).toEqual([1, 1]);
    });

    it('sees the same write in a repeat on the revision first decided on', async () => {
      await append(countedTo(1));
      const events = countedTo(2);
      const first = await append(events, 0n);
      await append([counted(9)], 2n);
      expect(await append(events, 0n)).toEqual(first);
      expect(await numbers()).toEqual([0, 0, 1, 9]);
    });

    it('refuses [old, new] with any; ids are per stream; duplicates are both stored', async () => {
      const [old, fresh, twice] = [counted(1), counted(2), counted(3)];
      await append([old]);
      expect(await failureOf(append([old, fresh]))).toBeInstanceOf(WrongExpectedVersionError);
      expect(await failureOf(append([old, fresh, old]))).toBeInstanceOf(WrongExpectedVersionError);
      expect((await append([old], 'any', 'other')).nextExpectedRevision).toBe(0n);
      expect((await append([twice, twice])).nextExpectedRevision).toBe(2n);
      expect(await numbers()).toEqual([1, 3, 3]);
    });

    it('takes at most 1,048,576 bytes over the sum of the data of one append', async () => {
      const frame = JSON.stringify({ n: 1, text: '' }).length;
      const most = 'x'.repeat(524_288 - frame);
      expect(await append([counted(1, most), counted(1, most)])).toMatchObject({ success: true });
      expect(await failureOf(append([counted(1, most), counted(1, `${most}x`)]))).toMatchObject({
        ...{ type: 'maximum-append-size-exceeded', maxAppendSize: 1_048_576 },
      });
      expect(await numbers()).toEqual([1, 1]);
    });

    it('refuses an unparseable event id, an empty type and an empty stream name', async () => {
      const none = jsonEvent({ type: '', data: {} });
      const message = lists === 'batch-append' ? 'Could not recognize BadRequest' : '3 INVALID';
      const errors = await Promise.all([
        failureOf(append([counted(1, undefined, 'no-uuid')])),
        failureOf(client().appendToStream('s', none)),
        failureOf(append([counted(1)], 'any', '')),
      ]);
      for (const error of errors) {
        expect(error).toMatchObject({ type: 'unknown' });
        expect((error as Error).message).toContain(message);
      }
    });
  },
);

describe('appending to a server without GetSupportedMethods', () => {
  const { double, client } = eachWithDouble({ lists: 'nothing' });

  it('goes by Append: UNIMPLEMENTED there → Append (source)', async () => {
    expect(await client().appendToStream('s', [counted(1)])).toMatchObject({ success: true });
    expect(Object.fromEntries(double().calls)).toEqual({ 'Streams/Append': 1 });
  });
});

describe('a BatchAppend of many', () => {
  const { double, client } = eachWithDouble();

  it('answers each of those in flight with its own revision', async () => {
    const streams = Array.from({ length: 64 }, (_, n) => `s-${n % 8}`);
    const results = await Promise.all(
      streams.map((streamId, n) => client().appendToStream(streamId, counted(n))),
    );
    const revisions = results.map(({ nextExpectedRevision }) => Number(nextExpectedRevision));
    expect(revisions.toSorted((a, b) => a - b)).toEqual(streams.map((_, n) => Math.floor(n / 8)));
  });

  it('ends with RESOURCE_EXHAUSTED for a 20 MB event, for all others pending on it', async () => {
    await client().appendToStream('s', counted(1));
    double().faults.delayAppends(60_000);
    const huge = counted(2, 'x'.repeat(20 * 1024 * 1024));
    const errors = await Promise.all([
      failureOf(client().appendToStream('other', counted(1))),
      failureOf(client().appendToStream('s', huge)),
    ]);
    expect(errors).toMatchObject([{ code: 8 }, { code: 8 }]);
    double().faults.delayAppends(0);
    // The next append reopens it.
    const next = await client().appendToStream('s', counted(3));
    expect(next).toMatchObject({ nextExpectedRevision: 1n });
    expect(double().calls.get('Streams/BatchAppend')).toBe(2);
  });
});
