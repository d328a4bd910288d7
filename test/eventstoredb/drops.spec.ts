import { type AllStreamSubscription, TimeoutError } from '@eventstore/db-client';
import { once } from 'node:events';
import {
  all,
  clientOf,
  counted,
  countedTo,
  eachWithDouble,
  failureOf,
  heardOf,
  numbersOf,
  take,
  until,
} from './client.js';
import { type Double, startDouble } from './server.js';

const DROPPED = 'Consumer too slow to handle event while live. Client resubscription required.';

// Each name says a sentence of the page "EventStoreDB, as it behaves".
const { double, client } = eachWithDouble();
const append = (n: number) => client().appendToStream('s', counted(n));

describe('a subscription that is dropped', () => {
  let narrow: Double;
  beforeEach(async () => {
    narrow = await startDouble({ liveSlots: 0, statisticsEvery: 0 });
  });
  afterEach(() => narrow.kill());

  it('was lagging while live: TimeoutError, code 10, and no gap before the drop', async () => {
    const writer = clientOf(narrow.url);
    const subscription = writer.subscribeToStream('s');
    // Caught up, the consumer reads no more until it has been dropped.
    await once(subscription.resume(), 'caughtUp');
    subscription.pause();
    const text = 'x'.repeat(10_000);
    for (let n = 0; n < 200; n++) await writer.appendToStream('s', counted(n, text));
    const got: unknown[] = [];
    const error = await failureOf(
      (async () => {
        for await (const event of subscription) got.push(...numbersOf([event]));
      })(),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ type: 'timeout', code: 10 });
    expect((error as Error).message).toContain(DROPPED);
    expect(got.length).toBeLessThan(200);
    expect(got).toEqual(got.map((_, n) => n));
    await writer.dispose();
  });

  it('is not one that catches up, however slowly: pure catch-up has back-pressure', async () => {
    const writer = clientOf(narrow.url);
    const text = 'x'.repeat(10_000);
    for (let n = 0; n < 50; n++) await writer.appendToStream('s', countedTo(4, text));
    const subscription = writer.subscribeToStream('s');
    let count = 0;
    for await (const _ of subscription) {
      count += 1;
      if (count <= 40) await writer.appendToStream('s', counted(1, text));
      if (count === 240) break;
    }
    expect(count).toBe(240);
    await writer.dispose();
  });

  it('emits only error, no end and no close, and the client works for new calls', async () => {
    const subscription = client().subscribeToStream('s') as unknown as AllStreamSubscription;
    const heard = heardOf(subscription);
    await until(() => heard.includes('caughtUp'));
    const failed = new Promise((resolve) => subscription.once('error', resolve));
    double().faults.dropSubscriptions();
    expect(await failed).toMatchObject({ type: 'timeout', code: 10 });
    const again = take(client().subscribeToStream('s'), 1);
    await append(1);
    expect(numbersOf(await again)).toEqual([1]);
    expect(heard).toEqual(['confirmation', 'caughtUp', 'error']);
  });

  it('throws in for await', async () => {
    const subscription = client().subscribeToAll();
    subscription.once('caughtUp', () => double().faults.dropSubscriptions());
    expect(await failureOf(all(subscription))).toBeInstanceOf(TimeoutError);
  });
});
