import { ask, codes, paths } from '../graphql/ask.js';
import {
  furnish,
  type Furnished,
  inside,
  type Page,
  pageOf,
  type Row,
  rowsOf,
} from './furnished.js';
import { get, tell } from './service.js';

let house: Furnished;
beforeAll(async () => {
  house = await furnish();
});
afterAll(() => house.service.stop());

const LISTS = [
  ['mitras', 'id', ''],
  ['loans', 'id', ''],
  ['history', 'id position', ''],
  ['mitras', 'id', '$filter: MitraFilter, $orderBy: MitraOrder'],
  ['loans', 'id', '$filter: LoanFilter, $orderBy: LoanOrder'],
] as const;
const ASKED = [
  ...[
    {},
    {},
    {},
    { filter: { region: 'Bali' }, orderBy: { field: 'LAST_VISIT', descending: true } },
  ],
  { filter: { unit: 'BDG' }, orderBy: { field: 'OLDEST_UNPAID' } },
];

describe.each(LISTS)('%s: %s %s', (list, show, types) => {
  const asked = ASKED[LISTS.findIndex((one) => one[0] === list && one[2] === types)] ?? {};
  const declared = types && `, ${types}`;
  const page = (args: object) => pageOf(house, list, show, { ...asked, ...args }, declared);

  it.each([1, 7, 200])('read by %i, forwards and backwards, gives each row once', async (size) => {
    const whole = await page({ first: 200 });
    expect(whole.edges.length).toBe(whole.totalCount);
    const [forwards, backwards]: [Row[], Row[]] = [[], []];
    for (let after: unknown = null; ;) {
      const some = await page({ first: size, after });
      forwards.push(...rowsOf(some));
      expect(some.totalCount).toBe(whole.totalCount);
      expect(some.pageInfo['hasPreviousPage']).toBe(after !== null);
      if (!some.pageInfo['hasNextPage']) break;
      after = some.pageInfo['endCursor'];
    }
    for (let before: unknown = null; ;) {
      const some = await page({ last: size, before });
      backwards.unshift(...rowsOf(some));
      expect(some.pageInfo['hasNextPage']).toBe(before !== null);
      if (!some.pageInfo['hasPreviousPage']) break;
      before = some.pageInfo['startCursor'];
    }
    expect(forwards).toEqual(rowsOf(whole));
    expect(backwards).toEqual(rowsOf(whole));
    expect(new Set(forwards.map(({ id }) => id)).size).toBe(whole.totalCount);
  });
});

describe('a list', () => {
  it('comes in the order of its codes, numbers and positions', async () => {
    for (const [list, key] of [
      ['mitras', 'code'],
      ['loans', 'number'],
      ['history', 'position'],
    ] as const) {
      const keys = rowsOf(await pageOf(house, list, key, { first: 200 })).map((row) =>
        String(row[key]),
      );
      expect(keys).toEqual(keys.toSorted());
    }
  });

  it('loses nothing where a row comes in between two pages', async () => {
    const first = await pageOf(house, 'mitras', 'code', { first: 10 });
    await tell(house.service, 'registerMitra', { code: 'M-00-new', name: 'Baru' });
    const rest = await pageOf(house, 'mitras', 'code', {
      first: 200,
      after: first.pageInfo['endCursor'],
    });
    const seen = [...rowsOf(first), ...rowsOf(rest)].map(({ code }) => code);
    expect(seen).toEqual(house.codes);
  });
});

describe('an order', () => {
  it.each([
    ['mitras', 'MitraOrder', 'NAME', 'name', (row: Row) => row['name']],
    ['mitras', 'MitraOrder', 'REGISTERED_ON', 'registeredOn', (row: Row) => row['registeredOn']],
    [
      'loans',
      'LoanOrder',
      'AGREED_ON',
      'terms { agreedOn }',
      (r: Row) => inside(r, 'terms', 'agreedOn'),
    ],
    [
      ...(['loans', 'LoanOrder', 'OUTSTANDING', 'position { totalOutstanding }'] as const),
      (row: Row) => inside(row, 'position', 'totalOutstanding'),
    ],
  ] as const)('of %s, %s %s, goes up and down', async (list, type, field, show, value) => {
    for (const descending of [false, true]) {
      const args = { first: 200, orderBy: { field, descending } };
      const values = rowsOf(await pageOf(house, list, show, args, `, $orderBy: ${type}`)).map(
        value,
      );
      const up = values.toSorted((a, b) => ((a as string) < (b as string) ? -1 : Number(a !== b)));
      expect(values).toEqual(descending ? up.toReversed() : up);
    }
  });
});

describe('node(id)', () => {
  const NODE =
    'query ($id: ID!) { node(id: $id) { __typename id ... on Mitra { code } ... on Loan' +
    ' { number } ... on AuditEntry { eventId } ... on Policy { policyId } } }';
  it.each([
    ['Mitra', '{ mitras(first: 3) { edges { node { id code } } } }'],
    ['Loan', '{ loans(first: 3) { edges { node { id number } } } }'],
    ['AuditEntry', '{ history(first: 3) { edges { node { id eventId } } } }'],
    ['Policy', '{ policies { id policyId } }'],
  ])('finds a %s again', async (type, query) => {
    const [found] = Object.values(
      await get<Record<string, Page | readonly Row[]>>(house.service, query),
    );
    const rows = found && 'edges' in found ? rowsOf(found) : (found ?? []);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      expect(await get(house.service, NODE, { id: row['id'] })).toEqual({
        node: { __typename: type, ...row },
      });
  });

  it('finds nothing under an id of nothing, and refuses what is no id of ours', async () => {
    const gone = Buffer.from('Mitra:M-0').toString('base64url');
    expect(await get(house.service, NODE, { id: gone })).toEqual({ node: null });
    const reply = await ask(house.service, NODE, { id: 'M-0' });
    expect([codes(reply), paths(reply)]).toEqual([['BAD_INPUT'], ['id']]);
  });
});
