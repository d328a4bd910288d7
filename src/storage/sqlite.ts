import { isUtf8 } from 'node:buffer';
import { closeSync, existsSync, openSync } from 'node:fs';
import Libsql from 'libsql';

/** All that may be bound: libsql aborts on a boolean or a Date, and makes REAL of a number. */
export type Bindable = string | bigint | Buffer | null;
/** All that comes back: integers as bigint, so that none loses precision. */
export type Column = string | bigint | number | Buffer | null;

export interface SqliteFailure extends Error {
  readonly code: string;
}

export const isSqliteFailure = (error: unknown): error is SqliteFailure =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE');

/** The disk or another process is in the way: nothing is wrong with the file or the statement. */
const WEATHER = /^SQLITE_(BUSY|CANTOPEN|FULL|INTERRUPT|IOERR|LOCKED|NOMEM|PERM|PROTOCOL|READONLY)/;

export const isSqliteWeather = ({ code }: SqliteFailure): boolean => WEATHER.test(code);

/** Stored as text, but its bytes are none: they were not written by this software. */
export class NoText extends Error implements SqliteFailure {
  override readonly name = 'NoText';
  readonly code = 'SQLITE_CORRUPT_TEXT';
}

/** Each waits for all others first: this is only so that it ends. */
const ATTEMPTS = 100;

/**
 * The one place that knows libsql: statements are prepared once, rows come as plain lists. What
 * SQLite complains of is told with the file's name and SQLite's code: whoever reads it knows
 * neither.
 */
export class Sqlite {
  private readonly db: Libsql.Database;
  private readonly prepared = new Map<string, Libsql.Statement>();
  private readonly guards = new Map<string, Libsql.Statement | null>();
  private busyInTransaction = false;

  /**
   * @param distrust for a file that may be damaged: what is read as text is looked at first, as
   *   libsql ends the whole process where the bytes are no UTF-8
   */
  constructor(
    readonly file: string,
    readonly distrust = false,
  ) {
    // Books are nobody else's to read; what SQLite puts beside the file takes after it.
    if (file !== ':memory:' && !existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    this.db = this.told(() => new Libsql(file));
  }

  exec(sql: string): void {
    this.told(() => this.db.exec(sql));
  }

  /** @throws {NoText} only where the file is distrusted */
  rows<R extends readonly Column[]>(sql: string, ...params: readonly Bindable[]): R[] {
    if (this.distrust) this.told(() => this.checkText(sql, params));
    return this.told(() => this.statement(sql).all([...params])) as R[];
  }

  /** The first row, which costs a third of a list of one. @throws {NoText} likewise */
  row<R extends readonly Column[]>(sql: string, ...params: readonly Bindable[]): R | undefined {
    if (this.distrust) this.told(() => this.checkText(sql, params));
    try {
      return this.told(() => this.statement(sql).get([...params])) as R | undefined;
    } catch (error) {
      // One that has failed would answer the next question for the parameters of this one.
      this.prepared.delete(sql);
      throw error;
    }
  }

  /** The number of rows changed. */
  run(sql: string, ...params: readonly Bindable[]): number {
    return this.told(() => this.statement(sql).run([...params])).changes;
  }

  /** All of `work` or nothing; it must not wait for anything. No transaction stands in another. */
  transaction<T>(work: () => T, begin: 'DEFERRED' | 'IMMEDIATE' = 'IMMEDIATE'): T {
    if (this.busyInTransaction) throw new Error('a transaction is open already');
    this.exec(`BEGIN ${begin}`);
    this.busyInTransaction = true;
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.db.inTransaction) this.exec('ROLLBACK');
      throw error;
    } finally {
      this.busyInTransaction = false;
    }
  }

  /** All that `work` reads stands as at one moment, whatever another connection writes. */
  atOneMoment<T>(work: () => T): T {
    return this.db.inTransaction ? work() : this.transaction(work, 'DEFERRED');
  }

  /**
   * Readers and a writer beside each other. SQLite's busy timeout does not hold while a journal is
   * changed: where another process has the file open at that moment, as one that makes it does,
   * the exclusive transaction waits for that process, and then the change is tried again.
   * @returns the mode the file is in now: not `wal` where the file system cannot do it
   */
  intoWal(): string {
    for (let tries = 1; ; tries += 1) {
      try {
        return this.row<[string]>('PRAGMA journal_mode = WAL')?.[0] ?? '';
      } catch (error) {
        const isBusy = isSqliteFailure(error) && error.code.startsWith('SQLITE_BUSY');
        if (!isBusy || tries === ATTEMPTS) throw error;
        this.exec('BEGIN EXCLUSIVE');
        this.exec('COMMIT');
      }
    }
  }

  /**
   * What stands in the write-ahead log goes into the file, which can then be copied alone; a
   * reader or a full disk may prevent it. Closing alone does not do it.
   */
  intoOneFile(): void {
    try {
      this.rows('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      if (!isSqliteFailure(error)) throw error;
    }
  }

  close(): void {
    this.prepared.clear();
    this.guards.clear();
    this.db.close();
  }

  private told<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isSqliteFailure(error)) error.message = `${this.file}: ${error.message} (${error.code})`;
      throw error;
    }
  }

  private checkText(sql: string, params: readonly Bindable[]): void {
    let guard = this.guards.get(sql);
    if (guard === undefined) this.guards.set(sql, (guard = this.guardOf(sql)));
    const [[bytes] = []] = (guard?.raw(true).all([...params]) ?? []) as [(Buffer | null)?][];
    if (bytes && !isUtf8(bytes)) throw new NoText('bytes that are no text');
  }

  /** All columns of all rows as bytes; the line ends keep two halves from making one character. */
  private guardOf(sql: string): Libsql.Statement | null {
    if (!/^\s*SELECT\b/i.test(sql)) return null;
    const names = this.statement(sql)
      .columns()
      .map((_, at) => `c${at}`);
    const line = names.map((name) => `coalesce(${name}, '')`).join(' || char(10) || ');
    return this.db.prepare(
      `WITH seen(${names.join()}) AS (${sql})
       SELECT CAST(group_concat(${line}, char(10)) AS BLOB) FROM seen`,
    );
  }

  private statement(sql: string): Libsql.Statement {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql).safeIntegers(true);
      if (statement.reader) statement.raw(true);
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}
