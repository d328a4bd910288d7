import fc from 'fast-check';
import {
  searchText,
  searchWords,
  type Filter,
  type ReadModelStore,
  type Scalar,
} from '../../src/read-model/port.js';
import { anyText, byBytes, fill, hostileText, idsOf } from './samples.js';

const MITRA = {
  name: 'mitra',
  indexes: [['unit'], ['debt'], ['place.city'], ['unit', 'debt'], ['open'], ['text']],
};

const [ADI, BUDI, CICI] = ['Adi Putra, Jl. Merdeka 10', 'Budi Adiputra', 'Ćiči-Ñandú 10'];
export const PEOPLE = [
  ['adi', { unit: 'U1', debt: 5, open: true, place: { city: 'Bandung' }, search: searchText(ADI) }],
  [
    'budi',
    { unit: 'U1', debt: 10, open: false, place: { city: 'Bogor' }, search: searchText(BUDI) },
  ],
  ['cici', { unit: 'U2', debt: -3, open: true, place: {}, search: searchText(CICI) }],
  ['dewi', { unit: null, debt: 2 ** 53 - 1, place: { city: 'bandung' } }],
] as const;

/** Which filter finds whom, by the first letters. */
export const TABLE: readonly (readonly [string, Filter, string])[] = [
  ['text that is equal', { field: 'unit', eq: 'U1' }, 'ab'],
  ['text, and never a number like it', { field: 'debt', eq: '5' }, ''],
  ['a number', { field: 'debt', eq: -3 }, 'c'],
  ['the largest number', { field: 'debt', eq: 2 ** 53 - 1 }, 'd'],
  ['what is true', { field: 'open', eq: true }, 'ac'],
  ['what is false, not what is missing', { field: 'open', eq: false }, 'b'],
  ['a field within a field', { field: 'place.city', eq: 'Bandung' }, 'a'],
  ['nothing by a field that no document has', { field: 'place.city.ward', eq: 'x' }, ''],
  ['the key', { field: 'id', eq: 'cici' }, 'c'],
  ['one of several', { field: 'debt', in: [5, 10, 11] }, 'ab'],
  ['one of several kinds', { field: 'debt', in: ['5', true, 10] }, 'b'],
  ['one of several keys', { field: 'id', in: ['dewi', 'adi', 'nobody'] }, 'ad'],
  ['one of true and false', { field: 'open', in: [true, false] }, 'abc'],
  ['nothing among none', { field: 'debt', in: [] }, ''],
  ['numbers from and to', { field: 'debt', gte: 5, lte: 10 }, 'ab'],
  ['numbers between', { field: 'debt', gt: 5, lt: 10 }, ''],
  ['numbers from, by size and not by digits', { field: 'debt', gte: 9 }, 'bd'],
  ['numbers below zero', { field: 'debt', lt: 0 }, 'c'],
  ['no text by a bound that is a number', { field: 'unit', gte: 0 }, ''],
  ['no number by a bound that is text', { field: 'debt', lt: 'x' }, ''],
  ['text from', { field: 'place.city', gt: 'Bandung' }, 'bd'],
  ['text up to', { field: 'place.city', lte: 'Bogor' }, 'ab'],
  ['any value without bounds', { field: 'unit' }, 'abc'],
  ['a beginning', { field: 'place.city', prefix: 'B' }, 'ab'],
  ['a beginning that is all', { field: 'place.city', prefix: 'Bogor' }, 'b'],
  ['a beginning that is too long', { field: 'place.city', prefix: 'Bogor!' }, ''],
  ['all text by the empty beginning', { field: 'place.city', prefix: '' }, 'abd'],
  ['no number by a beginning', { field: 'debt', prefix: '' }, ''],
  ['the key by a beginning', { field: 'id', prefix: 'a' }, 'a'],
  ['words, by their beginnings, in any order', { field: 'search', words: 'MERD adi' }, 'a'],
  ['a word, by its beginning only', { field: 'search', words: 'putra' }, 'a'],
  ['a word in either document', { field: 'search', words: 'Adi' }, 'ab'],
  ['words with signs between them', { field: 'search', words: '"10", merdeka%' }, 'a'],
  ['words of other alphabets', { field: 'search', words: 'ÑANDÚ ćiči' }, 'c'],
  ['no word that is not there', { field: 'search', words: 'adi nobody' }, ''],
  ['all that have text where no word is asked', { field: 'search', words: '%_!' }, 'abc'],
  ['what is missing, null too', { field: 'unit', absent: true }, 'd'],
  ['what is missing within a field', { field: 'place.city', absent: true }, 'c'],
  ['what is there, false too', { field: 'open', absent: false }, 'abc'],
  ['both', { and: [{ field: 'unit', eq: 'U1' }, { field: 'open', eq: true }] }, 'a'],
  ['either', { or: [{ field: 'unit', eq: 'U2' }, { field: 'unit', absent: true }] }, 'cd'],
  ['all where nothing need hold', { and: [] }, 'abcd'],
  ['none where none of nothing holds', { or: [] }, ''],
  [
    'either within both',
    {
      and: [
        { or: [{ field: 'unit', eq: 'U1' }, { field: 'debt', lt: 0 }] },
        {
          or: [
            { and: [{ field: 'open', eq: true }, { field: 'debt', gt: 0 }] },
            { field: 'id', eq: 'cici' },
          ],
        },
      ],
    },
    'ac',
  ],
]; // prettier-ignore

const NO_FIELDS = [
  '', ' ', 'a b', "a'", "a') OR 1=1 --", 'a"b', '$', '$where', 'a.$gt', 'a[0]', '.a', 'a.', 'a..b',
  '1', 'a\n', 'a\0', 'ä', '_id', '__proto__', 'a'.repeat(300), Array(20).fill('a').join('.'),
]; // prettier-ignore

interface Row {
  readonly text?: string | null;
  readonly debt?: number | null;
  readonly open?: boolean | null;
}
const some = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 });
const anyRow: fc.Arbitrary<Row> = fc.record(
  { text: some(anyText), debt: some(fc.integer({ min: -3, max: 3 })), open: some(fc.boolean()) },
  { requiredKeys: [] },
);
const anyBound = fc.oneof(
  anyText.map((value) => ['text', value] as const),
  fc.integer({ min: -4, max: 4 }).map((value) => ['debt', value] as const),
);
const anyLeaf: fc.Arbitrary<Filter> = fc.oneof(
  anyBound.map(([field, eq]) => ({ field, eq })),
  fc.boolean().map((eq) => ({ field: 'open', eq })),
  fc.array(anyText, { maxLength: 4 }).map((values) => ({ field: 'text', in: values })),
  fc
    .tuple(anyBound, fc.constantFrom('gte', 'gt', 'lte', 'lt'))
    .map(([[field, value], name]): Filter => ({ field, [name]: value })),
  anyText.map((prefix) => ({ field: 'text', prefix })),
  fc
    .tuple(fc.constantFrom('text', 'debt', 'open'), fc.boolean())
    .map(([field, absent]) => ({ field, absent })),
);
const { anyFilter } = fc.letrec<{ anyFilter: Filter }>((tie) => ({
  anyFilter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: anyLeaf, weight: 3 },
    { arbitrary: fc.array(tie('anyFilter'), { maxLength: 3 }).map((and) => ({ and })), weight: 1 },
    { arbitrary: fc.array(tie('anyFilter'), { maxLength: 3 }).map((or) => ({ or })), weight: 1 },
  ),
}));

const compare = (a: Scalar, b: Scalar): number | null =>
  typeof a === 'string' && typeof b === 'string'
    ? byBytes(a, b)
    : typeof a === 'number' && typeof b === 'number'
      ? a - b
      : null;

/** The same said once more, document by document. */
const holds = (row: Row, filter: Filter): boolean => {
  if ('and' in filter) return filter.and.every((part) => holds(row, part));
  if ('or' in filter) return filter.or.some((part) => holds(row, part));
  const value = new Map<string, Scalar | null>(Object.entries(row)).get(filter.field) ?? null;
  if ('absent' in filter) return (value === null) === filter.absent;
  if (value === null) return false;
  if ('eq' in filter) return value === filter.eq;
  if ('in' in filter) return filter.in.includes(value);
  if ('prefix' in filter) return typeof value === 'string' && value.startsWith(filter.prefix);
  if ('words' in filter)
    return searchWords(filter.words).every((word) => String(value).includes(word));
  const keeps = (bound: Scalar | undefined, by: (order: number) => boolean) => {
    if (bound === undefined) return true;
    const order = compare(value, bound);
    return order !== null && by(order);
  };
  const { gte, gt, lte, lt } = filter;
  return (
    keeps(gte, (order) => order >= 0) &&
    keeps(gt, (order) => order > 0) &&
    keeps(lte, (order) => order <= 0) &&
    keeps(lt, (order) => order < 0)
  );
};

export const filtersContract = (store: () => ReadModelStore): void => {
  const found = async (where: Filter) =>
    idsOf(await store().find(MITRA.name, { where, limit: 1000 }));

  describe('a filter', () => {
    beforeEach(() => fill(store(), MITRA, PEOPLE));

    it.each(TABLE)('finds %s', async (_, where, letters) => {
      const expected = PEOPLE.map(([id]) => id).filter((id) => letters.includes(id.charAt(0)));
      expect(await found(where)).toEqual(expected);
      expect(await store().count(MITRA.name, where)).toBe(expected.length);
      const scanned: string[] = [];
      for await (const { id } of store().scan(MITRA.name, where)) scanned.push(id);
      expect(scanned).toEqual(expected);
    });

    it('counts everything where nothing is asked', async () => {
      expect(await store().count(MITRA.name)).toBe(4);
    });

    it('takes a hundred thousand values', async () => {
      const values = Array.from({ length: 100_000 }, (_, i) => i + 6);
      expect(await found({ field: 'debt', in: values })).toEqual(['budi']);
      expect(await found({ field: 'id', in: [...values.map(String), 'adi'] })).toEqual(['adi']);
    });

    it('finds nothing by text that is no text', async () => {
      for (const lone of ['\ud800', '\udc00x'])
        for (const where of [{ eq: lone }, { in: [lone] }, { prefix: lone }, { gte: lone }])
          expect(await found({ field: 'unit', ...where })).toEqual([]);
    });

    it.each(NO_FIELDS)('refuses a field named %j', async (field) => {
      const where = { field, eq: 1 };
      await expect(store().find(MITRA.name, { where, limit: 1 })).rejects.toThrow(RangeError);
      await expect(store().count(MITRA.name, { or: [where] })).rejects.toThrow(RangeError);
      const sorted = store().find(MITRA.name, { sort: { field }, limit: 1 });
      await expect(sorted).rejects.toThrow(RangeError);
      await expect(store().ensure({ name: 'x', indexes: [[field]] })).rejects.toThrow(RangeError);
    });

    it.each([0.5, NaN, Infinity, 2 ** 53])('refuses %d, no safe integer', async (eq) => {
      for (const where of [{ eq }, { in: [eq] }, { gte: 1, lt: eq }])
        await expect(store().count(MITRA.name, { field: 'debt', ...where })).rejects.toThrow(
          RangeError,
        );
    });
  });

  describe('filters', () => {
    it('find any text by itself and by its beginning, and only that', async () => {
      const rows = hostileText.map((text, i) => [`T${100 + i}`, { text }] as const);
      await fill(store(), MITRA, rows);
      for (const text of hostileText) {
        const ids = (test: (other: string) => boolean) =>
          rows.filter(([, row]) => test(row.text)).map(([id]) => id);
        expect(await found({ field: 'text', eq: text })).toEqual(ids((other) => other === text));
        expect(await found({ field: 'text', prefix: text })).toEqual(
          ids((other) => other.startsWith(text)),
        );
      }
    });

    it('find the same as reading every document', async () => {
      const rows = fc.array(anyRow, { maxLength: 12 });
      const filters = fc.array(anyFilter, { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(rows, filters, async (bodies, wheres) => {
          const all = bodies.map((body, i) => [`R${100 + i}`, body] as const);
          await fill(store(), MITRA, all);
          for (const where of wheres) {
            const expected = all.filter(([, body]) => holds(body, where)).map(([id]) => id);
            expect(await found(where)).toEqual(expected);
          }
        }),
        { numRuns: 60 },
      );
    });
  });
};
