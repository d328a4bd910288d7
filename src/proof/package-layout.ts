import { canonicalJson } from '../kernel/canonical-json.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { StoredEvent } from '../event-store/port.js';

/** The names in an audit package; everything in it but the manifest is listed there. */
export const MANIFEST = 'manifest.json';
export const EVENTS = 'events.jsonl';
export const VERIFY = 'VERIFY.md';
/** The log's keys, one verifier key (C2SP signed-note) a line; the newest checkpoint's first. */
export const VKEYS = 'public-key.vkey';
/** The first of these keys, as SubjectPublicKeyInfo. */
export const PEM = 'public-key.pem';
export const TIMELINE = 'timeline.html';
export const DOCUMENTS = {
  mitra: 'documents/mitra.jsonl',
  loans: 'documents/loans.jsonl',
  policies: 'documents/policies.jsonl',
} as const;

/** C2SP tlog-proof; packages of one mitra or loan hold one for each event that is covered. */
export const proofFile = (eventId: string): string => `proofs/${eventId}.tlog-proof`;

const SIZE_WIDTH = 12;
const sized = (size: number): string => String(size).padStart(SIZE_WIDTH, '0');

/** A signed note with its cosignatures, as it was published. */
export const checkpointFile = (size: number): string => `checkpoints/${sized(size)}.checkpoint`;

/** The body of C2SP tlog-witness' `add-checkpoint`: `old N`, the hashes, the newer checkpoint. */
export const consistencyFile = (from: number, to: number): string =>
  `consistency/${sized(from)}-${sized(to)}.tlog-consistency`;

/**
 * Packages of a whole log hold the tree itself instead of proofs, as C2SP tlog-tiles serves it
 * (`checkpoint`, `tile/…`, `tile/entries/…`), for the size of the newest checkpoint.
 */
export const TLOG = 'tlog/';

/** Of further keys, after a rotation. @param keyHash as it stands in the verifier key, 8 digits */
export const pemFile = (keyHash: string): string => `public-key-${keyHash}.pem`;

/** Further pages of a timeline too long for one; `page` counts from 1, which is `TIMELINE`. */
export const timelineFile = (page: number): string =>
  page === 1 ? TIMELINE : `timeline-${String(page).padStart(4, '0')}.html`;

/**
 * The whole log, in which line n (from 0) is leaf n; or all that names one mitra, or one loan, in
 * the order of the log.
 */
export type What =
  | { readonly all: true }
  | { readonly mitra: string }
  | { readonly loan: string; readonly mitra: string };

/**
 * A line of `events.jsonl`: canonical JSON (RFC 8785) of the event as it is stored, `hash`
 * included, its personal part sealed, and of its stamp: `position` and `recordedAt`, the running
 * maximum along the log. Without these three members the line is what `hash` is the SHA-256 of.
 */
export const eventLine = (event: StoredEvent): string => canonicalJson({ ...event });

export interface PackagedFile {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface PackagedCheckpoint {
  readonly file: string;
  readonly size: number;
  /** Base64, as in the checkpoint itself. */
  readonly rootHash: string;
  /** Key hashes of the log's own signatures that were verified, 8 hexadecimal digits each. */
  readonly signedBy: readonly string[];
  /** The names on signatures by others than the log's keys: witnesses. */
  readonly cosignedBy: readonly string[];
}

/** Of events that name the mitra or the loan, by stream. */
export interface PackagedStream {
  readonly streamId: string;
  readonly events: number;
  /** Whether these are all of the stream's events up to the basis, from revision 0. */
  readonly whole: boolean;
}

export interface Manifest {
  readonly format: 'jejak-audit-package';
  readonly version: 1;
  readonly software: string;
  readonly what: What;
  /** The log as it was read: its last event's position, how many there were, and the root. */
  readonly basis: {
    readonly position: Position;
    readonly size: number;
    readonly rootHash: string;
    readonly recordedAt: Instant;
  };
  /** The day on which the documents stand: that of the last event of the basis, in Jakarta. */
  readonly asOf: LocalDate;
  /** How many lines `events.jsonl` has. */
  readonly events: number;
  /** `ALL`: every stream of the log, whole. */
  readonly streams: 'ALL' | readonly PackagedStream[];
  /** By size; the last is the newest. None: nothing is covered. */
  readonly checkpoints: readonly PackagedCheckpoint[];
  /** One between each checkpoint and the next. */
  readonly consistency: readonly {
    readonly file: string;
    readonly from: number;
    readonly to: number;
  }[];
  readonly keys: readonly {
    readonly vkey: string;
    readonly keyHash: string;
    readonly pem: string;
  }[];
  /** How a covered event is proven: a file each, or the tiles of the whole tree. */
  readonly proofs: 'PER_EVENT' | 'TILES';
  /** Events of the package that the newest checkpoint does not cover: the last so many lines. */
  readonly uncovered: {
    readonly events: number;
    /** The first of them in the log, and its leaf number; null where all are covered. */
    readonly first: { readonly position: Position; readonly leafIndex: number } | null;
  };
  /** What personal parts are readable in the documents and the timeline, never in the events. */
  readonly personal: 'INCLUDED' | 'LEFT_OUT' | 'NO_KEY_STORE';
  /** How far the read models had come from which the documents are. */
  readonly readModels: readonly { readonly name: string; readonly position: Position }[];
  /** Every other file of the package, in its order. */
  readonly files: readonly PackagedFile[];
}
