import type { Fact } from '../../kernel/fact.js';
import type { LocalDate } from '../../kernel/local-date.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { DocumentKind, LegalForm, Sector } from '../../mitra/mitra.events.js';

/** What the applicant's business is, as entered; whole rupiah. What is unknown is left out. */
export interface BusinessFigures {
  /** Without land and building. */
  readonly netAssets?: Rupiah | undefined;
  readonly yearlySales?: Rupiah | undefined;
  readonly monthsInBusiness?: number | undefined;
  readonly workers?: number | undefined;
  readonly indonesianOwned?: boolean | undefined;
  readonly independent?: boolean | undefined;
  readonly bankable?: boolean | undefined;
}

/** Proposed again while nothing is decided, it takes the place of what was proposed before. */
export type LoanProposed = Fact<
  'LoanProposed',
  {
    readonly loan: string;
    readonly mitra: string;
    readonly programme?: string | undefined;
    readonly unit?: string | undefined;
    readonly sector?: Sector | undefined;
    readonly legalForm?: LegalForm | undefined;
    readonly amount: Rupiah;
    readonly months: number;
    /** A second, short loan beside a live one. */
    readonly topUp: boolean;
    readonly figures: BusinessFigures;
    readonly documents: readonly DocumentKind[];
    /** What the checklist of that day asks for and was not there. */
    readonly missing: readonly DocumentKind[];
    /** The rules it was held against. */
    readonly policies: readonly string[];
  },
  { readonly purpose: string; readonly reason?: string }
>;

/** Scores from 1 (worst) to 5, as the survey's form has them. */
export interface FiveC {
  readonly character: number;
  readonly capacity: number;
  readonly capital: number;
  readonly collateral: number;
  readonly condition: number;
}

export interface SurveyedFigures {
  readonly currentAssets: Rupiah;
  readonly shortTermDebt: Rupiah;
  readonly totalAssets: Rupiah;
  readonly totalDebt: Rupiah;
  readonly equity: Rupiah;
  readonly yearlySales: Rupiah;
  readonly netProfit: Rupiah;
}

/** Exact decimals as text, four places, cut; null where there is nothing to divide by. */
export interface Ratios {
  /** Current assets ÷ short-term debt. */
  readonly liquidity: string | null;
  /** Debt ÷ assets. */
  readonly solvency: string | null;
  /** Debt ÷ equity. */
  readonly leverage: string | null;
  /** Net profit ÷ sales. */
  readonly profitability: string | null;
}

export type FeasibilityAssessed = Fact<
  'FeasibilityAssessed',
  {
    readonly proposal: string;
    readonly surveyor: string;
    readonly surveyedOn: LocalDate;
    readonly scores: FiveC;
    readonly figures: SurveyedFigures;
    readonly ratios: Ratios;
    readonly recommendedAmount: Rupiah;
  },
  { readonly notes?: string | undefined; readonly reason?: string }
>;

/** `proposal` is the digest of the proposal read, `seenRevision` the stream's revision then. */
export interface Seen {
  readonly proposal: string;
  readonly seenRevision: number;
}

export type LoanRecommended = Fact<
  'LoanRecommended',
  Seen & { readonly amount: Rupiah },
  { readonly reason?: string }
>;

export type LoanApproved = Fact<
  'LoanApproved',
  Seen & { readonly amount: Rupiah; readonly policy: string },
  { readonly reason?: string }
>;

/** The reason is required, and is kept in the personal part. */
export type LoanRejected = Fact<'LoanRejected', Seen, { readonly reason?: string }>;

export type ApplicationEvent =
  LoanProposed | FeasibilityAssessed | LoanRecommended | LoanApproved | LoanRejected;
