import type { Projector } from '../../projections/projector.js';
import { decode, decodeSealed } from '../event-store/codec.js';
import type { StoredEvent } from '../event-store/port.js';
import type { JejakEvent } from '../events.js';
import type { Instant } from '../kernel/local-date.js';
import { type KeyStore, WrongMasterKey } from '../keys/port.js';
import { asPoison, asWeather, dealingWith } from './faults.js';

/** A key store that cannot be asked just now is weather; a key that does not open is not. */
const asking = (keys: Pick<KeyStore, 'find'>): Pick<KeyStore, 'find'> => ({
  find: (id) =>
    keys.find(id).catch((error: unknown) => {
      if (error instanceof WrongMasterKey) throw error;
      return asWeather(error);
    }),
});

/** One batch of the log as projectors may see it: sealed for most, opened for who holds names. */
export interface Batch {
  readonly last: StoredEvent;
  readonly recordedAt: Instant;
  eventsFor(projector: Projector<unknown>): Promise<readonly JejakEvent[]>;
}

/**
 * Stamps come with the running maximum of `recordedAt`, carried over from the batch before, so
 * that "known at T" is a prefix of the log whatever a clock did.
 */
export const batchOf = (
  stored: readonly [StoredEvent, ...StoredEvent[]],
  keys: Pick<KeyStore, 'find'>,
  before: Instant | null,
): Batch => {
  let recordedAt = before ?? stored[0].recordedAt;
  const stamped = stored.map((event) => {
    if (event.recordedAt > recordedAt) recordedAt = event.recordedAt;
    return { ...event, recordedAt };
  });
  let sealed: readonly JejakEvent[] | undefined;
  let opened: Promise<readonly JejakEvent[]> | undefined;
  return {
    last: stored.at(-1) ?? stored[0],
    recordedAt,
    eventsFor: async (projector) => {
      if (!projector.readsPersonal)
        return (sealed ??= stamped.map((event) => dealingWith(event, () => decodeSealed(event))));
      const open = (event: StoredEvent) => decode(event, asking(keys)).catch(asPoison(event));
      return (opened ??= Promise.all(stamped.map(open)));
    },
  };
};
