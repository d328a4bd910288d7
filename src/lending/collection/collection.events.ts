import type { Fact } from '../../kernel/fact.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Collectability } from '../../policy/policy.events.js';

interface Reasoned {
  readonly reason?: string;
}

/** Once per instalment that was unpaid at the end of its due date; effective the day after. */
export type LateFeeCharged = Fact<
  'LateFeeCharged',
  {
    readonly no: number;
    readonly dueOn: LocalDate;
    /** The principal outstanding at the end of the due date: what the fee is a share of. */
    readonly base: Rupiah;
    readonly amount: Rupiah;
    readonly policy: string;
  },
  Reasoned
>;

/** PAID_IN_TIME: a payment entered late shows that it was never due. DECIDED: with a reason. */
export const WAIVER_KINDS = ['PAID_IN_TIME', 'DECIDED'] as const;
export type WaiverKind = (typeof WAIVER_KINDS)[number];

export type LateFeeWaived = Fact<
  'LateFeeWaived',
  {
    /** The event that charged it. */
    readonly fee: string;
    readonly no: number;
    readonly amount: Rupiah;
    readonly kind: WaiverKind;
  },
  Reasoned
>;

/** Days in the period, both included, do not count as days past due. */
export type MoratoriumGranted = Fact<
  'MoratoriumGranted',
  {
    readonly cause: string;
    readonly from: LocalDate;
    readonly to: LocalDate;
    readonly policy: string;
  },
  Reasoned
>;

/** Recorded when a day is closed; `no` and `dueOn` name the instalment that caused it. */
export type CollectabilityChanged = Fact<
  'CollectabilityChanged',
  {
    readonly from: Collectability;
    readonly to: Collectability;
    readonly daysPastDue: number | null;
    readonly policy?: string | undefined;
    readonly no?: number | undefined;
    readonly dueOn?: LocalDate | undefined;
  },
  Reasoned
>;

export const LETTERS = ['I', 'II', 'III'] as const;
export type Letter = (typeof LETTERS)[number];

/** How the loan stood on the day of a letter, to the rupiah. */
export interface LoanStatement {
  readonly asOf: LocalDate;
  readonly principalOutstanding: Rupiah;
  readonly interestOutstanding: Rupiah;
  readonly lateFeeOutstanding: Rupiah;
  readonly principalArrears: Rupiah;
  readonly interestArrears: Rupiah;
  readonly daysPastDue: number | null;
  readonly collectability: Collectability | null;
}

export type WarningLetterPrepared = Fact<
  'WarningLetterPrepared',
  {
    readonly letter: Letter;
    readonly statement: LoanStatement;
    /** Absent for a balance of the old books of which no due date is known. */
    readonly oldestUnpaidDueOn?: LocalDate | undefined;
    readonly policy: string;
  },
  Reasoned
>;
export type WarningLetterSigned = Fact<
  'WarningLetterSigned',
  { readonly letter: Letter; readonly prepared: string },
  Reasoned
>;
export type WarningLetterSent = Fact<
  'WarningLetterSent',
  { readonly letter: Letter; readonly prepared: string; readonly reference?: string | undefined },
  Reasoned
>;

export type CollectionEvent =
  | LateFeeCharged
  | LateFeeWaived
  | MoratoriumGranted
  | CollectabilityChanged
  | WarningLetterPrepared
  | WarningLetterSigned
  | WarningLetterSent;
