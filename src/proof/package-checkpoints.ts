import { parseCheckpoint, type TreeHead } from './checkpoint.js';
import type { LogTree } from './log-tree.js';
import { consistencyProof, rootAt } from './merkle.js';
import { type NoteVerifier, openNote, splitNote } from './note.js';
import {
  checkpointFile,
  consistencyFile,
  type Manifest,
  type PackagedCheckpoint,
} from './package-layout.js';
import { NotAsProven } from './package-log.js';
import { formatAddCheckpoint } from './witness-request.js';

/** A checkpoint as it was published, its signatures by the log's own keys verified. */
export interface OpenedCheckpoint {
  readonly note: string;
  readonly head: TreeHead;
  readonly signedBy: readonly string[];
  readonly cosignedBy: readonly string[];
}

export const inHex = (keyHash: number): string => keyHash.toString(16).padStart(8, '0');

/** @throws {NotAsProven} signed by none of the log's keys */
const opened = (note: string, verifiers: readonly NoteVerifier[]): OpenedCheckpoint => {
  try {
    const { text, signatures, unknown } = openNote(note, verifiers);
    const signedBy = signatures.map(({ keyHash }) => inHex(keyHash));
    return { note, head: parseCheckpoint(text), signedBy, cosignedBy: unknown };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new NotAsProven(`a published checkpoint cannot be used: ${said}`);
  }
};

/** Of two of the same size the one with more signatures: the same tree, seen by more. */
const oneOfEach = (published: readonly OpenedCheckpoint[]): readonly OpenedCheckpoint[] => {
  const bySize = new Map<number, OpenedCheckpoint>();
  for (const one of published) {
    const other = bySize.get(one.head.size);
    if (other && !other.head.root.equals(one.head.root))
      throw new NotAsProven(`two published checkpoints of size ${one.head.size} contradict`);
    if (!other || signers(one) > signers(other)) bySize.set(one.head.size, one);
  }
  return [...bySize.values()].toSorted((a, b) => a.head.size - b.head.size);
};

const signers = ({ note }: OpenedCheckpoint): number => splitNote(note).signatures.length;

/** By size, each once. @throws {NotAsProven} */
export const publishedOf = (
  notes: readonly string[],
  verifiers: readonly NoteVerifier[],
): readonly OpenedCheckpoint[] =>
  oneOfEach(notes.map((note) => opened(note, verifiers))).filter(({ head }) => head.size > 0);

/** The first to cover each leaf, which tells by when it was there, and the newest. */
export const coveringOf = (
  published: readonly OpenedCheckpoint[],
  leaves: 'ALL' | readonly number[],
): readonly OpenedCheckpoint[] => {
  if (leaves === 'ALL') return published;
  const newest = published.at(-1);
  const first = leaves.flatMap((leaf) => published.find(({ head }) => head.size > leaf) ?? []);
  return [...new Set([...first, ...(newest ? [newest] : [])])].toSorted(
    (a, b) => a.head.size - b.head.size,
  );
};

/** @throws {NotAsProven} the log is not the one that was signed */
export const checkAgainst = async (
  published: readonly OpenedCheckpoint[],
  tree: LogTree,
): Promise<void> => {
  for (const { head } of published) {
    if (head.size > tree.size)
      throw new NotAsProven(
        `a checkpoint of ${head.size} events was published, the log holds ${tree.size}: ` +
          'its end is missing, or it is an older copy; see jejak verify',
      );
    if (!(await rootAt(head.size, tree.subtrees)).equals(head.root))
      throw new NotAsProven(
        `the log is not the one of the checkpoint of ${head.size} events; see jejak verify`,
      );
  }
};

export const packagedCheckpoint = (one: OpenedCheckpoint): PackagedCheckpoint => ({
  file: checkpointFile(one.head.size),
  size: one.head.size,
  rootHash: one.head.root.toString('base64'),
  signedBy: one.signedBy,
  cosignedBy: one.cosignedBy,
});

type Consistency = Manifest['consistency'][number];

/** From each checkpoint to the next, as a witness is shown it. */
export async function* consistencies(
  published: readonly OpenedCheckpoint[],
  tree: LogTree,
): AsyncGenerator<Consistency & { readonly text: string }> {
  for (const [at, newer] of published.entries()) {
    const from = published[at - 1]?.head.size;
    if (from === undefined) continue;
    const to = newer.head.size;
    const proof = await consistencyProof(from, to, tree.subtrees);
    const text = formatAddCheckpoint({ oldSize: from, proof, note: newer.note });
    yield { file: consistencyFile(from, to), from, to, text };
  }
}
