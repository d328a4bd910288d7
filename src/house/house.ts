import { existsSync } from 'node:fs';
import type { Config } from '../config.js';
import { EmbeddedEventStore } from '../event-store/embedded.js';
import type { Ledger } from '../event-store/ledger.js';
import { type EventStore, StoreUnavailable } from '../event-store/port.js';
import { START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { EmbeddedKeyStore } from '../keys/embedded.js';
import { masterKey } from '../keys/master-key.js';
import { DIGEST_KEY, KeyMissing, type KeyStore } from '../keys/port.js';
import { adoptBuiltInPolicies } from '../policy/policy.commands.js';
import { EmbeddedReadModelStore } from '../read-model/embedded.js';
import { ReadModels } from '../read-model/read-models.js';
import { makeKey } from './clock.js';
import type { Logger } from './logger.js';

/** The stores of one service, opened and brought together. */
export interface House {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly readModels: ReadModels;
  readonly log: Logger;
  /** What its events are marked with where a person sends the command. */
  readonly demo: boolean;
  close(): Promise<void>;
}

export interface Opening {
  readonly config: Config;
  readonly clock: () => Instant;
  readonly log: Logger;
  /** A demo log under a simulated clock; never mixed with a log that counts. */
  readonly demo?: boolean;
}

/** A demo file given to the service, or the service's own file to the demo. */
export class WrongLog extends Error {
  override readonly name = 'WrongLog';
}

/** The first event of a demo log says that it is one, and that its stamps are its own. */
const checkKind = async (store: EventStore, file: string, demo: boolean): Promise<void> => {
  const [first] = await store.readAll(START, 1);
  if (!first || (first.source === 'demo') === demo) return;
  throw new WrongLog(
    demo
      ? `${file} holds a log that counts: the demo does not write into it`
      : `${file} is a demo log: start it with "jejak demo", or name another file`,
  );
};

/** A log that was begun has a key by which its commands are digested. */
const checkKeys = async (store: EventStore, keys: KeyStore, config: Config): Promise<void> => {
  const begun = (await store.head()) > START;
  if (begun && (await keys.find(DIGEST_KEY)) === undefined)
    throw new KeyMissing(
      `${config.keyStoreFile} does not hold the keys of ${config.eventStoreFile}: restore them`,
    );
};

export const openKeys = (config: Config, readOnly = false): EmbeddedKeyStore => {
  const { keyStoreFile, masterKeyFile, masterKey: env } = config;
  // A reader makes nothing, no master key either.
  if (readOnly && !existsSync(keyStoreFile))
    throw new StoreUnavailable(`${keyStoreFile}: there is no key store here`);
  const master = masterKey({ env, file: masterKeyFile, wrapped: keyStoreFile }, makeKey);
  return EmbeddedKeyStore.open({ file: keyStoreFile, master, makeKey, readOnly });
};

/** Opens everything or nothing: what was opened before a failure is closed again. */
export const openHouse = async ({ config, clock, log, demo = false }: Opening): Promise<House> => {
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async (): Promise<void> => {
    for (const part of opened.toReversed()) await part.close();
  };
  try {
    const store = EmbeddedEventStore.open({ file: config.eventStoreFile, clock });
    opened.push(store);
    await checkKind(store, config.eventStoreFile, demo);
    const keys = openKeys(config);
    opened.push(keys);
    await checkKeys(store, keys, config);
    const documents = EmbeddedReadModelStore.open({ file: config.readModelFile });
    opened.push(documents);
    const ledger: Ledger = { store, keys, clock, stampsStandIn: demo };
    await adoptBuiltInPolicies(ledger, demo ? 'demo' : 'job');
    const readModels = await ReadModels.open({
      ...{ store, readModels: documents, keys },
      log: (message, details) => log.warn(message, details),
    });
    opened.push({ close: () => readModels.stop() });
    return { config, ledger, readModels, log, demo, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};
