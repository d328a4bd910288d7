import type { EventStore } from '../../src/event-store/port.js';
import { position, START } from '../../src/kernel/envelope.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import { freshRunners } from './runners.js';
import { behaving, contentOf, type Tally, tally, writeLog } from './tally.js';

const { books, emptyStore, make, wholePass, head } = freshRunners();

describe('a fault of a store', () => {
  const failing = <A extends unknown[], R>(times: number, work: (...args: A) => Promise<R>) => {
    let left = times;
    return async (...args: A): Promise<R> => {
      if (left-- > 0) throw new Error('the disk is full');
      return work(...args);
    };
  };

  it('is waited out, longer each time, and nothing is lost', async () => {
    await writeLog(books.ledger());
    const expected = await wholePass();
    const store = emptyStore();
    const readModels = behaving(store, { save: failing(2, (...args) => store.save(...args)) });
    const waits: unknown[] = [];
    const log = (_: string, details?: object) => void waits.push(details);
    const runner = await make({ readModels, log, batchSize: 4 });
    runner.start();
    expect(await runner.reached(await head(), 5_000)).toBe(true);
    expect(await contentOf(store, ['tally'])).toEqual(expected);
    expect(waits).toMatchObject([{ wait: 100 }, { wait: 300 }]);
  });

  it('met while documents or keys are read is none of the projection’s', async () => {
    await writeLog(books.ledger());
    const expected = await wholePass([tally({ readsPersonal: true })]);
    const store = emptyStore();
    const load = failing(1, (...args: Parameters<ReadModelStore['load']>) => store.load(...args));
    const waits: unknown[] = [];
    const log = (_: string, details?: object) => void waits.push(details);
    const projectors = [tally({ readsPersonal: true })];
    const runner = await make({
      readModels: behaving(store, { load: load as ReadModelStore['load'] }),
      log,
      projectors,
    });
    runner.start();
    expect(await runner.reached(await head(), 5_000)).toBe(true);
    expect(waits).toEqual([{ error: expect.stringContaining('the disk is full'), wait: 100 }]);
    expect(await contentOf(store, ['tally'])).toEqual(expected);
  });

  it('of the log, or a subscription that ends by itself, is taken up again', async () => {
    await writeLog(books.ledger());
    const expected = await wholePass();
    const { store } = books.ledger();
    let calls = 0;
    const subscribe: EventStore['subscribe'] = (...args) => {
      calls += 1;
      if (calls === 1) throw new Error('the log is away');
      if (calls === 2) return (async function* () {})();
      return store.subscribe(...args);
    };
    const readModels = emptyStore();
    const runner = await make({ readModels, store: { subscribe } });
    runner.start();
    expect(await runner.reached(await head(), 5_000)).toBe(true);
    expect(await contentOf(readModels, ['tally'])).toEqual(expected);
    expect(calls).toBe(3);
  });
});

const POISON = 'PaymentReversed, loan-L-1 revision 5: what is this?';

describe('an event that cannot be folded', () => {
  const poisoned = tally({
    name: 'poisoned',
    whole: true,
    evolve: (document, { type }) => {
      if (type === 'PaymentReversed') throw new Error('what is this?');
      return (document ?? { events: 0, types: [], stamps: [] }) satisfies Tally;
    },
  });

  it('stops its projection alone, is named with its place, and is never skipped', async () => {
    await writeLog(books.ledger());
    const at = (await books.ledger().store.readAll(START, 100)).find(
      ({ type }) => type === 'PaymentReversed',
    )?.position;
    const readModels = emptyStore();
    const said: string[] = [];
    const log = (message: string) => void said.push(message);
    const projectors = [poisoned, tally()];
    const runner = await make({ readModels, projectors, batchSize: 3, log });
    runner.start();
    expect(await runner.reached(await head(), 5_000, ['tally'])).toBe(true);
    expect(runner.projections[0]?.failure).toEqual({ position: at, message: POISON });
    expect(runner.projections[1]?.failure).toBeUndefined();
    expect(said).toEqual([`poisoned stopped: ${POISON}`]);
    expect(await contentOf(readModels, ['tally'])).toEqual(await wholePass());
    const before = (await readModels.checkpoint('poisoned'))?.position ?? START;
    expect(before < (at ?? START)).toBe(true);
    await runner.stop();

    const mended = tally({ name: 'poisoned' });
    await (await make({ readModels, projectors: [mended] })).catchUp();
    expect((await readModels.checkpoint('poisoned'))?.position).toBe(await head());
  });

  it('is told at once to whoever waits for its read model to pass it, or for all', async () => {
    await writeLog(books.ledger());
    const projectors = [poisoned, tally()];
    const runner = await make({ readModels: emptyStore(), projectors, batchSize: 3 });
    await runner.catchUp();
    expect(runner.projections[0]?.failure?.message).toBe(POISON);
    expect(await runner.reached(await head(), 60_000, ['poisoned'])).toBe(false);
    expect(await runner.reached(await head(), 60_000)).toBe(false);
    expect(await runner.reached(await head(), 60_000, ['tally'])).toBe(true);
    expect(await runner.reached(position(1), 60_000)).toBe(true);
  });
});
