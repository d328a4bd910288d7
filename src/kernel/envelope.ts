import type { Instant, LocalDate } from './local-date.js';

/** Where an event stands in the log: fixed-width digits that sort as text; opaque to clients. */
export type Position = string & { readonly __unit: 'position' };

const WIDTH = 20;
export const position = (number: number | bigint): Position =>
  String(number).padStart(WIDTH, '0') as Position;
/** Before the first event. */
export const START = position(0);
/** After every event: where a fact stands that is decided but not yet stored. */
export const NEXT = '9'.repeat(WIDTH) as Position;
export const isPosition = (value: unknown): value is Position =>
  typeof value === 'string' && /^\d{20}$/.test(value);

export const ROLES = [
  'OFFICER', 'SECTION_HEAD', 'BRANCH_HEAD', 'REGIONAL', 'HEAD_OFFICE', 'FINANCE_OFFICER',
  'FINANCE_HEAD', 'ARCHIVIST', 'EXAMINER', 'AUDITOR', 'ADMIN',
] as const; // prettier-ignore
export type Role = (typeof ROLES)[number];

export interface Actor {
  readonly id: string;
  readonly role: Role;
  readonly unit?: string;
  /** Set where a delegate acts under his own name for somebody else. */
  readonly onBehalfOf?: string;
}

/** The house itself, for what is adopted when a store is first opened. */
export const SYSTEM: Actor = { id: 'system', role: 'ADMIN' };

export type Source = 'api' | 'import' | 'job' | 'demo';

/** A personal part as the log holds it: AES-256-GCM under the key named, base64. */
export interface SealedPersonal {
  readonly key: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

/** What the writer decided about an event, beside its type and data; all of it under `hash`. */
export interface Envelope {
  readonly eventId: string;
  readonly schemaVersion: number;
  readonly streamId: string;
  readonly revision: number;
  readonly effectiveOn: LocalDate;
  readonly mitra?: string;
  readonly loan?: string;
  readonly unit?: string;
  readonly actor: Actor;
  readonly commandId: string;
  readonly commandDigest: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** Free text; where the event is about a mitra it is kept in the personal part instead. */
  readonly reason?: string;
  readonly source: Source;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the store assigned. `recordedAt` is the running maximum along the log. */
export interface Stamp {
  readonly position: Position;
  readonly recordedAt: Instant;
}
