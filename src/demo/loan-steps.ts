import { addDays, type Instant, type LocalDate } from '../kernel/local-date.js';
import { rupiah } from '../kernel/rupiah.js';
import {
  DisburseLoan,
  ReceivePayment,
  ReversePayment,
  SignAgreement,
} from '../lending/loan.commands.js';
import { backlog, cashier, type Clerk, headOfFinance, officer, receiptBacklog } from './clerk.js';
import { PROGRAMME } from './portfolio.js';
import type { DemoPayment } from './repayments.js';
import type { RepaidLoan } from './returns.js';

/** A payment that came to light only at a visit: recorded after it, years after it was made. */
export interface Unrecorded {
  readonly index: number;
  readonly foundAt: Instant;
}

const signAndDisburse = (clerk: Clerk, loan: RepaidLoan, notBefore: Instant): Instant => {
  const { dice } = clerk;
  const { number, mitra, request, parts } = loan;
  const { unit } = mitra.office;
  const evidence = `PKS No. ${number}/PKBL/${unit}/${request.agreedOn.slice(0, 4)}`;
  const input = {
    ...request,
    loan: number,
    mitra: mitra.code,
    programme: PROGRAMME,
    unit,
    beforeJejak: true,
    evidence,
  };
  let at = clerk.enter(
    clerk.hour(addDays(request.agreedOn, backlog(dice)), notBefore),
    new SignAgreement(input, clerk.sender(officer(unit, dice), `sign ${number}`)),
  );
  for (const [index, { amount, on }] of parts.entries()) {
    const reference = `TRF-${number}-${index + 1}`;
    const sender = clerk.sender(cashier(dice), `disburse ${number} ${index + 1}`);
    const disbursed = { loan: number, amount, reference, effectiveOn: on };
    const day = addDays(on, dice.below(12));
    at = clerk.enter(clerk.hour(day, at), new DisburseLoan(disbursed, sender));
  }
  return at;
};

/** What a tired hand enters instead: a digit too many, two in the wrong order, a wrong day. */
const mistaken = ({ on, amount }: DemoPayment, first: LocalDate, { dice }: Clerk): DemoPayment => {
  if (dice.chance(30) && amount < 3_000_000) return { on, amount: rupiah(amount * 10) };
  const earlier = addDays(on, -dice.between(1, 20));
  if (dice.chance(40) && earlier >= first) return { on: earlier, amount };
  return { on, amount: rupiah(amount + 90_000) };
};

interface Receipt extends DemoPayment {
  readonly number: string;
  readonly receipt: string;
  readonly channel: string;
}

const receive = (clerk: Clerk, at: Instant, paid: Receipt, about: string, reason?: string) => {
  const { number: loan, receipt, channel, amount, on: effectiveOn } = paid;
  const sender = clerk.sender(cashier(clerk.dice), `${about} ${loan} ${receipt}`, reason);
  return clerk.enter(
    at,
    new ReceivePayment({ loan, amount, receipt, channel, effectiveOn }, sender),
  );
};

/** Entered wrongly, found out days or weeks later, taken back and entered as it was. */
const enterTwice = (clerk: Clerk, at: Instant, paid: Receipt, first: LocalDate): void => {
  const { dice } = clerk;
  const wrongAt = receive(clerk, at, { ...paid, ...mistaken(paid, first, clerk) }, 'mistake');
  const foundOn = addDays(wrongAt.slice(0, 10) as LocalDate, dice.between(2, 60));
  const { number: loan, receipt } = paid;
  const sender = clerk.sender(headOfFinance, `reverse ${loan} ${receipt}`, 'Salah catat kuitansi');
  const reversal = new ReversePayment({ loan, receipt, kind: 'ERROR' }, sender);
  const reversedAt = clerk.enter(clerk.hour(foundOn, wrongAt), reversal);
  receive(clerk, clerk.hour(foundOn, reversedAt), paid, 'pay', 'Pencatatan ulang');
};

/** A giro that the bank took back some days later; the mitra then paid in another way. */
const returnedFirst = (clerk: Clerk, paid: Receipt, first: LocalDate, notBefore: Instant): void => {
  const { dice } = clerk;
  const on = addDays(paid.on, -dice.between(8, 15));
  if (on < first) return;
  const giro = { ...paid, on, receipt: `${paid.receipt}-GIRO`, channel: 'GIRO' };
  const at = receive(clerk, clerk.hour(addDays(on, 1), notBefore), giro, 'giro');
  const bankOn = addDays(on, dice.between(2, 6));
  const { number: loan, receipt } = giro;
  const sender = clerk.sender(headOfFinance, `return ${loan} ${receipt}`, 'Giro ditolak bank');
  const input = { loan, receipt, kind: 'RETURNED', effectiveOn: bankOn } as const;
  clerk.enter(clerk.hour(addDays(bankOn, dice.below(5)), at), new ReversePayment(input, sender));
};

/** The life of one loan, as it was entered. */
export const loanSteps = (
  clerk: Clerk,
  loan: RepaidLoan,
  registeredAt: Instant,
  unrecorded: Unrecorded | undefined,
): void => {
  const { dice } = clerk;
  const paidOutAt = signAndDisburse(clerk, loan, registeredAt);
  const first = loan.parts.at(-1)?.on ?? loan.request.agreedOn;
  for (const [index, payment] of loan.payments.entries()) {
    const receipt = `KW-${loan.number}-${String(index + 1).padStart(2, '0')}`;
    const channel = dice.chance(65) ? 'TRANSFER' : 'CASH';
    const paid: Receipt = { ...payment, number: loan.number, receipt, channel };
    if (unrecorded?.index === index) {
      const at = clerk.hour(payment.on, unrecorded.foundAt);
      receive(clerk, at, paid, 'pay', 'Bukti setor ditunjukkan pada saat kunjungan');
      continue;
    }
    const at = clerk.hour(addDays(payment.on, receiptBacklog(dice)), paidOutAt);
    if (dice.chance(3)) enterTwice(clerk, at, paid, first);
    else {
      if (dice.below(1_000) < 3) returnedFirst(clerk, paid, first, paidOutAt);
      receive(clerk, at, paid, 'pay');
    }
  }
};
