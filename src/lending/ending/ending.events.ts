import type { Fact } from '../../kernel/fact.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Seen } from '../application/application.events.js';
import type { Allocation } from '../loan.events.js';

interface Reasoned {
  readonly reason?: string;
}
interface Evidenced extends Reasoned {
  readonly evidence?: string | undefined;
}

/** What stood out, by its three accounts; whole rupiah. */
export interface Amounts {
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  readonly fees: Rupiah;
}

/** Recovery was tried and failed; the loan moves to other assets (pinjaman bermasalah). */
export type LoanDeclaredProblem = Fact<
  'LoanDeclaredProblem',
  { readonly policy: string },
  Evidenced
>;

export const WRITE_OFF_DOCUMENTS = [
  'WARNING_LETTERS', 'EXAMINATION_MINUTES', 'ASSIGNMENT_LETTER', 'HAND_OVER_LETTER',
  'DEATH_CERTIFICATE', 'HEIR_STATEMENT', 'INSURANCE_ANSWER', 'OTHER',
] as const; // prettier-ignore
export type WriteOffDocument = (typeof WRITE_OFF_DOCUMENTS)[number];

export const WRITE_OFF_GROUNDS = ['UNCOLLECTABLE', 'DEATH'] as const;
export type WriteOffGround = (typeof WRITE_OFF_GROUNDS)[number];

/** What the insurer answered; NONE: the loan was not insured. */
export const INSURANCE_ANSWERS = ['NONE', 'PAID', 'REFUSED'] as const;
export type InsuranceAnswer = (typeof INSURANCE_ANSWERS)[number];

export type WriteOffProposed = Fact<
  'WriteOffProposed',
  {
    readonly ground: WriteOffGround;
    readonly amounts: Amounts;
    readonly documents: readonly WriteOffDocument[];
    readonly insurance?: InsuranceAnswer | undefined;
    readonly policy: string;
  },
  Evidenced
>;
/** `authority` is who decided by the rule of that day, `document` his decision's number. */
export type WriteOffApproved = Fact<
  'WriteOffApproved',
  Seen & { readonly authority: string; readonly document: string; readonly policy: string },
  Reasoned
>;
export type WriteOffRejected = Fact<'WriteOffRejected', Seen, Reasoned>;
/** Out of the accounts; the claim lives on. */
export type LoanWrittenOff = Fact<
  'LoanWrittenOff',
  { readonly amounts: Amounts; readonly proposal: string },
  Reasoned
>;
/** A payment from before the write-off, entered after it, changes what was written off. */
export type WriteOffAdjusted = Fact<
  'WriteOffAdjusted',
  { readonly from: Amounts; readonly to: Amounts },
  Reasoned
>;

/** Money after the write-off: up to what is claimed, the rest is credit. */
export type RecoveryReceived = Fact<
  'RecoveryReceived',
  {
    readonly receipt: string;
    readonly amount: Rupiah;
    readonly channel?: string | undefined;
    readonly policy: string;
    readonly allocation: Allocation;
  },
  Reasoned
>;

export type ClaimCancellationProposed = Fact<
  'ClaimCancellationProposed',
  {
    /** The principal paid out: what the law's limit is about. */
    readonly principal: Rupiah;
    readonly claim: Rupiah;
    readonly writtenOffOn: LocalDate;
    readonly insured: boolean;
    readonly saleableCollateral: boolean;
    readonly policy: string;
  },
  Evidenced
>;
export type ClaimCancelled = Fact<
  'ClaimCancelled',
  Seen & {
    readonly amount: Rupiah;
    readonly authority: string;
    readonly document: string;
    readonly policy: string;
  },
  Reasoned
>;

export type ReceivableHandedOver = Fact<
  'ReceivableHandedOver',
  { readonly office: string; readonly reference: string },
  Reasoned
>;

export const COLLATERAL_KINDS = ['VEHICLE_BPKB', 'LAND_CERTIFICATE', 'OTHER'] as const;
export type CollateralKind = (typeof COLLATERAL_KINDS)[number];

export type CollateralPledged = Fact<
  'CollateralPledged',
  {
    readonly collateral: string;
    readonly kind: CollateralKind;
    readonly value?: Rupiah | undefined;
  },
  { readonly description?: string | undefined; readonly reason?: string }
>;
export type CollateralReleased = Fact<
  'CollateralReleased',
  { readonly collateral: string },
  Reasoned
>;
export type CollateralSeized = Fact<'CollateralSeized', { readonly collateral: string }, Reasoned>;
/** The proceeds come into the loan by a receipt of their own. */
export type CollateralSold = Fact<
  'CollateralSold',
  { readonly collateral: string; readonly proceeds: Rupiah },
  Reasoned
>;

export type EndingEvent =
  | LoanDeclaredProblem
  | WriteOffProposed
  | WriteOffApproved
  | WriteOffRejected
  | LoanWrittenOff
  | WriteOffAdjusted
  | RecoveryReceived
  | ClaimCancellationProposed
  | ClaimCancelled
  | ReceivableHandedOver
  | CollateralPledged
  | CollateralReleased
  | CollateralSeized
  | CollateralSold;
