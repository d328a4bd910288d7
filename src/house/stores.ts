import { existsSync } from 'node:fs';
import { BadConfig, type Config } from '../config.js';
import type { Place } from '../place.js';
import { EmbeddedEventStore } from '../event-store/embedded.js';
import { type EventStore, StoreUnavailable } from '../event-store/port.js';
import type { Instant } from '../kernel/local-date.js';
import { EmbeddedKeyStore } from '../keys/embedded.js';
import { masterKey } from '../keys/master-key.js';
import type { KeyStore } from '../keys/port.js';
import { EmbeddedReadModelStore } from '../read-model/embedded.js';
import type { ReadModelStore, Reads } from '../read-model/port.js';
import { LOOK_MS, Sight } from '../read-model/sight.js';
import type { Turns } from '../storage/turns.js';
import { elapsed, makeKey, systemTiming } from './clock.js';
import type { Logger } from './logger.js';

/** A reader makes nothing that is not there: no file, no collection, no key. */
interface Opening<C = Config> {
  readonly config: C;
  readonly readOnly?: boolean;
  /** By a reader that looks for damage: see the embedded stores. */
  readonly examine?: boolean;
  /** Of all those of this process who write into the same file. */
  readonly turns?: Turns;
}

/** The servers' drivers are loaded only where a setting names a server. */
export const openEventStore = async ({
  config: { eventStore: place },
  clock,
  log,
  readOnly = false,
  examine = false,
  ...writing
}: Opening<Pick<Config, 'eventStore'>> & {
  clock: () => Instant;
  log?: Logger;
}): Promise<EventStore> => {
  if (place.kind === 'file')
    return EmbeddedEventStore.open({ file: place.file, clock, readOnly, examine, ...writing });
  const { EventStoreDBEventStore } = await import('../event-store/eventstoredb.js');
  return EventStoreDBEventStore.open({
    ...{ url: place.url, name: place.name },
    ...(log && { log: (message, details) => log.warn(message, details) }),
  }).catch(misread('EVENT_STORE_URL'));
};

export const openReadModels = async ({
  config: { readModel: place },
  readOnly = false,
  examine = false,
  ...writing
}: Opening<Pick<Config, 'readModel'>> & {
  /** So many saves before a thread saves, where they are kept in a file; without it, none does. */
  savedHere?: number;
}): Promise<ReadModelStore> => {
  if (place.kind === 'file')
    return EmbeddedReadModelStore.open({ file: place.file, readOnly, examine, ...writing });
  const { MongoReadModelStore } = await import('../read-model/mongo.js');
  return MongoReadModelStore.open({ url: place.url, readOnly }).catch(misread('READ_MODEL_URL'));
};

export const openKeys = async ({ config, readOnly = false }: Opening): Promise<KeyStore> => {
  const { keyStore: place } = config;
  if (place.kind === 'file') {
    if (readOnly && !existsSync(place.file))
      throw new StoreUnavailable(`${place.file}: there is no key store here`);
    const master = masterOf(config, existsSync(place.file));
    return EmbeddedKeyStore.open({ file: place.file, master, makeKey, elapsed, readOnly });
  }
  const { MongoKeyStore } = await import('../keys/mongo.js');
  const master = (holdsKeys: boolean) => masterOf(config, holdsKeys || readOnly);
  const unavailable = (...said: [string, ErrorOptions]) => new StoreUnavailable(...said);
  const asked = { url: place.url, master, makeKey, elapsed, readOnly, unavailable };
  return MongoKeyStore.open(asked).catch(misread('KEY_STORE_URL'));
};

const masterOf = (config: Config, holdsKeys: boolean): Buffer => {
  const { masterKeyFile: file, masterKey: env, keyStore } = config;
  return masterKey({ env, file, wrapped: holdsKeys ? keyStore.name : undefined }, makeKey);
};

/** What a driver cannot make sense of is a wrong setting, and named as one. */
const misread =
  (setting: string) =>
  (error: unknown): never => {
    throw error instanceof RangeError ? new BadConfig([`${setting}: ${error.message}`]) : error;
  };

/** One file has one writer; servers take any number. */
export const isShared = ({ kind }: Place): boolean => kind !== 'file';

/** The read models as a reader may use them while other processes rebuild and drop them. */
export const readsOf = (
  { eventStore }: Pick<Config, 'eventStore'>,
  documents: ReadModelStore,
): Reads => (isShared(eventStore) ? new Sight(documents, systemTiming, LOOK_MS).reads : documents);
