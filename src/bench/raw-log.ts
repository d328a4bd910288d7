import { join } from 'node:path';
import type { StoredEvent } from '../event-store/port.js';
import { Sqlite } from '../storage/sqlite.js';

/** One read of a command: a stream, from a revision on. */
export type Read = readonly [streamId: string, fromRevision: number];

type Row = [position: bigint, stream: string, revision: bigint, recordedAt: string, body: string];

const INSERT = `INSERT INTO event
  (position, stream, revision, type, event_id, recorded_at, stood_in, body)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const STREAM = `SELECT position, stream, revision, recorded_at, body
  FROM event WHERE stream = ? AND revision >= ? ORDER BY revision`;

/**
 * The limit of commands: libsql itself on the same events, in a file beside the log. It reads the
 * rows that a command reads and inserts the row that it appends; it parses, decides, hashes and
 * seals nothing.
 */
export class RawLog {
  private head: bigint;

  private constructor(
    private readonly db: Sqlite,
    private readonly like: StoredEvent,
  ) {
    this.head = db.row<[bigint]>('SELECT max(position) FROM event')?.[0] ?? 0n;
  }

  /** @param like what each inserted row is as large as */
  static copyOf(
    { directory, file }: { readonly directory: string; readonly file: string },
    synchronous: 'FULL' | 'NORMAL',
    like: StoredEvent,
  ): RawLog {
    const db = new Sqlite(join(directory, `raw-${synchronous}.db`));
    db.intoWal();
    db.exec('PRAGMA wal_autocheckpoint = 8000');
    db.exec(`ATTACH DATABASE '${file.replaceAll("'", "''")}' AS log`);
    const [schema] = db.row<[string]>("SELECT sql FROM log.sqlite_schema WHERE name = 'event'") ?? [
      '',
    ];
    db.exec(schema);
    db.exec('INSERT INTO event SELECT * FROM log.event ORDER BY position');
    db.exec('DETACH DATABASE log');
    db.intoOneFile();
    db.exec(`PRAGMA synchronous = ${synchronous}`);
    return new RawLog(db, like);
  }

  /** Reads, then one row in a transaction of its own. */
  command(streamId: string, reads: readonly Read[]): void {
    let revision: bigint | undefined;
    for (const [stream, from] of reads) {
      const last = this.db.rows<Row>(STREAM, stream, BigInt(from)).at(-1);
      if (stream === streamId) revision = last?.[2] ?? revision;
    }
    revision ??= this.lastOf(streamId);
    const { type, eventId, recordedAt } = this.like;
    const body = this.body;
    this.head += 1n;
    const row = [this.head, streamId, revision + 1n, type, eventId, recordedAt, 0n, body] as const;
    if (this.db.run(INSERT, ...row) !== 1) throw new Error('the raw log took no row');
  }

  /** Only where what was read ended before: a batch of the service's that was not repeated. */
  private lastOf(streamId: string): bigint {
    const last = 'SELECT revision FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1';
    return this.db.row<[bigint]>(last, streamId)?.[0] ?? -1n;
  }

  close(): void {
    this.db.close();
  }

  private get body(): string {
    const { position: _, recordedAt: __, ...written } = this.like;
    return (this.text ??= JSON.stringify(written));
  }
  private text: string | undefined;
}
