import type { Fraction } from '../../kernel/rate.js';
import {
  ZERO,
  least,
  minus,
  rupiah,
  shareDown,
  shareHalfUp,
  type Rupiah,
} from '../../kernel/rupiah.js';

/** What one instalment owes, without its number and its day. In whole rupiah. */
export interface Parts {
  readonly principal: Rupiah;
  readonly interest: Rupiah;
}

/** `total` in `count` equal floors, the last one taking the rest. */
export const equalFloors = (total: Rupiah, count: number): Rupiah[] => {
  const each = shareDown(total, 1, count);
  const rest = minus(total, rupiah(each * (count - 1)));
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? rest : each));
};

const pair = (principals: readonly Rupiah[], interests: readonly Rupiah[]): Parts[] =>
  principals.map((principal, index) => ({ principal, interest: interests[index] ?? ZERO }));

const interestOn = (balance: Rupiah, { numerator, denominator }: Fraction): Rupiah =>
  shareHalfUp(balance, numerator, denominator);

/** Equal principal; each period's interest on the balance before its instalment, half up. */
export const declining = (principal: Rupiah, period: Fraction, count: number): Parts[] => {
  let balance = principal;
  return equalFloors(principal, count).map((part) => {
    const interest = interestOn(balance, period);
    balance = minus(balance, part);
    return { principal: part, interest };
  });
};

/**
 * The level payment of an annuity as a share of the principal: i ÷ (1 − (1 + i)^−n), exact.
 * With i = a/b it is a(a + b)^n ÷ b((a + b)^n − b^n); without interest it is 1 ÷ n.
 */
export const annuityFactor = (period: Fraction, count: number): Fraction => {
  const { numerator: a, denominator: b } = period;
  if (a === 0n) return { numerator: 1n, denominator: BigInt(count) };
  const grown = (a + b) ** BigInt(count);
  return { numerator: a * grown, denominator: b * (grown - b ** BigInt(count)) };
};

/**
 * Level payments, half up; their interest on the balance, half up; the last repays the balance.
 * A payment is never below its interest, since the balance never grows; where the half rupiah
 * gained by each rounding repays a small loan early, what comes after is zero, not negative.
 */
export const annuity = (principal: Rupiah, period: Fraction, count: number): Parts[] => {
  const { numerator, denominator } = annuityFactor(period, count);
  const payment = shareHalfUp(principal, numerator, denominator);
  let balance = principal;
  return Array.from({ length: count }, (_, index) => {
    const interest = interestOn(balance, period);
    const part = index === count - 1 ? balance : least(minus(payment, interest), balance);
    balance = minus(balance, part);
    return { principal: part, interest };
  });
};

/** Interest on the whole principal to the end, half up, in equal floors. */
export const flat = (principal: Rupiah, period: Fraction, count: number): Parts[] => {
  const total = shareHalfUp(principal, period.numerator * BigInt(count), period.denominator);
  return pair(equalFloors(principal, count), equalFloors(total, count));
};

/**
 * Interest on the balance at the start of each loan year, half up, in equal floors within that
 * year (PER-09/MBU/07/2015). A shorter last year owes for its own instalments only.
 */
export const annualRest = (
  principal: Rupiah,
  period: Fraction,
  count: number,
  perYear: number,
): Parts[] => {
  const principals = equalFloors(principal, count);
  const interests: Rupiah[] = [];
  let balance: Rupiah = principal;
  for (let start = 0; start < count; start += perYear) {
    const year = principals.slice(start, start + perYear);
    const { numerator, denominator } = period;
    const interest = shareHalfUp(balance, numerator * BigInt(year.length), denominator);
    interests.push(...equalFloors(interest, year.length));
    balance = year.reduce(minus, balance);
  }
  return pair(principals, interests);
};

/** Equal floors of both totals, as agreed; no formula. */
export const agreed = (principal: Rupiah, interestTotal: Rupiah, count: number): Parts[] =>
  pair(equalFloors(principal, count), equalFloors(interestTotal, count));
