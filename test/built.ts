import { type Options, transformSync } from '@swc/core';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What runs in a process of its own: the house, and the scripts that a test has killed. */
const DIRECTORIES = ['src', 'projections', 'test/crash'];
const CACHE = resolve('node_modules/.cache/jejak');
/** As `nest build` has them. */
const OPTIONS: Options = {
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      ...{ legacyDecorator: true, decoratorMetadata: true },
      useDefineForClassFields: false,
    },
    keepClassNames: true,
  },
};

const sources = (): readonly string[] =>
  DIRECTORIES.flatMap((directory) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map((name) => join(directory, name)),
  ).toSorted();

const digestOf = (texts: ReadonlyMap<string, string>): string => {
  const digest = createHash('sha256');
  for (const [path, text] of texts) digest.update(`${path}\n${text.length}\n${text}`);
  return digest.digest('hex').slice(0, 16);
};

const write = (directory: string, texts: ReadonlyMap<string, string>): void => {
  for (const [path, text] of texts) {
    const file = join(directory, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, transformSync(text, { ...OPTIONS, filename: path, swcrc: false }).code);
  }
  copyFileSync('package.json', join(directory, 'package.json'));
  symlinkSync(resolve('samples'), join(directory, 'samples'));
};

/** What was built of earlier sources is kept for a while: another run may be in it. */
const KEPT = 20;
const forgetOld = (): void => {
  const directories = readdirSync(CACHE).map((name) => join(CACHE, name));
  const byAge = directories.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(KEPT)) rmSync(old, { recursive: true, force: true });
};

let known: string | undefined;

/**
 * The directory where these very sources are built, for processes of their own. Built once for
 * all tests, beside `dist` and never in it: whoever builds there does not disturb a test.
 */
export const built = (): string => (known ??= build());

const build = (): string => {
  const texts = new Map(sources().map((path) => [path, readFileSync(path, 'utf8')]));
  const directory = join(CACHE, digestOf(texts));
  if (existsSync(directory)) return directory;
  const draft = `${directory}.${process.pid}`;
  write(draft, texts);
  try {
    renameSync(draft, directory);
    forgetOld();
  } catch (error) {
    // Another worker was first, with the same sources.
    if (!existsSync(directory)) throw error;
    rmSync(draft, { recursive: true });
  }
  return directory;
};
