import { type Role, ROLES } from '../../src/kernel/envelope.js';
import { globalId } from '../../src/graphql/node.js';
import { encodeCursor } from '../../src/graphql/paging.js';
import { ask, codes } from '../graphql/ask.js';
import { get, type Headers, type Service } from './service.js';
import {
  ALL,
  BDG,
  column,
  JABAR,
  JKT,
  MOVED_ON,
  NOBODY,
  page,
  reader,
  type Sight,
  startUnits,
} from './units.js';

let service: Service;
beforeAll(async () => {
  service = await startUnits();
}, 30_000);
afterAll(() => service.stop());

const READ_ALL: readonly Role[] = ['HEAD_OFFICE', 'AUDITOR', 'ADMIN'];
const OF_A_UNIT = ROLES.filter((role) => !READ_ALL.includes(role) && role !== 'REGIONAL');

const READERS: readonly (readonly [Role, string | undefined, Sight])[] = [
  ...ROLES.map((role) => [role, undefined, ALL] as const),
  ...READ_ALL.map((role) => [role, 'JKT', ALL] as const),
  ...OF_A_UNIT.map((role) => [role, 'JKT', JKT] as const),
  ['OFFICER', 'BDG', BDG],
  ['OFFICER', 'DKI', NOBODY],
  ['REGIONAL', 'JABAR', JABAR],
  ['REGIONAL', 'DKI', { mitra: ['J-1', 'J-2', 'J-3'], loans: ['L-J-1', 'L-J-2', 'L-J-3'] }],
  ['REGIONAL', 'JKT', NOBODY],
];

const sees = async (one: string, headers: Headers): Promise<boolean> =>
  (await get<{ one: unknown }>(service, `{ one: ${one} }`, {}, headers)).one !== null;

/** Those of all for which a question about one of them is answered with it. */
const found = async (
  all: readonly string[],
  question: (key: string) => string,
  headers: Headers,
): Promise<readonly string[]> => {
  const seen: string[] = [];
  for (const key of all) if (await sees(question(key), headers)) seen.push(key);
  return seen;
};

describe.each(READERS)('a %s of the unit %s', (role, unit, sight) => {
  const headers = reader(role, unit);

  it('lists the mitra and the loans that he may read, and counts no others', async () => {
    expect(await column(service, ['mitras', '', 'code'], headers)).toEqual(sight.mitra);
    expect(await column(service, ['loans', '', 'number'], headers)).toEqual(sight.loans);
  });

  it('finds each of them by its name and by its id; any other is as if it were not', async () => {
    const mitra = (code: string) => `mitra(code: "${code}") { id }`;
    expect(await found([...ALL.mitra, 'NONE'], mitra, headers)).toEqual(sight.mitra);
    const loan = (number: string) => `loan(number: "${number}") { id }`;
    expect(await found([...ALL.loans, 'NONE'], loan, headers)).toEqual(sight.loans);
    const node = (type: string) => (key: string) => `node(id: "${globalId(type, key)}") { id }`;
    expect(await found([...ALL.mitra, 'NONE'], node('Mitra'), headers)).toEqual(sight.mitra);
    expect(await found([...ALL.loans, 'NONE'], node('Loan'), headers)).toEqual(sight.loans);
  });

  it('adds up the loans that he may read', async () => {
    const query = '{ portfolio(groupBy: UNIT) { loanCount disbursed groups { loanCount } } }';
    const { portfolio } = await get<{
      portfolio: { loanCount: number; disbursed: number; groups: { loanCount: number }[] };
    }>(service, query, {}, headers);
    const loanCount = sight.loans.length;
    expect(portfolio).toMatchObject({ loanCount, disbursed: loanCount * 1_200_000 });
    expect(portfolio.groups.reduce((sum, group) => sum + group.loanCount, 0)).toBe(loanCount);
  });
});

describe('the pages of a list', () => {
  const turned = async (
    list: 'mitras' | 'loans',
    order: string,
    headers: Headers,
  ): Promise<readonly unknown[]> => {
    const field = list === 'mitras' ? 'code' : 'number';
    const rows: unknown[] = [];
    let after = '';
    for (;;) {
      const found = await page(service, [list, `first: 2${order}${after}`, field], headers);
      rows.push(...found.edges.map(({ node }) => node[field]));
      if (!found.pageInfo.hasNextPage) return rows;
      expect(found.totalCount).toBeGreaterThan(rows.length);
      after = `, after: "${found.pageInfo.endCursor}"`;
    }
  };

  it.each([
    ['OFFICER', 'JKT', JKT],
    ['OFFICER', 'BDG', BDG],
    ['REGIONAL', 'JABAR', JABAR],
  ] as const)('of a %s of %s hold his own rows alone, in any order', async (role, unit, sight) => {
    const headers = reader(role, unit);
    for (const order of ['', ', orderBy: { field: NAME }', ', orderBy: { field: LAST_VISIT }'])
      expect(await turned('mitras', order, headers)).toEqual(sight.mitra);
    for (const order of ['', ', orderBy: { field: AGREED_ON }'])
      expect(await turned('loans', order, headers)).toEqual(sight.loans);
  });

  it('begin behind no row that he may not read: its place would tell its name', async () => {
    const behind = (id: string) =>
      `{ mitras(orderBy: { field: NAME }, after: "${encodeCursor({ value: null, id })}") {
        edges { node { code } } } }`;
    const asked = async (id: string) => ask(service, behind(id), {}, reader('OFFICER', 'JKT'));
    expect(codes(await asked('B-2'))).toEqual(['BAD_INPUT']);
    expect((await asked('B-2')).text).toBe((await asked('NONE')).text);
    expect((await asked('J-2')).data).toEqual({ mitras: { edges: [{ node: { code: 'J-3' } }] } });
  });
});

describe('filters', () => {
  it.each([
    ['mitras', 'filter: { unit: "BDG" }', 'code', []],
    ['mitras', 'filter: { region: "JABAR" }', 'code', []],
    ['mitras', 'filter: { text: "toko" }', 'code', JKT.mitra],
    ['mitras', 'filter: { text: "b-1" }', 'code', []],
    ['mitras', 'filter: { collectability: LOSS }', 'code', JKT.mitra],
    ['loans', 'filter: { unit: "BDG" }', 'number', []],
    ['loans', 'filter: { region: "JABAR" }', 'number', ['L-N-1']],
    ['loans', 'filter: { collectability: LOSS }', 'number', JKT.loans],
    ['history', 'filter: { mitra: "B-1" }', 'type', []],
    ['history', 'filter: { loan: "L-B-1" }', 'type', []],
    ['history', 'filter: { stream: "mitra-B-1" }', 'type', []],
    ['history', 'filter: { loan: "L-J-1" }', 'type', ['AgreementSigned', 'LoanDisbursed']],
  ] as const)('of %s, %s, reach no further than one may read', async (...[list, args, ...rest]) => {
    const [field, rows] = rest;
    expect(await column(service, [list, args, field], reader('OFFICER', 'JKT'))).toEqual(rows);
  });

  it('find a mitra by the class of those of its loans alone that one may read', async () => {
    const LOSS = ['mitras', 'filter: { collectability: LOSS }', 'code'] as const;
    const own = BDG.mitra.filter((code) => BDG.loans.includes(`L-${code}`));
    expect(await column(service, LOSS, reader('OFFICER', 'BDG'))).toEqual(own);
  });
});

describe('a mitra that moved to another unit', () => {
  const at = (day: string) => `mitra(code: "N-1", asOf: "${day}") { id }`;
  const loanAt = (day: string) => `loan(number: "L-N-1", asOf: "${day}") { id }`;

  it.each([
    ['OFFICER', 'JKT', at, true],
    ['OFFICER', 'BDG', at, false],
    ['REGIONAL', 'DKI', at, true],
    ['REGIONAL', 'JABAR', at, false],
    ['REGIONAL', 'DKI', loanAt, true],
    ['REGIONAL', 'JABAR', loanAt, false],
  ] as const)(
    'is read by a %s of %s on the days it was there',
    async (...[role, unit, on, was]) => {
      const headers = reader(role, unit);
      expect(await sees(on('2025-05-31'), headers)).toBe(was);
      expect(await sees(on(MOVED_ON), headers)).toBe(!was);
    },
  );

  it('leaves its loan with the unit that keeps it', async () => {
    for (const day of ['2025-05-31', MOVED_ON]) {
      expect(await sees(loanAt(day), reader('OFFICER', 'JKT'))).toBe(true);
      expect(await sees(loanAt(day), reader('OFFICER', 'BDG'))).toBe(false);
    }
  });
});

describe('the borrower of a loan that another unit keeps', () => {
  const MITRA = `code name address loans { totalCount edges { node { number } } }
    visits { totalCount } contacts { totalCount } history { totalCount }`;

  it('is shown with the loan, without what his own unit does with him', async () => {
    const query = `{ loan(number: "L-X-1") { mitra { ${MITRA} } history { totalCount } } }`;
    expect(await get(service, query, {}, reader('OFFICER', 'JKT'))).toEqual({
      loan: {
        mitra: {
          ...{ code: 'X-1', name: 'Toko X-1', address: 'Jalan X-1' },
          loans: { totalCount: 1, edges: [{ node: { number: 'L-X-1' } }] },
          ...{ visits: { totalCount: 0 }, contacts: { totalCount: 0 } },
          history: { totalCount: 2 },
        },
        history: { totalCount: 2 },
      },
    });
  });

  it('is read whole by his own unit, but for that loan', async () => {
    const query = `{ mitra(code: "X-1") { ${MITRA} } }`;
    expect(await get(service, query, {}, reader('OFFICER', 'BDG'))).toMatchObject({
      mitra: {
        loans: { totalCount: 0, edges: [] },
        ...{ visits: { totalCount: 1 }, history: { totalCount: 2 } },
      },
    });
  });
});

describe('the fund', () => {
  const FUND = 'loanCount principalOutstanding scope { unit region }';
  const fund = async (filter: string, headers: Headers) =>
    (await get<{ fund: object }>(service, `{ fund: portfolio${filter} { ${FUND} } }`, {}, headers))
      .fund;
  const outstanding = (loanCount: number) => ({
    loanCount,
    principalOutstanding: loanCount * 1_200_000,
  });

  it('says what it is limited to, as if it had been asked for by that filter', async () => {
    const scoped = [
      ['unit', 'OFFICER', { unit: 'JKT', region: null }, 5],
      ['region', 'REGIONAL', { unit: null, region: 'JABAR' }, 5],
    ] as const;
    for (const [by, role, scope, count] of scoped) {
      const own = scope.unit ?? scope.region;
      const [filter, headers] = [`(filter: { ${by}: "${own}" })`, reader(role, own)];
      expect(await fund('', headers)).toEqual({ ...outstanding(count), scope });
      expect(await fund(filter, headers)).toEqual({ ...outstanding(count), scope });
      const whole = await fund(filter, reader('AUDITOR', 'JKT'));
      expect(whole).toEqual({ ...outstanding(count), scope: null });
    }
  });

  it('of another unit is empty, and on a past day as the region then was', async () => {
    const officer = reader('OFFICER', 'JKT');
    expect(await fund('(filter: { unit: "BDG" })', officer)).toMatchObject(outstanding(0));
    const before = await fund('(asOf: "2025-05-31")', reader('REGIONAL', 'JABAR'));
    expect(before).toMatchObject(outstanding(4));
  });
});
