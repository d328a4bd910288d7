import {
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter,
  type Position,
  START,
  StreamDeletedError,
  streamNameFilter,
} from '@eventstore/db-client';
import { once } from 'node:events';
import {
  all,
  heardOf,
  counted,
  countedTo,
  eachWithDouble,
  failureOf,
  numbersOf,
  take,
  until,
} from './client.js';

// Each name says a sentence of the page "EventStoreDB, as it behaves".
const { double, client } = eachWithDouble();
const append = (n: number, streamId = 's') => client().appendToStream(streamId, counted(n));

describe('a subscription', () => {
  it('has a confirmation, then events in order, then caughtUp, then live', async () => {
    await client().appendToStream('s', countedTo(3));
    const subscription = client().subscribeToAll({ filter: excludeSystemEvents() });
    const heard = heardOf(subscription);
    await until(() => heard.includes('caughtUp'));
    await append(3);
    await until(() => heard.length === 6);
    const events = ['event', 'event', 'event'];
    expect(heard).toEqual(['confirmation', ...events, 'caughtUp', 'event']);
  });

  it('of a stream begins after fromRevision, which is exclusive', async () => {
    await client().appendToStream('s', countedTo(3));
    const subscription = client().subscribeToStream('s', { fromRevision: 0n });
    const taken = take(subscription, 3);
    await once(subscription, 'caughtUp');
    await append(9, 'other');
    await append(3);
    expect(numbersOf(await taken)).toEqual([1, 2, 3]);
  });

  it('of $all begins after fromPosition, which is exclusive', async () => {
    const { position } = await append(1);
    const taken = take(client().subscribeToAll({ fromPosition: position ?? START }), 2);
    await append(2);
    await append(3, 'other');
    expect(numbersOf(await taken)).toEqual([2, 3]);
  });

  it('begins with what comes, from the end', async () => {
    await append(1);
    const ofAll = client().subscribeToAll({ fromPosition: END });
    const ofStream = client().subscribeToStream('s', { fromRevision: END });
    const taken = [take(ofAll, 1), take(ofStream, 1)];
    await Promise.all([once(ofAll, 'caughtUp'), once(ofStream, 'caughtUp')]);
    await append(2);
    for (const events of await Promise.all(taken)) expect(numbersOf(events)).toEqual([2]);
  });

  it('waits for a stream that is missing, and ends with one that is tombstoned', async () => {
    const subscription = client().subscribeToStream('later');
    const taken = take(subscription, 1);
    await once(subscription, 'caughtUp');
    await append(7, 'later');
    expect(numbersOf(await taken)).toEqual([7]);
    const failed = once(subscription, 'error').catch((error: unknown) => [error]);
    await client().tombstoneStream('later');
    await failed;
    const again = all(client().subscribeToStream('later'));
    expect(await failureOf(again)).toBeInstanceOf(StreamDeletedError);
  });

  it('has UnknownError code 2 for a position that is no event’s', async () => {
    const fromPosition: Position = { commit: 3n, prepare: 3n };
    const failed = failureOf(all(client().subscribeToAll({ fromPosition })));
    expect(await failed).toMatchObject({ type: 'unknown', code: 2 });
  });

  it('says caughtUp before buffered events reach a slow for await consumer', async () => {
    await client().appendToStream('s', countedTo(12));
    const subscription = client().subscribeToStream('s');
    let [got, gotBefore] = [0, -1];
    subscription.once('caughtUp', () => (gotBefore = got));
    for await (const _ of subscription) {
      got += 1;
      if (got === 1) await until(() => gotBefore >= 0);
      if (got === 12) break;
    }
    expect(gotBefore).toBeLessThan(12);
  });

  it('still gives some events after unsubscribe(), and then no more', async () => {
    for (let batch = 0; batch < 2; batch++)
      await client().appendToStream('s', countedTo(500, 'x'.repeat(500)));
    const subscription = client().subscribeToStream('s');
    let got = 0;
    subscription.on('data', () => {
      got += 1;
      if (got === 1) void subscription.unsubscribe();
    });
    await until(() => got > 1);
    await all(client().readStream('s'));
    const gotThen = got;
    await append(1);
    await all(client().readStream('s'));
    expect(got).toBe(gotThen);
    expect(got).toBeLessThan(1000);
  });
});

describe('a filter', () => {
  const follow = async (filter: Filter, count: number) =>
    (await take(client().subscribeToAll({ filter }), count)).map(({ event }) => event?.streamId);

  beforeEach(async () => {
    for (const streamId of ['a-1', 'b-1', 'a-2']) await append(1, streamId);
  });

  it('goes by streams, by their prefixes or an expression', async () => {
    expect(await follow(streamNameFilter({ prefixes: ['a-'] }), 2)).toEqual(['a-1', 'a-2']);
    expect(await follow(streamNameFilter({ regex: '^[ab]-1$' }), 2)).toEqual(['a-1', 'b-1']);
  });

  it('goes by types', async () => {
    expect(await follow(eventTypeFilter({ prefixes: ['$stats'] }), 1)).toEqual([
      '$stats-127.0.0.1:2113',
    ]);
    expect(await follow(excludeSystemEvents(), 3)).toEqual(['a-1', 'b-1', 'a-2']);
  });
});

describe('the checkpoints of a filter', () => {
  const checkpointsOf = (options: object) => {
    const checkpoints: Position[] = [];
    const checkpointReached = (_: unknown, position: Position): void =>
      void checkpoints.push(position);
    const filter = streamNameFilter({ prefixes: ['no'], checkpointReached, ...options });
    const subscription = client().subscribeToAll({ filter });
    return { checkpoints, caughtUp: once(subscription.resume(), 'caughtUp') };
  };
  const positions = () => double().log.records.map(({ position }) => BigInt(position));

  it('come every checkpointInterval × maxSearchWindow considered events', async () => {
    await client().appendToStream('s', countedTo(58));
    const { checkpoints, caughtUp } = checkpointsOf({ checkpointInterval: 5, maxSearchWindow: 4 });
    await caughtUp;
    expect(checkpoints).toHaveLength(3);
    await client().appendToStream('s', countedTo(20));
    await until(() => checkpoints.length === 4);
    const commit = positions()[79] ?? 0n;
    expect(checkpoints[3]).toEqual({ commit, prepare: commit });
  });

  it('come with a window of 32', async () => {
    await client().appendToStream('s', countedTo(94));
    const { checkpoints, caughtUp } = checkpointsOf({});
    await caughtUp;
    expect(checkpoints).toHaveLength(3);
  });

  it('can be {0,0} or {commit N, prepare 0} during catch-up', async () => {
    await client().appendToStream('s', countedTo(10));
    const { checkpoints, caughtUp } = checkpointsOf({ checkpointInterval: 2, maxSearchWindow: 2 });
    await caughtUp;
    const [, , , , , , , second = 0n, , , , third = 0n] = positions();
    expect(checkpoints).toEqual([
      { commit: 0n, prepare: 0n },
      { commit: second, prepare: 0n },
      { commit: third, prepare: third },
    ]);
  });
});
