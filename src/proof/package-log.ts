import type { EventStore, StoredEvent } from '../event-store/port.js';
import { hashFits } from '../event-store/seal.js';
import { systemTiming } from '../house/clock.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Timing } from '../kernel/timing.js';

/** The log does not say what its own hashes, or a checkpoint, say: no package is made of it. */
export class NotAsProven extends Error {
  override readonly name = 'NotAsProven';
}

/** An event as it is packaged: `recordedAt` is the running maximum, and it knows its leaf. */
export interface Leafed {
  readonly event: StoredEvent;
  readonly leafIndex: number;
}

type Log = Pick<EventStore, 'readAll'>;

const PAGE = 1_000;

/** Where a reading begins: after a position, and what the running maximum is there. */
export interface From {
  readonly after: Position;
  readonly recordedAt: Instant;
  readonly leafIndex: number;
}

export const BEGINNING: From = { after: START, recordedAt: '' as Instant, leafIndex: 0 };

/** The log in its order up to `end`, which is in it. */
export async function* leafedEvents(
  log: Log,
  end: Position,
  from = BEGINNING,
  page = PAGE,
  timing: Pick<Timing, 'turn'> = systemTiming,
): AsyncGenerator<Leafed> {
  let { after, recordedAt, leafIndex } = from;
  while (after < end) {
    const events = await log.readAll(after, page);
    for (const event of events) {
      if (event.position > end) return;
      if (event.recordedAt > recordedAt) recordedAt = event.recordedAt;
      yield { event: { ...event, recordedAt }, leafIndex };
      leafIndex += 1;
      after = event.position;
    }
    if (events.length === 0) return;
    // Who shows how far it has come gets his turn.
    await timing.turn();
  }
}

/** @throws {NotAsProven} what is packaged is what its hash is over */
export const checkHash = (event: StoredEvent): void => {
  if (hashFits(event)) return;
  const where = `${event.streamId} revision ${event.revision}, position ${event.position}`;
  throw new NotAsProven(`${where}: the event is not what its hash is over; see jejak verify`);
};
