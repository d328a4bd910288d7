import type { Fact } from '../kernel/fact.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { Rupiah } from '../kernel/rupiah.js';

/** A sum in rupiah or a count, under the path by which `compare` names it too. */
export type ReportFigure =
  | { readonly path: string; readonly amount: Rupiah }
  | { readonly path: string; readonly count: number };

/** Which part of the fund, and how it was grouped. */
export interface ReportScope {
  readonly filter: {
    readonly programme?: string | undefined;
    readonly unit?: string | undefined;
    readonly region?: string | undefined;
    readonly cohort?: string | undefined;
  };
  readonly groupBy?: string | undefined;
}

/**
 * All that was known when it was worked out: the log up to that event, named by its id, for a
 * copy of the log has other positions; and the tree over it, where one was at hand.
 */
export interface ReportBasis {
  readonly lastEvent: string;
  readonly size?: number | undefined;
  readonly rootHash?: string | undefined;
}

/** `digest` is the SHA-256 of the canonical JSON of all the rest. */
export type ReportPublished = Fact<
  'ReportPublished',
  {
    readonly report: string;
    readonly title: string;
    readonly what: ReportScope;
    readonly asOf: LocalDate;
    /** As it was asked; absent: by all that was known. */
    readonly knownAt?: Instant | undefined;
    readonly known: ReportBasis;
    readonly figures: readonly ReportFigure[];
    readonly digest: string;
  }
>;

export type ReportEvent = ReportPublished;
