import type { Actor } from '../kernel/envelope.js';
import type { LocalDate } from '../kernel/local-date.js';
import { type Bitemporal, counts, inWorldOrder, type Moment } from '../kernel/moment.js';
import { minus, type Rupiah, sumOf } from '../kernel/rupiah.js';
import type { Collectability } from '../policy/policy.events.js';
import type { Letter, WaiverKind } from './collection/collection.events.js';
import type { ReversalKind } from './loan.events.js';
import type { NewTerms, RestructuringKind } from './restructuring/restructuring.events.js';
import type { Instalment, Terms } from './schedule/schedule.events.js';

/** A movement: the event that recorded it, and both its times. */
export interface Dated extends Bitemporal {
  readonly event: string;
}

export interface Disbursed extends Dated {
  readonly amount: Rupiah;
  readonly reference: string;
}

export interface Paid extends Dated {
  readonly receipt: string;
  readonly amount: Rupiah;
  readonly channel?: string | undefined;
  readonly policy: string;
  readonly feesFirst?: boolean | undefined;
  readonly forgives?: boolean | undefined;
  readonly reversed?: (Dated & { readonly kind: ReversalKind }) | undefined;
}

export interface Waived extends Dated {
  readonly amount: Rupiah;
  readonly kind: WaiverKind;
}
/** A late fee with what was waived of it since. */
export interface Fee extends Dated {
  readonly no: number;
  readonly dueOn: LocalDate;
  readonly amount: Rupiah;
  readonly waivers: readonly Waived[];
}

export interface Moratorium extends Dated {
  readonly cause: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export interface Restructured extends Dated, NewTerms {
  readonly kind: RestructuringKind;
}

export interface Returned extends Dated {
  readonly amount: Rupiah;
  readonly reference: string;
}

/** So much of the claim was ended: what comes back to it later is claimed again. */
export interface Cancelled extends Dated {
  readonly amount: Rupiah;
}

export interface ClosedClass extends Dated {
  readonly class: Collectability;
}

export interface WarningLetter extends Dated {
  readonly letter: Letter;
  readonly step: 'PREPARED' | 'SIGNED' | 'SENT';
  readonly by: Actor;
  /** The event that prepared it. */
  readonly prepared: string;
}

/** To the state's receivables office, by the number of the hand-over letter. */
export interface HandedOver extends Dated {
  readonly office: string;
  readonly reference: string;
}

/** A loan of which only balances were known when it was taken over. */
export interface Opening {
  readonly disbursed: Rupiah;
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  readonly fees: Rupiah;
  readonly interestPaid: Rupiah;
  readonly bookedClass: Collectability;
  readonly agreedOn?: LocalDate | undefined;
  readonly oldestUnpaidDueOn?: LocalDate | undefined;
}

/**
 * All that moved a loan, with both times and nothing computed: from it any day, as known at any
 * moment, is replayed. It is the same for a decision, a read model and a question about the past.
 */
export interface LoanTimeline {
  readonly loan: string;
  readonly mitra: string;
  readonly programme?: string | undefined;
  readonly cohort?: string | undefined;
  readonly unit?: string | undefined;
  readonly terms: Terms;
  readonly schedule: readonly Instalment[];
  /** The agreement, or the take-over: before it there is no loan. */
  readonly signed: Dated;
  readonly beforeJejak: boolean;
  readonly methodInferred: boolean;
  readonly topUp: boolean;
  readonly opening?: Opening | undefined;
  readonly disbursements: readonly Disbursed[];
  /** Payments, money found in suspense, and recoveries after a write-off. */
  readonly payments: readonly Paid[];
  readonly returns: readonly Returned[];
  readonly fees: readonly Fee[];
  readonly moratoria: readonly Moratorium[];
  readonly restructurings: readonly Restructured[];
  readonly problem?: Dated | undefined;
  readonly writtenOff?: Dated | undefined;
  readonly cancellations: readonly Cancelled[];
  readonly handedOver?: HandedOver | undefined;
  /** The classes recorded when days were closed: history, nothing reads it for a position. */
  readonly classes: readonly ClosedClass[];
  readonly letters: readonly WarningLetter[];
}

/** A payment counts unless a reversal that counts takes it back. */
export const countingPayments = (timeline: LoanTimeline, moment: Moment): readonly Paid[] =>
  timeline.payments
    .filter((paid) => counts(paid, moment))
    .filter((paid) => !paid.reversed || !counts(paid.reversed, moment))
    .toSorted(inWorldOrder);

/** The waivers that count; one that shows it was paid in time voids the fee whole, and alone. */
export const waiversAt = ({ waivers }: Fee, moment: Moment): readonly Waived[] => {
  const counting = waivers.filter((waiver) => counts(waiver, moment));
  const paidInTime = counting.find(({ kind }) => kind === 'PAID_IN_TIME');
  return paidInTime ? [paidInTime] : counting;
};

/** What is left of a fee at a moment: as if what was waived by then had never been charged. */
export const feeAt = (fee: Fee, moment: Moment): Rupiah =>
  minus(
    fee.amount,
    sumOf(waiversAt(fee, moment), ({ amount }) => amount),
  );

/** The restructurings that count, earliest first; none is dated before one recorded earlier. */
export const restructuringsAt = (
  { restructurings }: LoanTimeline,
  moment: Moment,
): readonly Restructured[] => restructurings.filter((one) => counts(one, moment));

/** The day on which nothing falls due: of a balance without an oldest unpaid instalment. */
export const NEVER_DUE = '9999-12-31' as LocalDate;

/** A loan on which nothing has moved yet. */
export const NO_MOVEMENTS = {
  ...{ disbursements: [], payments: [], returns: [], fees: [], moratoria: [] },
  ...{ restructurings: [], cancellations: [], classes: [], letters: [] },
};
