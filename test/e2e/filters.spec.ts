import { furnish, type Furnished, inside, pageOf, type Row, rowsOf } from './furnished.js';
import { get } from './service.js';

let house: Furnished;
beforeAll(async () => {
  house = await furnish();
});
afterAll(() => house.service.stop());

const MITRA = `code name unit region sector status monitoring registeredOn
  loans { edges { node { position { collectability } } } }`;
const LOAN = `number unit status terms { agreedOn } mitra { region }
  position { collectability daysPastDue totalOutstanding }`;

/** The rows below that are there to find nothing. */
const findsNothing = (filter: object): boolean =>
  /nobody|Nowhere|PROBLEM/.test(JSON.stringify(filter));

const MITRA_FILTERS: readonly (readonly [object, (row: Row) => boolean])[] = [
  [{ text: 'rosa' }, ({ name }) => /\brosa/i.test(String(name))],
  [{ text: 'TOKO rosa' }, ({ name }) => /toko/i.test(String(name)) && /\brosa/i.test(String(name))],
  [{ text: '07' }, ({ code }) => String(code).includes('07')],
  [{ text: 'nobody at all' }, () => false],
  [{ unit: 'BDG' }, ({ unit }) => unit === 'BDG'],
  [{ region: 'Bali', unit: 'JKT' }, ({ unit, region }) => unit === 'JKT' && region === 'Bali'],
  [{ sector: 'TRADE' }, ({ sector }) => sector === 'TRADE'],
  ...['ACTIVE', 'MOVED', 'DECEASED'].map(
    (status) => [{ status }, (row: Row) => row['status'] === status] as const,
  ),
  ...['FOUND', 'NOT_FOUND', 'FOLLOW_UP', 'NOT_MONITORED'].map(
    (monitoring) => [{ monitoring }, (row: Row) => row['monitoring'] === monitoring] as const,
  ),
  ...['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'].map(
    (collectability) =>
      [
        { collectability },
        ({ loans }: Row) => JSON.stringify(loans).includes(`"${collectability}"`),
      ] as const,
  ),
];

const LOAN_FILTERS: readonly (readonly [object, (row: Row) => boolean])[] = [
  [{ unit: 'SBY' }, ({ unit }) => unit === 'SBY'],
  [{ region: 'Bali' }, (row) => inside(row, 'mitra', 'region') === 'Bali'],
  [{ region: 'Nowhere' }, () => false],
  ...['AGREED', 'ACTIVE', 'SETTLED'].map(
    (status) => [{ status }, (row: Row) => row['status'] === status] as const,
  ),
  ...['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'].map(
    (collectability) =>
      [
        { collectability },
        (row: Row) => inside(row, 'position', 'collectability') === collectability,
      ] as const,
  ),
  [
    { agreedBetween: { from: '2024-12-10', to: '2025-06-10' } },
    (row) => {
      const agreedOn = String(inside(row, 'terms', 'agreedOn'));
      return agreedOn >= '2024-12-10' && agreedOn <= '2025-06-10';
    },
  ],
  [
    { agreedBetween: { from: '2025-06-10' } },
    (row) => String(inside(row, 'terms', 'agreedOn')) >= '2025-06-10',
  ],
  ...[0, 21, 30, 180, 270].map(
    (days) =>
      [
        { overdueMoreThan: days },
        (row: Row) => Number(inside(row, 'position', 'daysPastDue')) > days,
      ] as const,
  ),
];

describe('filters of mitras', () => {
  it.each(MITRA_FILTERS)('%j: those of whom it is true', async (filter, isTrue) => {
    const all = rowsOf(await pageOf(house, 'mitras', MITRA, { first: 100 }));
    const found = await pageOf(house, 'mitras', MITRA, { filter }, ', $filter: MitraFilter');
    expect(rowsOf(found)).toEqual(all.filter(isTrue));
    expect(found.totalCount).toBe(found.edges.length);
    expect(found.totalCount > 0).toBe(!findsNothing(filter));
  });
});

describe('filters of loans', () => {
  it.each(LOAN_FILTERS)('%j: those of which it is true today', async (filter, isTrue) => {
    const all = rowsOf(await pageOf(house, 'loans', LOAN, { first: 100 }));
    const found = await pageOf(house, 'loans', LOAN, { filter }, ', $filter: LoanFilter');
    expect(rowsOf(found)).toEqual(all.filter(isTrue));
    expect(found.totalCount).toBe(found.edges.length);
    expect(found.totalCount > 0).toBe(!findsNothing(filter));
  });

  it('find loans of every class, so that the rows above say something', async () => {
    const loans = rowsOf(await pageOf(house, 'loans', LOAN, { first: 100 }));
    const classes = new Set(loans.map((row) => inside(row, 'position', 'collectability')));
    expect([...classes].map(String).toSorted()).toEqual([
      'CURRENT',
      'DOUBTFUL',
      'LOSS',
      'SUBSTANDARD',
      'null',
    ]);
  });
});

describe('the fund in groups', () => {
  const SUMS = 'loanCount openCount disbursed principalPaid principalOutstanding credit';
  it.each(['UNIT', 'REGION', 'SECTOR', 'PROGRAMME', 'COLLECTABILITY', 'AGREEMENT_YEAR'])(
    'by %s are several, and add up to the whole',
    async (groupBy) => {
      const { portfolio } = await get<{ portfolio: Row & { groups: readonly Row[] } }>(
        house.service,
        `{ portfolio(groupBy: ${groupBy}) { ${SUMS} groups { key ${SUMS} } } }`,
      );
      expect(portfolio.groups.length).toBeGreaterThan(1);
      for (const figure of SUMS.split(' ')) {
        const sum = portfolio.groups.reduce((total, group) => total + Number(group[figure]), 0);
        expect([figure, sum]).toEqual([figure, portfolio[figure]]);
      }
    },
  );

  it('are the same as the fund asked for by filter', async () => {
    for (const [by, name] of [
      ['UNIT', 'unit'],
      ['REGION', 'region'],
      ['PROGRAMME', 'programme'],
    ]) {
      const { portfolio } = await get<{ portfolio: { groups: readonly Row[] } }>(
        house.service,
        `{ portfolio(groupBy: ${by}) { groups { key mitraCount ${SUMS} } } }`,
      );
      for (const { key, ...group } of portfolio.groups.filter((one) => one['key'] !== null))
        expect(
          await get(
            house.service,
            `query ($key: String) { portfolio(filter: { ${name}: $key }) { mitraCount ${SUMS} } }`,
            { key },
          ),
        ).toEqual({ portfolio: group });
    }
  });
});
