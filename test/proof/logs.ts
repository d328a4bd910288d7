import type { EventStore, NewEvent } from '../../src/event-store/port.js';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { join } from 'node:path';
import { eventsAfter } from '../event-store/events.js';

export const NOW = '2025-10-31T05:00:00.000Z' as Instant;

/** A log and documents in a file each, so that one can be lost without the other. */
export const openLog = (directory: string, name = 'log.db'): EmbeddedEventStore =>
  EmbeddedEventStore.open({ file: join(directory, name), clock: () => NOW });

export const openDocuments = (directory: string, name = 'documents.db'): EmbeddedReadModelStore =>
  EmbeddedReadModelStore.open({ file: join(directory, name) });

/** Appends `count` events of one stream, at most a hundred at a time. */
export const grow = async (
  store: EventStore,
  count: number,
  { stream = 'mitra-A', tag = 'first' }: { stream?: string; tag?: string } = {},
): Promise<void> => {
  const held = await store.readStream(stream);
  let revision = held.length - 1;
  let previousHash = held.at(-1)?.hash;
  for (let left = count; left > 0;) {
    const wish = { tag, ...(previousHash !== undefined && { previousHash }) };
    const events: NewEvent[] = eventsAfter(stream, revision, Math.min(left, 100), wish);
    await store.append(stream, revision, events);
    previousHash = events.at(-1)?.event.hash;
    revision += events.length;
    left -= events.length;
  }
};
