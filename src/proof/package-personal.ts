import { decode, decodeSealed } from '../event-store/codec.js';
import type { StoredEvent } from '../event-store/port.js';
import type { JejakEvent } from '../events.js';
import { KeyMissing, type KeyStore } from '../keys/port.js';

/** An event in its present version, its personal part open where it may be and can be. */
export type Opened = (event: StoredEvent) => Promise<JejakEvent>;

/** @param keys null: no personal part is opened */
export const openedBy =
  (keys: Pick<KeyStore, 'find'> | null): Opened =>
  async (event) => {
    if (!keys) return decodeSealed(event);
    try {
      return await decode(event, keys);
    } catch (error) {
      // A lost key hides what it sealed, and nothing else: the event itself is proven as it is.
      if (error instanceof KeyMissing) return decodeSealed(event);
      throw error;
    }
  };

/** Said to whoever makes a package and to whoever opens it. */
export const IN_CLEAR =
  'Names, identity numbers, addresses, telephones, heirs, visits and notes are in it in clear';
