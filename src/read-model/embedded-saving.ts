import type { Position } from '../kernel/envelope.js';
import type { Sqlite } from '../storage/sqlite.js';
import { builtThread, type Thread } from '../storage/thread.js';
import { checkedKey } from './checks.js';
import type { EmbeddedMeta } from './embedded-meta.js';
import { tableOf } from './embedded-query.js';
import type { Checkpoint, Save } from './port.js';

/** What one save writes, as it crosses from one thread to the other: bodies are JSON already. */
export interface Written {
  readonly tables: readonly {
    readonly table: string;
    readonly rows: readonly (readonly [id: string, position: Position, body: string])[];
  }[];
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
}

/** @throws {RangeError} on a key that could not be read back, and on a body too long for a text */
export const writtenOf = (
  saves: readonly Save[],
  checkpoints: ReadonlyMap<string, Checkpoint>,
): Written => ({
  tables: saves.map(({ collection, documents }) => ({
    table: tableOf(collection),
    rows: documents.map(
      ({ id, position, body }) => [checkedKey(id), position, JSON.stringify(body)] as const,
    ),
  })),
  checkpoints,
});

/** All of it or nothing; of each document only what is later than what is there. */
export const write = (db: Sqlite, meta: EmbeddedMeta, { tables, checkpoints }: Written): void =>
  db.transaction(() => {
    for (const { table, rows } of tables) {
      const upsert = `INSERT INTO ${table} AS old (id, position, body)
        VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE
        SET position = excluded.position, body = excluded.body
        WHERE excluded.position > old.position`;
      for (const row of rows) db.run(upsert, ...row);
    }
    for (const [projection, checkpoint] of checkpoints) meta.advance(projection, checkpoint);
  });

const PROGRAM = new URL('./saving-worker.js', import.meta.url);
/** What it is asked to write is garbage when it is written: collected early, it takes no room. */
const LIMITS = { maxYoungGenerationSizeMb: 4 };

/**
 * Writes documents in a thread of its own: most of what folding an event costs is SQLite keeping
 * its indexes, and meanwhile commands and questions go on. What is saved here and what is saved
 * there is the same; only those who save often begin the thread.
 */
export class SavingThread {
  private readonly thread: Thread<Written, null> | null;
  private saves = 0;

  /**
   * @param here writes in the thread that asks
   * @param savedHere after so many the thread is begun; when twice as many have come, it is asked
   */
  constructor(
    file: string,
    private readonly here: (written: Written) => void,
    private readonly savedHere: number,
  ) {
    this.thread = builtThread(PROGRAM, { name: 'saves documents', data: file, limits: LIMITS });
  }

  async write(written: Written): Promise<void> {
    this.saves += 1;
    if (this.saves >= this.savedHere) this.thread?.begin();
    if (this.thread && this.saves > 2 * this.savedHere) await this.thread.ask(written);
    else this.here(written);
  }

  async close(): Promise<void> {
    await this.thread?.close();
  }
}
