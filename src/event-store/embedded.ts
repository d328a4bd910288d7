import type { Position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Sqlite } from '../storage/sqlite.js';
import { Turns } from '../storage/turns.js';
import { checkedBodies, checkWhole } from './checks.js';
import { openLogFile, storeFailure, writablePath } from './embedded-file.js';
import { eventsAfter, eventsOfStream, headOf } from './embedded-log.js';
import { GroupCommit } from './group-commit.js';
import { holdStore, type StoreLock } from './lock.js';
import {
  type AppendResult,
  type EventStore,
  type NewEvent,
  type StoredEvent,
  StoreUnavailable,
} from './port.js';

export interface Opening {
  readonly file: string;
  readonly clock: () => Instant;
  /** Beside a running writer: sees what it appends, writes nothing. */
  readonly readOnly?: boolean;
  /** For readers: open it although its last event is damaged. */
  readonly examine?: boolean;
  /** Of all those of this process who write into the file; without it, nobody else does. */
  readonly turns?: Turns;
}

interface Writing extends Pick<Opening, 'clock'> {
  readonly lock: StoreLock;
  readonly turns: Turns;
}

/** How often a reader in another process looks for what the writer appended, in milliseconds. */
const POLL_MS = 200;
const BATCH_SIZE = 500;

/** The log in one SQLite file, written by one process at a time. */
export class EmbeddedEventStore implements EventStore {
  readonly stampsRise = true;
  private readonly sleepers = new Set<() => void>();
  private readonly commits: GroupCommit | null;
  private closed = false;

  /** @param writing null for a reader; otherwise the store releases the lock when it is closed */
  constructor(
    private readonly db: Sqlite,
    private readonly writing: Writing | null,
  ) {
    this.commits =
      writing && new GroupCommit(db, writing.clock, () => this.wakeAll(), writing.turns);
  }

  /** @throws {StoreHeld | StoreDamaged | StoreUnavailable} */
  static open(opening: Opening): EmbeddedEventStore {
    const { file, clock, readOnly = false, examine = false, turns = new Turns() } = opening;
    if (readOnly) return new EmbeddedEventStore(openLogFile(file, { readOnly, examine }), null);
    const path = writablePath(file);
    const lock = holdStore(path);
    try {
      return new EmbeddedEventStore(openLogFile(path, { readOnly }), { clock, lock, turns });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async append(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    const bodies = checkedBodies(streamId, expectedRevision, events);
    if (this.closed) throw new StoreUnavailable(`${this.db.file} is closed`);
    if (!this.commits) throw new StoreUnavailable(`${this.db.file} is open for reading only`);
    return this.commits.add({ streamId, expectedRevision, events, bodies });
  }

  async readStream(streamId: string, fromRevision = 0): Promise<readonly StoredEvent[]> {
    checkWhole('a revision', fromRevision, 0);
    return this.reading(() => eventsOfStream(this.db, streamId, fromRevision));
  }

  async readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    checkWhole('a limit', limit, 1);
    return this.reading(() => eventsAfter(this.db, after, limit));
  }

  async head(): Promise<Position> {
    return this.reading(() => headOf(this.db));
  }

  /** Ends, too, when the store is closed. */
  async *subscribe(
    after: Position,
    { signal, batchSize = BATCH_SIZE }: { readonly signal: AbortSignal; batchSize?: number },
  ): AsyncGenerator<readonly StoredEvent[], void, void> {
    checkWhole('a batch size', batchSize, 1);
    let seen = after;
    while (!signal.aborted && !this.closed) {
      const batch = this.reading(() => eventsAfter(this.db, seen, batchSize));
      const last = batch.at(-1);
      if (!last) {
        // Nothing was awaited since the read above: no append can have come in between.
        await this.sleep(signal);
        continue;
      }
      seen = last.position;
      yield batch;
    }
  }

  /** What waits to be appended is committed first. */
  async close(): Promise<void> {
    const close = (): void => this.closeNow();
    await (this.writing ? this.writing.turns.take(close) : close());
  }

  private closeNow(): void {
    if (this.closed) return;
    this.commits?.drain();
    this.closed = true;
    this.wakeAll();
    try {
      if (this.writing) this.db.intoOneFile();
      this.db.close();
    } finally {
      this.writing?.lock.release();
    }
  }

  private reading<T>(read: () => T): T {
    if (this.closed) throw new StoreUnavailable(`${this.db.file} is closed`);
    try {
      return read();
    } catch (error) {
      throw storeFailure(error);
    }
  }

  /** Until something was appended, the store closes or the signal is aborted. */
  private sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        clearTimeout(poll);
        resolve();
      };
      const poll = this.writing ? undefined : setTimeout(wake, POLL_MS);
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private wakeAll(): void {
    for (const wake of this.sleepers) wake();
  }
}
