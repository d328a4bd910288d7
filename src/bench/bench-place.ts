import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.js';
import { systemClock } from '../house/clock.js';
import { opening } from '../house/opening.js';
import { openEventStore, openKeys } from '../house/stores.js';
import { DIGEST_KEY } from '../keys/port.js';
import { adoptBuiltInPolicies } from '../policy/policy.commands.js';
import { loansIn, writeBenchLog } from './bench-log.js';

/** A directory with a log of the bench's own making, for a service in this or another process. */
export interface BenchPlace {
  readonly directory: string;
  readonly file: string;
  /** All that the log holds: so many loans of ten events each, one long one and some short ones. */
  readonly events: number;
  readonly loans: number;
  readonly seed: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly close: () => Promise<void>;
}

export interface Making {
  /** About so many; none for a log that holds but the rules built in. */
  readonly events: number;
  readonly seed: number;
}

const settingsIn = (directory: string): Record<string, string> => {
  const at = (name: string): string => `file:${join(directory, name)}`;
  return {
    ...{ EVENT_STORE_URL: at('jejak.db'), READ_MODEL_URL: at('jejak.db') },
    ...{ KEY_STORE_URL: at('keys.db'), MASTER_KEY_FILE: join(directory, 'master.key') },
    SIGNING_KEY_FILE: join(directory, 'signing.key'),
    CHECKPOINT_PLACE: join(directory, 'checkpoints'),
    ...{ AUTH: 'dev', LOG_LEVEL: 'error' },
  };
};

const fill = async (
  config: Config,
  { loans, seed }: Pick<BenchPlace, 'loans' | 'seed'>,
  onProgress: (events: number) => void,
): Promise<number> => {
  const { keep, close } = opening();
  try {
    const store = keep(await openEventStore({ config, clock: systemClock }));
    const keys = keep(await openKeys({ config }));
    const ledger = { store, keys, clock: systemClock, stampsStandIn: false };
    await keys.findOrCreate(DIGEST_KEY);
    await adoptBuiltInPolicies(ledger, 'job');
    if (loans > 0) await writeBenchLog(ledger, { loans, seed }, onProgress);
    return Number(await store.head());
  } finally {
    await close();
  }
};

/** Writes the log; no read model is made yet. What is made is removed when the place is closed. */
export const benchPlace = async (
  { events, seed }: Making,
  onProgress: (events: number) => void,
): Promise<BenchPlace> => {
  const directory = await mkdtemp(join(tmpdir(), 'jejak-bench-'));
  const all = { recursive: true, force: true, maxRetries: 5 };
  const remove = () => rmSync(directory, all);
  process.once('exit', remove);
  const close = async (): Promise<void> => {
    process.off('exit', remove);
    await rm(directory, all);
  };
  const loans = events === 0 ? 0 : loansIn(events);
  const settings = settingsIn(directory);
  const config = readConfig(settings);
  try {
    const written = await fill(config, { loans, seed }, onProgress);
    const file = join(directory, 'jejak.db');
    return { directory, file, events: written, loans, seed, settings, config, close };
  } catch (error) {
    await close();
    throw error;
  }
};
