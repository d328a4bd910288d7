import { type Asked, inFuture, type Outcome } from '../../kernel/decider.js';
import { NEXT } from '../../kernel/envelope.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import { type AdoptedPolicy, inForce } from '../../policy/in-force.js';
import { concluding, NOTHING } from '../consequences.js';
import type { LoanEvent, Money, PaymentReversed, ReversalKind } from '../loan.events.js';
import { isSigned, type LoanState } from '../loan.js';
import type { Paid } from '../timeline.js';

export interface ReceivePayment {
  readonly loan: string;
  readonly amount: Rupiah;
  /** Unique in its loan among payments that were not reversed. */
  readonly receipt: string;
  readonly channel?: string | undefined;
  readonly effectiveOn: LocalDate;
}

/** The largest sum of payments one loan can hold: above any real one, far below 2^53. */
const MOST = 10 ** 15;

const standing = (payments: readonly Paid[], receipt: string): Paid | undefined =>
  payments.find((paid) => paid.receipt === receipt && !paid.reversed);

type Taken = Pick<ReceivePayment, 'loan' | 'amount' | 'receipt' | 'effectiveOn'>;

/** Why this money cannot be booked on the loan; an empty list: it is booked already. */
export const notBookable = (
  { loan: number, amount, receipt, effectiveOn }: Taken,
  loan: LoanState,
  asked: Asked,
): Refusal | readonly [] | null => {
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: number });
  const { timeline } = loan;
  const banked = standing(timeline.payments, receipt);
  if (banked && banked.amount === amount && banked.effectiveOn === effectiveOn) return [];
  if (banked)
    return refuse('RECEIPT_REUSED', {
      recorded: { receipt, amount: banked.amount, effectiveOn: banked.effectiveOn },
    });
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  const before = timeline.payments.filter((paid) => !paid.reversed);
  if (before.reduce((sum, paid) => sum + paid.amount, amount as number) > MOST)
    return refuse('AMOUNT_TOO_LARGE', { field: 'amount', most: MOST });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const { opening, signed } = timeline;
  if (opening && effectiveOn < signed.effectiveOn)
    return refuse('PAYMENT_BEFORE_TAKE_OVER', { takenOverOn: signed.effectiveOn });
  if (opening) return null;
  const disbursedOn = timeline.disbursements.map((one) => one.effectiveOn).toSorted()[0];
  if (!disbursedOn) return refuse('LOAN_NOT_DISBURSED', { loan: number });
  return effectiveOn < disbursedOn ? refuse('PAYMENT_BEFORE_DISBURSEMENT', { disbursedOn }) : null;
};

/** The rules of its own day that a payment carries for ever. */
export const rulesOfPayment = (
  programme: string | undefined,
  on: LocalDate,
  policies: readonly AdoptedPolicy[],
): Pick<Money, 'policy' | 'feesFirst' | 'forgives'> | Refusal => {
  const at = { programme, on, known: NEXT };
  const policy = inForce(policies, 'ALLOCATION', at);
  if (!policy) return refuse('NO_POLICY_IN_FORCE', { kind: 'ALLOCATION', on });
  const early = inForce(policies, 'EARLY_SETTLEMENT', at);
  return {
    policy: policy.id,
    ...(policy.parameters.lateFee === 'FIRST' ? { feesFirst: true } : {}),
    ...(early?.parameters.forgivesComingInterest ? { forgives: true } : {}),
  };
};

/**
 * Money received. Never refused for being too much: what nothing is owed for is credit. Entered
 * late, it takes its place by its own date and may move the payments after it.
 */
export const receivePayment = (
  command: ReceivePayment,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  const { amount, receipt, channel, effectiveOn } = command;
  const no = notBookable(command, loan, asked);
  if (no) return no;
  if (!isSigned(loan)) return [];
  const { timeline } = loan;
  const { writtenOff } = timeline;
  if (writtenOff && effectiveOn >= writtenOff.effectiveOn)
    return refuse('LOAN_WRITTEN_OFF', { writtenOffOn: writtenOff.effectiveOn });
  const rules = rulesOfPayment(timeline.programme, effectiveOn, policies);
  if (isRefusal(rules)) return rules;
  const data = { receipt, amount, channel, ...rules, allocation: NOTHING };
  return concluding(loan, [{ type: 'PaymentReceived', effectiveOn, data }]);
};

export interface ReversePayment {
  readonly loan: string;
  readonly receipt: string;
  readonly kind: ReversalKind;
  /** RETURNED: the day the bank took it back. ERROR: the payment's own day, or left out. */
  readonly effectiveOn?: LocalDate | undefined;
}

/**
 * ERROR: the payment never happened, and never did on its own date. RETURNED: from the bank's
 * date on the loan stands as if it had never come; before that date nothing changes.
 */
export const reversePayment = (
  command: ReversePayment,
  loan: LoanState,
  asked: Asked,
): Outcome<LoanEvent> => {
  const { receipt, kind } = command;
  if (!isSigned(loan)) return refuse('LOAN_NOT_SIGNED', { loan: command.loan });
  const paid = standing(loan.timeline.payments, receipt);
  if (!paid) return reversedBefore(command, loan.timeline.payments);
  const { event: payment, amount, effectiveOn: paidOn } = paid;
  const effectiveOn = command.effectiveOn ?? (kind === 'ERROR' ? paidOn : asked.today);
  if (kind === 'ERROR' && effectiveOn !== paidOn)
    return refuse('REVERSAL_DATE_IS_THE_PAYMENTS', { paidOn });
  if (effectiveOn < paidOn) return refuse('REVERSAL_BEFORE_PAYMENT', { paidOn });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const data = { kind, payment, receipt, amount, paidOn };
  const reversed: PaymentReversed = { type: 'PaymentReversed', effectiveOn, data };
  return concluding(loan, [reversed], kind === 'RETURNED' ? effectiveOn : undefined);
};

/** No such payment stands: either it is reversed already, in this very way, or there is none. */
const reversedBefore = (
  { receipt, kind, effectiveOn }: ReversePayment,
  payments: readonly Paid[],
): Outcome<LoanEvent> => {
  const last = payments.findLast((paid) => paid.receipt === receipt)?.reversed;
  if (!last) return refuse('RECEIPT_UNKNOWN', { receipt });
  return last.kind === kind && (effectiveOn ?? last.effectiveOn) === last.effectiveOn
    ? []
    : refuse('PAYMENT_ALREADY_REVERSED', { kind: last.kind, effectiveOn: last.effectiveOn });
};
