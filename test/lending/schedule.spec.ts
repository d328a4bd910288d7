import { days, interests, made, principals, sum, type Spoken } from './terms.js';

describe('the amounts of a schedule, worked by hand', () => {
  it('DECLINING: equal principal, each interest on the balance before it', () => {
    const loan: Spoken = {
      principal: 1e6,
      method: 'DECLINING',
      frequency: 'QUARTERLY',
      instalments: 3,
      rate: '0.06',
    };
    // 1.5 % of 1,000,000, of 666,667 (10,000.005) and of 333,334 (5,000.01)
    expect(principals(loan)).toEqual([333_333, 333_333, 333_334]);
    expect(interests(loan)).toEqual([15_000, 10_000, 5_000]);
  });

  it('DECLINING: half a rupiah of interest is rounded up', () => {
    const loan: Spoken = {
      principal: 100,
      method: 'DECLINING',
      frequency: 'HALF_YEARLY',
      instalments: 2,
      rate: '0.03',
    };
    expect(interests(loan)).toEqual([2, 1]); // 1.5 and 0.75
  });

  it('ANNUITY: level payments, the last repays the balance with its own interest', () => {
    const loan: Spoken = {
      principal: 1e6,
      method: 'ANNUITY',
      instalments: 3,
      rate: '0.12',
    };
    // payment 1,000,000 × 0.01 ÷ (1 − 1.01^−3) = 340,022.11; then 1 % of 669,978 and of 336,656
    expect(interests(loan)).toEqual([10_000, 6_700, 3_367]);
    expect(principals(loan)).toEqual([330_022, 333_322, 336_656]);
  });

  it('ANNUITY without interest: the principal in rounded parts, the last taking the rest', () => {
    const loan: Spoken = { principal: 100, method: 'ANNUITY', instalments: 3, rate: '0' };
    expect(principals(loan)).toEqual([33, 33, 34]);
    expect(interests(loan)).toEqual([0, 0, 0]);
  });

  it('ANNUITY of a few rupiah repays early by rounding, and never goes below zero', () => {
    const loan: Spoken = { principal: 5, method: 'ANNUITY', instalments: 8, rate: '0' };
    expect(principals(loan)).toEqual([1, 1, 1, 1, 1, 0, 0, 0]); // 0.625 rounds up to 1
  });

  it('FLAT: one sum of interest, spread in equal floors', () => {
    const loan: Spoken = { principal: 1_000_000, method: 'FLAT', instalments: 7, rate: '0.03' };
    // 1,000,000 × 3 % × 7 ÷ 12 = 17,500
    expect(principals(loan)).toEqual([...Array<number>(6).fill(142_857), 142_858]);
    expect(interests(loan)).toEqual(Array<number>(7).fill(2_500));
  });

  it('ANNUAL_REST: each loan year on its opening balance, a short last year in proportion', () => {
    const loan: Spoken = {
      principal: 1e6,
      method: 'ANNUAL_REST',
      frequency: 'QUARTERLY',
      instalments: 6,
      rate: '0.06',
    };
    // year 1: 60,000 in four; year 2: 6 % × 333,336 × 2 ÷ 4 = 10,000.08, in two
    expect(principals(loan)).toEqual([...Array<number>(5).fill(166_666), 166_670]);
    expect(interests(loan)).toEqual([15_000, 15_000, 15_000, 15_000, 5_000, 5_000]);
  });

  it('ANNUAL_REST: the last instalment of each year takes that year’s rest', () => {
    const loan: Spoken = {
      principal: 1001,
      method: 'ANNUAL_REST',
      frequency: 'QUARTERLY',
      instalments: 8,
      rate: '0.10',
    };
    // year 1: 100.1 → 100; year 2: 10 % of 501 = 50.1 → 50, floors of 12
    expect(interests(loan)).toEqual([25, 25, 25, 25, 12, 12, 12, 14]);
  });

  it('AGREED: both totals in equal floors, the last taking both rests', () => {
    const loan: Spoken = { principal: 1_000, method: 'AGREED', instalments: 3, interestTotal: 200 };
    expect(principals(loan)).toEqual([333, 333, 334]);
    expect(interests(loan)).toEqual([66, 66, 68]);
    expect(made(loan).terms).not.toHaveProperty('rate');
  });

  it.each([
    ['DECLINING', 18_500_000 / 400], // 4.625 %
    ['ANNUITY', 46_924],
    ['ANNUAL_REST', 60_000],
    ['FLAT', 90_000],
  ] as const)('%s costs %d on a million over three years at 3 %%', (method, cost) => {
    const { terms } = made({ principal: 1_000_000, method, instalments: 36, rate: '0.03' });
    expect(Math.abs(terms.interestTotal - cost)).toBeLessThan(20); // 36 roundings of a half
  });

  it('accepts a rate of 100 % and above', () => {
    expect(interests({ principal: 1_200, instalments: 12, rate: '1' })).toEqual(
      Array<number>(12).fill(100),
    );
    const long = made({ method: 'ANNUITY', instalments: 600, rate: '999' });
    expect(sum(long.schedule.map((part) => part.principal))).toBe(1_200_000);
  });
});

describe('an agreed interest total', () => {
  const loan: Spoken = {
    principal: 12e5,
    method: 'DECLINING',
    frequency: 'QUARTERLY',
    instalments: 4,
    rate: '0.06',
  };

  it('moves only the last interest', () => {
    expect(interests(loan)).toEqual([18_000, 13_500, 9_000, 4_500]);
    expect(interests({ ...loan, interestTotal: 45_123 })).toEqual([18_000, 13_500, 9_000, 4_623]);
    expect(interests({ ...loan, interestTotal: 40_500 })).toEqual([18_000, 13_500, 9_000, 0]);
    expect(made({ ...loan, interestTotal: 40_500 }).terms.method).toBe('DECLINING');
  });

  it.each(['DECLINING', 'ANNUITY', 'FLAT', 'ANNUAL_REST'] as const)(
    'makes %s AGREED, without a rate, where the last interest would be negative',
    (method) => {
      const { terms, schedule } = made({ ...loan, method, interestTotal: 1_001 });
      expect(terms).toMatchObject({ method: 'AGREED', interestTotal: 1_001 });
      expect(terms).not.toHaveProperty('rate');
      expect(schedule.map((part) => part.interest)).toEqual([250, 250, 250, 251]);
    },
  );
});

describe('due dates', () => {
  it('fall a period apart from the agreement', () => {
    expect(days({ rate: '0', instalments: 3, frequency: 'QUARTERLY' })).toEqual([
      '2001-04-15',
      '2001-07-15',
      '2001-10-15',
    ]);
    expect(days({ rate: '0', instalments: 2, frequency: 'HALF_YEARLY' })).toEqual([
      '2001-07-15',
      '2002-01-15',
    ]);
  });

  it('do not drift after a short month', () => {
    expect(days({ rate: '0', agreedOn: '2003-12-31', instalments: 4 })).toEqual([
      '2004-01-31',
      '2004-02-29',
      '2004-03-31',
      '2004-04-30',
    ]);
    expect(days({ rate: '0', firstDueOn: '2001-01-30', instalments: 3 })).toEqual([
      '2001-01-30',
      '2001-02-28',
      '2001-03-30',
    ]);
  });

  it('start after the grace, which adds neither instalments nor interest', () => {
    const loan: Spoken = { rate: '0.06', instalments: 3, agreedOn: '2001-08-31' };
    expect(days({ ...loan, graceMonths: 5 })).toEqual(['2002-02-28', '2002-03-31', '2002-04-30']);
    expect(interests({ ...loan, graceMonths: 5 })).toEqual(interests(loan));
  });

  it('start on the first due date given, on which a grace may agree', () => {
    const loan: Spoken = { rate: '0', instalments: 2, firstDueOn: '2001-04-15' };
    expect(days(loan)).toEqual(['2001-04-15', '2001-05-15']);
    expect(days({ ...loan, graceMonths: 2 })).toEqual(days(loan));
  });

  it('are not moved by the maturity, which is kept as evidence', () => {
    const loan: Spoken = { rate: '0', instalments: 2 };
    expect(days({ ...loan, maturesOn: '2001-01-15' })).toEqual(days(loan));
    expect(made({ ...loan, maturesOn: '2003-01-14' }).terms.maturesOn).toBe('2003-01-14');
  });
});
