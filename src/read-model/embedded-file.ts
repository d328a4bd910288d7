import { StoreUnavailable } from '../event-store/port.js';
import { isSqliteFailure, Sqlite } from '../storage/sqlite.js';

/** Only where another process is at work on the same file; that one is waited for, in ms. */
const BUSY_TIMEOUT = 5_000;
/**
 * Documents can be derived again: no commit of theirs waits for the disk, as the log's does. Every
 * 8 MB are copied from the write-ahead log into the file: more at once would keep others waiting.
 * A rebuild fills the cache whatever its size, and is no faster with 16 MB than with these 4: each
 * commit of another connection empties it, and the system keeps the pages anyway.
 */
const SETTINGS = `
  PRAGMA busy_timeout = ${BUSY_TIMEOUT};
  PRAGMA cache_size = -4096;
  PRAGMA wal_autocheckpoint = 2000;
`;

/**
 * A connection for documents; for a reader the file must be there.
 * @throws {StoreUnavailable} where it cannot be opened, or is no file of SQLite's
 */
export const openDocuments = (
  file: string,
  { readOnly = false, distrust = false }: { readOnly?: boolean; distrust?: boolean } = {},
): Sqlite => {
  const db = new Sqlite(file, distrust);
  try {
    db.exec(SETTINGS);
    if (!readOnly) db.intoWal();
    db.exec(readOnly ? 'PRAGMA query_only = 1' : 'PRAGMA synchronous = NORMAL');
    return db;
  } catch (error) {
    db.close();
    if (!isSqliteFailure(error)) throw error;
    throw new StoreUnavailable(error.message, { cause: error });
  }
};
