import type { Projector } from '../../projections/projector.js';
import { decode, decodeSealed } from '../event-store/codec.js';
import type { StoredEvent } from '../event-store/port.js';
import type { JejakEvent } from '../events.js';
import { type KeyStore, WrongMasterKey } from '../keys/port.js';
import { asWeather, PoisonEvent, Weather } from './faults.js';
import type { Checkpoint } from './port.js';

/** A key store that cannot be asked just now is weather; a key that does not open is not. */
const asking = (keys: Pick<KeyStore, 'find'>): Pick<KeyStore, 'find'> => ({
  find: (id) =>
    keys.find(id).catch((error: unknown) => {
      if (error instanceof WrongMasterKey) throw error;
      return asWeather(error);
    }),
});

/** An event as a projector may see it, or why it cannot; then perhaps as far as it can be read. */
export type Entry =
  | { readonly at: StoredEvent; readonly event: JejakEvent }
  | { readonly at: StoredEvent; readonly poison: PoisonEvent; readonly sealed?: JejakEvent };

/** One batch of the log as projectors may see it: sealed for most, opened for who holds names. */
export interface Batch {
  /** What came before it: the last event, and the running maximum of `recordedAt` there. */
  readonly after: Checkpoint;
  /** Stamped with the running maximum of `recordedAt`. */
  readonly events: readonly StoredEvent[];
  readonly end: Checkpoint;
  entriesFor(projector: Projector<unknown>): Promise<readonly Entry[]>;
}

const sealedEntry = (at: StoredEvent): Entry => {
  try {
    return { at, event: decodeSealed(at) };
  } catch (error) {
    return { at, poison: new PoisonEvent(at, error) };
  }
};

/** What cannot be opened is at least known, but for a wrong master key, which opens nothing. */
const openedEntry = async (at: StoredEvent, keys: Pick<KeyStore, 'find'>): Promise<Entry> => {
  try {
    return { at, event: await decode(at, keys) };
  } catch (error) {
    if (error instanceof Weather) throw error;
    const poison = new PoisonEvent(at, error);
    const sealed = sealedEntry(at);
    if ('poison' in sealed || error instanceof WrongMasterKey) return { at, poison };
    return { at, poison, sealed: sealed.event };
  }
};

/**
 * Stamps come with the running maximum of `recordedAt`, carried over from the batch before, so
 * that "known at T" is a prefix of the log whatever a clock did.
 */
export const batchOf = (
  stored: readonly [StoredEvent, ...StoredEvent[]],
  keys: Pick<KeyStore, 'find'>,
  after: Checkpoint,
): Batch => {
  let recordedAt = after.recordedAt ?? stored[0].recordedAt;
  const events = stored.map((event) => {
    if (event.recordedAt < recordedAt) return { ...event, recordedAt };
    ({ recordedAt } = event);
    return event;
  });
  let sealed: readonly Entry[] | undefined;
  let opened: Promise<readonly Entry[]> | undefined;
  const { position } = stored.at(-1) ?? stored[0];
  return {
    ...{ after: { position: after.position, recordedAt: after.recordedAt }, events },
    end: { position, recordedAt },
    entriesFor: async ({ readsPersonal }) => {
      if (!readsPersonal) return (sealed ??= events.map(sealedEntry));
      return (opened ??= Promise.all(events.map((event) => openedEntry(event, asking(keys)))));
    },
  };
};

/** How far a batch has come just before one of its events. */
export const justBefore = ({ after, events }: Batch, poison: PoisonEvent): Checkpoint => {
  const last = events.findLast(({ position }) => position < poison.position);
  return last ? { position: last.position, recordedAt: last.recordedAt } : after;
};
