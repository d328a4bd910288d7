import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FsckReport } from '../../src/audit/fsck.js';
import { check } from '../../src/cli/check.js';
import { type Config, readConfig } from '../../src/config.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { systemClock } from '../../src/house/clock.js';
import { type House, openHouse } from '../../src/house/house.js';
import { loggerTo } from '../../src/house/logger.js';
import { openEventStore, openReadModels } from '../../src/house/stores.js';
import { START } from '../../src/kernel/envelope.js';
import type { ReadModelStore } from '../../src/read-model/port.js';
import { settingsIn } from '../cli/jejak.js';
import { storesFor } from '../stores/places.js';
import type { Acknowledged } from './victim.js';

export type Kind = 'file' | 'server';
type Settings = Readonly<Record<string, string>>;

/** Whoever was killed may hold a lease on the read models for some seconds more. */
const PATIENCE_MS = 60_000;

const log = loggerTo('error', (line) => void process.stderr.write(line), systemClock);

let queue: Promise<unknown> = Promise.resolve();
/** One at a time in this process: who aims must not be held up by who checks. */
export const alone = <T>(work: () => Promise<T>): Promise<T> => {
  const result = queue.then(work);
  queue = result.catch(() => undefined);
  return result;
};

/** Stores in a directory of their own, or on servers, that outlive many a process. */
export interface Place {
  readonly kind: Kind;
  readonly directory: string;
  readonly settings: Settings;
  readonly end: () => Promise<void>;
}

export const placeFor = async (kind: Kind): Promise<Place> => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-crash-'));
  const stores = await storesFor(directory, undefined, { log: kind, documents: kind });
  const settings = settingsIn(directory, { LOG_LEVEL: 'error', ...stores.settings });
  const end = async (): Promise<void> => {
    await stores.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { kind, directory, settings, end };
};

const closing = async <S extends { close(): Promise<void> }, T>(
  opened: Promise<S>,
  work: (store: S) => Promise<T>,
): Promise<T> => {
  const store = await opened;
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

export const open = (settings: Settings): Promise<House> =>
  openHouse({ config: readConfig(settings), clock: systemClock, log });

/** The tree waits less long than a lease may last. */
const wholeTree = async ({ proof }: House): Promise<void> => {
  const until = performance.now() + PATIENCE_MS;
  for (;;)
    try {
      await proof.whole();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(100);
    }
};

const upToDate = async (house: House): Promise<void> => {
  const { readModels, ledger } = house;
  expect(await readModels.reached(await ledger.store.head(), PATIENCE_MS)).toBe(true);
  await wholeTree(house);
};

/** As a service that is started again, works, and ends when all has been folded. */
export const restart = (
  settings: Settings,
  work: (house: House) => Promise<unknown> = async () => undefined,
): Promise<void> =>
  closing(open(settings), async (house) => {
    house.readModels.start();
    await upToDate(house);
    await work(house);
    await upToDate(house);
  });

export const eventsOf = (settings: Settings): Promise<readonly StoredEvent[]> =>
  closing(
    openEventStore({ config: readConfig(settings), clock: systemClock, readOnly: true }),
    (store) => store.readAll(START, 1_000_000),
  );

/** The read models as they stand, looked at from outside; null where there are none yet. */
export const lookingAt = async <T>(
  settings: Settings,
  look: (store: ReadModelStore) => Promise<T>,
): Promise<T | null> => {
  const config: Config = readConfig(settings);
  const opened = await openReadModels({ config, readOnly: true }).catch(() => null);
  return opened && closing(Promise.resolve(opened), look);
};

const fsck = async (settings: Settings): Promise<FsckReport> => {
  const lines: string[] = [];
  const line = (said: string): void => void lines.push(said);
  await check(readConfig(settings), { json: true }, { out: line, err: line });
  return JSON.parse(lines.join('\n')) as FsckReport;
};

/** Acknowledged is recorded, at that very place; recorded is whole, and once. */
export const expectExact = (
  events: readonly StoredEvent[],
  acknowledged: readonly Acknowledged[],
): void => {
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  const [places, lengths] = [new Map<string, string>(), new Map<string, number>()];
  for (const { streamId, revision, position } of events) {
    if (revision !== (lengths.get(streamId) ?? 0)) throw new Error(`a hole in ${streamId}`);
    lengths.set(streamId, revision + 1);
    places.set(`${streamId} ${revision}`, position);
  }
  const found = acknowledged.map(({ streamId, revision }) => places.get(`${streamId} ${revision}`));
  expect(found).toEqual(acknowledged.map(({ position }) => position));
};

/** Everything that can be derived anew is as it is kept, up to the end of the log. */
export const expectSound = async (settings: Settings, events: number): Promise<void> => {
  const report = await alone(() => fsck(settings));
  expect(report).toMatchObject({ events, behind: [], findings: [] });
};
