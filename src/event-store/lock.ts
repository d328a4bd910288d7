import { isSqliteFailure, Sqlite } from '../storage/sqlite.js';
import { StoreUnavailable } from './port.js';

/** Another process, or another part of this one, writes to the store already. */
export class StoreHeld extends Error {
  override readonly name = 'StoreHeld';
}

export interface StoreLock {
  release(): void;
}

/**
 * One writer at a time. The lock is an exclusive transaction on a file of its own beside the
 * store: the system lets go of it when the process ends, however it ends, and readers of the
 * store do not meet it. The file stays behind, empty; only the transaction means anything.
 * @param file the store's real path: two names of one store must give one lock
 * @throws {StoreHeld | StoreUnavailable}
 */
export const holdStore = (file: string): StoreLock => {
  const side = `${file}.lock`;
  let db: Sqlite | undefined;
  try {
    db = new Sqlite(side);
    db.exec('PRAGMA busy_timeout = 0');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (isSqliteFailure(error) && error.code.startsWith('SQLITE_BUSY'))
      throw new StoreHeld(`${file} has a writer already, which holds ${side}`, { cause: error });
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreUnavailable(`cannot lock the store: ${why}`, { cause: error });
  }
  const held = db;
  return {
    release: () => {
      held.exec('ROLLBACK');
      held.close();
    },
  };
};
