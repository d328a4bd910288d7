import { MongoClient } from 'mongodb';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ferretdb, hasFerretdb } from './binary.js';

export { ferretdb, hasFerretdb, hasGo } from './binary.js';

/** For the hook that comes first: building the server takes a minute, or several. */
export const BUILD_MS = 600_000;

export interface Ferretdb {
  /** Ends with a slash: a database's name goes behind it. */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** In its own time; the directory is removed if it was made here. */
  readonly stop: () => Promise<void>;
  /** At once, as a power cut of the process; the directory stays. */
  readonly kill: () => Promise<void>;
}

/** What is under way while the process lasts: no file waits for the disk. */
const PRAGMAS = '?_pragma=synchronous(off)';

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
};

/** The same directory and port again bring a stopped server back. Its stdin ties it to us. */
export const startFerretdb = async (
  options: { readonly directory?: string; readonly port?: number } = {},
): Promise<Ferretdb> => {
  const binary = await ferretdb();
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'jejak-ferretdb-'));
  const args = ['--listen', `127.0.0.1:${options.port ?? 0}`, '--dir', `${directory}/${PRAGMAS}`];
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`FerretDB did not start: ${said}`))),
  ])) as [string];
  return {
    url: line,
    port: Number(new URL(line).port),
    directory,
    stop: async () => {
      await ended(child, 'SIGTERM');
      if (!options.directory) rmSync(directory, { recursive: true });
    },
    kill: () => ended(child, 'SIGKILL'),
  };
};

export interface MongoForTests {
  url(database: string): string;
  drop(database: string): Promise<void>;
  stop(): Promise<void>;
}

const GIVEN = process.env['READ_MODEL_URL'];
const given = GIVEN?.startsWith('mongodb') ? GIVEN : undefined;

const NO_MONGO =
  'did not run: neither READ_MODEL_URL=mongodb://… nor Go, to build FerretDB, is here';
/** For a suite that has nothing to run against. */
export const withoutMongo = (): void => {
  console.warn(`${expect.getState().testPath}: ${NO_MONGO}`);
  it.todo(NO_MONGO);
};
export const isFerretdb = given === undefined;
export const hasMongo = (): boolean => given !== undefined || hasFerretdb();

/** The server that READ_MODEL_URL names, or a FerretDB of our own; databases asked for are new. */
export const mongoForTests = async (): Promise<MongoForTests> => {
  const own = given === undefined ? await startFerretdb() : undefined;
  const base = given ?? own?.url ?? '';
  const unique = own ? '' : `-${randomBytes(4).toString('hex')}`;
  const [, server = '', settings = ''] = /^(\w+(?:\+srv)?:\/\/[^/?]+)[^?]*(.*)$/.exec(base) ?? [];
  const client = await new MongoClient(base).connect();
  const used = new Set<string>();
  const nameOf = (database: string): string => `${database}${unique}`;
  const drop = async (database: string): Promise<void> => {
    await client.db(nameOf(database)).dropDatabase();
    used.delete(database);
  };
  return {
    url: (database) => {
      used.add(database);
      return `${server}/${nameOf(database)}${settings}`;
    },
    drop,
    stop: async () => {
      for (const database of used) await drop(database);
      await client.close();
      await own?.stop();
    },
  };
};
