import { v4 as newId } from 'uuid';
import { v5 as uuidv5 } from 'uuid';
import type { Json } from '../../src/kernel/canonical-json.js';
import { localDate } from '../../src/kernel/local-date.js';
import type { NewEvent, SealedEvent } from '../../src/event-store/port.js';
import { NO_HASH, sealed } from '../../src/event-store/seal.js';

const IDS = '3a1f5c0e-7c1b-5d43-9a2e-0d6f3b1c8e57';

/** A stream that no other test writes to, in this run or an earlier one. */
export const freshStream = (): string => `mitra-${newId()}`;

interface Wish {
  /** Another tag, another event: with the same one the event is the same to the last byte. */
  readonly tag?: string;
  readonly data?: { readonly [key: string]: Json };
  readonly previousHash?: string;
}

export const sealedEvent = (
  streamId: string,
  revision: number,
  { tag = 'first', data = { note: tag }, previousHash = NO_HASH }: Wish = {},
): SealedEvent => {
  const commandId = uuidv5(`${streamId} ${revision} ${tag}`, IDS);
  return sealed({
    eventId: uuidv5(commandId, IDS),
    type: 'ContactMade',
    schemaVersion: 1,
    streamId,
    revision,
    effectiveOn: localDate('2003-12-31'),
    mitra: 'M-1',
    actor: { id: 'budi', role: 'OFFICER', unit: 'JKT' },
    commandId,
    commandDigest: NO_HASH,
    correlationId: commandId,
    causationId: commandId,
    source: 'api',
    previousHash,
    data,
  });
};

/** `count` events that follow `lastRevision`, each chained to the one before. */
export const eventsAfter = (
  streamId: string,
  lastRevision: number,
  count: number,
  wish: Wish = {},
): NewEvent[] => {
  const events: NewEvent[] = [];
  for (let number = 1; number <= count; number++) {
    const previousHash = events.at(-1)?.event.hash ?? wish.previousHash ?? NO_HASH;
    events.push({ event: sealedEvent(streamId, lastRevision + number, { ...wish, previousHash }) });
  }
  return events;
};
