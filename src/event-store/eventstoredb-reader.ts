import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  type ReadStreamOptions,
  type RecordedEvent,
  START as FROM_START,
  type StreamingRead,
  StreamNotFoundError,
} from '@eventstore/db-client';
import { type Position, position, START } from '../kernel/envelope.js';
import { isSystem } from './eventstoredb-record.js';
import { readFailure } from './eventstoredb-weather.js';

/** Positions are unsigned 64-bit numbers; nothing stands at or beyond this one. */
const LAST_POSITION = 2n ** 63n - 1n;

/** A follower may not have what was written a moment ago: nothing is decided on what it says. */
const LEADER = { requiresLeader: true } as const;

/** However little is wanted: the server's own events may come first, any number of them. */
const LEAST_PAGE = 100;

export const commitOf = ({ position: at }: RecordedEvent): bigint => at?.commit ?? 0n;

const collect = async (
  reading: StreamingRead<{ readonly event?: RecordedEvent }>,
  silentMs: number,
): Promise<readonly RecordedEvent[]> => {
  const records: RecordedEvent[] = [];
  const silent = setTimeout(() => {
    reading.destroy(new Error(`no answer within ${silentMs} ms`));
    void reading.cancel().catch(() => undefined);
  }, silentMs);
  try {
    for await (const { event } of reading) {
      if (event) records.push(event);
      silent.refresh();
    }
    return records;
  } finally {
    clearTimeout(silent);
  }
};

/** Records as the server gives them, those of its own left out. */
export class EventStoreDBReader {
  /**
   * @param name of the server, for messages
   * @param silentMs after so many milliseconds without a word it counts as away
   */
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly name: string,
    private readonly silentMs: number,
  ) {}

  /** A stream that is not there reads as empty. */
  async stream(streamId: string, options: ReadStreamOptions): Promise<readonly RecordedEvent[]> {
    try {
      return await collect(
        this.client.readStream(streamId, { ...options, ...LEADER }),
        this.silentMs,
      );
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw readFailure(this.name, error);
    }
  }

  /** At most `limit` after a position; none only where nothing follows. */
  async after(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    for (let seen = BigInt(after); seen < LAST_POSITION;) {
      const fromPosition = seen === 0n ? FROM_START : { commit: seen, prepare: seen };
      // The event at that position comes again: reading begins with it.
      const page = await this.all({ fromPosition, maxCount: Math.max(limit, LEAST_PAGE) + 1 });
      const fresh = page.filter((record) => commitOf(record) > seen);
      const last = fresh.at(-1);
      const own = fresh.filter((record) => !isSystem(record)).slice(0, limit);
      if (own.length > 0 || !last) return own;
      seen = commitOf(last);
    }
    return [];
  }

  /** The position of the last event, or `START`. */
  async head(): Promise<Position> {
    let fromPosition: { commit: bigint; prepare: bigint } | typeof END = END;
    for (let maxCount = 16; ; maxCount *= 4) {
      const page = await this.all({ direction: BACKWARDS, fromPosition, maxCount });
      const own = page.find((record) => !isSystem(record));
      if (own) return position(commitOf(own));
      const last = page.at(-1);
      if (!last) return START;
      fromPosition = { commit: commitOf(last), prepare: commitOf(last) };
    }
  }

  private async all(
    options: Parameters<EventStoreDBClient['readAll']>[0],
  ): Promise<readonly RecordedEvent[]> {
    try {
      return await collect(this.client.readAll({ ...options, ...LEADER }), this.silentMs);
    } catch (error) {
      throw readFailure(this.name, error);
    }
  }
}
