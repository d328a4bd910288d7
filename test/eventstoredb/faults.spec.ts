import { once } from 'node:events';
import { v4 } from 'uuid';
import { all, clientOf, counted, eachWithDouble, eventually, failureOf, until } from './client.js';
import type { AppendFault } from './faults.js';

// Each name says what a test can make go wrong, and how that looks to the real client.
describe.each(['batch-append', 'append-only'] as const)('an append to %s', (lists) => {
  const { double, client } = eachWithDouble({ lists, commitTimeoutMs: 100 });
  const stored = () => double().log.stream('s').records.length;
  const append = (n: number, id = v4()) =>
    client().appendToStream('s', counted(n, undefined, id), { expectedRevision: 'no_stream' });

  it.each([
    ['before-storing', 0],
    ['after-storing', 1],
  ] as const)('whose connection is reset %s has an unknown outcome', async (when, holds) => {
    await client().appendToStream('other', counted(1));
    double().faults.failNextAppend({ when, how: 'reset' });
    const id = v4();
    expect(await failureOf(append(1, id))).toMatchObject({ type: 'unavailable', code: 14 });
    expect(stored()).toBe(holds);
    // Repeated on the revision first decided on: the server sees the same write.
    await eventually(() => append(1, id));
    expect(stored()).toBe(1);
  });

  it.each([
    ['before-storing', 0],
    ['after-storing', 1],
  ] as const)('that takes too long, %s, is said to have timed out', async (when, holds) => {
    double().faults.failNextAppend({ when, how: 'timeout' });
    const type = lists === 'batch-append' ? 'deadline-exceeded' : 'timeout';
    expect(await failureOf(append(1))).toMatchObject({ type });
    expect(stored()).toBe(holds);
    // Only the next one failed.
    expect(await append(2).catch(({ type }: { type?: string }) => type)).toEqual(
      holds === 0 ? expect.objectContaining({ success: true }) : 'wrong-expected-version',
    );
  });

  it('that nobody answers waits; those after it are answered', async () => {
    double().faults.failNextAppend({ when: 'after-storing', how: 'silent' });
    let settled = false;
    const settle = (): void => void (settled = true);
    void append(1).then(settle, settle);
    await until(() => stored() === 1);
    for (let n = 0; n < 20; n++) await client().appendToStream('other', counted(n));
    expect(settled).toBe(false);
  });

  it('that is stored late has timed out by the server’s own limit, and is stored', async () => {
    double().faults.delayAppends(250);
    const type = lists === 'batch-append' ? 'deadline-exceeded' : 'timeout';
    expect(await failureOf(append(1))).toMatchObject({ type });
    await until(() => stored() === 1);
  });

  it('that is delayed a little is answered', async () => {
    double().faults.delayAppends(20);
    expect(await append(1)).toMatchObject({ success: true });
  });
});

describe('the deadline of a BatchAppend travels inside the request', () => {
  const slow = eachWithDouble({ commitTimeoutMs: 60_000 });
  const usual = eachWithDouble();

  it('and is the one that ends it when it comes first', async () => {
    slow.double().faults.delayAppends(60_000);
    const append = slow.client().appendToStream('s', counted(1), { deadline: 100 });
    expect(await failureOf(append)).toMatchObject({ type: 'deadline-exceeded' });
  });

  it('and the server uses min(that, 2 s) (source)', async () => {
    usual.double().faults.delayAppends(60_000);
    const begun = performance.now();
    const append = usual.client().appendToStream('s', counted(1), { deadline: 60_000 });
    expect(await failureOf(append)).toMatchObject({ type: 'deadline-exceeded' });
    expect(performance.now() - begun).toBeGreaterThan(1900);
  });
});

describe('a server that is frozen', () => {
  const { double } = eachWithDouble();
  const quiet = console.warn;
  beforeEach(() => (console.warn = () => undefined));
  afterEach(() => (console.warn = quiet));

  it('is UnavailableError "Connection dropped" when keep-alive ends, deadline or not', async () => {
    const client = clientOf(double().url, '&keepAliveInterval=500&keepAliveTimeout=1000');
    await client.appendToStream('s', counted(1));
    double().faults.freeze();
    const error = await failureOf(client.appendToStream('s', counted(2), { deadline: 50 }));
    expect(error).toMatchObject({ type: 'unavailable', code: 14 });
    expect((error as Error).message).toContain('Connection dropped');
    expect(double().log.stream('s').records).toHaveLength(1);
    double().faults.thaw();
    await eventually(() => client.appendToStream('s', counted(3)));
    await client.dispose();
  });

  it('goes on where it was when it thaws in time', async () => {
    const client = clientOf(double().url);
    await client.appendToStream('s', counted(1));
    double().faults.freeze();
    let answered = false;
    const append = client.appendToStream('s', counted(2)).finally(() => (answered = true));
    const read = all(client.readStream('s'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect({ answered, stored: double().log.stream('s').records.length }).toEqual({
      ...{ answered: false, stored: 1 },
    });
    double().faults.thaw();
    expect(await append).toMatchObject({ nextExpectedRevision: 1n });
    expect((await read).length).toBeGreaterThan(0);
    await client.dispose();
  });
});

describe('connections', () => {
  const { double, client } = eachWithDouble();
  const fetched = () => fetch(`http://127.0.0.1:${double().port}`);

  it('are refused while those that are open stay, and then accepted again', async () => {
    await client().appendToStream('s', counted(1));
    await double().faults.refuseConnections();
    expect(((await failureOf(fetched())) as Error).cause).toMatchObject({ code: 'ECONNREFUSED' });
    expect(await client().appendToStream('s', counted(2))).toMatchObject({ success: true });
    double().faults.resetConnections();
    const down = await failureOf(eventuallyFails(() => all(client().readStream('s'))));
    expect(down).toMatchObject({ type: 'unavailable', code: 14 });
    await double().faults.acceptConnections();
    await eventually(() => all(client().readStream('s')));
  });

  it('that are reset end subscriptions with UnavailableError', async () => {
    const subscription = client().subscribeToAll();
    const failed = new Promise((resolve) => subscription.once('error', resolve));
    await once(subscription.resume(), 'caughtUp');
    double().faults.resetConnections();
    expect(await failed).toMatchObject({ type: 'unavailable', code: 14 });
    await eventually(() => client().appendToStream('s', counted(1)));
  });
});

/** Succeeds as long as the old connection does. */
const eventuallyFails = async (attempt: () => Promise<unknown>): Promise<void> => {
  for (;;) await attempt();
};

describe('a fault', () => {
  const { double, client } = eachWithDouble();

  it('strikes once each, in the order they were asked for', async () => {
    const fault: AppendFault = { when: 'before-storing', how: 'reset' };
    double().faults.failNextAppend(fault);
    double().faults.failNextAppend(fault);
    let failures = 0;
    for (let n = 0; n < 4; n++)
      await eventually(() =>
        client()
          .appendToStream('s', counted(n))
          .catch((error: unknown) => {
            failures += 1;
            throw error;
          }),
      );
    expect(failures).toBeGreaterThanOrEqual(2);
    expect(double().log.stream('s').records).toHaveLength(4);
  });
});
