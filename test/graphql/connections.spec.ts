import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pageOf } from '../../src/graphql/connections.js';
import { decodeCursor, encodeCursor } from '../../src/graphql/paging.js';
import type { PageArgs } from '../../src/graphql/paging.js';
import { globalId, parseGlobalId } from '../../src/graphql/node.js';
import { position } from '../../src/kernel/envelope.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import type { Sort } from '../../src/read-model/port.js';
import { ask } from './ask.js';
import { serve } from './serve.js';

const MITRA = 'mitra-v1';
/** 23 of them; the name comes three times each, every fifth has none. */
const ALL = Array.from({ length: 23 }, (_, index) => ({
  id: `M-${String(index).padStart(2, '0')}`,
  position: position(index + 1),
  body: { owner: index % 5 === 0 ? {} : { name: `N${Math.floor((index * 7) % 8)}` } },
}));

describe('a list in pages', () => {
  let directory: string;
  let store: EmbeddedReadModelStore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jejak-pages-'));
    store = EmbeddedReadModelStore.open({ file: join(directory, 'read.db') });
    await store.ensure({ name: MITRA, indexes: [['owner.name']] });
    await store.save([{ collection: MITRA, documents: ALL }], new Map());
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const page = (args: PageArgs, sort?: Sort) => pageOf(store, MITRA, { sort }, args);
  const idsOf = ({ edges }: Awaited<ReturnType<typeof page>>) => edges.map(({ node }) => node.id);

  const forwards = async (size: number, sort?: Sort): Promise<string[]> => {
    const ids: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const read = await page({ first: size, after }, sort);
      expect(read.pageInfo.hasPreviousPage).toBe(after !== null);
      ids.push(...idsOf(read));
      ({ hasNextPage: more, endCursor: after } = read.pageInfo);
    }
    return ids;
  };

  const backwards = async (size: number, sort?: Sort): Promise<string[]> => {
    const ids: string[] = [];
    let before: string | null = null;
    for (let more = true; more;) {
      const read = await page({ last: size, before }, sort);
      expect(read.pageInfo.hasNextPage).toBe(before !== null);
      ids.unshift(...idsOf(read));
      ({ hasPreviousPage: more, startCursor: before } = read.pageInfo);
    }
    return ids;
  };

  for (const [order, sort] of [
    ['the key', undefined],
    ['the key, named', { field: 'id', descending: true }],
    ['a field that some share and some lack', { field: 'owner.name' }],
    ['that field, descending', { field: 'owner.name', descending: true }],
  ] as const)
    it(`shows each row once, in the same order from both ends, by ${order}`, async () => {
      const whole = idsOf(await page({ first: 200 }, sort));
      expect(new Set(whole).size).toBe(ALL.length);
      for (const size of [1, 2, 5, 22, 23, 24]) {
        expect(await forwards(size, sort)).toEqual(whole);
        expect(await backwards(size, sort)).toEqual(whole);
      }
    });

  it('has 50 rows where no number is asked for, and counts only when asked', async () => {
    const { edges, pageInfo, totalCount } = await page({});
    expect([edges.length, pageInfo.hasNextPage, pageInfo.hasPreviousPage]).toEqual([
      23,
      false,
      false,
    ]);
    expect(await totalCount()).toBe(23);
  });

  it('has no cursors where it is empty', async () => {
    const where = { field: 'owner.name', eq: 'nobody' };
    const { edges, pageInfo, totalCount } = await pageOf(store, MITRA, { where }, { last: 3 });
    expect([edges, pageInfo.startCursor, pageInfo.endCursor]).toEqual([[], null, null]);
    expect(await totalCount()).toBe(0);
  });
});

describe('a cursor', () => {
  it('comes back as the place it was made of', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean());
    fc.assert(
      fc.property(fc.option(value), fc.string(), (sortedBy, id) => {
        const place = { value: sortedBy, id };
        expect(decodeCursor(encodeCursor(place), 'after')).toEqual(place);
      }),
    );
  });

  it('that nobody gave out is refused', () => {
    for (const cursor of [
      '',
      'x',
      'W10',
      'WzEsMl0',
      'bnVsbA',
      `${encodeCursor({ value: 1, id: 'a' })}=`,
    ])
      expect(() => decodeCursor(cursor, 'after')).toThrow('after: is not a cursor');
  });
});

describe('a global id', () => {
  it('names its type and key, whatever the key is', () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(key, (text) => {
        expect(parseGlobalId(globalId('Loan', text))).toEqual({ type: 'Loan', key: text });
      }),
    );
  });

  it('that nobody gave out is refused', () => {
    for (const id of ['', 'Loan:1', 'TG9hbg', `${globalId('Loan', '1')}=`])
      expect(() => parseGlobalId(id)).toThrow('id: is not an id');
  });
});

interface Loans {
  readonly loans: { readonly edges: readonly { cursor: string; node: { id: string } }[] };
}
const secondOf = (data: unknown) => {
  const [, second] = (data as Loans).loans.edges;
  if (!second) throw new Error('there are two at least');
  return second;
};

describe('over GraphQL', () => {
  it('a page follows the cursor before it, and a node is found by its id', async () => {
    const served = await serve();
    const list = (args: string) =>
      `{ loans(${args}) { totalCount edges { cursor node { id number } } } }`;
    const first = await ask(served, list('first: 2'));
    expect(first.data).toMatchObject({
      loans: {
        totalCount: 230,
        edges: [{ node: { number: '0001' } }, { node: { number: '0002' } }],
      },
    });
    const { cursor, node } = secondOf(first.data);
    const next = await ask(served, list(`first: 1, after: "${cursor}"`));
    expect(next.data).toMatchObject({ loans: { edges: [{ node: { number: '0003' } }] } });
    const last = await ask(served, list(`last: 1, before: "${cursor}"`));
    expect(last.data).toMatchObject({ loans: { edges: [{ node: { number: '0001' } }] } });
    const query = 'query ($id: ID!) { node(id: $id) { __typename id ... on Loan { number } } }';
    const found = await ask(served, query, { id: node.id });
    expect(found.data).toEqual({ node: { __typename: 'Loan', id: node.id, number: '0002' } });
    await served.app.close();
  });
});
