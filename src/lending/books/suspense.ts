import { type Asked, type Decider, inFuture, type Outcome } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { isRefusal, refuse } from '../../kernel/refusal.js';
import { type Rupiah, sumOf } from '../../kernel/rupiah.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import { concluding, NOTHING } from '../consequences.js';
import { isSigned, type LoanState } from '../loan.js';
import type { LoanEvent } from '../loan.events.js';
import { notBookable, rulesOfPayment } from './repayment.js';
import { MAX_AMOUNT } from '../schedule/schedule-refusals.js';
import type { SuspenseEvent } from './suspense.events.js';

/** Money that came to a programme without saying for which loan. */
export interface Receipt {
  readonly receipt: string;
  readonly amount: Rupiah;
  readonly channel?: string | undefined;
  readonly receivedOn: LocalDate;
  /** Who it may be from; absent for those who may not see it. */
  readonly payer?: string | undefined;
  /** The loan that it was found to be for. */
  readonly identifiedAs?: string | undefined;
  /** The payments on loans that it was identified as and that were reversed as errors. */
  readonly undone?: readonly string[] | undefined;
}

/** A programme's suspense account: its receipts by number, in the order they were recorded. */
export type Suspense = ReadonlyMap<string, Receipt>;

export const suspenseStream = (programme: string): string => `suspense-${programme}`;

export const suspenseDecider: Decider<Suspense, SuspenseEvent> = {
  initial: new Map(),
  evolve: (before, event) => {
    const after = new Map(before);
    if (event.type === 'ReceiptUnidentified') {
      const { receipt, amount, channel } = event.data;
      const { effectiveOn: receivedOn, personal } = event;
      const payer = personal?.payer;
      return after.set(receipt, { receipt, amount, channel, receivedOn, payer });
    }
    const { receipt, loan } = event.data;
    const found = before.get(receipt);
    if (!found) throw new Error(`${receipt} was never received in ${event.streamId}`);
    if (event.type === 'ReceiptIdentified')
      return after.set(receipt, { ...found, identifiedAs: loan });
    const undone = [...(found.undone ?? []), event.data.payment];
    return after.set(receipt, { ...found, identifiedAs: undefined, undone });
  },
};

export const suspenseBalance = (suspense: Suspense): Rupiah =>
  sumOf(
    [...suspense.values()].filter(({ identifiedAs }) => identifiedAs === undefined),
    ({ amount }) => amount,
  );

export interface ReceiveUnidentified {
  readonly programme: string;
  readonly amount: Rupiah;
  /** Unique in the programme's suspense account. */
  readonly receipt: string;
  readonly channel?: string | undefined;
  readonly payer?: string | undefined;
  readonly effectiveOn: LocalDate;
}

export const receiveUnidentified = (
  command: ReceiveUnidentified,
  suspense: Suspense,
  asked: Asked,
): Outcome<SuspenseEvent> => {
  const { programme, amount, receipt, channel, payer, effectiveOn } = command;
  const banked = suspense.get(receipt);
  if (banked && banked.amount === amount && banked.receivedOn === effectiveOn) return [];
  if (banked) {
    const { receivedOn } = banked;
    const recorded = { receipt, amount: banked.amount, effectiveOn: receivedOn };
    return refuse('RECEIPT_REUSED', { recorded });
  }
  if (amount <= 0) return refuse('AMOUNT_NOT_POSITIVE', { field: 'amount', amount });
  if (sumOf(suspense.values(), (one) => one.amount) + amount > MAX_AMOUNT)
    return refuse('AMOUNT_TOO_LARGE', { field: 'amount', most: MAX_AMOUNT });
  const future = inFuture(effectiveOn, asked);
  if (future) return future;
  const data = { programme, receipt, amount, channel };
  return [{ type: 'ReceiptUnidentified', effectiveOn, data, personal: { payer } }];
};

export interface IdentifyPayment {
  readonly programme: string;
  readonly receipt: string;
  readonly loan: string;
  /** The day the money came, or left out. */
  readonly effectiveOn?: LocalDate | undefined;
}

/**
 * Out of suspense, for one loan at a time.
 * @param undone its payments on that loan that were reversed as errors: one that suspense has not
 *   heard of yet is taken back first
 */
export const identifyReceipt = (
  { receipt, loan, effectiveOn }: IdentifyPayment,
  suspense: Suspense,
  undone: readonly string[] = [],
): Outcome<SuspenseEvent> => {
  const found = suspense.get(receipt);
  if (!found) return refuse('RECEIPT_UNKNOWN', { receipt });
  const { amount, receivedOn, identifiedAs } = found;
  if (effectiveOn !== undefined && effectiveOn !== receivedOn)
    return refuse('IDENTIFICATION_DATE_IS_THE_RECEIPTS', { receivedOn });
  if (identifiedAs !== undefined && identifiedAs !== loan)
    return refuse('RECEIPT_ALREADY_IDENTIFIED', { receipt, loan: identifiedAs });
  const back = undone.flatMap((payment) =>
    reverseIdentification({ receipt, loan, payment }, suspense),
  );
  if (identifiedAs === loan && back.length === 0) return [];
  const data = { receipt, amount, loan };
  return [...back, { type: 'ReceiptIdentified', effectiveOn: receivedOn, data }];
};

export interface ReverseIdentification {
  readonly receipt: string;
  readonly loan: string;
  /** The event on the loan that was reversed as an error. */
  readonly payment: string;
}

/** Into suspense again; quiet where it came back already, or was found for another loan since. */
export const reverseIdentification = (
  { receipt, loan, payment }: ReverseIdentification,
  suspense: Suspense,
): readonly SuspenseEvent[] => {
  const found = suspense.get(receipt);
  if (!found || found.identifiedAs !== loan || found.undone?.includes(payment)) return [];
  const { amount, receivedOn: effectiveOn } = found;
  const data = { receipt, amount, loan, payment };
  return [{ type: 'IdentificationReversed', effectiveOn, data }];
};

/**
 * Onto the loan, on the day the money came; a recovery by the replay where the loan was written
 * off by then. Quiet where it is on the loan already.
 */
export const identifyPayment = (
  { programme, loan: number }: IdentifyPayment,
  found: Receipt,
  loan: LoanState,
  asked: Asked,
  policies: readonly AdoptedPolicy[],
): Outcome<LoanEvent> => {
  const { receipt, amount, channel, receivedOn: effectiveOn } = found;
  const no = notBookable({ loan: number, amount, receipt, effectiveOn }, loan, asked);
  if (!isSigned(loan)) return no ?? refuse('LOAN_NOT_SIGNED', { loan: number });
  const { timeline } = loan;
  if (timeline.programme !== programme)
    return refuse('PROGRAMME_DIFFERS', { loan: number, programme: timeline.programme ?? null });
  if (no && isRefusal(no)) return no;
  // The same number, amount and day, but entered as a payment: it would be the same money twice.
  if (no && found.identifiedAs === undefined)
    return refuse('RECEIPT_REUSED', { recorded: { receipt, amount, effectiveOn } });
  if (no) return [];
  const rules = rulesOfPayment(programme, effectiveOn, policies);
  if (isRefusal(rules)) return rules;
  const data = { receipt, amount, channel, ...rules, suspense: programme, allocation: NOTHING };
  return concluding(loan, [{ type: 'PaymentIdentified', effectiveOn, data }]);
};
