import type { Fact } from '../kernel/fact.js';

export const VISIT_OUTCOMES = ['FOUND', 'NOT_FOUND', 'FOLLOW_UP'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** What the visit found: the categories of the programmes' own monitoring sheet. */
export const VISIT_FINDINGS = [
  'FRAUD', 'DIED', 'PAID_NOT_RECORDED', 'WILLING_TO_PAY', 'MOVED', 'ADDRESS_INCOMPLETE',
  'ADDRESS_FICTITIOUS', 'UNKNOWN_LOCALLY', 'BUSINESS_CLOSED', 'OTHER',
] as const; // prettier-ignore
export type VisitFinding = (typeof VISIT_FINDINGS)[number];

export const CONTACT_CHANNELS = ['WHATSAPP', 'TELEPHONE', 'SMS', 'EMAIL', 'LETTER'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

export const EVIDENCE_KINDS = ['PHOTO', 'VISIT_SHEET', 'DOCUMENT', 'RECORDING'] as const;

/** A file kept elsewhere, named by its digest, so that it can be shown to be the same one. */
export interface EvidenceFile {
  readonly kind: (typeof EVIDENCE_KINDS)[number];
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** Whole micro-degrees: events hold no fractions. */
export interface Location {
  readonly latitude: number;
  readonly longitude: number;
}

export type VisitRecorded = Fact<
  'VisitRecorded',
  {
    readonly outcome: VisitOutcome;
    readonly finding?: VisitFinding | undefined;
    readonly evidence: readonly EvidenceFile[];
  },
  {
    readonly notes?: string | undefined;
    readonly location?: Location | undefined;
    readonly reason?: string;
  }
>;

export type ContactMade = Fact<
  'ContactMade',
  { readonly channel: ContactChannel; readonly reached: boolean },
  { readonly notes?: string | undefined; readonly reason?: string }
>;

export type MonitoringEvent = VisitRecorded | ContactMade;
