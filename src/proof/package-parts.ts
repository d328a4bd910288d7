import type { EventStore } from '../event-store/port.js';
import type { Position } from '../kernel/envelope.js';
import type { LogTree } from './log-tree.js';
import { inclusionProof } from './merkle.js';
import { ED25519, type PublicNoteKey } from './note-key.js';
import {
  consistencies,
  inHex,
  packagedCheckpoint,
  type OpenedCheckpoint,
} from './package-checkpoints.js';
import { loanLines, mitraLines, policyLines, type Reading } from './package-documents.js';
import {
  DOCUMENTS,
  type Manifest,
  PEM,
  pemFile,
  proofFile,
  timelineFile,
  VKEYS,
  type What,
} from './package-layout.js';
import { type Leafed, leafedEvents } from './package-log.js';
import { pemOf } from './package-pem.js';
import type { Opened } from './package-personal.js';
import { tilesOf } from './package-tiles.js';
import { type Facts, PAGE_EVENTS, timelinePage } from './package-timeline.js';
import type { PackageZip } from './package-zip.js';
import { formatTlogProof } from './tlog-proof.js';

export type OnProgress = (step: string, done: number, total: number | null) => void;

/** What is being packaged, once the log was read. */
export interface Packaged {
  readonly zip: PackageZip;
  readonly store: EventStore;
  readonly tree: LogTree;
  /** Where the reading of the log ended. */
  readonly end: Position;
  /** Of one mitra or loan: its events, in the log's order. Null: all. */
  readonly own: readonly Leafed[] | null;
  /** The checkpoints of the package, by size. */
  readonly published: readonly OpenedCheckpoint[];
  readonly onProgress: OnProgress;
}

export const eventsOf = ({ own, store, end }: Packaged): AsyncIterable<Leafed> | Iterable<Leafed> =>
  own ?? leafedEvents(store, end);

const addTiles = async (
  { zip, tree, onProgress }: Packaged,
  newest: OpenedCheckpoint,
): Promise<void> => {
  for await (const { path, bytes } of tilesOf(tree, newest)) {
    onProgress('writing the tree, files', zip.files.length, null);
    await zip.add(path, bytes, false);
  }
};

export const addProofs = async (packaged: Packaged): Promise<void> => {
  const { zip, tree, own, published, onProgress } = packaged;
  const newest = published.at(-1);
  if (!newest) return;
  if (!own) return addTiles(packaged, newest);
  const { size } = newest.head;
  const covered = own.filter(({ leafIndex }) => leafIndex < size);
  for (const [at, { event, leafIndex: index }] of covered.entries()) {
    onProgress('proving, events', at, covered.length);
    const hashes = await inclusionProof(index, size, tree.subtrees);
    const proof = formatTlogProof({ index, hashes, checkpoint: newest.note });
    await zip.add(proofFile(event.eventId), proof);
  }
};

export const addCheckpoints = async ({ zip, tree, published }: Packaged) => {
  const checkpoints = published.map(packagedCheckpoint);
  for (const [at, { file }] of checkpoints.entries())
    await zip.add(file, published[at]?.note ?? '');
  const consistency: Manifest['consistency'][number][] = [];
  for await (const { text, ...listed } of consistencies(published, tree)) {
    await zip.add(listed.file, text);
    consistency.push(listed);
  }
  return { checkpoints, consistency };
};

/** Those that signed the newest checkpoint come first. */
export const addKeys = async (
  { zip, published }: Packaged,
  verifiers: readonly PublicNoteKey[],
): Promise<Manifest['keys']> => {
  const signed = published.at(-1)?.signedBy ?? [];
  const rank = ({ keyHash }: PublicNoteKey): number => {
    const at = signed.indexOf(inHex(keyHash));
    return at < 0 ? signed.length : at;
  };
  const keys = [...new Map(verifiers.map((key) => [key.vkey, key])).values()]
    .filter(({ type }) => type === ED25519)
    .toSorted((a, b) => rank(a) - rank(b));
  await zip.add(VKEYS, keys.map(({ vkey }) => `${vkey}\n`).join(''));
  const listed: Manifest['keys'][number][] = [];
  for (const [at, key] of keys.entries()) {
    const keyHash = inHex(key.keyHash);
    const pem = at === 0 ? PEM : pemFile(keyHash);
    await zip.add(pem, pemOf(key));
    listed.push({ vkey: key.vkey, keyHash, pem });
  }
  return listed;
};

export const addDocuments = async (
  { zip, onProgress }: Packaged,
  reading: Reading,
  what: What,
): Promise<void> => {
  const counted = async function* (lines: AsyncIterable<string>): AsyncGenerator<string> {
    let count = 0;
    for await (const line of lines) {
      yield line;
      onProgress('writing the documents', (count += 1), null);
    }
  };
  await zip.add(DOCUMENTS.mitra, counted(mitraLines(reading, what)));
  await zip.add(DOCUMENTS.loans, counted(loanLines(reading, what)));
  await zip.add(DOCUMENTS.policies, counted(policyLines(reading)));
};

async function* next(
  events: AsyncIterator<Leafed> | Iterator<Leafed>,
  count: number,
): AsyncGenerator<Leafed> {
  for (let at = 0; at < count; at += 1) {
    const { done, value } = await events.next();
    if (done) return;
    yield value;
  }
}

export const addTimeline = async (
  packaged: Packaged,
  facts: Facts,
  opened: Opened,
): Promise<void> => {
  const { zip, onProgress } = packaged;
  const events = eventsOf(packaged);
  const iterator =
    Symbol.asyncIterator in events ? events[Symbol.asyncIterator]() : events[Symbol.iterator]();
  const pages = Math.max(1, Math.ceil(facts.events / PAGE_EVENTS));
  for (let page = 1; page <= pages; page += 1) {
    onProgress('writing the timeline, pages', page, pages);
    const own = next(iterator, PAGE_EVENTS);
    await zip.add(timelineFile(page), timelinePage(facts, own, opened, [page, pages]));
  }
};

export const uncoveredOf = async (packaged: Packaged): Promise<Manifest['uncovered']> => {
  const { own, tree, published } = packaged;
  const size = published.at(-1)?.head.size ?? 0;
  const first = own ? own.find(({ leafIndex }) => leafIndex >= size) : await tree.leafed(size);
  if (!first) return { events: 0, first: null };
  const events = own ? own.length - own.indexOf(first) : tree.size - size;
  const { event, leafIndex } = first;
  return { events, first: { position: event.position, leafIndex } };
};
