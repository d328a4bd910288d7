import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Double, startDouble } from '../eventstoredb/server.js';
import { type MongoForTests, mongoForTests } from '../ferretdb/server.js';

/** `file`: the embedded store; `server`: EventStoreDB's double, or what speaks as MongoDB. */
export interface Combination {
  readonly log: 'file' | 'server';
  readonly documents: 'file' | 'server';
}

/** The environment of one service, with its servers, if any. */
export interface Stores {
  readonly settings: Readonly<Record<string, string>>;
  readonly double?: Double | undefined;
  /** All that is kept in this directory and on the log's server, as it is kept. */
  kept(): Buffer;
  stop(): Promise<void>;
}

let mongo: Promise<MongoForTests> | undefined;
let databases = 0;

/** One server for all services of a test file. */
const sharedMongo = (): Promise<MongoForTests> => (mongo ??= mongoForTests());
afterAll(async () => (await mongo)?.stop());

const FILES: Combination = { log: 'file', documents: 'file' };
const SERVERS: Combination = { log: 'server', documents: 'server' };

/** The end-to-end tests are written once, and run once for each of two combinations. */
const asked = process.env['STORES'] === 'servers' ? SERVERS : FILES;

const filesIn = (directory: string): readonly Buffer[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(directory, name)));

const recordsOf = ({ log }: Double): readonly Buffer[] =>
  log.records.flatMap(({ type, data, metadata }) => [Buffer.from(type), data, metadata]);

/**
 * Stores of their own, in the directory or on servers.
 * @param now the log server's clock, milliseconds since 1970; without it the machine's
 */
export const storesFor = async (
  directory: string,
  now?: () => number,
  { log, documents }: Combination = asked,
): Promise<Stores> => {
  const file = (name: string): string => `file:${join(directory, name)}`;
  const double = log === 'server' ? await startDouble({ ...(now && { now }) }) : undefined;
  const server = documents === 'server' ? await sharedMongo() : undefined;
  const name = `test${(databases += 1)}`;
  return {
    settings: {
      EVENT_STORE_URL: double?.url ?? file('jejak.db'),
      READ_MODEL_URL: server?.url(name) ?? file('jejak.db'),
      KEY_STORE_URL: server?.url(`${name}-keys`) ?? file('keys.db'),
      MASTER_KEY_FILE: join(directory, 'master.key'),
      CHECKPOINT_PLACE: join(directory, 'checkpoints'),
      SIGNING_KEY_FILE: join(directory, 'signing.key'),
    },
    double,
    kept: () => Buffer.concat([...filesIn(directory), ...(double ? recordsOf(double) : [])]),
    stop: async () => {
      await double?.kill();
    },
  };
};
