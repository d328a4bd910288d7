import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBEventStore } from '../../src/event-store/eventstoredb.js';
import { appendForSure } from '../../src/event-store/ledger.js';
import {
  NO_STREAM,
  OutcomeUnknown,
  type StoredEvent,
  StoreUnavailable,
} from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import type { AppendFault } from '../eventstoredb/faults.js';
import { startDouble } from '../eventstoredb/server.js';
import { eventsAfter, freshStream } from './events.js';
import { onDouble } from './on-double.js';

const { double, store, said, open, begin, restart, add } = onDouble();

describe('an append of which nobody knows whether it was done', () => {
  beforeEach(() => begin());

  const faults: readonly AppendFault[] = (['reset', 'silent', 'timeout'] as const).flatMap(
    (how) => [
      { how, when: 'before-storing' },
      { how, when: 'after-storing' },
    ],
  );
  it.each(faults)('($how, $when) is told from a refusal, and repeated once', async (fault) => {
    const stream = freshStream();
    await add(stream, NO_STREAM);
    const impatient = await open(500);
    const events = eventsAfter(stream, 0, 2);
    double().faults.failNextAppend(fault);
    await expect(impatient.append(stream, 0, events)).rejects.toThrow(OutcomeUnknown);
    const again = await store().append(stream, 0, events);
    expect(again).toMatchObject({ outcome: 'appended', revision: 2 });
    expect(await store().readStream(stream)).toHaveLength(3);
  });

  it('is settled by repeating it at the revision first decided on', async () => {
    const stream = freshStream();
    await add(stream, NO_STREAM);
    double().faults.failNextAppend({ when: 'after-storing', how: 'reset' });
    const result = await appendForSure({ store: store() }, stream, 0, eventsAfter(stream, 0, 1));
    expect(result).toMatchObject({ outcome: 'appended', revision: 1 });
    expect(await store().readStream(stream)).toHaveLength(2);
  });

  it('stays unknown where the server cannot be asked again: it may hold the events', async () => {
    const stream = freshStream();
    await add(stream, NO_STREAM);
    double().faults.failNextAppend({ when: 'after-storing', how: 'reset' });
    await double().faults.refuseConnections();
    const events = eventsAfter(stream, 0, 1);
    const asked = appendForSure({ store: store() }, stream, 0, events);
    await expect(asked).rejects.toThrow(OutcomeUnknown);
    await double().faults.acceptConnections();
    expect(await store().readStream(stream)).toHaveLength(2);
  });

  it('is a conflict where another came first meanwhile', async () => {
    const stream = freshStream();
    await add(stream, NO_STREAM);
    double().faults.failNextAppend({ when: 'before-storing', how: 'reset' });
    const mine = eventsAfter(stream, 0, 1, { tag: 'mine' });
    await expect(store().append(stream, 0, mine)).rejects.toThrow(OutcomeUnknown);
    await add(stream, 0);
    expect(await store().append(stream, 0, mine)).toEqual({
      outcome: 'conflict',
      currentRevision: 1,
    });
  });
});

describe('an answer that comes when nobody waits for it any more', () => {
  it('ends nothing: what was told to be unknown is found done', async () => {
    await begin();
    const other = await startDouble();
    const elsewhere = await EventStoreDBEventStore.open({ url: other.url, name: 'other' });
    const [here, there] = [freshStream(), freshStream()];
    await add(here, NO_STREAM);
    await elsewhere.append(there, NO_STREAM, eventsAfter(there, NO_STREAM, 1));
    double().faults.delayAppends(300);
    other.faults.delayAppends(5_000);
    const waiting = add(here, 0);
    const broken = elsewhere.append(there, 0, eventsAfter(there, 0, 1));
    const outcomes = Promise.allSettled([waiting, broken]);
    // The client forgets what waits on all its connections when one of them breaks.
    while ((other.calls.get('Streams/BatchAppend') ?? 0) === 0) await pause(10);
    await pause(50);
    other.faults.resetConnections();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ reason: expect.any(OutcomeUnknown) as unknown });
    await pause(500);
    double().faults.delayAppends(0);
    expect(await add(here, 0)).toMatchObject({ outcome: 'appended', revision: 1 });
    await elsewhere.close();
    await other.kill();
  });
});

describe('a server that is away', () => {
  beforeEach(() => begin());

  it('writes nothing and reads nothing, and serves the same store when it is back', async () => {
    const stream = freshStream();
    await add(stream, NO_STREAM);
    await double().faults.refuseConnections();
    double().faults.resetConnections();
    await expect(store().readStream(stream)).rejects.toThrow(StoreUnavailable);
    await expect(add(stream, 0)).rejects.toThrow(StoreUnavailable);
    await expect(store().head()).rejects.toThrow(
      /^EventStoreDB at esdb:\/\/double cannot be reached/,
    );
    await double().faults.acceptConnections();
    expect(await store().readStream(stream)).toHaveLength(1);
    expect(await add(stream, 0)).toMatchObject({ outcome: 'appended', revision: 1 });
  });

  it('that answers no more is given up in time', async () => {
    const impatient = await open(400);
    double().faults.freeze();
    await expect(impatient.readAll(START, 1)).rejects.toThrow(StoreUnavailable);
    double().faults.thaw();
    expect(await impatient.readAll(START, 1)).toEqual([]);
  });

  it('is named at opening, without the credentials of its connection string', async () => {
    const nobody = { url: 'esdb://ani:secret@127.0.0.1:1?tls=false', name: 'esdb://127.0.0.1:1' };
    const opening = EventStoreDBEventStore.open(nobody);
    await expect(opening).rejects.toThrow(/^EventStoreDB at esdb:\/\/127\.0\.0\.1:1 cannot/);
    await expect(opening).rejects.not.toThrow(/secret/);
    const misspelt = EventStoreDBEventStore.open({ url: 'esdb://a:b:c', name: '' });
    await expect(misspelt).rejects.toThrow(RangeError);
  });

  it('gets what was sent before the store was closed', async () => {
    const stream = freshStream();
    double().faults.delayAppends(100);
    const sent = add(stream, NO_STREAM);
    await store().close();
    expect(await sent).toMatchObject({ outcome: 'appended', revision: 0 });
    await expect(store().head()).rejects.toThrow('closed');
  });
});

describe('following the log', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'jejak-double-'));
    file = join(directory, 'log');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Collects until it holds as many as are wanted, in whatever time that takes. */
  const follow = () => {
    const abort = new AbortController();
    const seen: StoredEvent[] = [];
    let wake = (): void => undefined;
    const done = (async () => {
      for await (const batch of store().subscribe(START, { signal: abort.signal, batchSize: 3 })) {
        seen.push(...batch);
        wake();
      }
    })();
    const until = async (count: number): Promise<void> => {
      while (seen.length < count) await new Promise<void>((resolve) => (wake = resolve));
    };
    const end = async (): Promise<readonly StoredEvent[]> => {
      abort.abort();
      await done;
      return seen;
    };
    return { until, end };
  };

  it('goes on after the server has dropped it, with nothing missed and nothing twice', async () => {
    await begin({ file });
    const [one, other] = [freshStream(), freshStream()];
    const following = follow();
    await add(one, NO_STREAM, 4);
    await following.until(4);
    for (let revision = 3; revision < 9; revision += 1) {
      double().faults.dropSubscriptions();
      await add(one, revision);
    }
    await add(other, NO_STREAM, 5);
    await following.until(15);
    expect(await following.end()).toEqual(await store().readAll(START, 100));
  });

  it('is never dropped for being slow: only a bell rings while it reads', async () => {
    await begin({ file, liveSlots: 0 });
    const following = follow();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const stream = freshStream();
        for (let last = NO_STREAM; last < 9; last += 1) await add(stream, last);
      }),
    );
    await following.until(80);
    expect(await following.end()).toEqual(await store().readAll(START, 100));
  });

  it('ends at once when it is aborted, though the server says nothing', async () => {
    await begin({ file });
    const patient = await open(600_000);
    const abort = new AbortController();
    double().faults.freeze();
    const following = patient.subscribe(START, abort).next();
    setTimeout(() => abort.abort(), 50);
    expect(await following).toEqual({ done: true, value: undefined });
    double().faults.thaw();
  });

  it('goes on where it was when the server comes back, in another process', async () => {
    await begin({ file });
    const stream = freshStream();
    const following = follow();
    await add(stream, NO_STREAM, 2);
    await following.until(2);
    await restart(file);
    await expect(add(stream, 1).catch(() => add(stream, 1))).resolves.toBeDefined();
    await following.until(3);
    expect(await following.end()).toEqual(await store().readStream(stream));
    expect(said()).toContain('EventStoreDB at esdb://double is not heard any more: trying again');
    while (!said().includes('EventStoreDB at esdb://double is heard again')) await pause(20);
  });
});
