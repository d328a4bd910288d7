import { readFileSync } from 'node:fs';
import { as, get, JAMSOSTEK_TABLE, type Service, start } from './service.js';

interface Row {
  readonly no: number;
  readonly principal: number;
  readonly interest: number;
  readonly agreedOn: string;
  readonly cohort: string;
}

/** The table by hand: it has neither quotes nor commas inside its cells. */
const TABLE: readonly Row[] = readFileSync(JAMSOSTEK_TABLE, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [no, , principal, interest, , agreedOn = '', , cohort = ''] = line.split(',');
    const [number, lent, extra] = [no, principal, interest].map(Number) as [number, number, number];
    return { no: number, principal: lent, interest: extra, agreedOn, cohort };
  });

const LAST_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const monthsLater = (day: string, months: number): string => {
  let [year, month] = day.split('-').map(Number) as [number, number];
  for (let left = months; left > 0; left -= 1) {
    month += 1;
    if (month === 13) [year, month] = [year + 1, 1];
  }
  const last = month === 2 && year % 4 === 0 ? 29 : (LAST_DAYS[month - 1] ?? 31);
  const date = Math.min(Number(day.slice(8)), last);
  return [year, String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-');
};

/** 9.75 % of principal are twelve quarters, but for loan 1, which ran 27 months; else months. */
const firstDueOn = ({ no, principal, interest, agreedOn }: Row): string =>
  monthsLater(agreedOn, no !== 1 && interest * 10_000 === principal * 975 ? 3 : 1);

/** The company's rule, by months in arrears: more than 6, 9 and 12. */
const classOn = (row: Row, day: string): string => {
  const dueOn = firstDueOn(row);
  if (day > monthsLater(dueOn, 12)) return 'LOSS';
  if (day > monthsLater(dueOn, 9)) return 'DOUBTFUL';
  return day > monthsLater(dueOn, 6) ? 'SUBSTANDARD' : 'CURRENT';
};

const CLASSES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'] as const;

/** The fund on a day where nothing was ever paid, in plain loops over the table. */
const recomputed = (day: string) => {
  let [loanCount, disbursed, interest] = [0, 0, 0];
  const classes = CLASSES.map((name) => ({ class: name, loanCount: 0, principalOutstanding: 0 }));
  for (const row of TABLE) {
    if (row.agreedOn > day) continue;
    loanCount += 1;
    disbursed += row.principal;
    interest += row.interest;
    for (const total of classes)
      if (total.class === classOn(row, day)) {
        total.loanCount += 1;
        total.principalOutstanding += row.principal;
      }
  }
  return {
    ...{ loanCount, openCount: loanCount, mitraCount: loanCount },
    ...{ disbursed, principalOutstanding: disbursed, principalPaid: 0, interestPaid: 0 },
    ...{ interestAgreed: interest, interestOutstanding: interest },
    totalOutstanding: disbursed + interest,
    ...{ credit: 0, writtenOff: 0, recovered: 0 },
    byCollectability: classes,
  };
};

const SUMS = `loanCount openCount disbursed interestAgreed principalPaid interestPaid
  principalOutstanding interestOutstanding totalOutstanding credit writtenOff recovered`;
const CLASS_TOTALS = 'byCollectability { class loanCount principalOutstanding }';
const FIGURES = `mitraCount ${SUMS} ${CLASS_TOTALS}`;

let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  await service.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK');
});
afterAll(() => service.stop());

describe('the real table, imported as JAMSOSTEK', () => {
  it('is 39 loans of Rp 689,500,000 and Rp 73,135,950 interest', async () => {
    const { portfolio } = await get(
      service,
      `{ portfolio(filter: { programme: "JAMSOSTEK" }) { ${SUMS} } }`,
    );
    expect(portfolio).toMatchObject({
      ...{ loanCount: 39, openCount: 39, disbursed: 689_500_000, interestAgreed: 73_135_950 },
      ...{ principalOutstanding: 689_500_000, interestOutstanding: 73_135_950 },
      ...{ totalOutstanding: 762_635_950, principalPaid: 0, interestPaid: 0 },
    });
  });

  it('is the same when every page of the loans is added up', async () => {
    const sum = { count: 0, principal: 0, interest: 0, scheduled: 0 };
    let after: string | null = null;
    do {
      const { loans }: Pages = await get(service, PAGE, { after });
      for (const { node } of loans.edges) {
        sum.count += 1;
        sum.principal += node.terms.principal;
        sum.interest += node.terms.interestTotal;
        for (const part of node.schedule) sum.scheduled += part.principal + part.interest;
      }
      after = loans.pageInfo.hasNextPage ? loans.pageInfo.endCursor : null;
    } while (after !== null);
    expect(sum).toEqual({
      ...{ count: 39, principal: 689_500_000, interest: 73_135_950 },
      scheduled: 762_635_950,
    });
  });

  it('imported once more adds nothing', async () => {
    const head = async () => (await get(service, '{ system { position } }'))['system'];
    const before = await head();
    expect(await service.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK')).toMatchObject({
      ...{ rows: 39, mitraAdded: 0, loansAdded: 0, unchanged: 39, problems: [], ignored: [] },
      written: false,
    });
    expect(await head()).toEqual(before);
  });

  it('keeps of each loan who lent it, when, and by which method it was read', async () => {
    const { loan } = await get(
      service,
      `{ loan(number: "JAMSOSTEK-30") { programme cohort beforeJejak mitra { name }
         terms { principal rate method frequency instalments interestTotal agreedOn maturesOn
                 methodInferred } history { edges { node { type source } } } } }`,
      {},
      as('AUDITOR'),
    );
    expect(loan).toEqual({
      ...{ programme: 'JAMSOSTEK', cohort: '2005', beforeJejak: true },
      mitra: { name: 'Pemancingan Agro Wisata' },
      terms: {
        ...{ principal: 40_000_000, interestTotal: 6_456_000, rate: null, method: 'AGREED' },
        ...{ frequency: 'MONTHLY', instalments: 36, methodInferred: true },
        ...{ agreedOn: '2005-05-13', maturesOn: '2008-05-12' },
      },
      history: {
        edges: ['AgreementSigned', 'LoanDisbursed'].map((type) => ({
          node: { type, source: 'import' },
        })),
      },
    });
  });
});

const PAGE = `query ($after: String) {
  loans(filter: { programme: "JAMSOSTEK" }, first: 7, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { terms { principal interestTotal } schedule { principal interest } } }
  } }`;

interface Pages {
  readonly loans: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly edges: readonly {
      readonly node: {
        readonly terms: { readonly principal: number; readonly interestTotal: number };
        readonly schedule: readonly { readonly principal: number; readonly interest: number }[];
      };
    }[];
  };
}

describe('the fund at a year’s end, with nothing paid, under the company’s months', () => {
  for (let year = 1998; year <= 2006; year += 1)
    it(`${year} is what a plain recomputation from the table gives`, async () => {
      const asOf = `${year}-12-31`;
      const { portfolio } = await get(
        service,
        `query ($asOf: Date) { portfolio(asOf: $asOf) { ${FIGURES} } }`,
        { asOf },
      );
      expect(portfolio).toEqual(recomputed(asOf));
    });

  it('before the first agreement is nothing at all', async () => {
    const { portfolio } = await get(service, `{ portfolio(asOf: "1998-10-20") { ${FIGURES} } }`);
    expect(portfolio).toEqual(recomputed('1998-10-20'));
    expect(portfolio).toMatchObject({ loanCount: 0, disbursed: 0, totalOutstanding: 0 });
  });
});

type Group = Readonly<Record<string, number>> & {
  readonly key: string | null;
  readonly byCollectability: readonly Readonly<Record<string, number>>[];
};

const GROUPINGS = [
  ...['UNIT', 'REGION', 'SECTOR', 'PROGRAMME', 'COLLECTABILITY', 'AGREEMENT_YEAR', 'COHORT'],
];

describe('the fund in groups', () => {
  for (const groupBy of GROUPINGS)
    it(`by ${groupBy} adds up to the whole, each loan in one group`, async () => {
      const { portfolio } = await get<{ portfolio: Group & { groups: readonly Group[] } }>(
        service,
        `query ($groupBy: PortfolioGrouping) { portfolio(asOf: "2004-06-30", groupBy: $groupBy) {
          ${SUMS} ${CLASS_TOTALS} groups { key ${SUMS} ${CLASS_TOTALS} } } }`,
        { groupBy },
      );
      const { groups } = portfolio;
      for (const figure of SUMS.split(/\s+/))
        expect([figure, groups.reduce((sum, group) => sum + (group[figure] ?? 0), 0)]).toEqual([
          figure,
          portfolio[figure],
        ]);
      for (const at of CLASSES.keys())
        expect(
          groups.reduce((sum, group) => sum + (group.byCollectability[at]?.['loanCount'] ?? 0), 0),
        ).toBe(portfolio.byCollectability[at]?.['loanCount']);
      expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
    });

  it('by COHORT and by AGREEMENT_YEAR is as the table says', async () => {
    const counted = async (groupBy: string) =>
      (
        await get<{ portfolio: { groups: readonly Group[] } }>(
          service,
          `{ portfolio(groupBy: ${groupBy}) { groups { key loanCount } } }`,
        )
      ).portfolio.groups.map(({ key, loanCount }) => [key, loanCount]);
    const count = (keyOf: (row: Row) => string) =>
      [...new Set(TABLE.map(keyOf))]
        .toSorted()
        .map((key) => [key, TABLE.filter((row) => keyOf(row) === key).length]);
    expect(await counted('COHORT')).toEqual(count(({ cohort }) => cohort));
    expect(await counted('AGREEMENT_YEAR')).toEqual(count(({ agreedOn }) => agreedOn.slice(0, 4)));
  });
});
