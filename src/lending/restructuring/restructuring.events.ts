import type { Fact } from '../../kernel/fact.js';
import type { Rate } from '../../kernel/rate.js';
import type { Rupiah } from '../../kernel/rupiah.js';
import type { Collectability } from '../../policy/policy.events.js';
import type { Seen } from '../application/application.events.js';
import type { Frequency, Instalment, Method } from '../schedule/schedule.events.js';

export const RESTRUCTURINGS = ['RESCHEDULING', 'RECONDITIONING'] as const;
export type RestructuringKind = (typeof RESTRUCTURINGS)[number];

/**
 * What a restructuring makes of a loan. `principal` and `interest` are what was outstanding that
 * day; the new schedule's principal is `principal` + `capitalised`, its interest `interest` −
 * `capitalised` − `interestWaived` + `interestAdded`. Its numbers leave one free before the first,
 * for what a payment reversed later makes due on the day itself.
 */
export interface NewTerms {
  readonly principal: Rupiah;
  readonly interest: Rupiah;
  /** Arrears of interest made principal. */
  readonly capitalised: Rupiah;
  readonly interestWaived: Rupiah;
  readonly interestAdded: Rupiah;
  readonly frequency: Frequency;
  readonly schedule: readonly Instalment[];
  /** The class stays at least this bad until so many new instalments are paid. */
  readonly keepsClass?:
    { readonly class: Collectability; readonly instalments: number } | undefined;
  /** By which the coming interest was worked out anew; absent where it was kept or waived. */
  readonly newRate?: NewRate | undefined;
  readonly policy: string;
}

/** A year's rate and how interest is worked out by it, from the restructuring on. */
export interface NewRate {
  readonly method: Exclude<Method, 'AGREED'>;
  readonly rate: Rate;
}

/** What must hold before a loan is restructured, each recorded as it was found. */
export interface Found {
  readonly cooperative: boolean;
  readonly businessRuns: boolean;
  readonly ableToPay: boolean;
}

export type RestructuringProposed = Fact<
  'RestructuringProposed',
  NewTerms & { readonly kind: RestructuringKind; readonly found: Found },
  { readonly evidence?: string | undefined; readonly reason?: string }
>;

export type LoanRescheduled = Fact<
  'LoanRescheduled',
  NewTerms & Seen,
  { readonly reason?: string }
>;
export type LoanReconditioned = Fact<
  'LoanReconditioned',
  NewTerms & Seen,
  { readonly reason?: string }
>;

export type RestructuringEvent = RestructuringProposed | LoanRescheduled | LoanReconditioned;
