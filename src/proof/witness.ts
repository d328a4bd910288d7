import { BadCheckpoint, parseCheckpoint, type TreeHead } from './checkpoint.js';
import { EMPTY_ROOT, verifyConsistency } from './merkle.js';
import { BadNote, noteOf, type NoteVerifier, openNote, splitNote } from './note.js';
import { parseAddCheckpoint } from './witness-request.js';

/** What a witness remembers of a log: the largest tree that it has cosigned. */
export type SeenHead = Pick<TreeHead, 'size' | 'root'>;

const NOTHING: SeenHead = { size: 0, root: EMPTY_ROOT };

/** Why a witness does not sign, in the numbers of HTTP that C2SP's tlog-witness gives. */
export interface NotWitnessed {
  readonly status: 400 | 403 | 404 | 409 | 422;
  readonly why: string;
  /** What it has last seen, where that is not what the log thinks. */
  readonly seen?: number;
  /** Signed by the log, so that it can be held against it. */
  readonly isEvidence: boolean;
}

export interface Witnessed {
  readonly head: TreeHead;
  /** With the log's own signatures alone. */
  readonly note: string;
}

/** What the log itself has signed; not yet whether it may be cosigned. */
export interface Submitted extends Witnessed {
  readonly oldSize: number;
  readonly proof: readonly Buffer[];
}

const not = (
  status: NotWitnessed['status'],
  why: string,
  seen?: number,
  isEvidence = false,
): NotWitnessed => ({ status, why, isEvidence, ...(seen !== undefined && { seen }) });

/** By the name of the log. */
export type KnownLogs = ReadonlyMap<string, readonly NoteVerifier[]>;

/** Who sends it, and whether that log has signed it; a key signs for the log of its own name. */
export const readSubmission = (body: string, logs: KnownLogs): Submitted | NotWitnessed => {
  const request = parseAddCheckpoint(body);
  if (!request) return not(400, 'not a request to add a checkpoint');
  try {
    const { note, ...asked } = request;
    const head = parseCheckpoint(splitNote(note).text);
    const keys = logs.get(head.origin);
    if (!keys) return not(404, 'an unknown log');
    try {
      // Anybody can add lines to a note: those that are not the log's are neither kept nor told.
      return { ...asked, note: noteOf(openNote(note, keys)), head };
    } catch (error) {
      if (error instanceof BadNote) return not(403, 'not signed by a key of this log');
      throw error;
    }
  } catch (error) {
    if (error instanceof BadNote || error instanceof BadCheckpoint)
      return not(400, `not a checkpoint: ${error.message}`);
    throw error;
  }
};

/** A tree that goes on from the one last seen is cosigned; one that goes back or forks is not. */
export const judge = (
  { oldSize, proof, head, note }: Submitted,
  seen: SeenHead = NOTHING,
): Witnessed | NotWitnessed => {
  if (oldSize > head.size) return not(400, 'the old tree is larger than the new one', seen.size);
  if (oldSize !== seen.size)
    return not(409, `of this log, ${seen.size} leaves are known`, seen.size, head.size < seen.size);
  if (head.size === seen.size && !head.root.equals(seen.root))
    return not(409, 'a fork: another tree of this size is known', seen.size, true);
  const roots = { fromRoot: seen.root, toRoot: head.root };
  if (!verifyConsistency({ from: seen.size, to: head.size, ...roots, proof }))
    return not(422, 'not proven to go on from the tree that is known', seen.size, true);
  return { head, note };
};

export const isRefused = (answer: object): answer is NotWitnessed => 'status' in answer;
