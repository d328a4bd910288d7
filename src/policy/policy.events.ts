import type { Fact } from '../kernel/fact.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { PolicyRule } from './policy-rules.events.js';

export const COLLECTABILITIES = ['CURRENT', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS', 'PROBLEM'] as const;
export type Collectability = (typeof COLLECTABILITIES)[number];

/**
 * How sure the rule is. STATED: its source says it. READ_SO: the source leaves a gap, filled as the
 * note says. PRACTICE: what was done, without a text. NOT_SETTLED: no text that could be read
 * settles it; it is never to be called the law.
 */
export const CERTAINTIES = ['STATED', 'READ_SO', 'PRACTICE', 'NOT_SETTLED'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** A rule as proposed or in force. `scope` is a programme's name, or absent for all of them. */
export type PolicyTerms = PolicyRule & {
  readonly id: string;
  readonly scope?: string | undefined;
  readonly validFrom: LocalDate;
  /** The last day on which it holds; absent: until another takes its place. */
  readonly validTo?: LocalDate | undefined;
  readonly legalBasis: string;
  readonly note?: string | undefined;
  /** Left out in the oldest rules: they were adopted before it was asked. */
  readonly certainty?: Certainty | undefined;
};

export type PolicyProposed = Fact<'PolicyProposed', PolicyTerms>;
/** `proposal` is the digest of the proposal adopted; absent for the rules the house began with. */
export type PolicyAdopted = Fact<
  'PolicyAdopted',
  PolicyTerms & {
    readonly proposal?: string | undefined;
    /** The stream's revision that whoever adopted it saw. */
    readonly seenRevision?: number | undefined;
  }
>;

/** The same may be proposed again afterwards. `id` is the rule's, `proposal` the digest. */
export type PolicyRejected = Fact<
  'PolicyRejected',
  {
    readonly id: string;
    readonly proposal: string;
    readonly seenRevision?: number | undefined;
  }
>;

export type PolicyEvent = PolicyProposed | PolicyAdopted | PolicyRejected;
