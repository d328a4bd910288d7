import { localDate } from '../../src/kernel/local-date.js';
import { type Position, position } from '../../src/kernel/envelope.js';
import { rupiah, sumOf, ZERO } from '../../src/kernel/rupiah.js';
import { signAgreement, type SignAgreement } from '../../src/lending/application/agreement.js';
import { type DisburseLoan, disburseLoan } from '../../src/lending/application/disbursement.js';
import { isSigned, loanDecider, type LoanState } from '../../src/lending/loan.js';
import type {
  AgreementSigned,
  Allocation,
  LoanDisbursed,
  LoanEvent,
  LoanReopened,
  LoanSettled,
  PaymentReceived,
  PaymentReversed,
  PaymentsReallocated,
} from '../../src/lending/loan.events.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import { receivePayment, reversePayment } from '../../src/lending/books/repayment.js';
import type { LoanTimeline } from '../../src/lending/timeline.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import type { AdoptedPolicy } from '../../src/policy/in-force.js';
import { type History, storiesOf, type Step } from '../story.js';
import { made, request, type Spoken } from './terms.js';

type LoanStep = Step<LoanState, LoanEvent>;
export type LoanHistory = History<LoanState, LoanEvent>;

/** The rules the house begins with, known before any story begins. */
export const POLICIES: readonly AdoptedPolicy[] = BUILT_IN_POLICIES.map((terms, index) => ({
  ...terms,
  position: position(index + 1),
}));

const stories = storiesOf(loanDecider, 'loan-L-1');
export const { given, told } = stories;

/** Three instalments of 100 and 10, due on the 15th of February, March and April 2003. */
export const THREE: Spoken = {
  ...{ principal: 300, method: 'AGREED', interestTotal: 30, instalments: 3 },
  agreedOn: '2003-01-15',
};

export const signed = (
  spoken: Spoken = THREE,
  more: Partial<SignAgreement> = {},
  mitra = { registered: true },
): LoanStep => {
  const evidence = 'PKS 12/2003, file 7';
  const command = { loan: 'L-1', mitra: 'M-1', beforeJejak: true, evidence, ...request(spoken) };
  return {
    decide: (loan, asked) => signAgreement({ ...command, ...more }, loan, asked, mitra, POLICIES),
  };
};

export const disbursed = (
  reference: string,
  amount: number,
  on = '2003-01-15',
  { policies = POLICIES, accountCheck }: Paying = {},
): LoanStep => ({
  decide: (loan, asked) => {
    const paying = { loan: 'L-1', reference, amount: rupiah(amount), accountCheck };
    return disburseLoan({ ...paying, effectiveOn: localDate(on) }, loan, asked, policies);
  },
});
interface Paying extends Partial<Pick<DisburseLoan, 'accountCheck'>> {
  readonly policies?: readonly AdoptedPolicy[];
}

/** Signed and paid out whole on one day; a tenth of it is interest; due monthly, three times. */
export const lent = (principal = 300, on = '2003-01-15'): readonly LoanStep[] => [
  signed({ ...THREE, principal, interestTotal: principal / 10, agreedOn: on }),
  disbursed('D1', principal, on),
];

export const paid = (
  receipt: string,
  amount: number,
  on: string,
  policies: readonly AdoptedPolicy[] = POLICIES,
): LoanStep => ({
  decide: (loan, asked) =>
    receivePayment(
      { loan: 'L-1', receipt, amount: rupiah(amount), effectiveOn: localDate(on) },
      loan,
      asked,
      policies,
    ),
});
export const pay = paid;

const back = (kind: 'ERROR' | 'RETURNED') => {
  return (receipt: string, on?: string): LoanStep => ({
    decide: (loan, asked) =>
      reversePayment(
        { loan: 'L-1', receipt, kind, effectiveOn: on === undefined ? on : localDate(on) },
        loan,
        asked,
      ),
  });
};
/** Taken back as an error: it never happened. */
export const reversed = back('ERROR');
/** Taken back by the bank on a day. */
export const returned = back('RETURNED');

/** `[no, interest, principal]` of each instalment that money went to, and what was left over. */
export const used = (parts: readonly [number, number, number][], credit = 0): Allocation => ({
  lateFee: ZERO,
  interest: sumOf(parts, (part) => rupiah(part[1])),
  principal: sumOf(parts, (part) => rupiah(part[2])),
  credit: rupiah(credit),
  instalments: parts.map(([no, interest, principal]) => ({
    ...{ no, interest: rupiah(interest), principal: rupiah(principal) },
  })),
});

/** An agreement as it is recorded; what is not said is as `signed` says it. */
export const agreement = (
  spoken: Spoken,
  more: Partial<AgreementSigned['data']> = {},
): AgreementSigned => {
  const { terms, schedule } = made(spoken);
  const data = { loan: 'L-1', mitra: 'M-1', beforeJejak: true, terms, schedule, ...more };
  const personal = { evidence: 'PKS 12/2003, file 7' };
  return { ...fact('AgreementSigned', terms.agreedOn, data), personal };
};

const fact = <T extends string, D extends object>(type: T, on: string, data: D) => ({
  ...{ type, effectiveOn: localDate(on), data },
});

export const paidOut = (reference: string, amount: number, on: string): LoanDisbursed =>
  fact('LoanDisbursed', on, { reference, amount: rupiah(amount) });

export const received = (
  receipt: string,
  amount: number,
  on: string,
  allocation: Allocation,
): PaymentReceived =>
  fact('PaymentReceived', on, {
    ...{ receipt, amount: rupiah(amount), allocation, policy: 'allocation-interest-first' },
  });

export const takenBack = (
  kind: 'ERROR' | 'RETURNED',
  on: string,
  what: { payment: string; receipt: string; amount: number; paidOn: string },
): PaymentReversed =>
  fact('PaymentReversed', on, {
    ...{ kind, payment: what.payment, receipt: what.receipt },
    ...{ amount: rupiah(what.amount), paidOn: localDate(what.paidOn) },
  });

/** `[event of the payment, receipt, from, to]` of each payment moved. */
export const reallocated = (
  on: string,
  ...moved: readonly [string, string, Allocation, Allocation][]
): PaymentsReallocated =>
  fact('PaymentsReallocated', on, {
    payments: moved.map(([payment, receipt, from, to]) => ({ payment, receipt, from, to })),
  });

export const settled = (on: string): LoanSettled => fact('LoanSettled', on, {});
export const reopened = (on: string, settledOn: string): LoanReopened =>
  fact('LoanReopened', on, { settledOn: localDate(settledOn) });

export const timelineOf = (...history: LoanHistory): LoanTimeline => {
  const { state } = told(...history);
  if (!isSigned(state)) throw new Error('the story has no loan');
  return state.timeline;
};

/** A loan after a history, asked on any day; `events` says after how many facts it was known. */
export const loanAfter = (...history: LoanHistory) => {
  const { events } = told(...history);
  const timeline = timelineOf(...history);
  const knownAfter = (count: number): Position => events[count - 1]?.position ?? position(0);
  return {
    on: (asOf: string, facts?: number) => {
      const known = facts === undefined ? HEAD.known : knownAfter(facts);
      return positionAt(timeline, { asOf: localDate(asOf), known }, POLICIES);
    },
  };
};
