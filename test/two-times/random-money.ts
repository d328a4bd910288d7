import type { Dice } from './dice.js';
import { daysAfter, monthsAfter } from './naive-calendar.js';
import type { Remembered, Stage, Wish } from './random-wishes.js';

type Wishing = (stage: Stage) => Wish | null;

/** Around an instalment, or much more; now and then exactly one. */
const amountOf = ({ pick, below }: Dice, { principal, instalments }: Remembered): number => {
  const one = Math.max(1, Math.ceil(principal / instalments));
  return pick([one, 1 + below(one), 1 + below(2 * one), 3 * one, pick([1, 1.2, 2]) * principal])
    | 0 || 1; // prettier-ignore
};

/** A due date or the day after it, as if nothing but the frequency were agreed; or any day. */
const dayOf = (dice: Dice, { agreedOn, every, instalments }: Remembered, today: string) => {
  const due = monthsAfter(agreedOn, every * (1 + dice.below(instalments)));
  const near = daysAfter(due, dice.below(3) - 1);
  return dice.chance(40) && near < today ? near : dice.day(agreedOn, today);
};

export const pay: Wishing = ({ dice, today, no, loans }) => {
  const paidOut = loans.filter((one) => one.paidOut.length > 0);
  const loan = dice.pick(dice.chance(95) ? paidOut : loans);
  if (!loan) return null;
  const on = dice.chance(25) ? today : dayOf(dice, loan, today);
  const receipt = `R-${no}`;
  return {
    command: 'receivePayment',
    input: { loan: loan.number, receipt, amount: amountOf(dice, loan), effectiveOn: on },
    done: () => void loan.payments.push({ receipt, on }),
  };
};

export const reverse: Wishing = ({ dice, today, loans }) => {
  const loan = dice.pick(loans.filter(({ payments }) => payments.length > 0));
  if (!loan) return null;
  const { receipt, on } = dice.pick(loan.payments);
  const input = { loan: loan.number, receipt };
  const returned = { ...input, kind: 'RETURNED', effectiveOn: dice.day(on, today) };
  const error = dice.chance(50) ? input : { ...input, kind: 'ERROR' };
  return { command: 'reversePayment', input: dice.chance(50) ? returned : error };
};

export const chargeFee: Wishing = ({ dice, loans }) => {
  const loan = dice.pick(loans);
  if (!loan) return null;
  const no = 1 + dice.below(Math.min(loan.instalments, 4));
  const done = () => void loan.fees.push(no);
  return { command: 'chargeLateFee', input: { loan: loan.number, no }, done };
};

export const waiveFee: Wishing = ({ dice, today, loans }) => {
  const loan = dice.pick(dice.chance(90) ? loans.filter(({ fees }) => fees.length > 0) : loans);
  if (!loan) return null;
  const no = loan.fees.length > 0 ? dice.pick(loan.fees) : 1;
  const effectiveOn = dice.day(daysAfter(today, -60), today);
  const amount = dice.chance(50) ? { amount: 1 + dice.below(3000) } : {};
  const input = { loan: loan.number, no, effectiveOn, reason: 'flood', ...amount };
  return { command: 'waiveLateFee', input };
};

export const giveBack: Wishing = ({ dice, today, no, loans }) => {
  const loan = dice.pick(loans);
  if (!loan) return null;
  const amount = 1 + dice.below(dice.pick([100, 100_000, 1_000_000]));
  const effectiveOn = dice.day(daysAfter(today, -200), today);
  const input = { loan: loan.number, reference: `B-${no}`, amount, effectiveOn };
  return { command: 'returnOverpayment', input };
};

export const pause: Wishing = ({ dice, today, loans }) => {
  const from = dice.day('2004-02-01', '2004-10-01');
  const loan = dice.pick(loans.filter(({ agreedOn }) => agreedOn <= from));
  if (!loan || from > today) return null;
  const days = { from, to: daysAfter(from, 10 + dice.below(80)) };
  const effectiveOn = dice.day(from, today);
  return { command: 'grantMoratorium', input: { loan: loan.number, ...days, effectiveOn } };
};

export const closeDay: Wishing = ({ dice, today }) => ({
  command: 'closeDay',
  input: { date: dice.day(daysAfter(today, -dice.pick([0, 30, 300])), today) },
});
