import type { Fact } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { Rate } from '../kernel/rate.js';
import type { Rupiah } from '../kernel/rupiah.js';

export const METHODS = ['DECLINING', 'ANNUITY', 'FLAT', 'ANNUAL_REST', 'AGREED'] as const;
export type Method = (typeof METHODS)[number];

export const FREQUENCIES = ['MONTHLY', 'QUARTERLY', 'HALF_YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** `rate` is absent for AGREED; `interestTotal` is the agreement wherever it is given. */
export interface Terms {
  readonly principal: Rupiah;
  readonly method: Method;
  readonly frequency: Frequency;
  readonly instalments: number;
  readonly agreedOn: LocalDate;
  readonly rate?: Rate | undefined;
  readonly interestTotal: Rupiah;
  readonly graceMonths?: number | undefined;
  readonly firstDueOn?: LocalDate | undefined;
  /** The agreement's own last day, kept as evidence: it moves no instalment. */
  readonly maturesOn?: LocalDate | undefined;
}

/** One instalment: what falls due on a day. Numbered from 1. */
export interface Instalment {
  readonly no: number;
  readonly dueOn: LocalDate;
  readonly principal: Rupiah;
  readonly interest: Rupiah;
}

/** How a payment was used; the parts and the credit add up to the payment. */
export interface Allocation {
  readonly lateFee: Rupiah;
  readonly interest: Rupiah;
  readonly principal: Rupiah;
  /** What was left after the last instalment: held for the mitra, never lost. */
  readonly credit: Rupiah;
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
  },
  Reasoned & { readonly evidence?: string | undefined }
>;

export type LoanDisbursed = Fact<
  'LoanDisbursed',
  { readonly amount: Rupiah; readonly reference: string },
  Reasoned
>;

/** `policy` names the allocation rule by which this payment is replayed for ever. */
export type PaymentReceived = Fact<
  'PaymentReceived',
  {
    readonly receipt: string;
    readonly amount: Rupiah;
    readonly channel?: string | undefined;
    readonly policy: string;
    readonly allocation: Allocation;
  },
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

export type LoanEvent =
  | AgreementSigned
  | LoanDisbursed
  | PaymentReceived
  | PaymentReversed
  | PaymentsReallocated
  | LoanSettled
  | LoanReopened;
