import { ScanThread } from '../audit/scan-thread.js';
import type { Config } from '../config.js';
import { FoldedStreams } from '../event-store/folded-streams.js';
import type { Ledger } from '../event-store/ledger.js';
import type { EventStore } from '../event-store/port.js';
import type { Instant } from '../kernel/local-date.js';
import type { Timing } from '../kernel/timing.js';
import type { KeyStore } from '../keys/port.js';
import { identityOf } from '../place.js';
import { adoptBuiltInPolicies } from '../policy/policy.commands.js';
import type { CheckpointPlace } from '../proof/checkpoint-place.js';
import { openProof, type Proof } from '../proof/open-proof.js';
import type { ReadModelStore } from '../read-model/port.js';
import { ReadModels, type ReadModelsOptions } from '../read-model/read-models.js';
import { Turns } from '../storage/turns.js';
import { newId, systemTiming } from './clock.js';
import { checkKeys, checkKind, checkSameLog } from './checks.js';
import type { Logger } from './logger.js';
import { opening } from './opening.js';
import { isShared, openEventStore, openKeys, openReadModels } from './stores.js';

/** The stores of one service, opened and brought together. */
export interface House {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly readModels: ReadModels;
  readonly proof: Proof;
  /** Answers what is asked of the whole fund. */
  readonly scans: ScanThread;
  readonly log: Logger;
  /** By which whoever waits for something waits. */
  readonly timing: Timing;
  /** What its events are marked with where a person sends the command. */
  readonly demo: boolean;
  close(): Promise<void>;
}

/** What is kept, and where: opened, or given by who plays its part. */
export interface Stores {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly documents: ReadModelStore;
  /** Where checkpoints are published; without it, where the settings say. */
  readonly place?: CheckpointPlace;
}

export interface Opening {
  readonly config: Config;
  readonly clock: () => Instant;
  readonly log: Logger;
  /** A demo log under a simulated clock; never mixed with a log that counts. */
  readonly demo?: boolean;
  /** The machine's, but in a simulation. */
  readonly timing?: Timing;
  /** Those that the settings name, but in a simulation; closed with the house. */
  readonly stores?: Stores;
  /** How this process is told from others at the same stores. */
  readonly instance?: string;
  readonly projectors?: ReadModelsOptions['projectors'];
  /** Hears of every batch that was folded. */
  readonly folded?: ReadModelsOptions['folded'];
}

/** Whoever opens the house for a single command begins no thread. */
const SAVED_HERE = 5;

/** Everything that is kept, held against each other before anything is written. */
const openStores = async (
  { config, clock, log, demo = false, stores }: Opening,
  keep: <T extends { close(): Promise<void> }>(part: T) => T,
): Promise<Stores> => {
  const turns = new Turns();
  const isOneFile = identityOf(config.eventStore) === identityOf(config.readModel);
  const saving = { turns: isOneFile ? turns : new Turns(), savedHere: SAVED_HERE };
  const store = keep(stores?.store ?? (await openEventStore({ config, clock, log, turns })));
  await checkKind(store, config.eventStore, demo);
  const keys = keep(stores?.keys ?? (await openKeys({ config })));
  await checkKeys(store, keys, config);
  const documents = keep(stores?.documents ?? (await openReadModels({ config, ...saving })));
  await checkSameLog(store, documents, config);
  return { store, keys, documents };
};

/** Opens everything or nothing: what was opened before a failure is closed again. */
export const openHouse = async (asked: Opening): Promise<House> => {
  const { config, clock, log, demo = false, timing = systemTiming, instance = newId() } = asked;
  const { keep, close } = opening();
  try {
    const { store, keys, documents } = await openStores(asked, keep);
    const folded = new FoldedStreams();
    const ledger: Ledger = { store, keys, clock, stampsStandIn: demo, folded };
    await adoptBuiltInPolicies(ledger, demo ? 'demo' : 'job');
    const readModels = await ReadModels.open({
      ...{ store, readModels: documents, keys, timing, instance },
      shared: isShared(config.eventStore),
      log: (message, details) => log.warn(message, details),
      ...(asked.folded && { folded: asked.folded }),
      ...(asked.projectors && { projectors: asked.projectors }),
    });
    keep({ close: () => readModels.stop() });
    const place = asked.stores?.place;
    const proving = { config: config.proof, store, documents, clock, log, timing };
    const several = isShared(config.eventStore) && { instance };
    const proof = keep(await openProof({ ...proving, ...several, ...(place && { place }) }));
    const scans = keep(new ScanThread(config, readModels));
    return { config, ledger, readModels, proof, scans, log, timing, demo, close };
  } catch (error) {
    await close();
    throw error;
  }
};
