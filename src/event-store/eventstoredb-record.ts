import { type EventData, jsonEvent, type RecordedEvent } from '@eventstore/db-client';
import { position } from '../kernel/envelope.js';
import { type Instant, instant } from '../kernel/local-date.js';
import { type NewEvent, type SealedEvent, StoreDamaged, type StoredEvent } from './port.js';

/**
 * What stands in an event's metadata: its envelope, without what the server keeps itself. The two
 * ids go by the names that the server's own `$by_correlation_id` projection looks for.
 */
type Metadata = Omit<
  SealedEvent,
  'eventId' | 'type' | 'streamId' | 'revision' | 'data' | 'correlationId' | 'causationId'
> & {
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly recordedAt?: Instant;
};

export const recordOf = ({ event, recordedAt }: NewEvent): EventData => {
  const { eventId: id, type, streamId: _, revision: __, data, ...envelope } = event;
  const { correlationId: $correlationId, causationId: $causationId, ...rest } = envelope;
  const metadata = { ...rest, $correlationId, $causationId, ...(recordedAt && { recordedAt }) };
  return jsonEvent({ id, type, data, metadata });
};

/** Streams and events of the server's own: settings of streams, statistics, links. */
export const isSystem = ({ streamId, type }: RecordedEvent): boolean =>
  streamId.startsWith('$') || type.startsWith('$');

const NEEDED = ['hash', 'previousHash', 'commandId', '$correlationId', '$causationId'] as const;

const isMetadata = (metadata: unknown): metadata is Metadata =>
  typeof metadata === 'object' &&
  metadata !== null &&
  NEEDED.every((name) => typeof (metadata as Record<string, unknown>)[name] === 'string');

/**
 * `recordedAt` is what came with the event, or else the server's own stamp. That of one server
 * rises with the log; after a change of leader it may step back.
 * @throws {StoreDamaged} where somebody else wrote into the log
 */
export const storedEventOf = (record: RecordedEvent): StoredEvent => {
  const { id, streamId, type, revision, created, position: at, isJson } = record;
  const metadata: unknown = record.metadata;
  if (!isJson || !at || !isMetadata(metadata))
    throw new StoreDamaged(
      `${streamId} revision ${revision} (${type}) is no event of this house: ` +
        'its log needs a server of its own, EventStoreDB 22.6 or later',
      { at: at && position(at.commit) },
    );
  const event: Record<string, unknown> = {
    eventId: id,
    type,
    streamId,
    revision: Number(revision),
    data: record.data,
    correlationId: metadata.$correlationId,
    causationId: metadata.$causationId,
    position: position(at.commit),
    recordedAt: metadata.recordedAt ?? instant(created.getTime()),
  };
  // Field by field: every event of the log comes by here, and rest and spread cost four times it.
  for (const [name, value] of Object.entries(metadata))
    if (!name.startsWith('$') && !Object.hasOwn(event, name)) event[name] = value;
  return event as unknown as StoredEvent;
};
