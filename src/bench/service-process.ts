import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { elapsed } from '../house/clock.js';
import { type HttpClient, httpClient } from './http-client.js';

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly client: HttpClient;
  /** From its start to its first answer, in milliseconds. */
  readonly tookMs: number;
  /** The most memory it has held so far, in bytes (where a system does not say: what it holds). */
  readonly memory: () => number;
  readonly close: () => Promise<void>;
}

/** What is started: this software as it serves, or the bare service beside it. */
export interface Programs {
  readonly serve: readonly string[];
  readonly bare: readonly string[];
}

const programAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const PROGRAMS: Programs = {
  serve: [programAt('../cli.js'), 'serve'],
  bare: [programAt('bare-service.js')],
};

const PATIENCE_MS = 120_000;
const CONNECTIONS = 8;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const memoryOf = (pid: number): number => {
  const status = `/proc/${pid}/status`;
  const text = existsSync(status)
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  const kibibytes = Number(text);
  if (kibibytes > 0) return kibibytes * 1_024;
  throw new Error('this system does not say how much memory a process holds');
};

const ending = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => void child.once('close', () => resolve()));

const untilAnswered = async (
  { ask }: HttpClient,
  hasEnded: () => string | undefined,
): Promise<void> => {
  const began = elapsed();
  for (;;) {
    const said = hasEnded();
    if (said !== undefined) throw new Error(`a service of the bench did not start: ${said}`);
    const refused = await ask('{ __typename }').then(
      () => null,
      (error: NodeJS.ErrnoException) => error,
    );
    if (!refused) return;
    if (refused.code !== 'ECONNREFUSED' || elapsed() - began > PATIENCE_MS) throw refused;
    await sleep(2);
  }
};

/** Starts it, and waits for its first answer. */
export const startService = async (
  program: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<ServiceProcess> => {
  const port = await freePort();
  const env = { ...process.env, ...settings, PORT: String(port) };
  const began = elapsed();
  const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const end = () => child.kill('SIGTERM');
  process.prependOnceListener('exit', end);
  const ended = ending(child);
  let said = '';
  child.stderr.on('data', (part: Buffer) => void (said += part.toString()));
  const client = httpClient(port, CONNECTIONS);
  const close = async (): Promise<void> => {
    client.close();
    end();
    await ended;
    process.off('exit', end);
  };
  try {
    const hasEnded = () => (child.exitCode === null ? undefined : said || 'it ended');
    await untilAnswered(client, hasEnded);
  } catch (error) {
    await close();
    throw error;
  }
  const tookMs = elapsed() - began;
  return { client, tookMs, memory: () => memoryOf(child.pid ?? 0), close };
};
