import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { built } from '../built.js';

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

type Settings = Readonly<Record<string, string>>;

/** Every store and key in one directory, a free port, and nothing of the tester's own settings. */
export const settingsIn = (directory: string, over: Settings = {}): Settings => ({
  PATH: process.env['PATH'] ?? '',
  PORT: '0',
  EVENT_STORE_URL: `file:${join(directory, 'jejak.db')}`,
  READ_MODEL_URL: `file:${join(directory, 'jejak.db')}`,
  KEY_STORE_URL: `file:${join(directory, 'keys.db')}`,
  MASTER_KEY_FILE: join(directory, 'master.key'),
  TOKEN_KEYS: join(directory, 'token-keys.json'),
  TOKEN_KEY_FILE: join(directory, 'token.pem'),
  CHECKPOINT_PLACE: join(directory, 'checkpoints'),
  SIGNING_KEY_FILE: join(directory, 'signing.key'),
  LOG_LEVEL: 'warn',
  ...over,
});

const children = new Set<ChildProcess>();
/** Ends what a failed test left running: by its own handle, nobody else's. */
export const endChildren = (): void => {
  for (const child of children) child.kill('SIGKILL');
};

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

const start = (settings: Settings, args: readonly string[]): Running => {
  const child = spawn(process.execPath, [join(built(), 'src/cli.js'), ...args], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([status]) => {
    children.delete(child);
    return { status: status as number | null, out, err };
  });
  return { child, ended };
};

/** Runs the command line to its end. */
export const jejak = (settings: Settings, ...args: readonly string[]): Promise<Ended> =>
  start(settings, args).ended;

export interface Service extends Running {
  readonly url: string;
  /** SIGTERM, as whoever runs services sends it. */
  readonly end: () => Promise<Ended>;
}

/** Starts a service (or the demo) and waits until it says where it is. */
export const startService = async (
  settings: Settings,
  ...args: readonly string[]
): Promise<Service> => {
  const running = start(settings, args.length > 0 ? args : ['serve']);
  const { child, ended } = running;
  const address = new Promise<string>((resolve) => {
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const [, url] = /^GraphQL +(http\S+)\/graphql$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const early = ended.then(({ status, err }): string => {
    throw new Error(`the service ended with ${status}: ${err}`);
  });
  const url = await Promise.race([address, early]);
  early.catch(() => undefined);
  const end = (): Promise<Ended> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { ...running, url, end };
};

/** What a service answers to a question over HTTP. */
export const asked = async (
  { url }: Pick<Service, 'url'>,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly data?: Record<string, unknown>; readonly errors?: readonly unknown[] }> => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as { data?: Record<string, unknown>; errors?: readonly unknown[] };
};
