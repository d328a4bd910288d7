import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  END,
  FORWARDS,
  START,
  StreamDeletedError,
  StreamNotFoundError,
} from '@eventstore/db-client';
import {
  all,
  counted,
  countedTo,
  eachWithDouble,
  failureOf,
  numbersOf,
  streamsOf,
} from './client.js';

// Each name says a sentence of the page "EventStoreDB, as it behaves".
const { double, client } = eachWithDouble();
const append = (n: number, expectedRevision: 'any' | 'no_stream' | bigint = 'any') =>
  client().appendToStream('s', counted(n), { expectedRevision });
const readAll = (options: object = {}): Promise<readonly AllStreamResolvedEvent[]> =>
  all(client().readAll(options)) as Promise<readonly AllStreamResolvedEvent[]>;

describe('a stream that is read', () => {
  it('comes in order, from a revision, backwards, at most so many', async () => {
    await client().appendToStream('s', countedTo(10));
    const read = async (options: object) => numbersOf(await all(client().readStream('s', options)));
    expect(await read({})).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await read({ fromRevision: 7n })).toEqual([7, 8, 9]);
    expect(await read({ fromRevision: 2n, maxCount: 2 })).toEqual([2, 3]);
    expect(await read({ direction: BACKWARDS, fromRevision: END, maxCount: 2 })).toEqual([9, 8]);
    expect(await read({ direction: BACKWARDS, fromRevision: 1n })).toEqual([1, 0]);
  });

  it('is empty past the end', async () => {
    await append(1);
    expect(await all(client().readStream('s', { fromRevision: 1n }))).toEqual([]);
  });

  it('gives back what was appended, its stamp and id too', async () => {
    const event = { ...counted(1, 'né'), metadata: { by: 'me' } };
    const before = performance.timeOrigin + performance.now();
    await client().appendToStream('s', event);
    const [read] = await all(client().readStream('s'));
    const { id, type, data, metadata } = event;
    const same = { id, type, data, metadata, revision: 0n, streamId: 's', isJson: true };
    expect(read?.event).toMatchObject(same);
    expect(read?.event?.created.getTime()).toBeGreaterThanOrEqual(Math.floor(before));
    expect(read?.event?.created.getTime()).toBeLessThan(before + 60_000);
  });

  it('is not found when missing, or softly deleted', async () => {
    expect(await failureOf(all(client().readStream('none')))).toBeInstanceOf(StreamNotFoundError);
    await append(1);
    await client().deleteStream('s');
    expect(await failureOf(all(client().readStream('s')))).toMatchObject({
      ...{ type: 'stream-not-found', streamName: 's' },
    });
  });

  it.each(['no_stream', 1n] as const)(
    'can be appended to with %s when softly deleted; numbering goes on',
    async (expected) => {
      await client().appendToStream('s', countedTo(2));
      await client().deleteStream('s', { expectedRevision: 1n });
      const error = await failureOf(append(7, 0n));
      expect(error).toMatchObject({ type: 'wrong-expected-version', actualVersion: 1n });
      expect(await append(8, expected)).toMatchObject({ nextExpectedRevision: 2n });
      expect(numbersOf(await all(client().readStream('s')))).toEqual([8]);
    },
  );

  it('is deleted for ever when tombstoned, for readers and writers', async () => {
    await append(1);
    await client().tombstoneStream('s');
    for (const refused of [
      () => all(client().readStream('s')),
      () => append(2),
      () => append(2, 0n),
      () => client().tombstoneStream('s'),
    ])
      expect(await failureOf(refused())).toBeInstanceOf(StreamDeletedError);
  });

  it('is neither deleted nor tombstoned on a wrong version', async () => {
    await append(1);
    const wrong = { expectedRevision: 4n };
    for (const refused of [
      () => client().deleteStream('s', wrong),
      () => client().tombstoneStream('s', wrong),
    ])
      expect(await failureOf(refused())).toMatchObject({
        ...{ type: 'wrong-expected-version', code: 9, streamName: 's' },
        ...{ expectedVersion: 4n, actualVersion: 0n },
      });
    expect(numbersOf(await all(client().readStream('s')))).toEqual([1]);
  });

  it('shows what its metadata leave', async () => {
    await client().appendToStream('s', countedTo(5));
    await client().setStreamMetadata('s', { truncateBefore: 2 });
    expect(numbersOf(await all(client().readStream('s')))).toEqual([2, 3, 4]);
    await client().setStreamMetadata('s', { maxCount: 1 });
    expect(
      numbersOf(await all(client().readStream('s', { direction: BACKWARDS, fromRevision: END }))),
    ).toEqual([4]);
  });
});

describe('$all', () => {
  it('has commit = prepare at every event, rising with gaps, system events too', async () => {
    await client().appendToStream('s', countedTo(3));
    double().faults.writeSystemEvent();
    await append(3);
    const read = await readAll();
    const positions = read.map(({ event }) => event?.position ?? { commit: 0n, prepare: 1n });
    for (const { commit, prepare } of positions) expect(prepare).toBe(commit);
    const before = (at: number): bigint => positions[at]?.commit ?? 0n;
    const steps = positions.slice(1).map(({ commit }, at) => commit - before(at));
    expect(steps.every((step) => step > 1n)).toBe(true);
    const streams = ['$$$stats-127.0.0.1:2113', '$stats-127.0.0.1:2113'];
    expect(streamsOf(read)).toEqual([...streams, 's', 's', 's', streams[1], 's']);
  });

  it('includes fromPosition forwards and excludes it backwards', async () => {
    await client().appendToStream('s', countedTo(3));
    const [, , , second] = await readAll();
    const fromPosition = second?.event?.position ?? START;
    expect(numbersOf(await readAll({ fromPosition }))).toEqual([1, 2]);
    const backwards = await readAll({ fromPosition, direction: BACKWARDS, maxCount: 1 });
    expect(numbersOf(backwards)).toEqual([0]);
  });

  it('has both ends', async () => {
    await client().appendToStream('s', countedTo(3));
    const options = { direction: BACKWARDS, fromPosition: END, maxCount: 2 };
    expect(numbersOf(await readAll(options))).toEqual([2, 1]);
    expect(await readAll({ direction: FORWARDS, fromPosition: END })).toEqual([]);
  });

  it('has UnknownError code 2 for a position that is no event’s', async () => {
    const { position } = await append(1);
    const commit = (position?.commit ?? 0n) + 1n;
    for (const none of [
      { commit, prepare: commit },
      { commit: 0n, prepare: 0n },
      { commit: commit - 1n, prepare: 0n },
    ])
      expect(await failureOf(readAll({ fromPosition: none }))).toMatchObject({
        ...{ type: 'unknown', code: 2 },
      });
  });

  it('still shows what was deleted, and how', async () => {
    await append(1);
    await client().deleteStream('s');
    await client().tombstoneStream('s');
    const types = (await readAll()).map(({ event }) => event?.type);
    expect(types.slice(2)).toEqual(['Counted', '$metadata', '$streamDeleted']);
  });

  it('is read whole by a slow consumer', async () => {
    for (let batch = 0; batch < 10; batch++)
      await client().appendToStream('s', countedTo(200, 'x'.repeat(200)));
    let count = 0;
    for await (const _ of client().readAll()) if (count++ % 100 === 0) await append(count);
    expect(count).toBe(2002);
  });
});

describe('every so many appends', () => {
  const busy = eachWithDouble({ statisticsEvery: 2 });

  it('a system event lies between', async () => {
    for (const event of countedTo(4)) await busy.client().appendToStream('s', event);
    const read = await all(busy.client().readAll());
    const own = streamsOf(read).map((streamId) => (streamId === 's' ? 's' : '$'));
    expect(own.join('')).toBe('$$ss$ss$');
  });
});
