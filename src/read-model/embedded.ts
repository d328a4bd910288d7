import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailable } from '../event-store/port.js';
import type { Sqlite } from '../storage/sqlite.js';
import { Turns } from '../storage/turns.js';
import { checkedLimit } from './checks.js';
import { EmbeddedDocuments } from './embedded-documents.js';
import { openDocuments } from './embedded-file.js';
import { EmbeddedMeta } from './embedded-meta.js';
import { all, condition, indexOn, listOf, tableOf, type Walk, walks } from './embedded-query.js';
import { SavingThread, write, type Written, writtenOf } from './embedded-saving.js';
import type {
  Checkpoint,
  CollectionSpec,
  Filter,
  Find,
  Lease,
  Parked,
  ReadModelStore,
  Save,
  Stored,
} from './port.js';

const SCAN_PAGE = 500n;

/**
 * Documents as JSON in the SQLite file of the log, over a connection of its own, each collection a
 * table with indexes on the fields asked for. All that is written waits for its turn, so the log's
 * connection in the same process never meets a lock.
 */
export class EmbeddedReadModelStore implements ReadModelStore {
  private readonly documents: EmbeddedDocuments;

  private constructor(
    private readonly db: Sqlite,
    private readonly meta: EmbeddedMeta,
    private readonly turns: Turns,
    private readonly thread: SavingThread | null,
  ) {
    this.documents = new EmbeddedDocuments(db);
  }

  /**
   * A file of its own is made where it is missing; that of a log is made by the log, so open that
   * first. `readOnly` reads beside a service that holds the store, in this or another process;
   * `examine` looks at all text before it is read, in a file that may be damaged. `turns`: of all
   * those of this process who write into the file. With `savedHere` a thread saves the documents,
   * once so many saves have come: see `SavingThread`.
   * @throws {StoreUnavailable} where there is nothing to read
   */
  static open(options: {
    file: string;
    readOnly?: boolean;
    examine?: boolean;
    turns?: Turns;
    savedHere?: number;
  }): EmbeddedReadModelStore {
    const { file, readOnly = false, examine = false, turns = new Turns(), savedHere } = options;
    if (readOnly && !existsSync(file)) throw new StoreUnavailable(`there is no store at ${file}`);
    const db = openDocuments(file, { readOnly, distrust: examine });
    try {
      const meta = new EmbeddedMeta(db);
      if (!readOnly) meta.make();
      if (!meta.isMade()) throw new StoreUnavailable(`there are no read models yet in ${file}`);
      const here = (written: Written): void => write(db, meta, written);
      const thread = savedHere === undefined ? null : new SavingThread(file, here, savedHere);
      return new EmbeddedReadModelStore(db, meta, turns, thread);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  async ensure({ name, indexes }: CollectionSpec): Promise<void> {
    const table = `CREATE TABLE IF NOT EXISTS ${tableOf(name)} (
      id TEXT PRIMARY KEY NOT NULL, position TEXT NOT NULL, body TEXT NOT NULL
    )`;
    const statements = [table, ...indexes.map((fields) => indexOn(name, fields))];
    await this.writing(() => statements.forEach((statement) => this.db.exec(statement)));
  }

  async load<D>(collection: string, ids: readonly string[]) {
    const where = 'id IN (SELECT value FROM json_each(?))';
    const found = this.documents.read<D>(collection, where, [listOf(ids)]);
    return new Map(found.map((document) => [document.id, document]));
  }

  async save(saves: readonly Save[], checkpoints: ReadonlyMap<string, Checkpoint>): Promise<void> {
    const written = writtenOf(saves, checkpoints);
    await this.turns.take(() =>
      this.thread ? this.thread.write(written) : write(this.db, this.meta, written),
    );
  }

  async checkpoint(projection: string): Promise<Checkpoint | null> {
    return this.meta.checkpoints(projection).get(projection) ?? null;
  }

  async checkpoints(): Promise<ReadonlyMap<string, Checkpoint>> {
    return this.meta.checkpoints();
  }

  async lease(collection: string): Promise<Lease | null> {
    return this.meta.lease(collection);
  }

  async takeLease(collection: string, lease: Lease, before: Lease | null): Promise<boolean> {
    return this.turns.take(() => this.meta.takeLease(collection, lease, before));
  }

  async parked(): Promise<readonly Parked[]> {
    return this.meta.parked();
  }

  async park(parked: Parked): Promise<void> {
    await this.turns.take(() => this.meta.park(parked));
  }

  async unpark(parked: Pick<Parked, 'collection' | 'document'>): Promise<void> {
    await this.turns.take(() => this.meta.unpark(parked));
  }

  async find<D>(collection: string, query: Find): Promise<readonly Stored<D>[]> {
    const limit = checkedLimit(query.limit);
    const found: Stored<D>[] = [];
    const read = ({ where, order }: Walk): void => {
      if (found.length === limit) return;
      const rest = BigInt(limit - found.length);
      const clause = `${where.text} ORDER BY ${order} LIMIT ?`;
      found.push(...this.documents.read<D>(collection, clause, [...where.params, rest]));
    };
    const stretches = walks(query);
    // A document that is saved between two of them would be in both, or in neither.
    if (stretches.length > 1) this.db.atOneMoment(() => stretches.forEach(read));
    else stretches.forEach(read);
    return found;
  }

  async count(collection: string, where?: Filter): Promise<number> {
    const { text, params } = condition(where);
    const from = `SELECT count(*) FROM ${tableOf(collection)} WHERE ${text}`;
    return Number(this.db.row<[bigint]>(from, ...params)?.[0]);
  }

  async *scan<D>(collection: string, where?: Filter): AsyncIterable<Stored<D>> {
    const filter = condition(where, true);
    let last = '';
    for (;;) {
      const { text, params } = all(filter, { text: 'id > ?', params: [last] });
      const clause = `${text} ORDER BY id LIMIT ?`;
      const page = this.documents.scan<D>(collection, clause, [...params, SCAN_PAGE]);
      yield* page;
      const end = page.at(-1);
      if (!end || page.length < SCAN_PAGE) return;
      last = end.id;
      // The store itself never waits: without this nobody else is served until the last page.
      await nextTurn();
    }
  }

  async drop(collection: string): Promise<void> {
    await this.writing(() => {
      this.forget(collection);
      this.meta.unclaim(collection);
    });
  }

  async claim(collection: string): Promise<boolean> {
    return this.writing(() => {
      const taken = this.meta.claim(collection);
      // Software older than claims may have left half a rebuild under this name.
      if (taken) this.forget(collection);
      return taken;
    });
  }

  async claimed(): Promise<readonly string[]> {
    return this.meta.claimed();
  }

  async serving(): Promise<ReadonlyMap<string, string>> {
    return this.meta.serving();
  }

  async serve(readModel: string, collection: string, before: string | null): Promise<boolean> {
    return this.turns.take(() => this.meta.serve(readModel, collection, before));
  }

  /**
   * All that `work` reads here stands as at one moment, whatever a service beside it writes; so
   * does what others read here meanwhile. For a store opened `readOnly`, one snapshot at a time.
   */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    this.db.exec('BEGIN DEFERRED');
    try {
      this.db.row('SELECT 1 FROM sqlite_schema'); // the moment is that of the first read
      return await work();
    } finally {
      this.db.exec('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    await this.turns.take(async () => {
      try {
        await this.thread?.close();
      } finally {
        this.db.close();
      }
    });
  }

  /** All of `work` or nothing, when our turn has come. */
  private writing<T>(work: () => T): Promise<T> {
    return this.turns.take(() => this.db.transaction(work));
  }

  private forget(collection: string): void {
    this.documents.forget(collection);
    this.meta.forget(collection);
    this.db.exec(`DROP TABLE IF EXISTS ${tableOf(collection)}`);
  }
}
