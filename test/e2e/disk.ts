import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { built } from '../built.js';
import { freshId, RESULT } from './service.js';
import { ask, type Reply } from '../graphql/ask.js';

type Settings = Readonly<Record<string, string>>;

export interface Served {
  readonly url: string;
  readonly pid: number;
  /** What it said on standard error. */
  readonly said: () => string;
  /** SIGTERM; gives the exit status. */
  readonly end: () => Promise<number | null>;
}

const runs = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, [...args]).status === 0;

/** May this user mount, in a namespace of a process of his own? (Not in every container.) */
export const mayMount = (): boolean =>
  runs('unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt');

export const mayLimit = (): boolean => runs('prlimit', '--pid', String(process.pid), '--fsize');

/** Only root may, and only on some file systems. */
export const mayFreeze = (): boolean => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-freeze-'));
  const may = runs('chattr', '+i', directory) && runs('chattr', '-i', directory);
  rmSync(directory, { recursive: true });
  return may;
};

/** `node cli serve`, after what `prepare` does in a shell within its own namespace of mounts. */
const command = (prepare: string | undefined): readonly [string, ...string[]] => {
  const serve = [process.execPath, join(built(), 'src/cli.js'), 'serve'] as const;
  if (prepare === undefined) return [...serve];
  return ['unshare', '-rm', 'sh', '-c', `${prepare} && exec "$@"`, 'sh', ...serve];
};

/** The service as a process, once it says where it is; `url` is empty where it ended instead. */
export const serveOn = async (settings: Settings, prepare?: string): Promise<Served> => {
  const [program, ...args] = command(prepare);
  const child = spawn(program, args, { env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([status]) => status as number | null);
  const listening = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, url] = /^GraphQL +(http\S+)\/graphql$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([listening, ended.then(() => '')]);
  const end = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { url, pid: child.pid ?? 0, said: () => said, end };
};

/** A directory as a process in a namespace of its own sees it. */
const seenBy = ({ pid }: Served, directory: string): string => `/proc/${pid}/root${directory}`;

/** So full that it ends within a command, or within what is made of it for the read models. */
const LEFT_BYTES = 300_000;

/** Leaves hardly any room on the file system of a directory; gives back what makes room again. */
export const fill = (served: Served, directory: string): (() => void) => {
  const place = seenBy(served, directory);
  const filler = join(place, 'filler');
  const { bavail, bsize } = statfsSync(place);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - LEFT_BYTES));
  return () => rmSync(filler);
};

/** The log as it stands on a file system that goes with its process. */
export const copyOut = (served: Served, from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const name of ['jejak.db', 'jejak.db-wal']) {
    const file = join(seenBy(served, from), name);
    if (existsSync(file)) copyFileSync(file, join(to, name));
  }
};

/** No file of the process takes another byte, as on a file system that turned read-only. */
export const takeNothing = ({ pid }: Served): (() => void) => {
  const limit = (bytes: string) => runs('prlimit', '--pid', String(pid), `--fsize=${bytes}:`);
  limit('0');
  return () => void limit('unlimited');
};

/** The files of a log, read-only even to whoever has them open. */
export const freeze = (directory: string): (() => void) => {
  const files = ['jejak.db', 'jejak.db-wal'].map((name) => join(directory, name));
  const change = (how: string) => runs('chattr', how, ...files.filter((file) => existsSync(file)));
  change('+i');
  return () => void change('-i');
};

/** Sends a command to a service in another process. */
export const order = (served: Served, name: string, input: object): Promise<Reply> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { done: ${name}(input: $input) { ${RESULT} } }`;
  return ask(served, query, { input: { commandId: freshId(), ...input } });
};
