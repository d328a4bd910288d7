import fc from 'fast-check';
import type { Cursor, Find, ReadModelStore, Scalar } from '../../src/read-model/port.js';
import { anyText, byBytes, documents, fill, idsOf } from './samples.js';

interface Row {
  readonly rank?: Scalar | null;
  readonly unit?: string;
}
type Rows = readonly (readonly [id: string, row: Row])[];

const LOANS = { name: 'loans', indexes: [['rank'], ['unit', 'rank'], ['unit']] };

const compare = (a: Scalar, b: Scalar): number =>
  typeof a === 'string' && typeof b === 'string' ? byBytes(a, b) : Number(a) - Number(b);

/** The order as the port puts it into words, over a plain list. */
const ordered = (rows: Rows, { sort, backwards }: Omit<Find, 'limit'>): string[] => {
  const sign = sort?.descending ? -1 : 1;
  const value = (row: Row) => (sort && sort.field !== 'id' ? (row.rank ?? null) : null);
  const sorted = rows.toSorted(([a, rowA], [b, rowB]) => {
    const [x, y] = [value(rowA), value(rowB)];
    if (x === null && y === null) return sign * byBytes(a, b);
    if (x === null || y === null) return x === null ? 1 : -1;
    return sign * (compare(x, y) || byBytes(a, b));
  });
  return (backwards ? sorted.reverse() : sorted).map(([id]) => id);
};

const pagesOf = async (store: ReadModelStore, query: Find): Promise<string[][]> => {
  const pages: string[][] = [];
  let after: Cursor | undefined;
  for (;;) {
    const page = await store.find<Row>(LOANS.name, { ...query, ...(after && { after }) });
    const last = page.at(-1);
    if (last) pages.push(idsOf(page));
    if (!last || page.length < query.limit) return pages;
    after = { value: last.body.rank ?? null, id: last.id };
  }
};

const SIX: Rows = [
  ['a', { rank: 2 }],
  ['b', { rank: 10 }],
  ['c', { rank: 2 }],
  ['d', { rank: null }],
  ['e', { rank: -1 }],
  ['f', {}],
];
const BY_RANK = { field: 'rank' };
const DOWN = { field: 'rank', descending: true };
const BACK = { sort: BY_RANK, backwards: true };
const ORDERS: readonly (readonly [string, Omit<Find, 'limit'>, string])[] = [
  ['the key where nothing else is said', {}, 'abcdef'],
  ['the key, descending', { sort: { field: 'id', descending: true } }, 'fedcba'],
  ['the key, backwards', { backwards: true }, 'fedcba'],
  ['a field, ties by the key, those without it last', { sort: BY_RANK }, 'eacbdf'],
  ['a field, descending, ties too, those without it last', { sort: DOWN }, 'bcaefd'],
  ['a field, backwards', BACK, 'fdbcae'],
  ['a field, descending and backwards', { sort: DOWN, backwards: true }, 'dfeacb'],
  ['a field that no document has', { sort: { field: 'none' } }, 'abcdef'],
];
const AFTER: readonly (readonly [string, Omit<Find, 'limit'>, string])[] = [
  ['a document', { sort: BY_RANK, after: { value: 2, id: 'a' } }, 'cbdf'],
  ['a document that is gone', { sort: BY_RANK, after: { value: 2, id: 'b' } }, 'cbdf'],
  ['a value that is gone', { sort: BY_RANK, after: { value: 3, id: 'a' } }, 'bdf'],
  ['the last with a value', { sort: BY_RANK, after: { value: 10, id: 'b' } }, 'df'],
  ['one without a value', { sort: BY_RANK, after: { value: null, id: 'd' } }, 'f'],
  ['the last', { sort: BY_RANK, after: { value: null, id: 'f' } }, ''],
  ['one, descending', { sort: DOWN, after: { value: 2, id: 'c' } }, 'aefd'],
  ['one, backwards', { ...BACK, after: { value: 2, id: 'c' } }, 'ae'],
  ['one without, backwards', { ...BACK, after: { value: null, id: 'f' } }, 'dbcae'],
  ['a key', { after: { value: null, id: 'bb' } }, 'cdef'],
]; // prettier-ignore

const kinds = {
  numbers: fc.integer({ min: -2, max: 2 }),
  texts: anyText,
  flags: fc.boolean(),
};
const rowsOf = (rank: fc.Arbitrary<Scalar>): fc.Arbitrary<Rows> =>
  fc.uniqueArray(
    fc.tuple(
      anyText.map((text) => text.replaceAll('\0', '') || '-'),
      fc.record(
        { rank: fc.option(rank, { freq: 3 }), unit: fc.constantFrom('U1', 'U2') },
        { requiredKeys: ['unit'] },
      ),
    ),
    { selector: ([id]) => id, maxLength: 25 },
  );
const anyQuery: fc.Arbitrary<Find> = fc.record(
  {
    limit: fc.integer({ min: 1, max: 7 }),
    sort: fc.record({ field: fc.constantFrom('rank', 'rank', 'id'), descending: fc.boolean() }),
    backwards: fc.boolean(),
    where: fc.constantFrom(
      { field: 'unit', eq: 'U1' },
      { or: [] },
      { field: 'rank', absent: false },
    ),
  },
  { requiredKeys: ['limit'] },
);

const matching = (rows: Rows, { where }: Find): Rows => {
  if (!where) return rows;
  if (!('field' in where)) return [];
  return rows.filter(([, row]) =>
    where.field === 'unit' ? row.unit === 'U1' : (row.rank ?? null) !== null,
  );
};

export const pagesContract = (store: () => ReadModelStore): void => {
  describe('a page', () => {
    beforeEach(() => fill(store(), LOANS, SIX));
    const found = async (query: Find) => idsOf(await store().find(LOANS.name, query)).join('');

    it.each(ORDERS)('is in order of %s', async (_, query, expected) => {
      expect(await found({ ...query, limit: 100 })).toBe(expected);
    });

    it.each(AFTER)('begins after %s', async (_, query, expected) => {
      expect(await found({ ...query, limit: 100 })).toBe(expected);
      expect(await found({ ...query, limit: 2 })).toBe(expected.slice(0, 2));
    });

    it('has at most as many documents as asked for, and may have none', async () => {
      expect(await found({ limit: 2 })).toBe('ab');
      expect(await found({ limit: 0 })).toBe('');
      for (const limit of [-1, 0.5, NaN, Infinity])
        await expect(found({ limit })).rejects.toThrow(RangeError);
    });

    it('holds whole documents', async () => {
      const [first] = await store().find(LOANS.name, { sort: DOWN, limit: 1 });
      expect(first).toEqual(documents([['b', { rank: 10 }]])[0]);
    });

    it('follows what is saved between two pages', async () => {
      const first = await found({ sort: BY_RANK, limit: 2 });
      const moved = documents([['c', { rank: 0 }], ['g', { rank: 5 }]], 2); // prettier-ignore
      await store().save([{ collection: LOANS.name, documents: moved }], new Map());
      expect(first).toBe('ea');
      expect(await found({ sort: BY_RANK, limit: 9, after: { value: 2, id: 'a' } })).toBe('gbdf');
    });
  });

  describe('pages one after another', () => {
    for (const [kind, rank] of Object.entries(kinds))
      it(`are the whole sorted list, nothing lost or twice: ${kind}`, async () => {
        const queries = fc.array(anyQuery, { minLength: 1, maxLength: 8 });
        await fc.assert(
          fc.asyncProperty(rowsOf(rank), queries, async (rows, asked) => {
            await fill(store(), LOANS, rows);
            for (const query of asked) {
              const pages = await pagesOf(store(), query);
              expect(pages.flat()).toEqual(ordered(matching(rows, query), query));
              for (const page of pages.slice(0, -1)) expect(page).toHaveLength(query.limit);
            }
          }),
          { numRuns: 40 },
        );
      });
  });
};
