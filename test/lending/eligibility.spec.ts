import { localDate } from '../../src/kernel/local-date.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import {
  checklist,
  type Failed,
  heldAgainstRules,
  type Wish,
} from '../../src/lending/application/eligibility.js';
import { papersOf, SOUND } from './application-story.js';
import { POLICIES } from './story.js';

const WISH: Wish = {
  ...{ amount: rupiah(10_000_000), months: 24, topUp: false, legalForm: 'COOPERATIVE' },
  figures: SOUND,
};

type Wanting = Partial<Omit<Wish, 'figures' | 'amount'>> & {
  readonly amount?: number;
} & Readonly<Record<string, unknown>>;

const wishOf = ({ amount, months, topUp, legalForm, ...figures }: Wanting): Wish => ({
  amount: rupiah(amount ?? WISH.amount),
  ...{ months: months ?? WISH.months, topUp: topUp ?? false },
  legalForm: legalForm ?? 'COOPERATIVE',
  figures: { ...SOUND, ...figures },
});

const held = (wanting: Wanting, on: string, programme?: string) =>
  heldAgainstRules(wishOf(wanting), { programme, on: localDate(on) }, POLICIES);

const failedIn = (wanting: Wanting, on: string, programme?: string): readonly string[] => {
  const outcome = held(wanting, on, programme);
  if (!isRefusal(outcome)) return [];
  return outcome.refusal === 'NOT_ELIGIBLE'
    ? (outcome.details['failed'] as readonly Failed[]).map(({ rule }) => rule)
    : [outcome.refusal];
};

/** A day of each era, and the first and the last of it where the sources give them. */
const SMALL = ['1995-06-01', '2003-06-17', '2007-04-26', '2007-04-27', '2015-07-02'] as const;
const OF_2015 = ['2015-07-03', '2018-01-01', '2021-03-31'] as const;
const OF_2021 = ['2021-04-01', '2022-09-08', '2025-01-01'] as const;
const BEFORE_CAPS = ['2003-06-17', '2007-04-27', '2015-07-02'] as const;

const EDGES: readonly (readonly [readonly string[], Wanting, Wanting, string])[] = [
  [SMALL, { netAssets: 200_000_000 }, { netAssets: 200_000_001 }, 'NET_ASSETS'],
  [SMALL, { yearlySales: 1_000_000_000 }, { yearlySales: 1_000_000_001 }, 'YEARLY_SALES'],
  [SMALL, { monthsInBusiness: 12 }, { monthsInBusiness: 11 }, 'MONTHS_IN_BUSINESS'],
  [OF_2015, { netAssets: 500_000_000 }, { netAssets: 500_000_001 }, 'NET_ASSETS'],
  [OF_2015, { yearlySales: 2_500_000_000 }, { yearlySales: 2_500_000_001 }, 'YEARLY_SALES'],
  [OF_2015, { monthsInBusiness: 6 }, { monthsInBusiness: 5 }, 'MONTHS_IN_BUSINESS'],
  [OF_2021, { bankable: false }, { bankable: true }, 'NOT_BANKABLE'],
  [
    [...SMALL, ...OF_2015, ...OF_2021],
    { indonesianOwned: true },
    { indonesianOwned: false },
    'INDONESIAN_OWNED',
  ],
  [
    [...SMALL, ...OF_2015, ...OF_2021],
    { independent: true },
    { independent: false },
    'INDEPENDENT',
  ],
  [['2015-07-03', '2019-12-31'], { amount: 75_000_000 }, { amount: 75_000_001 }, 'MAX_PRINCIPAL'],
  [['2020-01-01', '2022-09-07'], { amount: 200_000_000 }, { amount: 200_000_001 }, 'MAX_PRINCIPAL'],
  [['2022-09-08', '2023-03-01'], { amount: 250_000_000 }, { amount: 250_000_001 }, 'MAX_PRINCIPAL'],
  [['2020-01-01', '2022-09-08', '2023-03-01'], { months: 36 }, { months: 37 }, 'MAX_MONTHS'],
  [
    ['2022-09-08', '2023-02-28', '2023-03-01'],
    { topUp: true, months: 12, amount: 100_000_000 },
    { topUp: true, months: 12, amount: 100_000_001 },
    'MAX_PRINCIPAL',
  ],
  [
    ['2022-09-08', '2023-03-01'],
    { topUp: true, months: 12, amount: 1 },
    { topUp: true, months: 13, amount: 1 },
    'MAX_MONTHS',
  ],
];

describe('the rules a loan is held against', () => {
  for (const [days, most, more, rule] of EDGES)
    for (const on of days)
      it(`${rule} of ${on}: ${JSON.stringify(most)} is met, ${JSON.stringify(more)} is not`, () => {
        expect(failedIn(most, on)).toEqual([]);
        expect(failedIn(more, on)).toEqual([rule]);
      });

  it.each(OF_2021)('on %s there is no limit of assets, sales or age', (on) =>
    expect(
      failedIn({ netAssets: 10 ** 12, yearlySales: 10 ** 12, monthsInBusiness: 0 }, on),
    ).toEqual([]),
  );

  it.each([...SMALL, ...OF_2015])('on %s a bank may lend to it as well', (on) =>
    expect(failedIn({ bankable: true }, on)).toEqual([]),
  );

  it.each([...BEFORE_CAPS, '2015-07-03', '2019-12-31', '2020-01-01', '2022-09-07'])(
    'on %s there is no top-up',
    (on) =>
      expect(failedIn({ topUp: true, amount: 1, months: 1 }, on)).toEqual(['TOP_UP_NOT_ALLOWED']),
  );

  it.each(BEFORE_CAPS)('on %s no cap and no tenor was written down', (on) =>
    expect(failedIn({ amount: 10 ** 12, months: 600 }, on)).toEqual([]),
  );

  it('a figure that is asked for and not given counts as not met; others are not asked for', () => {
    const nothing = Object.fromEntries(Object.keys(SOUND).map((figure) => [figure, undefined]));
    expect(failedIn(nothing, '2008-01-01')).toEqual([
      ...['NET_ASSETS', 'YEARLY_SALES', 'MONTHS_IN_BUSINESS', 'INDONESIAN_OWNED', 'INDEPENDENT'],
    ]);
    expect(failedIn(nothing, '2024-01-01')).toEqual([
      ...['INDONESIAN_OWNED', 'INDEPENDENT', 'NOT_BANKABLE'],
    ]);
  });

  it('names the policies that it was held against', () =>
    expect(held({}, '2023-03-01')).toEqual({
      policies: ['eligibility-per-05-2021', 'limits-per-1-2023'],
    }));
});

describe('a programme’s own rules win over those of all', () => {
  const on = '2003-01-02';
  const met = (wanting: Wanting) => failedIn(wanting, on, 'JAMSOSTEK');

  it('for a business: two years, not bankable, up to 75 % of its assets', () => {
    expect(met({ monthsInBusiness: 24, amount: 75_000_000 })).toEqual([]);
    expect(met({ monthsInBusiness: 23 })).toEqual(['MONTHS_IN_BUSINESS']);
    expect(met({ bankable: true })).toEqual(['NOT_BANKABLE']);
    expect(met({ amount: 75_000_001 })).toEqual(['PERCENT_OF_ASSETS']);
    expect(met({ workers: undefined, yearlySales: 60_000_000 })).toEqual([]);
  });

  it('for a person instead of some: a micro business, up to 30 % of its sales', () => {
    const person = { legalForm: 'PERSON' } as const;
    const micro = { ...person, yearlySales: 50_000_000, workers: 4, amount: 15_000_000 };
    expect(met(micro)).toEqual([]);
    expect(met({ ...micro, workers: 1 })).toEqual([]);
    expect(met({ ...micro, workers: 0 })).toEqual(['WORKERS_AT_LEAST']);
    expect(met({ ...micro, workers: 5 })).toEqual(['WORKERS_AT_MOST']);
    expect(met({ ...micro, yearlySales: 50_000_001 })).toEqual(['YEARLY_SALES']);
    expect(met({ ...micro, amount: 15_000_001 })).toEqual(['PERCENT_OF_SALES']);
    expect(met({ ...micro, netAssets: 200_000_001 })).toEqual(['NET_ASSETS']);
  });

  it('and says the amount asked for beside a percentage', () => {
    const outcome = held({ amount: 75_000_001 }, on, 'JAMSOSTEK');
    expect(outcome).toMatchObject({
      details: {
        failed: [
          {
            ...{ rule: 'PERCENT_OF_ASSETS', limit: 75, figure: 100_000_000, amount: 75_000_001 },
            policy: 'eligibility-jamsostek',
          },
        ],
      },
    });
  });
});

describe('the checklist', () => {
  const when = { programme: undefined, on: localDate('2008-01-01') };
  it.each(['PERSON', 'COOPERATIVE', 'COMPANY', 'UNINCORPORATED'] as const)(
    'of a %s is complete with all of its papers, and lists each that is not there',
    (legalForm) => {
      const papers = papersOf(legalForm);
      expect(papers.length).toBeGreaterThan(5);
      expect(checklist(legalForm, papers, when, POLICIES).missing).toEqual([]);
      expect(checklist(legalForm, [], when, POLICIES).missing).toEqual(papers);
      const [first] = papers;
      const others = papers.filter((kind) => kind !== first);
      expect(checklist(legalForm, others, when, POLICIES).missing).toEqual([first]);
    },
  );

  it('asks for nothing where no rule is in force', () =>
    expect(checklist('PERSON', [], when, [])).toEqual({ policies: [], missing: [] }));
});
