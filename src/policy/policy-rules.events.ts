import type { LocalDate } from '../kernel/local-date.js';
import type { Rate } from '../kernel/rate.js';
import type { Rupiah } from '../kernel/rupiah.js';
import type { Role } from '../kernel/envelope.js';
import type { Collectability } from './policy.events.js';

/** What a rule is for; each kind has parameters of its own. */
export const POLICY_KINDS = [
  'COLLECTABILITY', 'ALLOCATION', 'EARLY_SETTLEMENT', 'LATE_FEE', 'ELIGIBILITY', 'LIMITS',
  'DOCUMENTS', 'COLLATERAL', 'APPROVAL', 'WARNING_LETTERS', 'MORATORIUM', 'RESTRUCTURING',
  'PROBLEM_LOAN', 'WRITE_OFF', 'CLAIM_CANCELLATION',
] as const; // prettier-ignore
export type PolicyKind = (typeof POLICY_KINDS)[number];

type LoanClass = Exclude<Collectability, 'PROBLEM'>;

/** One class and how far it reaches, in the rule's own measure; the last band has no end. */
export interface Band {
  readonly class: LoanClass;
  readonly upTo?: number | undefined;
}

/** The class by how long the oldest unpaid instalment is past due, in days or whole months. */
export interface CollectabilityRule {
  readonly basis: 'OLDEST_UNPAID_INSTALMENT';
  readonly measure: 'DAYS' | 'MONTHS';
  readonly bands: readonly Band[];
}

/** In which order a payment is used; `lateFee` left out: after what is due, before ahead. */
export interface AllocationRule {
  readonly order: 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD';
  readonly lateFee?: 'FIRST' | 'AFTER_DUE' | undefined;
}

export interface EarlySettlementRule {
  readonly forgivesComingInterest: boolean;
}

/** Thousandths of the principal outstanding, once per late instalment, capped in percent of it. */
export interface LateFeeRule {
  readonly permille: number;
  readonly capPercent: number;
}

/** Left out: no limit. Amounts are whole rupiah. */
export interface EligibilityLimits {
  readonly maxNetAssets?: Rupiah | undefined;
  readonly maxYearlySales?: Rupiah | undefined;
  readonly minMonthsInBusiness?: number | undefined;
  readonly minWorkers?: number | undefined;
  readonly maxWorkers?: number | undefined;
  /** The loan as a share of net assets or of a year's sales, in percent. */
  readonly maxPercentOfAssets?: number | undefined;
  readonly maxPercentOfSales?: number | undefined;
}
export interface EligibilityRule extends EligibilityLimits {
  readonly indonesianOwned: boolean;
  readonly independent: boolean;
  /** True: whoever a bank would lend to is not for this programme. */
  readonly notBankable: boolean;
  /** For persons instead of the limits above, as far as given. */
  readonly person?: EligibilityLimits | undefined;
}

/** Of the balance at the start of each loan year, or of each period. */
export const RATE_METHODS = ['ANNUAL_REST', 'DECLINING'] as const;

/** What may be lent, for how long, at what fee a year. */
export interface LimitsRule {
  readonly maxPrincipal?: Rupiah | undefined;
  readonly maxMonths?: number | undefined;
  readonly rate?: Rate | undefined;
  /** By which method the rate is counted; another one may cost as much, and no more. */
  readonly rateMethod?: (typeof RATE_METHODS)[number] | undefined;
  /** A second, short loan beside a live one; left out: there is none. */
  readonly topUp?: { readonly maxPrincipal: Rupiah; readonly maxMonths: number } | undefined;
}

/** Kinds of documents, by the legal form, and those that all must bring. */
export interface DocumentsRule {
  readonly all: readonly string[];
  readonly PERSON: readonly string[];
  readonly COOPERATIVE: readonly string[];
  readonly COMPANY: readonly string[];
  readonly UNINCORPORATED: readonly string[];
  /** What is brought where there is such a thing: a lease where the place is rented. */
  readonly ifAny?: DocumentsIfAny | undefined;
}
export interface DocumentsIfAny {
  readonly PERSON?: readonly string[] | undefined;
  readonly COOPERATIVE?: readonly string[] | undefined;
  readonly COMPANY?: readonly string[] | undefined;
  readonly UNINCORPORATED?: readonly string[] | undefined;
}

/** From the first rupiah above the band before; `kind` null: the rule leaves a gap here. */
export interface CollateralRule {
  readonly bands: readonly {
    readonly upTo?: Rupiah | undefined;
    readonly kind: 'VEHICLE_BPKB' | 'LAND_CERTIFICATE' | 'OTHER' | null;
  }[];
}

/** Who may approve how much; `upTo` left out: any amount. */
export interface ApprovalRule {
  readonly levels: readonly { readonly role: Role; readonly upTo?: Rupiah | undefined }[];
}

/** A letter is due by the loan's class, or when it is past due by more than so many months. */
export interface WarningLettersRule {
  readonly letters: readonly {
    readonly letter: 'I' | 'II' | 'III';
    readonly fromClass?: LoanClass | undefined;
    readonly overMonths?: number | undefined;
  }[];
}

/** A pause of days past due that was announced. */
export interface MoratoriumRule {
  readonly cause: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export interface RestructuringRule {
  readonly classes: readonly LoanClass[];
  readonly maxExtensionMonths: number;
  /** RECOUNTED: by the new schedule. KEPT: until so many of its instalments are paid. */
  readonly classAfter: 'RECOUNTED' | 'KEPT';
  readonly keptInstalments?: number | undefined;
}

/** What a loan must have come to before it is declared a problem loan. */
export interface ProblemLoanRule {
  readonly fromClass: LoanClass;
  readonly needsLetter?: 'I' | 'II' | 'III' | undefined;
}

export interface WriteOffRule {
  /** Who decides: recorded with his document. */
  readonly authority: string;
  readonly documents: readonly string[];
  /** Instead of them where the mitra died; left out: the same. */
  readonly documentsOnDeath?: readonly string[] | undefined;
}

export interface ClaimCancellationRule {
  readonly authority: string;
  readonly maxPrincipal?: Rupiah | undefined;
  readonly minYearsWrittenOff: number;
  readonly notInsured: boolean;
  readonly noSaleableCollateral: boolean;
}

export interface ParametersOf {
  readonly COLLECTABILITY: CollectabilityRule;
  readonly ALLOCATION: AllocationRule;
  readonly EARLY_SETTLEMENT: EarlySettlementRule;
  readonly LATE_FEE: LateFeeRule;
  readonly ELIGIBILITY: EligibilityRule;
  readonly LIMITS: LimitsRule;
  readonly DOCUMENTS: DocumentsRule;
  readonly COLLATERAL: CollateralRule;
  readonly APPROVAL: ApprovalRule;
  readonly WARNING_LETTERS: WarningLettersRule;
  readonly MORATORIUM: MoratoriumRule;
  readonly RESTRUCTURING: RestructuringRule;
  readonly PROBLEM_LOAN: ProblemLoanRule;
  readonly WRITE_OFF: WriteOffRule;
  readonly CLAIM_CANCELLATION: ClaimCancellationRule;
}

export type PolicyRule = {
  [K in PolicyKind]: { readonly kind: K; readonly parameters: ParametersOf[K] };
}[PolicyKind];
