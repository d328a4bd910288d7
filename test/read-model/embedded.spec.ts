import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreUnavailable } from '../../src/event-store/port.js';
import { position } from '../../src/kernel/envelope.js';
import { condition, tableOf, walks } from '../../src/read-model/embedded-query.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import type { Filter, Find } from '../../src/read-model/port.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { writingElsewhere } from '../storage/another-process.js';
import { readModelStoreContract } from './contract.js';
import { documents, fill } from './samples.js';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'jejak-read-model-'));
  file = join(directory, 'jejak.db');
});
afterEach(() => rmSync(directory, { recursive: true }));

readModelStoreContract('embedded', async () => EmbeddedReadModelStore.open({ file }));

const LOANS = {
  name: 'loans',
  indexes: [['unit'], ['number'], ['unit', 'number'], ['overdueFrom']],
};
const many = Array.from(
  { length: 2000 },
  (_, i) =>
    [`L${i}`, { unit: `U${i % 20}`, number: `N${i}`, overdueFrom: i % 5 ? null : i }] as const,
);

describe('an index', () => {
  let store: EmbeddedReadModelStore;
  beforeEach(async () => {
    store = EmbeddedReadModelStore.open({ file });
    await fill(store, LOANS, many);
  });
  afterEach(() => store.close());

  const planned = (sql: string, params: Parameters<Sqlite['rows']>[1][]): string => {
    const db = new Sqlite(file);
    try {
      const plan = db.rows<[bigint, bigint, bigint, string]>(
        `EXPLAIN QUERY PLAN ${sql}`,
        ...params,
      );
      return plan.map(([, , , detail]) => detail).join('; ');
    } finally {
      db.close();
    }
  };
  const select = `SELECT id, position, body FROM ${tableOf(LOANS.name)} WHERE`;
  const plans = (query: Find): string[] =>
    walks(query).map(({ where, order }) =>
      planned(`${select} ${where.text} ORDER BY ${order} LIMIT 20`, [...where.params]),
    );

  const UNIT: Filter = { field: 'unit', eq: 'U3' };
  const BEGINNING: Filter = { field: 'number', prefix: 'N1' };
  const OVERDUE: Filter = { field: 'overdueFrom', lte: 20 };
  const sort = { field: 'number' };
  const down = { ...sort, descending: true };
  const after = { value: 'N5', id: 'L5' };
  const none = { value: null, id: 'L5' };
  const [FROM, TO, EQUAL, BETWEEN] = ['<expr>>?', '<expr><?', '<expr>=?', '<expr>>? AND <expr><?'];
  const cases: readonly (readonly [string, Omit<Find, 'limit'>, string, readonly string[]])[] = [
    ['an equal value', { where: UNIT }, 'unit', [EQUAL]],
    ['a beginning', { where: BEGINNING, sort }, 'number', [BETWEEN, EQUAL]],
    [
      'a range',
      { where: OVERDUE, sort: { field: 'overdueFrom' } },
      'overdueFrom',
      [BETWEEN, EQUAL],
    ],
    ['an order', { sort }, 'number', [FROM, EQUAL]],
    ['an order, descending', { sort: down }, 'number', [FROM, EQUAL]],
    ['the next page', { sort, after }, 'number', [FROM, EQUAL]],
    ['the next page, descending', { sort: down, after }, 'number', [TO, EQUAL]],
    ['the page before', { sort, after, backwards: true }, 'number', [TO]],
    ['the next page of those without', { sort, after: none }, 'number', [`${EQUAL} AND id>?`]],
    [
      'the next page of an equal value',
      { where: UNIT, sort, after },
      'unit,number',
      [`${EQUAL} AND ${FROM}`, `${EQUAL} AND ${EQUAL}`],
    ],
  ];
  it.each(cases)('serves %s, and nothing is sorted', (_, query, index, by) => {
    const searches = by.map((range) => `SEARCH rm_loans USING INDEX rm_loans:${index} (${range})`);
    expect(plans({ ...query, limit: 20 })).toEqual(searches);
  });

  it('serves one of many values', () => {
    const [plan] = plans({ where: { field: 'unit', in: ['U1', 'U2'] }, limit: 20 });
    expect(plan).toMatch(/^SEARCH rm_loans USING INDEX rm_loans:unit\S* \(<expr>=\?\)/);
  });

  it('never makes a scan sort what is left, page after page', () => {
    for (const where of [UNIT, BEGINNING, OVERDUE]) {
      const { text, params } = condition(where, true);
      const plan = planned(`${select} ${text} AND id > ? ORDER BY id LIMIT 500`, [...params, 'L5']);
      expect(plan).toContain('id>?');
      expect(plan).not.toContain('TEMP B-TREE');
    }
  });
});

describe('the embedded read models', () => {
  const later = (at: number) => [
    { collection: LOANS.name, documents: documents([['L1', { at }]], at) },
  ];
  const seen = async (reader: EmbeddedReadModelStore) =>
    (await reader.load<{ at: number }>(LOANS.name, ['L1'])).get('L1')?.body.at;
  const opened: EmbeddedReadModelStore[] = [];
  const open = (readOnly = false) => {
    const store = EmbeddedReadModelStore.open({ file, readOnly });
    opened.push(store);
    return store;
  };
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));

  it('are there again when the file is opened again', async () => {
    const first = open();
    await first.ensure(LOANS);
    await first.save(later(3), new Map([['loans', { position: position(3), recordedAt: null }]]));
    const second = open();
    expect(await seen(second)).toBe(3);
    expect(await second.checkpoint('loans')).toEqual({ position: position(3), recordedAt: null });
  });

  it('open while another process makes the same file: they wait for it', async () => {
    const end = await writingElsewhere(file, 300);
    const store = open();
    await end();
    await store.ensure(LOANS);
    await store.save(later(1), new Map());
    expect(await seen(store)).toBe(1);
  });

  it('save all of it or nothing', async () => {
    const store = open();
    await store.ensure(LOANS);
    const saves = [...later(3), { collection: 'nowhere', documents: documents([['L1', {}]]) }];
    const checkpoint = { position: position(3), recordedAt: null };
    await expect(store.save(saves, new Map([['loans', checkpoint]]))).rejects.toThrow('nowhere');
    expect(await store.count(LOANS.name)).toBe(0);
    expect(await store.checkpoint('loans')).toBeNull();
    await store.save(later(4), new Map());
    expect(await seen(store)).toBe(4);
  });

  it('are written beside a log in the same file, turn by turn', async () => {
    const log = new Sqlite(file);
    log.exec('PRAGMA journal_mode = WAL; CREATE TABLE event (n TEXT)');
    const store = open();
    await store.ensure(LOANS);
    for (let i = 1; i <= 50; i += 1) {
      log.transaction(() => log.run('INSERT INTO event VALUES (?)', String(i)));
      await store.save(later(i), new Map());
    }
    expect(await seen(store)).toBe(50);
    expect(log.row('SELECT count(*) FROM event')).toEqual([50n]);
    log.close();
  });

  it('can be read beside a service, and not written', async () => {
    await open().ensure(LOANS);
    const reader = open(true);
    await open().save(later(1), new Map());
    expect(await seen(reader)).toBe(1);
    await expect(reader.save(later(2), new Map())).rejects.toThrow('readonly');
    await expect(reader.drop(LOANS.name)).rejects.toThrow('readonly');
    expect(await seen(reader)).toBe(1);
  });

  it('stand still in a snapshot, whatever is saved meanwhile', async () => {
    const service = open();
    const reader = open(true);
    await service.ensure(LOANS);
    await service.save(later(1), new Map());
    const inside = await reader.snapshot(async () => {
      await service.save(later(2), new Map());
      const first = await seen(reader);
      await expect(reader.snapshot(async () => null)).rejects.toThrow('transaction');
      return [first, await seen(reader), await seen(service)];
    });
    expect(inside).toEqual([1, 1, 2]);
    expect(await seen(reader)).toBe(2);
    await expect(reader.snapshot(() => Promise.reject(new Error('work')))).rejects.toThrow('work');
    expect(await reader.snapshot(() => seen(reader))).toBe(2);
  });

  it('are not made by looking for them', () => {
    expect(() => open(true)).toThrow(StoreUnavailable);
    new Sqlite(file).close();
    expect(() => open(true)).toThrow(StoreUnavailable);
  });
});
