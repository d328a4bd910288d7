import { ScanThread } from '../audit/scan-thread.js';
import type { Config } from '../config.js';
import type { Ledger } from '../event-store/ledger.js';
import type { Instant } from '../kernel/local-date.js';
import { adoptBuiltInPolicies } from '../policy/policy.commands.js';
import { openProof, type Proof } from '../proof/open-proof.js';
import { ReadModels } from '../read-model/read-models.js';
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

/** Opens everything or nothing: what was opened before a failure is closed again. */
export const openHouse = async ({ config, clock, log, demo = false }: Opening): Promise<House> => {
  const { keep, close } = opening();
  try {
    const store = keep(await openEventStore({ config, clock, log }));
    await checkKind(store, config.eventStore, demo);
    const keys = keep(await openKeys({ config }));
    await checkKeys(store, keys, config);
    const documents = keep(await openReadModels({ config }));
    await checkSameLog(store, documents, config);
    const ledger: Ledger = { store, keys, clock, stampsStandIn: demo };
    await adoptBuiltInPolicies(ledger, demo ? 'demo' : 'job');
    const readModels = await ReadModels.open({
      ...{ store, readModels: documents, keys, shared: isShared(config.eventStore) },
      log: (message, details) => log.warn(message, details),
    });
    keep({ close: () => readModels.stop() });
    const proof = keep(await openProof({ config: config.proof, store, documents, clock, log }));
    const scans = keep(new ScanThread(config, readModels));
    return { config, ledger, readModels, proof, scans, log, demo, close };
  } catch (error) {
    await close();
    throw error;
  }
};
