import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { position } from '../kernel/envelope.js';
import { isSqliteFailure, Sqlite } from '../storage/sqlite.js';
import { eventsAfter, headOf } from './embedded-log.js';
import { StoreDamaged, StoreUnavailable } from './port.js';

/** "JEJK" in the file's header says whose it is; `user_version` says in which format. */
const APPLICATION_ID = 0x4a454a4b;
const FORMAT = 1;
/** What may stop a writer for a moment: another process that recovers or copies the file. */
const BUSY_MS = 250;

const SCHEMA = `
  CREATE TABLE event (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 0),
    type TEXT NOT NULL,
    event_id TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    stood_in INTEGER NOT NULL CHECK (stood_in IN (0, 1)),
    body TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
`;

const EXPECTED = `expected an event log of Jejak in format ${FORMAT}`;
/** ERROR is a table or a column that is not there; CONSTRAINT a number that is taken already. */
const DAMAGE = /^SQLITE_(ERROR$|CORRUPT|NOTADB|CONSTRAINT|MISMATCH)/;

/** What SQLite says, in the words of the port; what is not SQLite's is handed back as it is. */
export const storeFailure = (error: unknown): unknown => {
  if (!isSqliteFailure(error)) return error;
  return DAMAGE.test(error.code)
    ? new StoreDamaged(`${error.message}: ${EXPECTED}`, { cause: error })
    : new StoreUnavailable(error.message, { cause: error });
};

const reaching = <T>(file: string, look: () => T): T => {
  try {
    return look();
  } catch (error) {
    throw new StoreUnavailable(`${file}: ${String(error)}`, { cause: error });
  }
};

/**
 * The size without opening the file: to close a descriptor of our own would drop the locks that
 * SQLite holds on the same file in this process (POSIX).
 */
const sizeOf = (file: string): number | undefined =>
  reaching(file, () => statSync(file, { throwIfNoEntry: false })?.size);

const numberOf = (db: Sqlite, sql: string): number => Number(db.row<[bigint]>(sql)?.[0] ?? 0);

const isBlank = (db: Sqlite): boolean =>
  numberOf(db, 'PRAGMA application_id') === 0 &&
  numberOf(db, 'PRAGMA user_version') === 0 &&
  numberOf(db, 'SELECT count(*) FROM sqlite_schema') === 0;

const checkFormat = (db: Sqlite, examine: boolean): void => {
  if (isBlank(db)) throw new StoreDamaged(`${db.file} is empty: ${EXPECTED}`);
  const application = numberOf(db, 'PRAGMA application_id');
  if (application !== APPLICATION_ID)
    throw new StoreDamaged(
      `${db.file} belongs to another application (application_id ${application}): ${EXPECTED}`,
    );
  const format = numberOf(db, 'PRAGMA user_version');
  if (format !== FORMAT)
    throw new StoreDamaged(
      `${db.file} is in format ${format}: ${EXPECTED}` +
        (format > FORMAT ? '; a newer version of this software wrote it' : ''),
    );
  if (!examine) eventsAfter(db, position(Math.max(0, Number(headOf(db)) - 1)), 1);
};

const create = (db: Sqlite): void =>
  db.transaction(() => {
    db.exec(SCHEMA);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${FORMAT}`);
  });

const prepare = (db: Sqlite, { readOnly, examine }: LogOpening): void => {
  db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  if (readOnly) {
    db.exec('PRAGMA query_only = 1');
    return checkFormat(db, examine ?? false);
  }
  const blank = isBlank(db);
  if (!blank) checkFormat(db, false);
  const mode = db.intoWal();
  if (mode !== 'wal') throw new StoreUnavailable(`${db.file}: no write-ahead log here (${mode})`);
  // An append is answered when it is on the disk; on macOS that takes more than fsync.
  db.exec('PRAGMA synchronous = FULL');
  // 32 MB: pages that are written again and again are copied into the file once.
  db.exec('PRAGMA wal_autocheckpoint = 8000');
  db.exec('PRAGMA fullfsync = 1');
  if (blank) create(db);
};

/**
 * The one path of a file that has several names, its directory made where it is missing.
 * @throws {StoreUnavailable}
 */
export const writablePath = (file: string): string =>
  reaching(file, () => {
    if (statSync(file, { throwIfNoEntry: false })) return realpathSync(file);
    const directory = resolve(dirname(file));
    mkdirSync(directory, { recursive: true });
    return join(realpathSync(directory), basename(file));
  });

export interface LogOpening {
  readonly readOnly: boolean;
  /** Whoever looks for damage also opens what is damaged where it ends; only to read. */
  readonly examine?: boolean;
}

/**
 * Opens the file of a log, or makes it. A log that is not whole is never taken for a new one.
 * @throws {StoreDamaged} what is there is not a log of this format, or is damaged
 * @throws {StoreUnavailable} there is none (to a reader), or it cannot be opened
 */
export const openLogFile = (file: string, opening: LogOpening): Sqlite => {
  const { readOnly } = opening;
  const path = resolve(file);
  const size = sizeOf(path);
  if (readOnly && size === undefined) throw new StoreUnavailable(`${path} does not exist`);
  if (!size && sizeOf(`${path}-wal`))
    throw new StoreDamaged(`${path} is empty or missing, but its write-ahead log is there`);
  let db: Sqlite | undefined;
  try {
    db = new Sqlite(path, readOnly);
    prepare(db, opening);
    return db;
  } catch (error) {
    db?.close();
    if (!db) throw new StoreUnavailable(`${path}: ${String(error)}`, { cause: error });
    throw storeFailure(error);
  }
};
