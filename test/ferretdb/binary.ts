import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SOURCE = resolve('test/ferretdb');
const VERSION = '1.24.2';

const digest = (): string => {
  const hash = createHash('sha256');
  for (const name of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(SOURCE, name)));
  return hash.digest('hex').slice(0, 12);
};

const cache = (): string => {
  const home = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(home, 'jejak', `ferretdb-${VERSION}-${digest()}`);
};

export const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

/** Built already, or can be. */
export const hasFerretdb = (): boolean => existsSync(join(cache(), 'ferretdb')) || hasGo();

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** One builds, the others wait; a lock whose owner is gone is nobody's. */
const locked = async (directory: string, build: () => void): Promise<void> => {
  const lock = join(directory, 'lock');
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch {
    await sleep(200);
    const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
    return;
  }
  try {
    build();
  } finally {
    rmSync(lock);
  }
};

const build = (file: string): void => {
  const made = `${file}.${process.pid}`;
  const args = ['build', '-trimpath', '-buildvcs=false', '-o', made, '.'];
  const env = { ...process.env, CGO_ENABLED: '0' };
  const { status, stderr } = spawnSync('go', args, { cwd: SOURCE, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go ${args.join(' ')}: ${stderr}`);
  renameSync(made, file);
};

/** The path of the server for tests: built once for each of its versions, about a minute. */
export const ferretdb = async (): Promise<string> => {
  const directory = cache();
  const file = join(directory, 'ferretdb');
  mkdirSync(directory, { recursive: true });
  while (!existsSync(file))
    await locked(directory, () => {
      if (!existsSync(file)) build(file);
    });
  return file;
};
