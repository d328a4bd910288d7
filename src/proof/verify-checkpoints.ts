import { parseCheckpoint, type TreeHead } from './checkpoint.js';
import { type NoteVerifier, openNote } from './note.js';

/** A file that is said to hold a checkpoint. */
export interface GivenCheckpoint {
  readonly name: string;
  readonly note: string;
}

export interface SignedCheckpoint {
  readonly name: string;
  readonly head: TreeHead;
}

/** What cannot be relied on: no checkpoint, of another log, or not signed by a key given. */
export interface RefusedCheckpoint {
  readonly name: string;
  readonly why: string;
}

export interface Checkpoints {
  /** By size, each tree head once. */
  readonly signed: readonly SignedCheckpoint[];
  readonly refused: readonly RefusedCheckpoint[];
}

const opened = (
  { name, note }: GivenCheckpoint,
  origin: string,
  verifiers: readonly NoteVerifier[],
): SignedCheckpoint | RefusedCheckpoint => {
  try {
    const { text, verified } = openNote(note, verifiers);
    const head = parseCheckpoint(text);
    if (head.origin !== origin)
      return { name, why: `it is of the log ${head.origin}, not of ${origin}` };
    // The key of a witness alone says nothing about what the log itself published.
    if (!verified.includes(origin)) return { name, why: `it is not signed by a key of ${origin}` };
    return { name, head };
  } catch (error) {
    return { name, why: error instanceof Error ? error.message : String(error) };
  }
};

/** @param origin what the log is called, and so its keys */
export const readCheckpoints = (
  given: readonly GivenCheckpoint[],
  origin: string,
  verifiers: readonly NoteVerifier[],
): Checkpoints => {
  const [signed, refused]: [SignedCheckpoint[], RefusedCheckpoint[]] = [[], []];
  const heads = new Set<string>();
  for (const file of given) {
    const one = opened(file, origin, verifiers);
    if ('why' in one) {
      refused.push(one);
      continue;
    }
    const head = `${one.head.size} ${one.head.root.toString('base64')}`;
    if (!heads.has(head)) signed.push(one);
    heads.add(head);
  }
  return { signed: signed.toSorted((a, b) => a.head.size - b.head.size), refused };
};
