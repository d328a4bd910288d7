import { hash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.js';
import { type Asked, type Decider, inFuture, type Outcome } from '../kernel/decider.js';
import { refuse } from '../kernel/refusal.js';
import type { Position } from '../kernel/envelope.js';
import type { LocalDate } from '../kernel/local-date.js';
import type { ReportEvent, ReportPublished } from './report.events.js';

export type PublishedReport = ReportPublished['data'];

/** A report that is to be published: what was worked out, without its digest. */
export type Report = Omit<PublishedReport, 'digest'>;

export interface ReportState {
  readonly published?: PublishedReport | undefined;
  readonly publishedOn?: LocalDate | undefined;
  readonly position?: Position | undefined;
}

/** Two reports with one digest say the same, of the same day, by the same knowledge. */
export const reportDigest = (report: Report): string =>
  hash('sha256', canonicalJson(report), 'hex');

export const reportDecider: Decider<ReportState, ReportEvent> = {
  initial: {},
  evolve: (_, { data: published, effectiveOn: publishedOn, position }) => ({
    ...{ published, publishedOn, position },
  }),
};

/** In UTF-8: with its envelope it fits into one append. */
const MOST_BYTES = 900_000;

/** A figure once published stands: what is learned later is a restatement, not another report. */
export const publishReport = (
  report: Report,
  state: ReportState,
  asked: Asked,
): Outcome<ReportEvent> => {
  const future = inFuture(report.asOf, asked);
  if (future) return future;
  const { knownAt } = report;
  if (knownAt !== undefined && knownAt > asked.now)
    return refuse('KNOWN_IN_FUTURE', { knownAt, now: asked.now });
  const bytes = Buffer.byteLength(canonicalJson(report));
  if (bytes > MOST_BYTES) return refuse('REPORT_TOO_LARGE', { bytes, most: MOST_BYTES });
  const digest = reportDigest(report);
  const { published, publishedOn } = state;
  if (published?.digest === digest) return [];
  if (published)
    return refuse('REPORT_PUBLISHED', { report: report.report, publishedOn, ...published.known });
  return [{ type: 'ReportPublished', effectiveOn: asked.today, data: { ...report, digest } }];
};

export const reportStream = (report: string): string => `report-${report}`;
