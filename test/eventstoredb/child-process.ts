import { transformSync } from '@swc/core';
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Started } from './child.js';
import { type Double, type DoubleOptions, urlOf } from './server.js';

const SOURCES = 'test/eventstoredb';
const CACHE = resolve('node_modules/.cache/jejak-double');

const sources = (): ReadonlyMap<string, string> => {
  const names = readdirSync(SOURCES).filter((name) => /(?<!\.spec)\.ts$/.test(name));
  const read = (name: string) => [name, readFileSync(join(SOURCES, name), 'utf8')] as const;
  return new Map(names.toSorted().map(read));
};

const compiled = (name: string, text: string): string =>
  transformSync(text, {
    ...{ filename: name, swcrc: false, module: { type: 'es6' } },
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
  }).code;

/** The directory where these very sources are compiled; safe where several begin at once. */
const build = (): string => {
  const texts = sources();
  const digest = createHash('sha256')
    .update(JSON.stringify([...texts]))
    .digest('hex');
  const directory = join(CACHE, digest.slice(0, 16));
  if (existsSync(directory)) return directory;
  const draft = `${directory}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'package.json'), '{"type":"module"}');
  for (const [name, text] of texts)
    writeFileSync(join(draft, name.replace(/\.ts$/, '.js')), compiled(name, text));
  try {
    renameSync(draft, directory);
  } catch (error) {
    // Another worker was first, with the same sources.
    if (!existsSync(directory)) throw error;
    rmSync(draft, { recursive: true });
  }
  return directory;
};

let built: string | undefined;

export type DoubleProcess = Pick<Double, 'url' | 'port' | 'terminate' | 'kill'>;

const children = new Set<ChildProcess>();

const ends = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};

const portOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('message', (started: Started) => resolve(started.port));
    child.once('exit', (code) => reject(new Error(`the double ended at once: ${code}`)));
  });

/** A double in a process of its own, where SIGKILL and SIGTERM are what they are. */
export const startDoubleProcess = async (options: DoubleOptions = {}): Promise<DoubleProcess> => {
  built ??= build();
  const script = join(built, 'child.js');
  // Jest's own flags are not for it.
  const child = fork(script, [JSON.stringify(options)], { execArgv: [] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const port = await portOf(child);
  return {
    ...{ url: urlOf(port), port },
    terminate: () => ends(child, 'SIGTERM'),
    kill: () => ends(child, 'SIGKILL'),
  };
};

/** For `afterAll`. */
export const endDoubles = async (): Promise<void> => {
  await Promise.all([...children].map((child) => ends(child, 'SIGKILL')));
};
