import { workerData } from 'node:worker_threads';
import { answerWith } from '../storage/thread.js';
import { openDocuments } from './embedded-file.js';
import { EmbeddedMeta } from './embedded-meta.js';
import { write, type Written } from './embedded-saving.js';

/** The thread of `SavingThread`: a writer over a connection of its own, one save after another. */
const db = openDocuments(workerData as string);
const meta = new EmbeddedMeta(db);

answerWith((written: Written) => {
  write(db, meta, written);
  return null;
});
