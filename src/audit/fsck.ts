import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../event-store/port.js';
import type { KeyStore } from '../keys/port.js';
import { EmbeddedReadModelStore } from '../read-model/embedded.js';
import type { ReadModelStore } from '../read-model/port.js';
import { checkDocuments } from './fsck-documents.js';
import { checkLoans } from './fsck-loans.js';
import { checkLog, type Finding } from './fsck-log.js';
import { checkSuspense } from './fsck-suspense.js';

export interface FsckReport {
  readonly events: number;
  readonly loans: number;
  readonly documents: number;
  /** Read models that have not come to the end of the log: checked as far as they are. */
  readonly behind: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Re-derives everything that can be derived from the log and holds it against what is kept: the
 * chain of every stream, the equations of every loan, every document of every read model.
 * @param kept as of one moment: a consistent snapshot where a service writes beside it
 */
export const fsck = async (
  parts: { readonly store: EventStore; readonly keys: KeyStore; readonly kept: ReadModelStore },
  onProgress: (step: string, count: number) => void,
): Promise<FsckReport> => {
  const { store, keys } = parts;
  const log = await checkLog(store, keys, (events) => onProgress('events', events));
  const loans = await checkLoans({ store, keys }, log.streams);
  const suspense = await checkSuspense({ store, keys }, log.streams);
  onProgress('loans', loans.loans);
  const directory = await mkdtemp(join(tmpdir(), 'jejak-fsck-'));
  const scratch = EmbeddedReadModelStore.open({ file: join(directory, 'derived.db') });
  try {
    const documents = await checkDocuments({ ...parts, scratch }, (count) =>
      onProgress('documents', count),
    );
    const findings = [...log.findings, ...loans.findings, ...suspense, ...documents.findings];
    const { events } = log;
    const { documents: checked, behind = [] } = documents;
    return { events, loans: loans.loans, documents: checked, behind, findings };
  } finally {
    await scratch.close();
    await rm(directory, { recursive: true, force: true });
  }
};
