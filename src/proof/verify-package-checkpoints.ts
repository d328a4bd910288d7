import { type Manifest, TLOG } from './package-layout.js';
import { verifyConsistency } from './merkle.js';
import {
  type Checkpoints,
  type GivenCheckpoint,
  readCheckpoints,
  type SignedCheckpoint,
} from './verify-checkpoints.js';
import type { Problems } from './verify-package-files.js';
import type { PublicNoteKey } from './note-key.js';
import { parseAddCheckpoint } from './witness-request.js';
import { MOST_NOTE, type ZipReader } from './zip-reader.js';

/** What is in the package, and what was kept elsewhere, each with the keys that are trusted. */
export interface Notes {
  readonly own: Checkpoints;
  readonly kept: Checkpoints;
  /** By size, of both. */
  readonly signed: readonly SignedCheckpoint[];
  /** The largest in the package: where its proofs lead to. */
  readonly newest: { readonly note: string; readonly one: SignedCheckpoint } | null;
}

export const readNotes = async (
  zip: ZipReader,
  { checkpoints }: Manifest,
  trusted: readonly PublicNoteKey[],
  outside: readonly GivenCheckpoint[],
): Promise<Notes> => {
  const inside = new Map<string, string>();
  for (const { file } of checkpoints)
    if (!inside.has(file)) inside.set(file, await zip.text(file, MOST_NOTE).catch(() => ''));
  const origin = trusted[0]?.name ?? '';
  const notes = [...inside].map(([name, note]) => ({ name, note }));
  const own = readCheckpoints(notes, origin, trusted);
  const kept = readCheckpoints(outside, origin, trusted);
  const signed = [...own.signed, ...kept.signed].toSorted((a, b) => a.head.size - b.head.size);
  const one = own.signed.at(-1);
  return { own, kept, signed, newest: one ? { one, note: inside.get(one.name) ?? '' } : null };
};

/** What the manifest says of its checkpoints is what they say. */
const checkListed = (
  { checkpoints }: Manifest,
  { own }: Notes,
  zip: ZipReader,
  problems: Problems,
): void => {
  const heads = new Set(own.signed.map(({ head: { size, root } }) => `${size} ${base64(root)}`));
  const listed = new Set<string>();
  for (const { file, size, rootHash } of checkpoints) {
    if (listed.has(file)) problems.add({ file, kind: 'ADDED', why: 'the manifest has it twice' });
    listed.add(file);
    if (!heads.has(`${size} ${rootHash}`))
      problems.add({ file, kind: 'UNPROVEN', why: 'it is not what was signed' });
  }
  for (const file of zip.paths)
    if (file.startsWith('checkpoints/') && !listed.has(file))
      problems.add({ file, kind: 'ADDED', why: 'the manifest does not tell of it' });
};

const base64 = (bytes: Buffer): string => bytes.toString('base64');

/** Two trees of one size that were both signed. */
const checkContradictions = ({ signed }: Notes, problems: Problems): void => {
  for (const [at, { name, head }] of signed.entries()) {
    const before = signed[at - 1];
    if (before?.head.size !== head.size || before.head.root.equals(head.root)) continue;
    const why = `it contradicts ${before.name}: two trees of ${head.size} events were signed`;
    problems.add({ file: name, kind: 'UNPROVEN', why });
  }
};

/** That each checkpoint of the package begins with the one before. */
const checkConsistency = async (
  zip: ZipReader,
  { consistency }: Manifest,
  { own: { signed } }: Notes,
  problems: Problems,
): Promise<void> => {
  const roots = new Map(signed.map(({ head }) => [head.size, head.root]));
  const [files, shown] = [new Set<string>(), new Set<string>()];
  for (const { file, from, to } of consistency) {
    const isNew = !files.has(file);
    files.add(file);
    const body = isNew ? await zip.text(file, MOST_NOTE).catch(() => '') : '';
    const [request, fromRoot, toRoot] = [parseAddCheckpoint(body), roots.get(from), roots.get(to)];
    shown.add(`${from} to ${to}`);
    const holds =
      request?.oldSize === from &&
      fromRoot !== undefined &&
      toRoot !== undefined &&
      verifyConsistency({ from, to, fromRoot, toRoot, proof: request.proof });
    if (holds) continue;
    const why = `it does not show that ${to} events begin with the first ${from}`;
    problems.add({ file, kind: 'UNPROVEN', why });
  }
  for (const [at, { head }] of signed.entries()) {
    const before = signed[at - 1]?.head.size;
    const file = `${before} to ${head.size}`;
    if (before !== undefined && !shown.has(file))
      problems.add({ file, kind: 'MISSING', why: 'no proof that the one begins with the other' });
  }
};

const checkTlog = async (
  zip: ZipReader,
  { streams }: Manifest,
  { newest }: Notes,
  problems: Problems,
): Promise<void> => {
  if (streams !== 'ALL' || !newest) return;
  const file = `${TLOG}checkpoint`;
  const note = await zip.text(file, MOST_NOTE).catch(() => '');
  const why = 'it is not the newest checkpoint';
  if (note !== newest.note) problems.add({ file, kind: 'CHANGED', why });
};

export const checkNotes = async (
  zip: ZipReader,
  manifest: Manifest,
  notes: Notes,
  problems: Problems,
): Promise<void> => {
  checkListed(manifest, notes, zip, problems);
  checkContradictions(notes, problems);
  await checkConsistency(zip, manifest, notes, problems);
  await checkTlog(zip, manifest, notes, problems);
};

/** A checkpoint, and whether the package could be held against it. */
export interface HeldCheckpoint {
  readonly name: string;
  readonly size: number;
  readonly rootHash: string;
  readonly from: 'PACKAGE' | 'KEPT_ELSEWHERE';
  /** `NEWER`: the package ends before it. `NO_PROOF`: nothing in it leads there. */
  readonly compared: 'YES' | 'NEWER' | 'NO_PROOF';
}

/**
 * Of a whole log the tree of every size can be built, as far as the events go; else a checkpoint
 * is only compared with the one of its size in the package.
 */
export const heldCheckpoints = (
  { own, kept, newest }: Notes,
  beyond: ReadonlySet<SignedCheckpoint> | null,
): readonly HeldCheckpoint[] => {
  const sizes = new Set(own.signed.map(({ head }) => head.size));
  const comparedTo = (one: SignedCheckpoint): HeldCheckpoint['compared'] => {
    if (beyond) return beyond.has(one) ? 'NEWER' : 'YES';
    if (sizes.has(one.head.size)) return 'YES';
    return one.head.size > (newest?.one.head.size ?? 0) ? 'NEWER' : 'NO_PROOF';
  };
  const held = (from: HeldCheckpoint['from']) => (one: SignedCheckpoint) => ({
    ...{ name: one.name, size: one.head.size, rootHash: base64(one.head.root), from },
    compared: comparedTo(one),
  });
  return [...own.signed.map(held('PACKAGE')), ...kept.signed.map(held('KEPT_ELSEWHERE'))];
};
