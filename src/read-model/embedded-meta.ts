import type { Position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Sqlite } from '../storage/sqlite.js';
import type { Checkpoint, Lease, Parked } from './port.js';

const TABLES = `
  CREATE TABLE IF NOT EXISTS read_model_checkpoint (
    projection TEXT PRIMARY KEY NOT NULL, position TEXT NOT NULL, recorded_at TEXT,
    fence INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_model_claim (
    collection TEXT PRIMARY KEY NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_model_serving (
    read_model TEXT PRIMARY KEY NOT NULL, collection TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_model_lease (
    collection TEXT PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL, fence INTEGER NOT NULL, beat INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_model_parked (
    collection TEXT NOT NULL, document TEXT NOT NULL, position TEXT NOT NULL,
    after TEXT NOT NULL, recorded_at TEXT, message TEXT NOT NULL, asked INTEGER NOT NULL,
    PRIMARY KEY (collection, document)
  ) WITHOUT ROWID;
`;

/** No document has an empty key. */
const WHOLE = '';

type CheckpointRow = readonly [
  projection: string,
  position: Position,
  recordedAt: Instant | null,
  fence: bigint,
];
type ParkedRow = readonly [
  ...[collection: string, document: string, position: Position],
  ...[after: Position, recordedAt: Instant | null, message: string, asked: bigint],
];

const checkpointOf = ([, position, recordedAt, fence]: CheckpointRow): Checkpoint => ({
  ...{ position, recordedAt },
  ...(fence > 0n && { fence: Number(fence) }),
});

/** What stands beside the documents: how far each projection is, who folds it, what waits. */
export class EmbeddedMeta {
  constructor(private readonly db: Sqlite) {}

  /** Also adds to what older software has made. */
  make(): void {
    this.db.exec(TABLES);
    const columns = this.db.rows<[string]>(
      `SELECT name FROM pragma_table_info('read_model_checkpoint')`,
    );
    if (columns.every(([name]) => name !== 'fence'))
      this.db.exec('ALTER TABLE read_model_checkpoint ADD COLUMN fence INTEGER NOT NULL DEFAULT 0');
  }

  isMade(): boolean {
    const made = `SELECT count(*) FROM sqlite_schema
      WHERE name IN ('read_model_serving', 'read_model_parked')`;
    return this.db.row<[bigint]>(made)?.[0] === 2n;
  }

  checkpoints(projection?: string): ReadonlyMap<string, Checkpoint> {
    const select = 'SELECT projection, position, recorded_at, fence FROM read_model_checkpoint';
    const rows = projection
      ? this.db.rows<CheckpointRow>(`${select} WHERE projection = ?`, projection)
      : this.db.rows<CheckpointRow>(select);
    return new Map(rows.map((row) => [row[0], checkpointOf(row)]));
  }

  advance(projection: string, { position, recordedAt, fence = 0 }: Checkpoint): void {
    this.db.run(
      `INSERT INTO read_model_checkpoint AS old (projection, position, recorded_at, fence)
       VALUES (?, ?, ?, ?) ON CONFLICT (projection) DO UPDATE
       SET position = excluded.position, recorded_at = excluded.recorded_at,
           fence = excluded.fence
       WHERE (excluded.fence = old.fence AND excluded.position > old.position)
          OR (excluded.fence > old.fence AND excluded.position >= old.position)`,
      projection,
      position,
      recordedAt,
      BigInt(fence),
    );
  }

  lease(collection: string): Lease | null {
    const row = this.db.row<[string, bigint, bigint]>(
      'SELECT holder, fence, beat FROM read_model_lease WHERE collection = ?',
      collection,
    );
    return row ? { holder: row[0], fence: Number(row[1]), beat: Number(row[2]) } : null;
  }

  takeLease(collection: string, lease: Lease, before: Lease | null): boolean {
    const wanted = [lease.holder, BigInt(lease.fence), BigInt(lease.beat)];
    const changed = before
      ? this.db.run(
          `UPDATE read_model_lease SET holder = ?, fence = ?, beat = ?
           WHERE collection = ? AND holder = ? AND fence = ? AND beat = ?`,
          ...wanted,
          collection,
          before.holder,
          BigInt(before.fence),
          BigInt(before.beat),
        )
      : this.db.run(
          `INSERT OR IGNORE INTO read_model_lease (holder, fence, beat, collection)
           VALUES (?, ?, ?, ?)`,
          ...wanted,
          collection,
        );
    return changed === 1;
  }

  parked(): readonly Parked[] {
    const rows = this.db.rows<ParkedRow>(
      `SELECT collection, document, position, after, recorded_at, message, asked
       FROM read_model_parked ORDER BY collection, position`,
    );
    return rows.map(([collection, document, position, after, recordedAt, message, asked]) => ({
      ...{ collection, document: document === WHOLE ? null : document },
      ...{ position, after, recordedAt, message, asked: asked === 1n },
    }));
  }

  park({ collection, document, position, after, recordedAt, message, asked }: Parked): void {
    this.db.run(
      `INSERT OR REPLACE INTO read_model_parked
         (collection, document, position, after, recorded_at, message, asked)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      collection,
      document ?? WHOLE,
      position,
      after,
      recordedAt,
      message.replaceAll('\0', ''),
      asked ? 1n : 0n,
    );
  }

  unpark({ collection, document }: Pick<Parked, 'collection' | 'document'>): void {
    const one = 'DELETE FROM read_model_parked WHERE collection = ? AND document = ?';
    this.db.run(one, collection, document ?? WHOLE);
  }

  claim(collection: string): boolean {
    const claim = 'INSERT OR IGNORE INTO read_model_claim (collection) VALUES (?)';
    return this.db.run(claim, collection) === 1;
  }

  unclaim(collection: string): void {
    this.db.run('DELETE FROM read_model_claim WHERE collection = ?', collection);
  }

  claimed(): readonly string[] {
    const rows = this.db.rows<[string]>('SELECT collection FROM read_model_claim');
    return rows.map(([collection]) => collection);
  }

  serving(): ReadonlyMap<string, string> {
    return new Map(
      this.db.rows<[string, string]>('SELECT read_model, collection FROM read_model_serving'),
    );
  }

  serve(readModel: string, collection: string, before: string | null): boolean {
    if (before === null) {
      const insert =
        'INSERT OR IGNORE INTO read_model_serving (read_model, collection) VALUES (?, ?)';
      return this.db.run(insert, readModel, collection) === 1;
    }
    const update =
      'UPDATE read_model_serving SET collection = ? WHERE read_model = ? AND collection = ?';
    return this.db.run(update, collection, readModel, before) === 1;
  }

  /** All but the claim. */
  forget(collection: string): void {
    for (const [table, column] of [
      ['checkpoint', 'projection'],
      ['lease', 'collection'],
      ['parked', 'collection'],
    ])
      this.db.run(`DELETE FROM read_model_${table} WHERE ${column} = ?`, collection);
  }
}
