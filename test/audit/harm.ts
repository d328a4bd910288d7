import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FsckReport } from '../../src/audit/fsck.js';
import { check } from '../../src/cli/check.js';
import { type Config, readConfig } from '../../src/config.js';
import { systemClock } from '../../src/house/clock.js';
import { type House, openHouse } from '../../src/house/house.js';
import { loggerTo } from '../../src/house/logger.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import { Sqlite } from '../../src/storage/sqlite.js';
import { settingsIn } from '../cli/jejak.js';
import { writeLog } from '../read-model/tally.js';

const silent = loggerTo('silent', () => undefined, systemClock);
export const openIn = (config: Config): Promise<House> =>
  openHouse({ config, clock: systemClock, log: silent });

export interface Checked extends FsckReport {
  readonly status: number;
}

export const fsck = async (config: Config): Promise<Checked> => {
  const lines: string[] = [];
  const line = (said: string): void => void lines.push(said);
  const status = await check(config, { json: true }, { out: line, err: line });
  return { ...(JSON.parse(lines.join('\n')) as FsckReport), status };
};

/** What it prints for people. */
export const printed = async (config: Config): Promise<string> => {
  const lines: string[] = [];
  const line = (said: string): void => void lines.push(said);
  await check(config, {}, { out: line, err: line });
  return lines.join('\n');
};

export const invariants = ({ findings }: Checked): string[] =>
  [...new Set(findings.map(({ invariant }) => invariant))].toSorted();

/** Of the sound store: the rules that the house begins with, and what is written. */
export const EVENTS = BUILT_IN_POLICIES.length + 17;

export const harm = (file: string, work: (db: Sqlite) => void): void => {
  const db = new Sqlite(file);
  work(db);
  db.close();
};

/** A sound store, made once for the file that calls this, and copies of it to do harm to. */
export const soundStore = () => {
  const root = mkdtempSync(join(tmpdir(), 'jejak-fsck-'));
  const sound = join(root, 'sound');
  let copies = 0;
  beforeAll(async () => {
    mkdirSync(sound);
    const house = await openIn(readConfig(settingsIn(sound)));
    await writeLog(house.ledger);
    await house.readModels.catchUp();
    await house.proof.whole();
    await house.close();
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const copy = (): Config => {
    const directory = join(root, `copy-${(copies += 1)}`);
    mkdirSync(directory);
    for (const name of readdirSync(sound)) copyFileSync(join(sound, name), join(directory, name));
    return readConfig(settingsIn(directory));
  };
  const harmed = (work: (db: Sqlite) => void): Config => {
    const config = copy();
    harm(config.eventStore.name, work);
    return config;
  };
  return { copy, harmed };
};

export const positionOf = (db: Sqlite, type: string): bigint =>
  db.row<[bigint]>('SELECT position FROM event WHERE type = ? ORDER BY position', type)?.[0] ?? 0n;
export const bodyAt = (db: Sqlite, position: bigint): string =>
  db.row<[string]>('SELECT body FROM event WHERE position = ?', position)?.[0] ?? '';
export const setBody = (db: Sqlite, position: bigint, body: string): number =>
  db.run('UPDATE event SET body = ? WHERE position = ?', body, position);
