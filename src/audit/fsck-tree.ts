import { isDeepStrictEqual } from 'node:util';
import { type EventStore, StoreDamaged, StoreUnavailable } from '../event-store/port.js';
import { START } from '../kernel/envelope.js';
import { type CheckpointPlace, openPlace, PlaceUnavailable } from '../proof/checkpoint-place.js';
import { publicKeysOf } from '../proof/log-keys.js';
import { HASH_BYTES, rootAt } from '../proof/merkle.js';
import type { NoteVerifier } from '../proof/note.js';
import type { ProofConfig } from '../proof/proof-settings.js';
import { CHECKPOINTS } from '../proof/publications.js';
import { TILE_WIDTH } from '../proof/tile-path.js';
import { type Extent, LEAVES, NO_TREE, TILES, TreeStore } from '../proof/tree-store.js';
import { readCheckpoints, type SignedCheckpoint } from '../proof/verify-checkpoints.js';
import type { ReadModelStore, Reads, Stored } from '../read-model/port.js';
import { type Finding, inWords } from './fsck-log.js';

/** Where checkpoints are published, and whose signatures they bear. */
export interface Publishing {
  readonly place: CheckpointPlace;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
}

/** As the settings say. */
export const publishingOf = (config: ProofConfig): Publishing => ({
  place: openPlace(config.place),
  origin: config.origin,
  verifiers: publicKeysOf(config),
});

export interface TreeParts {
  readonly store: EventStore;
  readonly kept: Reads;
  /** What is derived anew is put here. */
  readonly scratch: ReadModelStore;
  /** Left out: nothing was published that it could be held against. */
  readonly publishing?: Publishing;
}

export interface TreeReport {
  readonly leaves: number;
  /** Published ones that the log was held against. */
  readonly checkpoints: number;
  readonly behind: readonly string[];
  readonly findings: readonly Finding[];
  /** What could not be looked at, and why. */
  readonly unchecked: readonly string[];
}

const PAGE = 1_000;
const ROUNDS = 3;

/** The tree as the log makes it, from where it was derived before to the log's end. */
const derive = async (store: EventStore, tree: TreeStore, from: Extent): Promise<Extent> => {
  let extent = from;
  for (;;) {
    const events = await store.readAll(extent.position, PAGE);
    if (events.length === 0) return extent;
    extent = await tree.extend(extent, events);
  }
};

const lineOf = (value: unknown): string => JSON.stringify(value ?? 'nothing');

type Body = Readonly<Record<string, unknown>>;

/** How many leaves or hashes a document holds, and the first of them, as many as asked for. */
const lengthOf = ({ hashes, entries }: Body): number =>
  Array.isArray(entries)
    ? entries.length
    : Buffer.from(String(hashes), 'base64').length / HASH_BYTES;

const firstOf = ({ hashes, entries, positions, first }: Body, count: number): Body =>
  Array.isArray(entries)
    ? {
        first,
        positions: Array.isArray(positions) ? positions.slice(0, count) : positions,
        entries: entries.slice(0, count),
      }
    : {
        width: count,
        hashes: Buffer.from(String(hashes), 'base64')
          .subarray(0, count * HASH_BYTES)
          .toString('base64'),
      };

/** So many a document holds where the tree has `size` leaves; none: it is not there. */
const lengthAt = (collection: string, id: string, size: number): number => {
  const [level, index] = collection === TILES ? id.split('/').map(Number) : [0, Number(id)];
  return Math.floor(size / TILE_WIDTH ** (level ?? 0)) - (index ?? 0) * TILE_WIDTH;
};

/** A document that has not grown as far yet is right as far as it is. */
const isAsDerived = (kept: Stored<Body>, derived: Stored<Body>, least: number): boolean => {
  const length = lengthOf(kept.body);
  if (length >= lengthOf(derived.body)) return isDeepStrictEqual(kept, derived);
  return length >= least && isDeepStrictEqual(kept.body, firstOf(derived.body, length));
};

const differing = async (
  { kept, scratch }: TreeParts,
  collection: string,
  size: number,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const found = (id: string, expected: unknown, present: unknown): void => {
    const where = `${collection} ${id}`;
    findings.push({ invariant: 'I8', where, expected: lineOf(expected), found: lineOf(present) });
  };
  for await (const derived of scratch.scan<Body>(collection)) {
    const present = (await kept.load<Body>(collection, [derived.id])).get(derived.id);
    const least = lengthAt(collection, derived.id, size);
    const isRight = present ? isAsDerived(present, derived, least) : least <= 0;
    if (!isRight) found(derived.id, derived.body, present?.body);
  }
  for await (const { id, body } of kept.scan<Body>(collection))
    if (!(await scratch.load(collection, [id])).has(id)) found(id, undefined, body);
  return findings;
};

/** The tree that is kept is the one of the log, as far as it says it has come. */
const checkKept = async (
  parts: TreeParts,
  tree: TreeStore,
  derived: Extent,
): Promise<readonly Finding[]> => {
  try {
    const reached = (await parts.kept.checkpoint('tree'))?.position ?? START;
    const where = `the end of the log, after ${derived.position}`;
    if (reached > derived.position)
      return [{ invariant: 'I1', where, expected: 'tree has read more', found: 'nothing' }];
    const size = await tree.sizeAt(reached);
    return [...(await differing(parts, TILES, size)), ...(await differing(parts, LEAVES, size))];
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    const expected = 'a tree that can be read';
    return [{ invariant: 'I8', where: `${TILES}, ${LEAVES}`, expected, found: inWords(error) }];
  }
};

const rootOf = async (tree: TreeStore, size: number): Promise<string> =>
  (await rootAt(size, tree.subtrees)).toString('base64');

/** What the service keeps of its own checkpoints; the place outside decides. */
const checkOwn = async (
  { kept }: TreeParts,
  tree: TreeStore,
  { size: leaves }: Extent,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  try {
    for await (const { id, body } of kept.scan<{ size: number; rootHash: string }>(CHECKPOINTS)) {
      const isThere = Number.isSafeInteger(body.size) && body.size >= 0 && body.size <= leaves;
      const expected = isThere ? await rootOf(tree, body.size) : `at most ${leaves} events`;
      const found = isThere ? body.rootHash : String(body.size);
      if (found !== expected)
        findings.push({ invariant: 'I8', where: `${CHECKPOINTS} ${id}`, expected, found });
    }
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    const expected = 'checkpoints that can be read';
    findings.push({ invariant: 'I8', where: CHECKPOINTS, expected, found: inWords(error) });
  }
  return findings;
};

const againstOne = async (
  { name, head }: SignedCheckpoint,
  isNewest: boolean,
  tree: TreeStore,
  { size }: Extent,
): Promise<readonly Finding[]> => {
  const invariant = isNewest ? 'I15' : 'I14';
  const where = `the log and the checkpoint of ${head.size} events in ${name}`;
  if (head.size > size)
    return [{ invariant, where, expected: `${head.size} events`, found: String(size) }];
  const [expected, found] = [head.root.toString('base64'), await rootOf(tree, head.size)];
  return expected === found ? [] : [{ invariant, where, expected, found }];
};

/** The log is the one that was published: by the newest checkpoint, and by each before it. */
const againstPublished = async (
  { publishing }: TreeParts,
  tree: TreeStore,
  derived: Extent,
): Promise<Pick<TreeReport, 'checkpoints' | 'findings' | 'unchecked'>> => {
  const findings: Finding[] = [];
  if (!publishing) return { checkpoints: 0, findings, unchecked: [] };
  const { place, origin, verifiers } = publishing;
  try {
    const newest = await place.newest();
    const notes = [...((await place.all?.()) ?? []), ...(newest === null ? [] : [newest])];
    const given = notes.map((note) => ({ name: place.name, note }));
    const { signed, refused } = readCheckpoints(given, origin, verifiers);
    const expected = `checkpoints signed by ${origin}`;
    for (const { name: where, why: found } of refused)
      findings.push({ invariant: 'I14', where, expected, found });
    for (const one of signed)
      findings.push(...(await againstOne(one, one === signed.at(-1), tree, derived)));
    return { checkpoints: signed.length, findings, unchecked: [] };
  } catch (error) {
    if (!(error instanceof PlaceUnavailable)) throw error;
    return { checkpoints: 0, findings, unchecked: [`CHECKPOINT_PLACE: ${error.message}`] };
  }
};

/**
 * Derives the tree anew from the log, and holds against it what is kept of it and what was
 * published of it.
 */
export const checkTree = async (parts: TreeParts): Promise<TreeReport> => {
  const { store, kept, scratch } = parts;
  const tree = new TreeStore(scratch);
  await tree.ensure();
  let [derived, found]: [Extent, readonly Finding[]] = [NO_TREE, []];
  try {
    derived = await derive(store, tree, NO_TREE);
    found = await checkKept(parts, tree, derived);
    // Where a service writes meanwhile, what is kept may have come further than was derived.
    for (let round = 0; found.length > 0 && round < ROUNDS; round += 1) {
      derived = await derive(store, tree, derived);
      found = await checkKept(parts, tree, derived);
    }
  } catch (error) {
    if (!(error instanceof StoreDamaged)) throw error;
    const finding = { invariant: 'I8', where: `the read models ${TILES} and ${LEAVES}` };
    const findings = [{ ...finding, expected: 'a log to derive them from', found: error.message }];
    return { leaves: 0, checkpoints: 0, behind: [], findings, unchecked: [] };
  }
  const reached = await kept.checkpoint('tree');
  const findings = [...found, ...(await checkOwn(parts, tree, derived))];
  const published = await againstPublished(parts, tree, derived);
  return {
    ...published,
    leaves: derived.size,
    behind: (reached?.position ?? START) < derived.position ? ['tree'] : [],
    findings: [...findings, ...published.findings],
  };
};
