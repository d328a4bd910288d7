import { readFileSync } from 'node:fs';
import { daysBetween, localDate } from '../../src/kernel/local-date.js';
import { isRefusal } from '../../src/kernel/refusal.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { readLoanTable } from '../../src/importing/loan-table.js';
import { recogniseMethod } from '../../src/lending/schedule/method-recognition.js';
import { scheduleOf } from '../../src/lending/schedule/schedule.js';

const { rows: table, problems } = readLoanTable(readFileSync('samples/jamsostek-loans.csv'));
const numbered = (method: string, rate?: string) =>
  table
    .filter(({ recognised }) => recognised.method === method && recognised.rate === rate)
    .map(({ no }) => Number(no));
const upTo = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('the table of 39 loans, 1998–2006', () => {
  it('is read whole, with its totals', () => {
    expect(problems).toEqual([]);
    expect(table).toHaveLength(39);
    expect(sum(table.map(({ principal }) => principal))).toBe(689_500_000);
    expect(sum(table.map(({ interest }) => interest))).toBe(73_135_950);
  });

  it('holds 29 loans that decline by the quarter at 6 %', () =>
    expect(numbered('DECLINING', '0.06')).toEqual([...upTo(2, 29), 37]));

  it('holds six annuities at 8 % (12.81 % of principal, cut) and one at 6 % (9.51 %)', () => {
    expect(numbered('ANNUITY', '0.08')).toEqual([31, 33, 34, 35, 38, 39]);
    expect(numbered('ANNUITY', '0.06')).toEqual([32]);
  });

  it('holds one flat loan at 3 %', () => expect(numbered('FLAT', '0.03')).toEqual([36]));

  it('holds two that no formula gives: loan 1 over 27 months, and loan 30 at 16.14 %', () => {
    expect(numbered('AGREED')).toEqual([1, 30]);
    expect(table[0]?.recognised).toEqual({
      method: 'AGREED',
      frequency: 'MONTHLY',
      instalments: 27,
      interestTotal: 975e3,
    });
    expect(table[29]?.recognised.instalments).toBe(36);
  });

  it.each(table.map((loan) => [loan.no, loan.mitra, loan] as const))(
    'gives loan %s (%s) a schedule to the rupiah',
    (_no, _mitra, loan) => {
      const outcome = scheduleOf({ ...loan, ...loan.recognised });
      if (isRefusal(outcome)) throw new Error(outcome.refusal);
      const { terms, schedule } = outcome;
      expect(sum(schedule.map((part) => part.principal))).toBe(loan.principal);
      expect(sum(schedule.map((part) => part.interest))).toBe(loan.interest);
      expect(schedule.every((part) => part.principal > 0 && part.interest >= 0)).toBe(true);
      expect(terms.method).toBe(loan.recognised.method);
      expect(terms.maturesOn).toBe(loan.maturesOn);
      const last = schedule.at(-1)?.dueOn ?? loan.agreedOn;
      expect(Math.abs(daysBetween(last, loan.maturesOn))).toBeLessThanOrEqual(92);
    },
  );
});

const inferred = (agreedOn: string, maturesOn: string, interest: number, principal = 1_000_000) => {
  const loan = { principal: rupiah(principal), interest: rupiah(interest) };
  return recogniseMethod({
    ...loan,
    agreedOn: localDate(agreedOn),
    maturesOn: localDate(maturesOn),
  });
};

describe('the term of an old loan', () => {
  for (const [why, maturesOn, months] of [
    ['three years less a day', '2003-01-14', 36],
    ['three months short of that', '2002-10-14', 36],
    ['one day more than three months short', '2002-10-13', 32],
    ['three months beyond it', '2003-04-14', 36],
    ['one day more than three months beyond', '2003-04-15', 39],
    ['27 months less a day', '2002-04-14', 27],
    ['27 months to the day', '2002-04-15', 27],
    ['27 months less two days, of which 26 are whole', '2002-04-13', 26],
    ['a week, counted as one month', '2000-01-22', 1],
    ['its own day, counted as one month', '2000-01-15', 1],
  ] as const)
    it(`is ${months} months for ${why}`, () =>
      expect(inferred('2000-01-15', maturesOn, 1)).toMatchObject({
        method: 'AGREED',
        frequency: 'MONTHLY',
        instalments: months,
      }));

  it('counts from the end of a month to the end of a shorter one', () =>
    expect(inferred('2000-01-31', '2000-06-29', 1).instalments).toBe(5));

  it('is read without failing at the end of the calendar', () =>
    expect(inferred('9998-01-01', '9999-12-31', 1).method).toBe('AGREED'));
});

describe('a method', () => {
  const threeYears = (interest: number) => inferred('2000-01-15', '2003-01-14', interest);

  for (const [interest, method, frequency, instalments, rate] of [
    [97_500, 'DECLINING', 'QUARTERLY', 12, '0.06'],
    [97_599, 'DECLINING', 'QUARTERLY', 12, '0.06'],
    [97_600, 'AGREED', 'MONTHLY', 36, undefined],
    [97_499, 'AGREED', 'MONTHLY', 36, undefined],
    [95_100, 'ANNUITY', 'MONTHLY', 36, '0.06'],
    [95_189, 'ANNUITY', 'MONTHLY', 36, '0.06'],
    [95_200, 'AGREED', 'MONTHLY', 36, undefined],
    [128_100, 'ANNUITY', 'MONTHLY', 36, '0.08'],
    [128_200, 'AGREED', 'MONTHLY', 36, undefined],
    [90_000, 'FLAT', 'MONTHLY', 36, '0.03'],
    [89_999, 'AGREED', 'MONTHLY', 36, undefined],
    [0, 'AGREED', 'MONTHLY', 36, undefined],
  ] as const)
    it(`of ${interest} on a million over three years is ${method} ${rate ?? ''}`, () =>
      expect(threeYears(interest)).toEqual({
        method,
        frequency,
        instalments,
        rate,
        interestTotal: interest,
      }));

  it('is not read off a loan of another length', () =>
    expect(inferred('2000-01-15', '2002-01-14', 97_500).method).toBe('AGREED'));
});
