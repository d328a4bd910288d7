import type { Envelope, Position, SealedPersonal, Stamp } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Json } from '../kernel/canonical-json.js';

/** An event as its writer sealed it: everything here is under `hash`. */
export interface SealedEvent extends Envelope {
  readonly type: string;
  readonly data: { readonly [key: string]: Json };
  readonly personal?: SealedPersonal;
}

export type StoredEvent = SealedEvent & Stamp;

/** The revision of a stream that holds nothing yet; the first event has revision 0. */
export const NO_STREAM = -1;

/**
 * `recordedAt` stands in for the store's own stamp (copied and demo logs only); it lies in the
 * event's metadata, outside `hash`.
 */
export interface NewEvent {
  readonly event: SealedEvent;
  readonly recordedAt?: Instant | undefined;
}

export type AppendResult =
  | {
      readonly outcome: 'appended';
      /** Of the last event appended. */
      readonly revision: number;
      readonly position: Position;
    }
  | { readonly outcome: 'conflict'; readonly currentRevision: number };

/** The store cannot be reached, is full or is read-only: nothing was written. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The store went away while writing: it may or may not hold the events. Re-read the stream. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/**
 * The log itself is not as it must be: unreadable, of another format, or damaged. An append to a
 * stream that a server has deleted may have been written all the same.
 */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged';
  /** Where the event stands that cannot be read, if known: what follows may be readable. */
  readonly at: Position | undefined;
  /** Where events are missing: from the first of these positions to the second. */
  readonly missing: readonly [Position, Position] | undefined;
  constructor(message: string, options: ErrorOptions & DamagedAt = {}) {
    super(message, options);
    this.at = options.at;
    this.missing = options.missing;
  }
}

interface DamagedAt {
  readonly at?: Position | undefined;
  readonly missing?: readonly [Position, Position];
}

/** The canonical JSON of one append's events together, in bytes of UTF-8: EventStoreDB's limit. */
export const MAX_APPEND_BYTES = 1_048_576;

/** A programming error, as any RangeError: what is decided at once must fit into one append. */
export class AppendTooLarge extends RangeError {
  override readonly name = 'AppendTooLarge';
  constructor(
    streamId: string,
    readonly bytes: number,
  ) {
    super(`an append of ${bytes} bytes to ${streamId}: at most ${MAX_APPEND_BYTES} are taken`);
  }
}

/**
 * The append-only log. Streams are numbered from revision 0 without holes; positions rise along
 * the log and mean nothing else. Nothing is ever changed or deleted.
 */
export interface EventStore {
  /**
   * Whether `recordedAt` never falls along the log. Where the store's clock may step back (another
   * leader), whoever reads along the log takes the running maximum.
   */
  readonly stampsRise: boolean;
  /**
   * All events or none, in order, if the stream's last revision is `expectedRevision`
   * (`NO_STREAM` for a new one). Repeating an append whose events the stream already holds at
   * those very revisions (by their ids) answers as the first time and adds nothing. No events at
   * all: the stream's last revision and position, or a conflict.
   * @throws {StoreUnavailable | OutcomeUnknown}
   * @throws {RangeError} where an event names another stream or revision than its place in the
   *   append; {AppendTooLarge} above `MAX_APPEND_BYTES`
   */
  append(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult>;

  /** A stream's events in order, from `fromRevision` (0); a missing stream reads as empty. */
  readStream(streamId: string, fromRevision?: number): Promise<readonly StoredEvent[]>;

  /** At most `limit` events after `after`, in log order. */
  readAll(after: Position, limit: number): Promise<readonly StoredEvent[]>;

  /** The position of the last event, or `START`. */
  head(): Promise<Position>;

  /**
   * Everything after `after`, then whatever is appended, in batches of at most `batchSize`; at most
   * one batch is read before the consumer asks for it. Ends when `signal` is aborted.
   */
  subscribe(
    after: Position,
    options: { readonly signal: AbortSignal; readonly batchSize?: number },
  ): AsyncIterable<readonly StoredEvent[]>;

  close(): Promise<void>;
}
