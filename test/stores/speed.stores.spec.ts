import { EventStoreDBClient, NO_STREAM as NEW, START as BEGIN } from '@eventstore/db-client';
import { EventStoreDBEventStore } from '../../src/event-store/eventstoredb.js';
import { recordOf } from '../../src/event-store/eventstoredb-record.js';
import { NO_STREAM } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { eventsAfter, freshStream } from '../event-store/events.js';
import {
  type DoubleProcess,
  endDoubles,
  startDoubleProcess,
} from '../eventstoredb/child-process.js';

const PAIRS = 7;
const SINGLE = 200;
const TOGETHER = 640;
const IN_FLIGHT = 32;

let server: DoubleProcess;
let client: EventStoreDBClient;
let store: EventStoreDBEventStore;

beforeAll(async () => {
  server = await startDoubleProcess();
  client = EventStoreDBClient.connectionString(server.url);
  store = await EventStoreDBEventStore.open({ url: server.url, name: 'double' });
});
afterAll(async () => {
  await store.close();
  await client.dispose();
  await endDoubles();
});

const millisecondsOf = async (work: () => Promise<void>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Each pair in the other order than the one before: what is slow for a while is slow for both. */
const compared = async (
  what: string,
  events: number,
  bare: () => Promise<void>,
  adapter: () => Promise<void>,
): Promise<void> => {
  const times: { readonly bare: number; readonly adapter: number }[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const first = await millisecondsOf(pair % 2 === 0 ? bare : adapter);
    const second = await millisecondsOf(pair % 2 === 0 ? adapter : bare);
    times.push(
      pair % 2 === 0 ? { bare: first, adapter: second } : { bare: second, adapter: first },
    );
  }
  const perSecond = (ms: number): string => `${Math.round((events / ms) * 1_000)}/s`;
  const ratio = median(times.map(({ bare, adapter }) => bare / adapter));
  const [client, ours] = [times.map((time) => time.bare), times.map((time) => time.adapter)];
  console.log(
    `${what}: bare client ${perSecond(median(client))}, adapter ${perSecond(median(ours))}, ` +
      `median of ${PAIRS} ratios ${Math.round(ratio * 100)} % (wanted: 70 %)`,
  );
};

/** So many appends, each to a stream of its own, `inFlight` at once. */
const appends = async (
  count: number,
  inFlight: number,
  append: (stream: string) => Promise<unknown>,
): Promise<void> => {
  let left = count;
  const lane = async (): Promise<void> => {
    while ((left -= 1) >= 0) await append(freshStream());
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
};

const bare = (stream: string): Promise<unknown> =>
  client.appendToStream(stream, eventsAfter(stream, NO_STREAM, 1).map(recordOf), {
    expectedRevision: NEW,
  });
const adapter = (stream: string): Promise<unknown> =>
  store.append(stream, NO_STREAM, eventsAfter(stream, NO_STREAM, 1));

const eventsInLog = async (): Promise<number> => {
  let count = 0;
  for (let after = START; ;) {
    const page = await store.readAll(after, 1_000);
    const last = page.at(-1);
    if (!last) return count;
    [count, after] = [count + page.length, last.position];
  }
};

// Timed, and printed; what can fail here is only whether both did the same.
describe('against the bare client on the same EventStoreDB (double)', () => {
  it('appends, one after another and many at once', async () => {
    for (const [what, count, inFlight] of [
      ['appends one after another', SINGLE, 1],
      [`appends, ${IN_FLIGHT} at once`, TOGETHER, IN_FLIGHT],
    ] as const)
      await compared(
        what,
        count,
        () => appends(count, inFlight, bare),
        () => appends(count, inFlight, adapter),
      );
    expect(await eventsInLog()).toBe(2 * PAIRS * (SINGLE + TOGETHER));
  });

  it('catches up', async () => {
    const total = await eventsInLog();
    const byClient = async (): Promise<void> => {
      let seen = 0;
      const subscription = client.subscribeToAll({ fromPosition: BEGIN });
      for await (const { event } of subscription)
        if (event && !event.type.startsWith('$') && (seen += 1) === total) break;
      await subscription.unsubscribe();
      expect(seen).toBe(total);
    };
    const byStore = async (): Promise<void> => {
      let seen = 0;
      const { signal } = new AbortController();
      for await (const batch of store.subscribe(START, { signal }))
        if ((seen += batch.length) >= total) break;
      expect(seen).toBe(total);
    };
    await compared('catches up', total, byClient, byStore);
  });
});
