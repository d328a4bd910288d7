import type { EventStore } from '../event-store/port.js';
import type { Position } from '../kernel/envelope.js';
import type { PackagedStream } from './package-layout.js';
import type { Leafed } from './package-log.js';

/** Of which streams the events are, and whether these are all that each holds. */
export const streamsOf = async (
  store: Pick<EventStore, 'readStream'>,
  own: readonly Leafed[],
  end: Position,
): Promise<readonly PackagedStream[]> => {
  const counts = new Map<string, number>();
  for (const { event } of own) counts.set(event.streamId, (counts.get(event.streamId) ?? 0) + 1);
  const streams: PackagedStream[] = [];
  for (const [streamId, events] of counts) {
    const all = (await store.readStream(streamId)).filter(({ position }) => position <= end);
    streams.push({ streamId, events, whole: all.length === events });
  }
  return streams;
};
