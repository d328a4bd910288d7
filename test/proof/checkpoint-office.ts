import { readFileSync } from 'node:fs';
import type { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { openNote } from '../../src/proof/note.js';
import { parsePublicKeys, publicFile } from '../../src/proof/signing-keys.js';
import type { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { type Desk, desk, type DeskOptions, keyFile, placeIn } from './checkpointing.js';
import { openDocuments, openLog } from './logs.js';

interface Closable {
  close(): Promise<void>;
}

/** For each test of the file that calls this: a log, documents, and all that signs over them. */
export const checkpointOffice = () => {
  const directory = freshDirectory();
  let log: EmbeddedEventStore;
  let documents: EmbeddedReadModelStore;
  let open: Closable[] = [];
  beforeEach(() => {
    log = openLog(directory());
    documents = openDocuments(directory());
    open = [log, documents];
  });
  afterEach(async () => {
    for (const one of open) await one.close();
  });
  const keep = <T extends Closable>(one: T): T => {
    open.push(one);
    return one;
  };
  return {
    directory,
    log: () => log,
    documents: () => documents,
    anew: (name: string): EmbeddedReadModelStore => keep(openDocuments(directory(), name)),
    otherLog: (name: string): EmbeddedEventStore => keep(openLog(directory(), name)),
    begin: (over: Partial<DeskOptions> = {}): Promise<Desk> =>
      desk({ directory: directory(), log, documents, ...over }),
    /** Of all that was published, each signed by a key of this log. */
    sizes: async (): Promise<readonly number[]> => {
      const keys = parsePublicKeys(readFileSync(publicFile(keyFile(directory())), 'utf8'));
      const notes = (await placeIn(directory()).all?.()) ?? [];
      return notes.map((note) => parseCheckpoint(openNote(note, keys).text).size);
    },
  };
};
