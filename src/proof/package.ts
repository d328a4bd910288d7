import type { EventStore, StoredEvent } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import { jakartaDate } from '../kernel/local-date.js';
import type { KeyStore } from '../keys/port.js';
import { loanStream } from '../lending/loan.js';
import { mitraStream } from '../mitra/mitra.js';
import type { Reads } from '../read-model/port.js';
import { LogTree } from './log-tree.js';
import { rootAt } from './merkle.js';
import type { PublicNoteKey } from './note-key.js';
import { checkAgainst, coveringOf, publishedOf } from './package-checkpoints.js';
import { reachedBy } from './package-documents.js';
import { guideOf } from './package-guide.js';
import { eventLine, EVENTS, type Manifest, MANIFEST, VERIFY, type What } from './package-layout.js';
import { checkHash, type Leafed, leafedEvents } from './package-log.js';
import {
  addCheckpoints,
  addDocuments,
  addKeys,
  addProofs,
  addTimeline,
  type OnProgress,
  type Packaged,
  uncoveredOf,
} from './package-parts.js';
import { openedBy } from './package-personal.js';
import { streamsOf } from './package-streams.js';
import type { PackageZip } from './package-zip.js';

/** There is no such mitra or loan, or nothing at all in the log. */
export class NothingToPackage extends Error {
  override readonly name = 'NothingToPackage';
}

export interface Packaging {
  readonly what: What;
  readonly store: EventStore;
  readonly kept: Reads;
  /** Null: no personal part is opened, for the reason that `personal` says. */
  readonly keys: KeyStore | null;
  readonly personal: Manifest['personal'];
  /** What was published, in any order. */
  readonly notes: readonly string[];
  readonly verifiers: readonly PublicNoteKey[];
  readonly software: string;
  readonly onProgress: OnProgress;
}

/** What was asked for, as the log knows it. @throws {NothingToPackage} */
export const whatOf = async (
  store: Pick<EventStore, 'readStream' | 'head'>,
  asked: { readonly mitra?: string; readonly loan?: string },
): Promise<What> => {
  const { mitra, loan } = asked;
  if (loan !== undefined) {
    const [first] = await store.readStream(loanStream(loan));
    if (!first?.mitra) throw new NothingToPackage(`there is no loan ${loan}`);
    return { loan, mitra: first.mitra };
  }
  if (mitra !== undefined) {
    const [first] = await store.readStream(mitraStream(mitra));
    if (!first) throw new NothingToPackage(`there is no mitra ${mitra}`);
    return { mitra };
  }
  if ((await store.head()) === START) throw new NothingToPackage('the log is empty');
  return { all: true };
};

const concerns = (what: What, event: StoredEvent): boolean => {
  if ('loan' in what) return event.loan === what.loan;
  return 'all' in what || event.mitra === what.mitra;
};

/** Reads the log once, to its end; on the way the events of the package are written. */
const readLog = async (
  zip: PackageZip,
  { what, store, onProgress }: Packaging,
  end: Position,
): Promise<Pick<Packaged, 'tree' | 'own'>> => {
  const tree = new LogTree(store);
  const own: Leafed[] | null = 'all' in what ? null : [];
  const lines = async function* (): AsyncGenerator<string> {
    for await (const leafed of leafedEvents(store, end)) {
      tree.add(leafed);
      onProgress('reading the log, events', tree.size, null);
      if (!concerns(what, leafed.event)) continue;
      checkHash(leafed.event);
      own?.push(leafed);
      yield `${eventLine(leafed.event)}\n`;
    }
  };
  await zip.add(EVENTS, lines());
  return { tree, own };
};

const readPackaged = async (zip: PackageZip, packaging: Packaging): Promise<Packaged> => {
  const { store, notes, verifiers, onProgress } = packaging;
  const end = await store.head();
  const { tree, own } = await readLog(zip, packaging, end);
  const leaves = own ? own.map(({ leafIndex }) => leafIndex) : 'ALL';
  const published = coveringOf(publishedOf(notes, verifiers), leaves);
  await checkAgainst(published, tree);
  return { zip, store, tree, own, end, published, onProgress };
};

const basisOf = async ({ tree }: Packaged): Promise<Manifest['basis']> => {
  const { position, size, recordedAt } = tree;
  if (recordedAt === null) throw new NothingToPackage('the log is empty');
  const rootHash = (await rootAt(size, tree.subtrees)).toString('base64');
  return { position, size, rootHash, recordedAt };
};

/**
 * Writes all of a package but its end: whoever asked for it gives the file its name.
 * @throws {NotAsProven | NothingToPackage}
 */
export const writePackage = async (zip: PackageZip, packaging: Packaging): Promise<Manifest> => {
  const { what, store, kept, keys, personal, verifiers, software } = packaging;
  const packaged = await readPackaged(zip, packaging);
  const { own, end, tree } = packaged;
  const basis = await basisOf(packaged);
  const asOf = jakartaDate(basis.recordedAt);
  const opened = openedBy(keys);
  const { checkpoints, consistency } = await addCheckpoints(packaged);
  const facts: Omit<Manifest, 'files'> = {
    ...{ format: 'jejak-audit-package', version: 1, software, what, basis, asOf },
    events: own?.length ?? tree.size,
    streams: own ? await streamsOf(store, own, end) : 'ALL',
    ...{ checkpoints, consistency, keys: await addKeys(packaged, verifiers) },
    proofs: own ? 'PER_EVENT' : 'TILES',
    uncovered: await uncoveredOf(packaged),
    ...{ personal, readModels: await reachedBy(kept) },
  };
  await addProofs(packaged);
  const moment = { asOf, known: end, knownAt: null, isNow: true };
  await addDocuments(packaged, { store, kept, moment, opened }, what);
  await addTimeline(packaged, facts, opened);
  await zip.add(VERIFY, guideOf(facts, packaged.published.at(-1)));
  const manifest: Manifest = { ...facts, files: [...zip.files] };
  await zip.add(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
};
