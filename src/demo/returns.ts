import {
  least,
  minus,
  plus,
  rupiah,
  type Rupiah,
  shareDown,
  sumOf,
  ZERO,
} from '../kernel/rupiah.js';
import type { LoanTimeline } from '../lending/timeline.js';
import type { DemoLoan } from './portfolio.js';
import type { Dice } from './random.js';
import * as repay from './repayments.js';

/** A loan of the portfolio with the money that came back on it and stayed. */
export interface RepaidLoan extends DemoLoan {
  readonly timeline: LoanTimeline;
  readonly payments: readonly repay.DemoPayment[];
}

const principalOf = ({ request }: DemoLoan): Rupiah => request.principal;

/** Part of each principal so that the parts add up; none goes above 95 in 100 of its own. */
const targets = (loans: readonly DemoLoan[], total: Rupiah, dice: Dice): Rupiah[] => {
  const weighed = loans.map((loan) => shareDown(principalOf(loan), dice.between(6, 82), 100));
  const sum = sumOf(weighed, (weight) => weight);
  const most = loans.map((loan) => shareDown(principalOf(loan), 95, 100));
  const found = weighed.map((weight, index) =>
    least(shareDown(weight, total, sum), most[index] ?? ZERO),
  );
  let left = minus(
    total,
    sumOf(found, (target) => target),
  );
  for (const [index, target] of found.entries()) {
    const more = least(left, minus(most[index] ?? ZERO, target));
    found[index] = plus(target, more);
    left = minus(left, more);
  }
  if (left !== 0) throw new Error('the loans paid in part cannot hold what came back');
  return found;
};

/** Overpaid a little by some: it is held as credit. */
const creditOf = (dice: Dice): Rupiah =>
  dice.chance(9) ? rupiah(25_000 * dice.between(1, 12)) : ZERO;

/**
 * What came back: exactly `total` of principal over all loans. Amounts are those that people pay,
 * each rounding being made good by the next loan; only the last is whatever is left.
 */
export const repaid = (
  loans: readonly DemoLoan[],
  total: Rupiah,
  dice: Dice,
): readonly RepaidLoan[] => {
  const inFull = loans.filter(({ fate }) => fate === 'PAID');
  const inPart = loans.filter(({ fate }) => fate === 'PART');
  const wanted = targets(inPart, minus(total, sumOf(inFull, principalOf)), dice);
  let [index, ahead] = [0, 0];
  return loans.map((loan) => {
    const timeline = repay.unpaidTimeline(loan);
    if (loan.fate === 'NOTHING') return { ...loan, timeline, payments: [] };
    if (loan.fate === 'PAID')
      return { ...loan, timeline, payments: repay.paidInFull(timeline, creditOf(dice), dice) };
    const target = rupiah(Math.max(1, (wanted[index] ?? 0) - ahead));
    index += 1;
    const precision = index === inPart.length ? 'EXACT' : 'ROUND';
    const payments = repay.paidInPart(timeline, target, precision, dice);
    ahead += repay.balanceAfter(timeline, payments).principalPaid - (wanted[index - 1] ?? 0);
    return { ...loan, timeline, payments };
  });
};
