import type { Fact } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';
import type { CommandAbandoned } from '../mitra/mitra.events.js';
import type { Collectability } from '../policy/policy.events.js';
import type { ApplicationEvent } from './application/application.events.js';
import type { CollectionEvent } from './collection/collection.events.js';
import type { EndingEvent } from './ending/ending.events.js';
import type { RestructuringEvent } from './restructuring/restructuring.events.js';
import type { Instalment, Terms } from './schedule/schedule.events.js';

/** How a payment was used; the parts, what is recovered and the credit add up to the payment. */
export interface Allocation {
  readonly lateFee: Rupiah;
  readonly interest: Rupiah;
  readonly principal: Rupiah;
  /** What was left after the last instalment: held for the mitra, never lost. */
  readonly credit: Rupiah;
  /** Money after a write-off, as far as something was claimed. */
  readonly recovered?: Rupiah | undefined;
  /** Coming interest that an early settlement forgave; no part of the payment. */
  readonly forgiven?: Rupiah | undefined;
  readonly instalments: readonly {
    readonly no: number;
    readonly interest: Rupiah;
    readonly principal: Rupiah;
  }[];
}

interface Reasoned {
  readonly reason?: string;
}

export type AgreementSigned = Fact<
  'AgreementSigned',
  {
    readonly loan: string;
    readonly mitra: string;
    readonly programme?: string | undefined;
    readonly cohort?: string | undefined;
    readonly unit?: string | undefined;
    readonly terms: Terms;
    readonly schedule: readonly Instalment[];
    /** The loan was agreed before this system: no proposal, but evidence. */
    readonly beforeJejak: boolean;
    /** The method was inferred from the totals of an old table, not read in the agreement. */
    readonly methodInferred?: boolean | undefined;
    /** The digest of the proposal that was approved; absent for a loan from before this system. */
    readonly proposal?: string | undefined;
    /** A second, short loan beside a live one. */
    readonly topUp?: boolean | undefined;
  },
  Reasoned & { readonly evidence?: string | undefined }
>;

export type LoanDisbursed = Fact<
  'LoanDisbursed',
  {
    readonly amount: Rupiah;
    readonly reference: string;
    /** How the account was checked before paying; absent for loans from before this system. */
    readonly accountCheck?: AccountCheck | undefined;
  },
  Reasoned
>;

export const ACCOUNT_CHECKS = ['TELEPHONE', 'BANK_LETTER', 'PASSBOOK', 'BANK_SYSTEM'] as const;
export interface AccountCheck {
  readonly by: (typeof ACCOUNT_CHECKS)[number];
  readonly on: LocalDate;
}

/** The mitra says that the money arrived. */
export type ReceiptConfirmed = Fact<
  'ReceiptConfirmed',
  { readonly reference: string },
  Reasoned & { readonly evidence?: string | undefined }
>;

/** By `policy` and what it says a payment is replayed for ever. */
export interface Money {
  readonly receipt: string;
  readonly amount: Rupiah;
  readonly channel?: string | undefined;
  readonly policy: string;
  /** The rule puts an open late fee before everything else, not after what is due. */
  readonly feesFirst?: boolean | undefined;
  /** The rule forgives coming interest where this payment settles the loan early. */
  readonly forgives?: boolean | undefined;
  readonly allocation: Allocation;
}
export type PaymentReceived = Fact<'PaymentReceived', Money, Reasoned>;

/** Money that lay in suspense, found to be this loan's; effective on the day it came. */
export type PaymentIdentified = Fact<
  'PaymentIdentified',
  Money & { readonly suspense: string },
  Reasoned
>;

/** Credit paid back to the mitra. */
export type OverpaymentReturned = Fact<
  'OverpaymentReturned',
  { readonly amount: Rupiah; readonly reference: string },
  Reasoned
>;

/** ERROR: it never happened. RETURNED: the bank took it back, on the event's own date. */
export const REVERSAL_KINDS = ['ERROR', 'RETURNED'] as const;
export type ReversalKind = (typeof REVERSAL_KINDS)[number];

export type PaymentReversed = Fact<
  'PaymentReversed',
  {
    readonly kind: ReversalKind;
    /** The event that recorded the payment. */
    readonly payment: string;
    readonly receipt: string;
    readonly amount: Rupiah;
    readonly paidOn: LocalDate;
  },
  Reasoned
>;

/** What a write moved in payments recorded before it: each one's old and new allocation. */
export type PaymentsReallocated = Fact<
  'PaymentsReallocated',
  {
    readonly payments: readonly {
      readonly payment: string;
      readonly receipt: string;
      readonly from: Allocation;
      readonly to: Allocation;
    }[];
  },
  Reasoned
>;

export type LoanSettled = Fact<'LoanSettled', object, Reasoned>;
export type LoanReopened = Fact<'LoanReopened', { readonly settledOn: LocalDate }, Reasoned>;

/**
 * A loan of the old books of which only balances are known: its history begins here. Whole rupiah;
 * `disbursed` less `principal` was paid back before.
 */
export type OpeningBalanceTakenOver = Fact<
  'OpeningBalanceTakenOver',
  {
    readonly loan: string;
    readonly mitra: string;
    readonly programme?: string | undefined;
    readonly cohort?: string | undefined;
    readonly unit?: string | undefined;
    readonly agreedOn?: LocalDate | undefined;
    readonly disbursed: Rupiah;
    /** What is outstanding on the balance's date. */
    readonly principal: Rupiah;
    readonly interest: Rupiah;
    readonly fees: Rupiah;
    readonly interestPaid: Rupiah;
    /** As the old books had it. */
    readonly bookedClass: Collectability;
    /** With it days past due work as usual; without it the class stays as booked. */
    readonly oldestUnpaidDueOn?: LocalDate | undefined;
  },
  Reasoned & { readonly evidence?: string | undefined }
>;

export type LoanEvent =
  | ApplicationEvent
  | AgreementSigned
  | LoanDisbursed
  | ReceiptConfirmed
  | PaymentReceived
  | PaymentIdentified
  | PaymentReversed
  | PaymentsReallocated
  | OverpaymentReturned
  | CollectionEvent
  | RestructuringEvent
  | EndingEvent
  | OpeningBalanceTakenOver
  | LoanSettled
  | LoanReopened
  // A signing that claimed the mitra's slot and never arrived.
  | CommandAbandoned;
