import {
  type AllStreamSubscription,
  EventStoreDBClient,
  jsonEvent,
  type JSONEventType,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Double, type DoubleOptions, startDouble } from './server.js';

type Counted = JSONEventType<'Counted', { readonly n: number; readonly text?: string }>;

export const counted = (n: number, text?: string, id?: string) =>
  jsonEvent<Counted>({
    type: 'Counted',
    data: { n, ...(text === undefined ? {} : { text }) },
    ...(id === undefined ? {} : { id }),
  });

export const countedTo = (n: number, text?: string) =>
  Array.from({ length: n }, (_, index) => counted(index, text));

export const clientOf = (url: string, settings = ''): EventStoreDBClient =>
  EventStoreDBClient.connectionString(url + settings);

/** A fresh double and the real client for each test of the file that calls this. */
export const eachWithDouble = (options: DoubleOptions = {}) => {
  let double: Double;
  let client: EventStoreDBClient;
  beforeEach(async () => {
    double = await startDouble({ statisticsEvery: 0, ...options });
    client = clientOf(double.url);
  });
  afterEach(async () => {
    await client.dispose();
    await double.kill();
  });
  return { double: () => double, client: () => client };
};

/** What a promise is rejected with. */
export const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => Promise.reject(new Error(`did not fail: ${String(value)}`)),
    (error: unknown) => error,
  );

type Events = AsyncIterable<ResolvedEvent>;

export const all = async (events: Events): Promise<readonly ResolvedEvent[]> => {
  const found: ResolvedEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
};

/** The first so many, and no more; the stream stays as it is. */
export const take = (events: AllStreamSubscription | Events, count: number) =>
  new Promise<readonly ResolvedEvent[]>((resolve, reject) => {
    const found: ResolvedEvent[] = [];
    const readable = events as AllStreamSubscription;
    readable.on('error', reject).on('data', (event: ResolvedEvent) => {
      found.push(event);
      if (found.length === count) resolve(found.slice());
    });
  });

export const numbersOf = (events: readonly ResolvedEvent[]): readonly unknown[] =>
  events.map(({ event }) => (event?.data as { n?: number } | undefined)?.n);

export const streamsOf = (events: readonly ResolvedEvent[]): readonly unknown[] =>
  events.map(({ event }) => event?.streamId);

/** Each kind of thing that a subscription says, in the order said. */
export const heardOf = (subscription: AllStreamSubscription): readonly string[] => {
  const heard: string[] = [];
  const hear = (word: string) => (): void => void heard.push(word);
  for (const word of ['confirmation', 'caughtUp', 'error', 'end', 'close'])
    subscription.on(word as 'error', hear(word));
  subscription.on('data', hear('event'));
  return heard;
};

const PATIENCE_MS = 20_000;

/** Looks again and again, for as long as a busy machine may need. */
export const until = async (holds: () => boolean): Promise<void> => {
  const begun = performance.now();
  while (!holds()) {
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`never came: ${String(holds)}`);
    await sleep(5);
  }
};

/** `until`, of something that has to be asked for. */
export const eventually = async (attempt: () => Promise<unknown>): Promise<void> => {
  const begun = performance.now();
  for (;;) {
    const error = await attempt().then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (error === undefined) return;
    if (performance.now() - begun > PATIENCE_MS) throw error;
    await sleep(20);
  }
};
