import { PROJECTORS } from '../../projections/all.js';
import type { EventStore } from '../../src/event-store/port.js';
import { type Position, position } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import type { ReadModelStore, Stored } from '../../src/read-model/port.js';
import { pay, register } from '../event-store/doing.js';
import { freshRunners, namesOf } from './runners.js';
import { behaving, contentOf, type Tally, tally, writeLog } from './tally.js';

const { books, emptyStore, make, wholePass, head } = freshRunners();

describe('the runner', () => {
  it('catches up with the log, then follows it', async () => {
    await writeLog(books.ledger());
    const readModels = emptyStore();
    const runner = await make({ readModels, batchSize: 4 });
    runner.start();
    expect(await runner.reached(await head(), 5_000)).toBe(true);
    expect(await contentOf(readModels, ['tally'])).toEqual(await wholePass());
    await register(books.ledger(), 'M-9');
    expect(await runner.reached(await head(), 5_000)).toBe(true);
    expect((await readModels.load<Tally>('tally', ['mitra-M-9'])).get('mitra-M-9')?.body).toEqual({
      ...{ events: 1, types: ['MitraRegistered'], stamps: [expect.any(String)] },
    });
  });

  it('makes the same documents in batches of any size (I8)', async () => {
    await writeLog(books.ledger());
    const expected = await wholePass(PROJECTORS);
    // Nothing is applied for in this log; that read model is told in test/projections.
    for (const [name, documents] of expected)
      expect(documents.length > 0).toBe(name !== 'loan-applications');
    for (const batchSize of [1, 2, 3, 7]) {
      const readModels = emptyStore();
      await (await make({ readModels, batchSize, projectors: PROJECTORS })).catchUp();
      expect(await contentOf(readModels, namesOf(PROJECTORS))).toEqual(expected);
    }
  });

  it('changes nothing where events are delivered again', async () => {
    await writeLog(books.ledger());
    const expected = await wholePass(PROJECTORS);
    const readModels = emptyStore();
    await (await make({ readModels, projectors: PROJECTORS })).catchUp();
    const forgetful = behaving(readModels, { checkpoint: async () => null });
    const again = await make({ readModels: forgetful, batchSize: 3, projectors: PROJECTORS });
    await again.catchUp();
    expect(await contentOf(readModels, namesOf(PROJECTORS))).toEqual(expected);
    expect(again.slowest()).toBe(await head());
  });
});

describe('a runner that was killed', () => {
  const dying = (readModels: ReadModelStore, after: number, last: ReadModelStore['save']) => {
    let saves = 0;
    return behaving(readModels, {
      save: async (...args) => {
        if (saves++ < after) return readModels.save(...args);
        await last(...args);
        throw new Error('killed');
      },
    });
  };

  for (const [when, last] of [
    ['before a save', () => async (): Promise<void> => undefined],
    [
      'after the documents, before the checkpoint',
      (store: ReadModelStore): ReadModelStore['save'] =>
        (saves) =>
          store.save(saves, new Map()),
    ],
    [
      'after some of the documents',
      (store: ReadModelStore): ReadModelStore['save'] =>
        (saves) =>
          store.save(
            saves.slice(0, 3).map(({ collection, documents }) => ({
              ...{ collection, documents: documents.slice(0, 1) },
            })),
            new Map(),
          ),
    ],
    [
      'after all of it, before it knew',
      (store: ReadModelStore): ReadModelStore['save'] =>
        (...args) =>
          store.save(...args),
    ],
  ] as const)
    it(`${when} goes on without a gap and without doubling (I8)`, async () => {
      await writeLog(books.ledger());
      const projectors = [tally(), ...PROJECTORS];
      const expected = await wholePass(projectors);
      for (const after of [0, 1, 3]) {
        const readModels = emptyStore();
        const killed = dying(readModels, after, last(readModels));
        const first = await make({ readModels: killed, batchSize: 4, projectors });
        await expect(first.catchUp()).rejects.toThrow('killed');
        await (await make({ readModels, batchSize: 5, projectors })).catchUp();
        expect(await contentOf(readModels, namesOf(projectors))).toEqual(expected);
      }
    });
});

describe('whoever waits for a position', () => {
  it('is answered when it is reached, when time is over, and when the runner stops', async () => {
    const runner = await make({ readModels: emptyStore() });
    const early = runner.reached(position(4), 5_000);
    runner.start();
    await writeLog(books.ledger());
    expect(await early).toBe(true);
    const far = position(10_000);
    expect(await runner.reached(far, 20)).toBe(false);
    const waiting = runner.reached(far, 60_000);
    await runner.stop();
    expect(await waiting).toBe(false);
    expect(await runner.reached(far, 60_000)).toBe(false);
  });
});

describe('the running maximum of recordedAt', () => {
  it('is carried over batches and restarts, even where stamps fall (I2)', async () => {
    await writeLog(books.ledger());
    await pay(books.ledger(), { receipt: 'R-7' });
    const { store } = books.ledger();
    const stamps = ['05', '03', '07', '01', '06', '09', '02'];
    const stampOf = (at: Position): Instant =>
      `2020-01-${stamps[Number(at) % stamps.length]}T00:00:00.000Z` as Instant;
    const readAll: EventStore['readAll'] = async (after, limit) =>
      (await store.readAll(after, limit)).map((event) => ({
        ...event,
        recordedAt: stampOf(event.position),
      }));
    const perEvent = tally({ keyOf: ({ position: at }) => at });
    const seen: unknown[] = [];
    for (const batchSize of [1, 2, 3, 500]) {
      const readModels = emptyStore();
      const making = { readModels, batchSize, projectors: [perEvent], store: { readAll } };
      const saves = behaving(readModels, {
        save: async (...args) => {
          await readModels.save(...args);
          if (batchSize === 2) throw new Error('killed');
        },
      });
      if (batchSize === 2)
        await expect((await make({ ...making, readModels: saves })).catchUp()).rejects.toThrow();
      await (await make(making)).catchUp();
      const documents = (await contentOf(readModels, ['tally'])).get('tally') ?? [];
      const found = documents.map(({ body }) => (body as Tally).stamps[0] ?? '');
      expect(found).toEqual(found.toSorted());
      const max = documents
        .map(({ position: at }: Stored) => stampOf(at))
        .toSorted()
        .at(-1);
      expect((await readModels.checkpoint('tally'))?.recordedAt).toBe(max);
      seen.push(found);
    }
    for (const found of seen) expect(found).toEqual(seen[0]);
  });
});
