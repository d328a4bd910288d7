import type { Category, EventOf, JejakEvent } from '../src/events.js';
import type { Position } from '../src/kernel/envelope.js';
import type { LocalDate } from '../src/kernel/local-date.js';

/**
 * A read model as a pure fold: which document an event belongs to, and what it makes of it. An
 * event folded twice changes nothing that a later one set; one that is ignored still moves the
 * position. A new meaning is a new version, built beside the old.
 */
export interface Projector<D, C extends Category = Category> {
  readonly name: string;
  readonly version: number;
  /** The streams it reads; events of others only move its position. */
  readonly categories: readonly C[];
  /** The fields that queries filter or sort by. */
  readonly indexes: readonly (readonly string[])[];
  /** True where the document holds names: it is then given the personal part, decrypted. */
  readonly readsPersonal: boolean;
  /**
   * True where its documents are read as a whole (a trail, a set of rules): a hole would be a lie,
   * so an event that cannot be folded stops it all instead of parking one document.
   */
  readonly whole?: boolean;
  /** True where every event makes a document of its own, to which no other event ever comes. */
  readonly once?: boolean;
  /** The document's id, or null where the event is none of its business. */
  readonly keyOf: (event: EventOf<C>) => string | null;
  readonly evolve: (document: D | null, event: EventOf<C>) => D;
  /** What follows from the fold alone, worked out once per batch, before the document is saved. */
  readonly derive?: (document: D) => D;
  /**
   * What questions that read every document need of each: kept beside it in a collection of its
   * own, under the same key and position.
   */
  readonly extract?: {
    readonly indexes: readonly (readonly string[])[];
    readonly of: (document: D) => unknown;
  };
}

/** The pair a value was set by: on one day, what was recorded later stands. */
export interface SetBy {
  readonly effectiveOn: LocalDate;
  readonly position: Position;
}

/** A later fact never yields to one that is effective earlier, in whichever order they come. */
export const overtakes = (event: SetBy, before: SetBy | undefined): boolean =>
  before === undefined ||
  event.effectiveOn > before.effectiveOn ||
  (event.effectiveOn === before.effectiveOn && event.position >= before.position);

export const setBy = ({ effectiveOn, position }: SetBy): SetBy => ({ effectiveOn, position });

/** A document that must exist by now: the log holds its first fact, or it is damaged. */
export const begun = <D>(document: D | null, event: JejakEvent): D => {
  if (document === null) throw new Error(`${event.type} before the document it belongs to began`);
  return document;
};
