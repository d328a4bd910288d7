import { type Position, position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Sqlite } from '../storage/sqlite.js';
import {
  type AppendResult,
  type NewEvent,
  NO_STREAM,
  type SealedEvent,
  StoreDamaged,
  type StoredEvent,
} from './port.js';
import { rememberBody } from './seal.js';

/** An append that was checked; `bodies` is the canonical JSON of `events`, one for one. */
export interface Append {
  readonly streamId: string;
  readonly expectedRevision: number;
  readonly events: readonly NewEvent[];
  readonly bodies: readonly string[];
}

type Row = [
  ...[position: bigint, stream: string, revision: bigint, recordedAt: Instant, body: string],
  ...beside: string[],
];

const COLUMNS = 'position, stream, revision, recorded_at, body';
/** Where damage is looked for, what is kept beside the event for its indexes is read, too. */
const columnsOf = ({ distrust }: Sqlite): string =>
  distrust ? `${COLUMNS}, type, event_id` : COLUMNS;
/** The largest integer SQLite holds: `NEXT` and the like stand beyond every row all the same. */
const LAST_INTEGER = 2n ** 63n - 1n;

const integerOf = (at: Position): bigint => {
  const integer = BigInt(at);
  return integer < LAST_INTEGER ? integer : LAST_INTEGER;
};

const parsed = (body: string): SealedEvent | undefined => {
  try {
    return JSON.parse(body) as SealedEvent;
  } catch {
    return undefined;
  }
};

/** What can be told from the row alone; whether anybody changed the event is the hash's to say. */
const storedEvent = (db: Sqlite, row: Row): StoredEvent => {
  const [at, stream, revision, recordedAt, body, type, eventId] = row;
  const event = parsed(body);
  if (event?.streamId !== stream || event.revision !== Number(revision))
    throw new StoreDamaged(
      `${db.file}: position ${at} is kept as ${stream} revision ${revision}, ` +
        `its event says ${event ? `${event.streamId} revision ${event.revision}` : 'nothing'}`,
    );
  if ((type ?? event.type) !== event.type || (eventId ?? event.eventId) !== event.eventId)
    throw new StoreDamaged(
      `${db.file}: position ${at} is kept as ${type} ${eventId}, ` +
        `its event says ${event.type} ${event.eventId}`,
    );
  if (db.distrust) rememberBody(event, body);
  // The parsed body is ours alone; to copy it would cost as much as to parse it.
  return Object.assign(event, { position: position(at), recordedAt });
};

/** Positions and revisions are dense: a number left out is an event that was taken away. */
const checkDense = (db: Sqlite, what: string, found: readonly bigint[], first: bigint): void => {
  const hole = found.findIndex((number, index) => number !== first + BigInt(index));
  if (hole < 0) return;
  const [missing, follows] = [first + BigInt(hole), found[hole] ?? 0n];
  const message = `${db.file}: ${what} ${missing} is missing, ${follows} follows`;
  const isInLog = what === 'position';
  throw isInLog
    ? new StoreDamaged(message, { missing: [position(missing), position(follows - 1n)] })
    : new StoreDamaged(message);
};

export const eventsOfStream = (db: Sqlite, streamId: string, from: number): StoredEvent[] => {
  const rows = db.rows<Row>(
    `SELECT ${columnsOf(db)} FROM event WHERE stream = ? AND revision >= ? ORDER BY revision`,
    streamId,
    BigInt(from),
  );
  const revisions = rows.map(([, , revision]) => revision);
  checkDense(db, `${streamId} revision`, revisions, BigInt(from));
  return rows.map((row) => storedEvent(db, row));
};

export const eventsAfter = (db: Sqlite, after: Position, limit: number): StoredEvent[] => {
  const last = integerOf(after);
  const rows = db.rows<Row>(
    `SELECT ${columnsOf(db)} FROM event WHERE position > ? ORDER BY position LIMIT ?`,
    last,
    BigInt(limit),
  );
  const positions = rows.map(([at]) => at);
  checkDense(db, 'position', positions, last + 1n);
  return rows.map((row) => storedEvent(db, row));
};

/** Where the log ends; moves on with each event that is written in one transaction. */
export interface End {
  position: bigint;
  recordedAt: string;
}

/** Only inside the transaction that writes on from there. */
export const endOf = (db: Sqlite): End => {
  const [position, recordedAt] = db.row<[bigint, Instant]>(
    'SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1',
  ) ?? [0n, ''];
  return { position, recordedAt };
};

export const headOf = (db: Sqlite): Position =>
  position(
    db.row<[bigint]>('SELECT position FROM event ORDER BY position DESC LIMIT 1')?.[0] ?? 0n,
  );

/** The answer of the first time, if the stream holds these very events at these revisions. */
const appendedBefore = (db: Sqlite, append: Append): AppendResult | undefined => {
  const { streamId, expectedRevision, events } = append;
  const held = db.rows<[eventId: string, position: bigint]>(
    `SELECT event_id, position FROM event WHERE stream = ? AND revision > ?
     ORDER BY revision LIMIT ?`,
    streamId,
    BigInt(expectedRevision),
    BigInt(events.length),
  );
  const last = held.at(-1);
  const same = events.every(({ event }, index) => held[index]?.[0] === event.eventId);
  return last && same
    ? {
        outcome: 'appended',
        revision: expectedRevision + events.length,
        position: position(last[1]),
      }
    : undefined;
};

const insert = (db: Sqlite, append: Append, now: Instant, end: End): bigint => {
  append.events.forEach(({ event, recordedAt: standIn }, index) => {
    end.position += 1n;
    const stamp = standIn ?? now;
    // Known at an instant must always be a prefix of the log, whatever a clock did.
    if (stamp > end.recordedAt) end.recordedAt = stamp;
    db.run(
      `INSERT INTO event (position, stream, revision, type, event_id, recorded_at, stood_in, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      end.position,
      event.streamId,
      BigInt(event.revision),
      event.type,
      event.eventId,
      end.recordedAt,
      standIn === undefined ? 0n : 1n,
      append.bodies[index] ?? null,
    );
  });
  return end.position;
};

/** Decides one append and writes its rows; only inside an immediate transaction. */
export const writeAppend = (db: Sqlite, append: Append, now: Instant, end: End): AppendResult => {
  const [revision, at] = db.row<[bigint, bigint]>(
    'SELECT revision, position FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    append.streamId,
  ) ?? [BigInt(NO_STREAM), 0n];
  const currentRevision = Number(revision);
  if (currentRevision !== append.expectedRevision)
    return appendedBefore(db, append) ?? { outcome: 'conflict', currentRevision };
  return {
    outcome: 'appended',
    revision: currentRevision + append.events.length,
    position: position(append.events.length === 0 ? at : insert(db, append, now, end)),
  };
};
