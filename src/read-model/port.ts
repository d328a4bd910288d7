import type { Position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { searchText } from '../kernel/search-text.js';

/** A read-model document: plain JSON, identified by `id`, as of the last event folded into it. */
export interface Stored<D = unknown> {
  readonly id: string;
  readonly position: Position;
  readonly body: D;
}

export type Scalar = string | number | boolean;

/**
 * A typed filter over document fields: dotted paths of letters, digits and `_` into the body; `id`
 * is the key. Such a field holds one kind of scalar in all documents of a collection, never a list
 * or an object; null counts as missing, and a missing field matches nothing but `{ absent: true }`.
 * Numbers are safe integers; text compares by its UTF-8 bytes. A bound matches values of its own
 * kind only; without any bound every value matches. `and` of nothing holds, `or` of nothing does
 * not. `words`: every word given begins a word of the field's text, which `searchText` made.
 * @throws {RangeError} on any other name of a field, and on numbers that are not safe integers
 */
export type Filter =
  | { readonly field: string; readonly eq: Scalar }
  | { readonly field: string; readonly in: readonly Scalar[] }
  | {
      readonly field: string;
      readonly gte?: Scalar;
      readonly gt?: Scalar;
      readonly lte?: Scalar;
      readonly lt?: Scalar;
    }
  | { readonly field: string; readonly prefix: string }
  | { readonly field: string; readonly words: string }
  | { readonly field: string; readonly absent: boolean }
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] };

export interface Sort {
  readonly field: string;
  readonly descending?: boolean;
}

/** Where a document stands in an order: its sort value (null where it has none) and its key. */
export interface Cursor {
  readonly value: Scalar | null;
  readonly id: string;
}

/**
 * `sort` names one field (none: the key; the cursor's `value` is then not looked at). Ties are
 * broken by the key, in the direction of the sort, so that the order is total and one index serves
 * it both ways. Documents that lack the sort field come last, descending too. `after` is where the
 * last document of the page before stands; that document need not be there any more.
 */
export interface Find {
  readonly where?: Filter;
  readonly sort?: Sort;
  readonly after?: Cursor;
  readonly limit: number;
  /**
   * The whole order turned round, tie-breaker and documents without the sort field included:
   * the first row is the last of the ordinary order, and `after` means before.
   */
  readonly backwards?: boolean;
}

/**
 * How far a projection has come: the last position folded in and the running maximum of
 * `recordedAt` there. `fence`: under which lease it was written; a missing one is 0.
 */
export interface Checkpoint {
  readonly position: Position;
  readonly recordedAt: Instant | null;
  readonly fence?: number;
}

/**
 * Who folds into a collection. The fence grows with every new holder, the beat while one holds it:
 * whoever sees both stand still for long enough, by a clock of its own, may take its place.
 */
export interface Lease {
  /** Empty where its last holder has let go of it. */
  readonly holder: string;
  readonly fence: number;
  readonly beat: number;
}

/** What waits for a fix: later events of it wait behind the one that could not be folded. */
export interface Parked {
  readonly collection: string;
  /** Null where no document could be known: the whole projection waits. */
  readonly document: string | null;
  /** The first event that is not folded in; the document stands before it, or is not there. */
  readonly position: Position;
  /** The event before that in the log, and the running maximum of `recordedAt` there. */
  readonly after: Position;
  readonly recordedAt: Instant | null;
  /** Why it could not be folded: no personal data. */
  readonly message: string;
  /** Whoever folds tries it again. */
  readonly asked: boolean;
}

/**
 * A collection (lower case letters, digits, `_`, `.`, `-`) and the lists of fields that queries
 * filter or sort by; each list is an index, with the key behind it. What is asked often deserves a
 * list of its own: the fields compared with `eq`, then the one sorted by.
 */
export interface CollectionSpec {
  readonly name: string;
  readonly indexes: readonly (readonly string[])[];
}

export interface Save {
  readonly collection: string;
  /** Each replaces what is stored only if that stands at a lower position. */
  readonly documents: readonly Stored[];
}

/**
 * Documents that a projector made, and nothing else. Nothing here needs a transaction: a document
 * is replaced only by a later one, and a checkpoint moves only forwards, after its documents.
 */
export interface ReadModelStore {
  /** Makes the collection and its indexes where they are missing. */
  ensure(spec: CollectionSpec): Promise<void>;
  load<D>(collection: string, ids: readonly string[]): Promise<ReadonlyMap<string, Stored<D>>>;
  /**
   * The documents first, then the checkpoints of their projections: each moves forwards under its
   * fence, or stays and takes a higher fence; under a lower fence than it has, it does not move.
   */
  save(saves: readonly Save[], checkpoints: ReadonlyMap<string, Checkpoint>): Promise<void>;
  checkpoint(projection: string): Promise<Checkpoint | null>;
  /** Of all projections at once. */
  checkpoints(): Promise<ReadonlyMap<string, Checkpoint>>;
  lease(collection: string): Promise<Lease | null>;
  /** Puts `lease` in the place of `before` (null: of none); false where something else is there. */
  takeLease(collection: string, lease: Lease, before: Lease | null): Promise<boolean>;
  /** Everything that waits for a fix, in every collection. */
  parked(): Promise<readonly Parked[]>;
  /** In the place of what is known of the same document, if anything is. */
  park(parked: Parked): Promise<void>;
  unpark(parked: Pick<Parked, 'collection' | 'document'>): Promise<void>;
  find<D>(collection: string, query: Find): Promise<readonly Stored<D>[]>;
  count(collection: string, where?: Filter): Promise<number>;
  /**
   * Every document that matches, in order of the key, read in pages: each at most once, as it
   * stood when its page was read.
   */
  scan<D>(collection: string, where?: Filter): AsyncIterable<Stored<D>>;
  /**
   * Takes a name, which is then empty; false where it is taken already, if only by another
   * process: who builds a collection shares it with nobody else who builds.
   */
  claim(collection: string): Promise<boolean>;
  /** Every name taken and not dropped since. */
  claimed(): Promise<readonly string[]>;
  /** Also forgets checkpoint, lease, claim and what is parked: built again, it starts anew. */
  drop(collection: string): Promise<void>;
  /** Which collection serves a read model; switched in one step when a rebuild has caught up. */
  serving(): Promise<ReadonlyMap<string, string>>;
  /**
   * Only in place of `before`: null where none serves yet.
   * @returns false where another serves by now
   */
  serve(readModel: string, collection: string, before: string | null): Promise<boolean>;
  /** All that `work` reads here stands as at one moment; only where a store can promise that. */
  snapshot?<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export { searchText };

/** The words asked for, each as `searchText` writes it: with the space before it. */
export const searchWords = (text: string): readonly string[] =>
  searchText(text).match(/ [^ ]+/g) ?? [];

/** What is read of the read models to answer a question, and to check them. */
export type Reads = Pick<
  ReadModelStore,
  'load' | 'find' | 'count' | 'scan' | 'serving' | 'checkpoint'
>;
