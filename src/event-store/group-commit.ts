import type { Instant } from '../kernel/local-date.js';
import { isSqliteFailure, type Sqlite } from '../storage/sqlite.js';
import type { Turns } from '../storage/turns.js';
import { storeFailure } from './embedded-file.js';
import { type Append, endOf, writeAppend } from './embedded-log.js';
import { type AppendResult, MAX_APPEND_BYTES, OutcomeUnknown } from './port.js';

interface Waiting {
  readonly append: Append;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** So much, and the append that crosses it, goes into one commit: some milliseconds of work. */
const MAX_EVENTS = 256;
const MAX_CHARACTERS = MAX_APPEND_BYTES;

const charactersOf = ({ bodies }: Append): number =>
  bodies.reduce((sum, body) => sum + body.length, 0);

/** At these SQLite gave up before the record that makes a transaction count was whole. */
const NOTHING_COMMITTED = /^SQLITE_(FULL|READONLY|BUSY|IOERR_WRITE)/;

/**
 * A commit that failed after its last write, at the sync, shows nothing now but may be on the
 * disk: it comes back if the process dies before the next commit takes its place. All other
 * failures left nothing behind.
 * @param committing the failure came from COMMIT itself
 */
export const appendFailure = (error: unknown, committing: boolean): unknown =>
  committing && isSqliteFailure(error) && !NOTHING_COMMITTED.test(error.code)
    ? new OutcomeUnknown(error.message, { cause: error })
    : storeFailure(error);

/**
 * A sync to the disk costs far more than an append, so all that wait share one. Each append is
 * decided by itself: a conflict of one does no harm to another. All are answered after the commit,
 * and all fail together where the disk does.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private scheduled = false;

  constructor(
    private readonly db: Sqlite,
    private readonly clock: () => Instant,
    private readonly onCommit: () => void,
    private readonly turns: Turns,
  ) {}

  add(append: Append): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ append, resolve, reject });
      this.schedule();
    });
  }

  /** Commits all that waits, at once: for one whose turn it is. */
  drain(): void {
    while (this.waiting.length > 0) this.commit(this.nextBatch());
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => void this.turns.take(() => this.commitNext()));
  }

  /** All that have come while others had their turn. */
  private commitNext(): void {
    this.scheduled = false;
    this.commit(this.nextBatch());
    if (this.waiting.length > 0) this.schedule();
  }

  private nextBatch(): readonly Waiting[] {
    let [events, characters, taken] = [0, 0, 0];
    for (const { append } of this.waiting) {
      if (events >= MAX_EVENTS || characters >= MAX_CHARACTERS) break;
      events += append.events.length;
      characters += charactersOf(append);
      taken += 1;
    }
    return this.waiting.splice(0, taken);
  }

  private commit(batch: readonly Waiting[]): void {
    if (batch.length === 0) return;
    const progress = { committing: false };
    try {
      const results = this.db.transaction(() => {
        const end = endOf(this.db);
        const write = ({ append }: Waiting) => writeAppend(this.db, append, this.clock(), end);
        const decided = batch.map(write);
        progress.committing = true;
        return decided;
      });
      batch.forEach(({ resolve }, index) => resolve(results[index] as AppendResult));
    } catch (error) {
      const failure = appendFailure(error, progress.committing);
      for (const { reject } of batch) reject(failure);
      return;
    }
    this.onCommit();
  }
}
