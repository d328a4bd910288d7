import type { PublicNoteKey } from './note-key.js';
import { EVENTS, type Manifest, MANIFEST, TLOG, type What } from './package-layout.js';
import type { GivenCheckpoint, RefusedCheckpoint, SignedCheckpoint } from './verify-checkpoints.js';
import {
  checkNotes,
  type HeldCheckpoint,
  heldCheckpoints,
  type Notes,
  readNotes,
} from './verify-package-checkpoints.js';
import { linesOf, PackagedEvents, type PartialStream } from './verify-package-events.js';
import { checkFiles, MOST_PROBLEMS, type Problem, Problems } from './verify-package-files.js';
import { checkKeys, keysIn } from './verify-package-keys.js';
import { manifestOf } from './verify-package-manifest.js';
import { EventProofs } from './verify-package-proofs.js';
import { PackagedTree } from './verify-package-tree.js';
import { BadZip, ZipReader } from './zip-reader.js';

export interface PackageVerdict {
  readonly ok: boolean;
  /**
   * `NOTHING_PROVEN`: no checkpoint that a trusted key has signed covers any of it. `NOT_COMPARED`:
   * nothing is wrong, but a checkpoint that was given could not be used.
   */
  readonly outcome: 'AS_SIGNED' | 'NOT_COMPARED' | 'NOTHING_PROVEN' | 'NOT_AS_SIGNED';
  /** With the key in the package alone it is consistent with itself, and no more. */
  readonly trust: 'KEY_GIVEN' | 'ITS_OWN_KEY';
  readonly what: What | null;
  readonly events: number;
  /** So many of them are in the tree that was signed. */
  readonly proven: number;
  /** Recorded after the newest checkpoint, as the package has it: not proven. */
  readonly uncovered: number;
  /** Streams that are there in part. */
  readonly partial: readonly PartialStream[];
  readonly checkpoints: readonly HeldCheckpoint[];
  readonly refused: readonly RefusedCheckpoint[];
  /** Files that hold what nobody has signed. */
  readonly unproven: readonly string[];
  /** The first thousand. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

interface Opened {
  readonly zip: ZipReader;
  readonly manifest: Manifest;
  readonly notes: Notes;
  readonly problems: Problems;
}

interface Read extends Pick<PackageVerdict, 'events' | 'proven' | 'uncovered' | 'partial'> {
  /** Checkpoints that the events do not reach; null where no tree is made of them. */
  readonly beyond: ReadonlySet<SignedCheckpoint> | null;
}

const readLines = async (
  { zip, problems }: Opened,
  events: PackagedEvents,
  each: EventProofs | PackagedTree,
): Promise<void> => {
  const file = EVENTS;
  try {
    for await (const line of linesOf(zip, file)) {
      const event = events.take(line);
      if (each instanceof PackagedTree) await each.take(event);
      else if (event) await each.take(event);
      if (events.unread < MOST_PROBLEMS) continue;
      problems.add({ file, kind: 'CHANGED', why: `from line ${events.lines} on it was not read` });
      break;
    }
  } catch (error) {
    problems.add({ file, kind: 'CHANGED', why: String(error) });
  }
  events.finish();
};

const readWholeLog = async (opened: Opened, events: PackagedEvents): Promise<Read> => {
  const { zip, manifest, notes, problems } = opened;
  const tiled = notes.newest?.one.head.size ?? 0;
  const tree = new PackagedTree(zip, notes.signed, tiled, problems);
  await readLines(opened, events, tree);
  const beyond = await tree.finish(manifest, notes.own.signed);
  const { proven } = tree;
  const uncovered = Math.max(0, events.lines - proven);
  return { events: events.lines, proven, uncovered, partial: [], beyond };
};

const readSelection = async (opened: Opened, events: PackagedEvents): Promise<Read> => {
  const { zip, manifest, notes, problems } = opened;
  const proofs = new EventProofs(zip, events, notes.newest, manifest, problems);
  await readLines(opened, events, proofs);
  proofs.finish();
  const { proven, uncovered } = proofs;
  return { events: events.lines, proven, uncovered, partial: events.partial, beyond: null };
};

const readEvents = (opened: Opened): Promise<Read> => {
  const { manifest, problems } = opened;
  const events = new PackagedEvents(manifest, problems);
  return manifest.streams === 'ALL' ? readWholeLog(opened, events) : readSelection(opened, events);
};

const PROVING = ['checkpoints/', 'consistency/', 'proofs/', TLOG];

/** Documents and timeline, guide and manifest, and keys that were not given. */
const unprovenIn = (zip: ZipReader, keys: ReadonlySet<string>): readonly string[] =>
  zip.paths.filter(
    (path) =>
      path !== EVENTS && !keys.has(path) && !PROVING.some((prefix) => path.startsWith(prefix)),
  );

const outcomeOf = (
  { notes, problems }: Opened,
  { proven }: Pick<Read, 'proven'>,
  checkpoints: readonly HeldCheckpoint[],
): PackageVerdict['outcome'] => {
  if (problems.count > 0 || notes.own.refused.length > 0) return 'NOT_AS_SIGNED';
  if (proven === 0) return 'NOTHING_PROVEN';
  const isCompared =
    notes.kept.refused.length === 0 && checkpoints.every(({ compared }) => compared === 'YES');
  return isCompared ? 'AS_SIGNED' : 'NOT_COMPARED';
};

const nothing = (problem: Problem, trust: PackageVerdict['trust']): PackageVerdict => ({
  ...{ ok: false, outcome: 'NOT_AS_SIGNED', trust, what: null, events: 0, proven: 0 },
  ...{ uncovered: 0, partial: [], checkpoints: [], refused: [], unproven: [] },
  ...{ problems: [problem], problemCount: 1 },
});

const verifyZip = async (
  zip: ZipReader,
  keys: readonly PublicNoteKey[],
  outside: readonly GivenCheckpoint[],
): Promise<PackageVerdict> => {
  const trust = keys.length > 0 ? 'KEY_GIVEN' : 'ITS_OWN_KEY';
  const manifest = await manifestOf(zip);
  const unread = { file: MANIFEST, kind: 'CHANGED', why: 'it cannot be understood' } as const;
  if (!manifest) return nothing(unread, trust);
  const problems = new Problems();
  const trusted = keys.length > 0 ? keys : await keysIn(zip);
  const notes = await readNotes(zip, manifest, trusted, outside);
  const opened: Opened = { zip, manifest, notes, problems };
  await checkFiles(zip, manifest, problems);
  const provenKeys = await checkKeys(zip, keys, problems);
  await checkNotes(zip, manifest, notes, problems);
  const { beyond, ...read } = await readEvents(opened);
  const checkpoints = heldCheckpoints(notes, beyond);
  const outcome = outcomeOf(opened, read, checkpoints);
  return {
    ...{ ok: outcome === 'AS_SIGNED', outcome, trust, what: manifest.what, ...read, checkpoints },
    refused: [...notes.own.refused, ...notes.kept.refused],
    unproven: unprovenIn(zip, provenKeys),
    ...{ problems: problems.first, problemCount: problems.count },
  };
};

/**
 * Holds an audit package against what was signed, with nothing but it and the public key.
 * @param keys of the log, from elsewhere; none: the key in the package has to do
 * @param outside checkpoints that were kept elsewhere; each has to be one that it shows
 */
export const verifyPackage = async (
  file: string,
  keys: readonly PublicNoteKey[],
  outside: readonly GivenCheckpoint[],
): Promise<PackageVerdict> => {
  let zip: ZipReader | undefined;
  try {
    zip = new ZipReader(file);
    return await verifyZip(zip, keys, outside);
  } catch (error) {
    if (!(error instanceof BadZip)) throw error;
    const trust = keys.length > 0 ? 'KEY_GIVEN' : 'ITS_OWN_KEY';
    return nothing({ file, kind: 'CHANGED', why: error.message }, trust);
  } finally {
    zip?.close();
  }
};
