import { addDays, addMonths, isLocalDate, type LocalDate } from '../../kernel/local-date.js';
import { perPeriod, rate, type Fraction, type Rate } from '../../kernel/rate.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { periodsPerYear } from './due-dates.js';
import { annuityFactor } from './interest-by-method.js';
import type { Frequency, Method } from './schedule.events.js';

/** What an old table says of a loan: totals and two days, neither method nor frequency. */
export interface TableLoan {
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  readonly agreedOn: LocalDate;
  readonly maturesOn: LocalDate;
}

/** An inference, to be recorded as one. `rate` is absent where the method is AGREED. */
export interface RecognisedMethod {
  readonly method: Method;
  readonly frequency: Frequency;
  readonly instalments: number;
  readonly rate?: Rate | undefined;
  readonly interestTotal: Rupiah;
}

const THREE_YEARS = 36;
/** How far a maturity may lie from three years less a day and still mean three years. */
const LEEWAY_MONTHS = 3;

/** Three years, where the maturity is near enough to them; else whole months, at least one. */
const monthsOf = ({ agreedOn, maturesOn }: TableLoan): number => {
  const threeYearsOn = addMonths(agreedOn, THREE_YEARS);
  if (isLocalDate(threeYearsOn)) {
    const expected = addDays(threeYearsOn, -1);
    const near =
      maturesOn >= addMonths(expected, -LEEWAY_MONTHS) &&
      maturesOn <= addMonths(expected, LEEWAY_MONTHS);
    if (near) return THREE_YEARS;
  }
  // A maturity is the last day of the term: the term is over on the day after it.
  const over = addDays(maturesOn, 1);
  const years = Number(over.slice(0, 4)) - Number(agreedOn.slice(0, 4));
  const months = years * 12 + Number(over.slice(5, 7)) - Number(agreedOn.slice(5, 7));
  return Math.max(1, addMonths(agreedOn, months) <= over ? months : months - 1);
};

/** Interest as a share of principal over `count` periods, by each method's closed formula. */
const FORMULAS: Record<'DECLINING' | 'ANNUITY' | 'FLAT', (i: Fraction, count: bigint) => Fraction> =
  {
    DECLINING: ({ numerator, denominator }, count) => ({
      numerator: numerator * (count + 1n),
      denominator: denominator * 2n,
    }),
    ANNUITY: (period, count) => {
      const { numerator, denominator } = annuityFactor(period, Number(count));
      return { numerator: numerator * count - denominator, denominator };
    },
    FLAT: ({ numerator, denominator }, count) => ({ numerator: numerator * count, denominator }),
  };

/** Hundredths of a percent, cut and not rounded: as the old tables were made. */
const cutPercent = ({ numerator, denominator }: Fraction): bigint =>
  (numerator * 10_000n) / denominator;

const candidate = (
  method: keyof typeof FORMULAS,
  frequency: Frequency,
  yearly: Rate,
): Omit<RecognisedMethod, 'interestTotal'> & { readonly cut: bigint } => {
  const perYear = periodsPerYear(frequency);
  const instalments = (THREE_YEARS / 12) * perYear;
  const share = FORMULAS[method](perPeriod(yearly, perYear), BigInt(instalments));
  return { method, frequency, instalments, rate: yearly, cut: cutPercent(share) };
};

/** The terms the programme is known to have lent on; 9.75, 9.51, 12.81 and 9.00 percent. */
const CANDIDATES = [
  candidate('DECLINING', 'QUARTERLY', rate('0.06')),
  candidate('ANNUITY', 'MONTHLY', rate('0.06')),
  candidate('ANNUITY', 'MONTHLY', rate('0.08')),
  candidate('FLAT', 'MONTHLY', rate('0.03')),
];

/**
 * Reads the method off a loan's totals: over three years only, and only where interest ÷ principal
 * and a known formula agree to two decimals of a percent, both cut. Else AGREED, by the month.
 */
export const recogniseMethod = (loan: TableLoan): RecognisedMethod => {
  const months = monthsOf(loan);
  const { principal, interest: interestTotal } = loan;
  if (months === THREE_YEARS && principal > 0 && interestTotal >= 0) {
    const cut = cutPercent({ numerator: BigInt(interestTotal), denominator: BigInt(principal) });
    const found = CANDIDATES.find((known) => known.cut === cut);
    if (found) {
      const { method, frequency, instalments, rate: yearly } = found;
      return { method, frequency, instalments, rate: yearly, interestTotal };
    }
  }
  return { method: 'AGREED', frequency: 'MONTHLY', instalments: months, interestTotal };
};
