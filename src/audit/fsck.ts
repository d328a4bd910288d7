import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../event-store/port.js';
import type { KeyStore } from '../keys/port.js';
import { EmbeddedReadModelStore } from '../read-model/embedded.js';
import type { Reads } from '../read-model/port.js';
import { checkDocuments } from './fsck-documents.js';
import { checkLoans } from './fsck-loans.js';
import { checkLog, type Finding } from './fsck-log.js';
import { checkReports } from './fsck-reports.js';
import { checkSuspense } from './fsck-suspense.js';
import { checkTree, type Publishing } from './fsck-tree.js';

export interface FsckReport {
  readonly events: number;
  readonly loans: number;
  readonly documents: number;
  /** Read models that have not come to the end of the log: checked as far as they are. */
  readonly behind: readonly string[];
  /** Leaves of the tree that were derived anew, and published checkpoints it was held against. */
  readonly leaves: number;
  readonly checkpoints: number;
  /** What could not be looked at, and why. */
  readonly unchecked: readonly string[];
  readonly findings: readonly Finding[];
}

interface Parts {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly kept: Reads;
  readonly publishing?: Publishing;
}

/**
 * Re-derives everything that can be derived from the log and holds it against what is kept: the
 * chain of every stream, the equations of every loan, every document of every read model, the
 * tree and what was published of it.
 * @param kept as of one moment: a consistent snapshot where a service writes beside it
 */
export const fsck = async (
  parts: Parts,
  onProgress: (step: string, count: number) => void,
): Promise<FsckReport> => {
  const { store, keys } = parts;
  const log = await checkLog(store, keys, (events) => onProgress('events', events));
  const loans = await checkLoans({ store, keys }, log.streams);
  const suspense = await checkSuspense({ store, keys }, log.streams);
  const reports = await checkReports({ store, keys }, log.streams);
  onProgress('loans', loans.loans);
  const directory = await mkdtemp(join(tmpdir(), 'jejak-fsck-'));
  const scratch = EmbeddedReadModelStore.open({ file: join(directory, 'derived.db') });
  try {
    const documents = await checkDocuments({ ...parts, scratch }, (count) =>
      onProgress('documents', count),
    );
    const tree = await checkTree({ ...parts, scratch });
    const findings = [
      ...log.findings,
      ...loans.findings,
      ...suspense,
      ...reports,
      ...documents.findings,
      ...tree.findings,
    ];
    const { events } = log;
    const { leaves, checkpoints, unchecked } = tree;
    return {
      ...{ events, loans: loans.loans, documents: documents.documents },
      ...{ behind: [...(documents.behind ?? []), ...tree.behind] },
      ...{ leaves, checkpoints, unchecked, findings },
    };
  } finally {
    await scratch.close();
    await rm(directory, { recursive: true, force: true });
  }
};
