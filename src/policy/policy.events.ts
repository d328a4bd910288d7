import type { Fact } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';

export const POLICY_KINDS = ['COLLECTABILITY', 'ALLOCATION'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

export const COLLECTABILITIES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'] as const;
export type Collectability = (typeof COLLECTABILITIES)[number];

/** One class and how far it reaches, in the rule's own measure; the last band has no end. */
export interface Band {
  readonly class: Exclude<Collectability, 'PROBLEM'>;
  readonly upTo?: number | undefined;
}

/** The class by how long the oldest unpaid instalment is past due, in days or whole months. */
export interface CollectabilityRule {
  readonly basis: 'OLDEST_UNPAID_INSTALMENT';
  readonly measure: 'DAYS' | 'MONTHS';
  readonly bands: readonly Band[];
}

/** In which order a payment is used. */
export interface AllocationRule {
  readonly order: 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD';
}

export type PolicyRule =
  | { readonly kind: 'COLLECTABILITY'; readonly parameters: CollectabilityRule }
  | { readonly kind: 'ALLOCATION'; readonly parameters: AllocationRule };

/** A rule as proposed or in force. `scope` is a programme's name, or absent for all of them. */
export type PolicyTerms = PolicyRule & {
  readonly id: string;
  readonly scope?: string | undefined;
  readonly validFrom: LocalDate;
  /** The last day on which it holds; absent: until another takes its place. */
  readonly validTo?: LocalDate | undefined;
  readonly legalBasis: string;
  readonly note?: string | undefined;
};

export type PolicyProposed = Fact<'PolicyProposed', PolicyTerms>;
/** `proposal` is the digest of the proposal adopted; absent for the rules the house began with. */
export type PolicyAdopted = Fact<
  'PolicyAdopted',
  PolicyTerms & { readonly proposal?: string | undefined }
>;

export type PolicyEvent = PolicyProposed | PolicyAdopted;
