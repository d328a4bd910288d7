import { hash as digestOf } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import { canonicalJson } from '../kernel/canonical-json.js';
import type { SealedEvent } from './port.js';

/** What the first event of a stream names as the hash before it. */
export const NO_HASH = '0'.repeat(64);

/**
 * The event's id follows from the command: a repeated write is the same event.
 * @param index the event's number among those of its command, from 0
 */
export const eventIdOf = (
  commandId: string,
  streamId: string,
  digest: string,
  index: number,
): string => uuidv5(`${streamId}\n${digest}\n${index}`, commandId);

/** SHA-256, hexadecimal, over the canonical JSON (RFC 8785) of all that the writer decided. */
export const hashOf = (event: Omit<SealedEvent, 'hash'>): string =>
  digestOf('sha256', canonicalJson({ ...event, hash: undefined }), 'hex');

/** The writer's part of an event as read back: without the store's stamp. */
export const writersPart = (event: SealedEvent): SealedEvent => {
  const {
    position: _,
    recordedAt: __,
    ...sealed
  } = event as SealedEvent & {
    position?: unknown;
    recordedAt?: unknown;
  };
  return sealed;
};

export const sealed = (event: Omit<SealedEvent, 'hash'>): SealedEvent => ({
  ...event,
  hash: hashOf(event),
});
