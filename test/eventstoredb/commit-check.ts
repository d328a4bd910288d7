/** The revision that an append or a deletion was decided on. */
export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

export interface StreamState {
  /** The ids of its events, the index being the revision; deleted ones too. */
  readonly ids: readonly string[];
  /** The last revision at which an id stands: one id may have been appended twice. */
  readonly revisions: ReadonlyMap<string, number>;
  readonly softDeleted: boolean;
  readonly tombstoned: boolean;
  /** Metadata alone makes a stream exist. */
  readonly hasMetadata: boolean;
}

export type Verdict =
  | { readonly verdict: 'append' | 'wrong' | 'deleted' }
  /** All of it was appended before; `last` is the revision of its last event. */
  | { readonly verdict: 'repeat'; readonly last: number };

/** By the ids alone: without an exact revision to look at, any place in the stream will do. */
const anywhere = (stream: StreamState, ids: readonly string[]): Verdict => {
  const found = ids.map((id) => stream.revisions.get(id));
  const last = found.at(-1);
  if (found[0] === undefined) return { verdict: 'append' };
  // Some of it is there and the rest is not: no repeat, and not a new write either.
  if (last === undefined || found.includes(undefined)) return { verdict: 'wrong' };
  return { verdict: 'repeat', last };
};

const behind = (stream: StreamState, expected: bigint, ids: readonly string[]): Verdict => {
  const first = Number(expected) + 1;
  const same = ids.length > 0 && ids.every((id, index) => stream.ids[first + index] === id);
  if (same) return { verdict: 'repeat', last: first + ids.length - 1 };
  const anew = expected === -1n && stream.softDeleted && stream.ids[first] !== ids[0];
  return { verdict: anew ? 'append' : 'wrong' };
};

/** As the server's index writer decides about a write. */
export const judge = (stream: StreamState, expected: Expected, ids: readonly string[]): Verdict => {
  if (stream.tombstoned) return { verdict: 'deleted' };
  if (expected === 'stream_exists' && stream.softDeleted) return { verdict: 'deleted' };
  const exists = stream.ids.length > 0 || stream.hasMetadata;
  if (expected === 'stream_exists' && !exists) return { verdict: 'wrong' };
  if (expected === 'any' || expected === 'stream_exists') return anywhere(stream, ids);
  const revision = expected === 'no_stream' ? -1n : expected;
  const tip = BigInt(stream.ids.length - 1);
  if (revision < tip) return behind(stream, revision, ids);
  return { verdict: revision === tip ? 'append' : 'wrong' };
};
