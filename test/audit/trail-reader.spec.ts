import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { history } from '../../projections/history.js';
import { readTrail } from '../../src/audit/trail-reader.js';
import { position } from '../../src/kernel/envelope.js';
import { instant } from '../../src/kernel/local-date.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import type { Filter } from '../../src/read-model/port.js';
import type { ReadModels } from '../../src/read-model/read-models.js';

const ENTRIES = 1_203;
const FIRST_MS = Date.parse('2003-01-01T00:00:00Z');
const at = (n: number) => instant(FIRST_MS + n * 60_000);

/** Every third entry was recorded in the same minute as the one before it. */
const entry = (n: number) => ({
  id: position(n),
  position: position(n),
  body: {
    ...{ recordedAt: at(n - (n % 3 === 0 ? 1 : 0)), type: `T${n % 4}`, loan: `L-${n % 50}` },
    ...{ actorId: `a${n % 7}`, unit: n % 5 ? 'JKT' : undefined, backdatedDays: n % 11 },
  },
});

let directory: string;
let store: EmbeddedReadModelStore;
let models: ReadModels;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'jejak-trail-'));
  store = EmbeddedReadModelStore.open({ file: join(directory, 'trail.db') });
  await store.ensure({ name: 'history-1', indexes: history.indexes });
  const documents = Array.from({ length: ENTRIES }, (_, n) => entry(n + 1));
  await store.save([{ collection: 'history-1', documents }], new Map());
  models = { store, collection: () => 'history-1' } as unknown as ReadModels;
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const read = async (filter: Filter): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const body of readTrail(models, filter)) found.push(body);
  return found;
};
const scanned = async (filter: Filter): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { body } of store.scan('history-1', filter)) found.push(body);
  return found;
};

const anInstant = fc.integer({ min: -5, max: ENTRIES + 5 }).map(at);
const part: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ field: fc.constant('recordedAt'), gte: anInstant }),
  fc.record({ field: fc.constant('recordedAt'), lte: anInstant }),
  fc.record({ field: fc.constant('recordedAt'), gte: anInstant, lte: anInstant }),
  fc.nat(ENTRIES + 5).map((n): Filter => ({ field: 'id', lte: position(n) })),
  fc.nat(5).map((n): Filter => ({ field: 'type', eq: `T${n}` })),
  fc.nat(55).map((n): Filter => ({ field: 'loan', eq: `L-${n}` })),
  fc.constant<Filter>({ field: 'actorId', in: ['a1', 'a2', 'nobody'] }),
  fc.constant<Filter>({
    or: [
      { field: 'unit', eq: 'JKT' },
      { field: 'loan', eq: 'L-5' },
    ],
  }),
  fc.constant<Filter>({ field: 'unit', absent: true }),
  fc.nat(12).map((gte): Filter => ({ field: 'backdatedDays', gte })),
);

describe('the trail read through', () => {
  it('holds what the store finds by the same filter, in the order of the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (and) => {
        expect(await read({ and })).toEqual(await scanned({ and }));
      }),
      { seed: 61, numRuns: 150 },
    );
    expect(await read({ and: [] })).toHaveLength(ENTRIES);
  });

  it('lets others have their turn, though nothing of it matches', async () => {
    let turns = 0;
    let reading = true;
    const others = (async () => {
      for (; reading; turns += 1) await nextTurn();
    })();
    expect(await read({ and: [{ field: 'actorId', in: ['nobody', 'no one'] }] })).toEqual([]);
    reading = false;
    await others;
    expect(turns).toBeGreaterThanOrEqual(2);
  });
});
