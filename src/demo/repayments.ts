import { position, START } from '../kernel/envelope.js';
import { addDays, type LocalDate } from '../kernel/local-date.js';
import { isRefusal } from '../kernel/refusal.js';
import { least, minus, plus, rupiah, type Rupiah, sumOf, ZERO } from '../kernel/rupiah.js';
import { balanceOf, HEAD } from '../lending/position.js';
import { replay } from '../lending/replay.js';
import { scheduleOf } from '../lending/schedule/schedule.js';
import { type LoanTimeline, NO_MOVEMENTS, type Paid } from '../lending/timeline.js';
import type { DemoLoan } from './portfolio.js';
import type { Dice } from './random.js';

/** Money that came in and stayed. */
export interface DemoPayment {
  readonly on: LocalDate;
  readonly amount: Rupiah;
}

/** Amounts people hand over are round. */
const ROUND = 25_000;
const roundUp = (amount: number): Rupiah => rupiah(Math.ceil(amount / ROUND) * ROUND);

/** The loan as it will be recorded, before anything is paid on it. */
export const unpaidTimeline = ({ number, mitra, request, parts }: DemoLoan): LoanTimeline => {
  const planned = scheduleOf(request);
  if (isRefusal(planned)) throw new Error(`${number}: ${planned.refusal}`);
  return {
    loan: number,
    mitra: mitra.code,
    ...planned,
    ...{ beforeJejak: true, methodInferred: false, topUp: false },
    ...NO_MOVEMENTS,
    signed: { event: 'signed', effectiveOn: request.agreedOn, position: START },
    disbursements: parts.map(({ amount, on }, index) => ({
      event: `part ${index}`,
      effectiveOn: on,
      position: START,
      amount,
      reference: `part ${index}`,
    })),
  };
};

const played = (loan: LoanTimeline, payments: readonly DemoPayment[]) => {
  const paid = payments.map(({ on, amount }, index): Paid => ({
    event: `paid ${index}`,
    effectiveOn: on,
    position: position(index + 1),
    receipt: `paid ${index}`,
    amount,
    policy: '',
  }));
  return replay({ ...loan, payments: paid }, HEAD);
};

/** How the loan ends once all of this is recorded, in whatever order. */
export const balanceAfter = (loan: LoanTimeline, payments: readonly DemoPayment[]) =>
  balanceOf(played(loan, payments));

const delay = (dice: Dice): number => {
  const luck = dice.below(100);
  if (luck < 35) return -dice.below(6);
  if (luck < 78) return dice.below(21);
  return luck < 95 ? dice.between(20, 90) : dice.between(90, 240);
};

/** Instalment after instalment, some early, most on time, some months late; never two a day. */
const instalmentsPaid = (loan: LoanTimeline, dice: Dice): DemoPayment[] => {
  const exact = dice.chance(45);
  let before = loan.disbursements.at(-1)?.effectiveOn ?? loan.terms.agreedOn;
  return loan.schedule.map(({ dueOn, principal, interest }) => {
    const wanted = addDays(dueOn, delay(dice));
    const on = wanted > before ? wanted : addDays(before, dice.between(4, 24));
    before = on;
    const due = plus(principal, interest);
    const round = rupiah(Math.max(ROUND, due - (due % ROUND)));
    return { on, amount: exact ? due : round };
  });
};

/** The loan with only what is still owed on it: what one more payment does is soon replayed. */
const remainder = (loan: LoanTimeline, payments: readonly DemoPayment[]): LoanTimeline => {
  const { instalments } = played(loan, payments);
  const schedule = instalments.map(({ no, dueOn, ...row }) => ({
    no,
    dueOn,
    principal: minus(row.principal, row.paidPrincipal),
    interest: minus(row.interest, row.paidInterest),
  }));
  return { ...loan, schedule };
};

/** The last payment after `payments` that brings the principal paid to `target`, to the rupiah. */
const amountReaching = (
  loan: LoanTimeline,
  payments: readonly DemoPayment[],
  on: LocalDate,
  target: Rupiah,
): Rupiah => {
  const { principalPaid, principalOutstanding } = balanceAfter(loan, payments);
  const wanted = minus(target, principalPaid);
  if (wanted <= 0 || wanted > principalOutstanding)
    throw new Error(`${loan.loan}: no last payment reaches the principal planned`);
  const rest = remainder(loan, payments);
  let amount = wanted;
  // One rupiah more pays one more of interest or of principal: this never goes beyond the target.
  for (;;) {
    const missing = minus(wanted, balanceAfter(rest, [{ on, amount }]).principalPaid);
    if (missing === 0) return amount;
    amount = plus(amount, missing);
  }
};

/** Paid to the end; `credit` is what came in beyond it. */
export const paidInFull = (
  loan: LoanTimeline,
  credit: Rupiah,
  dice: Dice,
): readonly DemoPayment[] => {
  const all = instalmentsPaid(loan, dice);
  const [last, before] = [all.at(-1), all.slice(0, -1)];
  if (!last) throw new Error(`${loan.loan} has no instalments`);
  const owed = plus(loan.terms.principal, loan.terms.interestTotal);
  const paid = sumOf(before, ({ amount }) => amount);
  return [...before, { on: last.on, amount: plus(minus(owed, paid), credit) }];
};

/**
 * Paid until `target` of the principal has come back: exactly, or with the last amount rounded up
 * where that may go a little beyond it.
 */
export const paidInPart = (
  loan: LoanTimeline,
  target: Rupiah,
  precision: 'EXACT' | 'ROUND',
  dice: Dice,
): readonly DemoPayment[] => {
  const all = instalmentsPaid(loan, dice);
  let [count, scheduled] = [0, ZERO];
  while (count < all.length && scheduled < target)
    scheduled = plus(scheduled, loan.schedule[count++]?.principal ?? ZERO);
  const last = all[count - 1];
  if (!last) return [];
  const before = all.slice(0, count - 1);
  const amount = amountReaching(loan, before, last.on, target);
  return [...before, { on: last.on, amount: precision === 'EXACT' ? amount : roundUp(amount) }];
};

/** Small sums long after everything fell due: they go to the interest, and the principal stays. */
export const smallSums = (
  loan: LoanTimeline,
  payments: readonly DemoPayment[],
  days: readonly LocalDate[],
  dice: Dice,
): readonly DemoPayment[] => {
  let left = balanceAfter(loan, payments).interestOutstanding;
  return days.flatMap((on) => {
    const amount = least(rupiah(ROUND * dice.between(2, 10)), left);
    left = minus(left, amount);
    return amount > 0 ? [{ on, amount }] : [];
  });
};
