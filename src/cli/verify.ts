import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { BadConfig } from '../config.js';
import { fileAt, type Place, placeOf } from '../place.js';
import { parseVkey, type PublicNoteKey } from '../proof/note-key.js';
import { parsePublicKeys } from '../proof/signing-keys.js';
import {
  type Checkpoints,
  type GivenCheckpoint,
  readCheckpoints,
} from '../proof/verify-checkpoints.js';
import { verifyPackage } from '../proof/verify-package.js';
import { verifyStore } from '../proof/verify-store.js';
import { asJson, type ExitStatus, type Terminal } from './outcome.js';
import { showProgress } from './progress.js';
import { tellLog, tellPackage } from './verify-words.js';

export interface VerifyFlags {
  readonly checkpoint?: readonly string[];
  readonly key?: readonly string[];
  readonly readModels?: string;
  readonly json?: boolean;
}

const wrong = (setting: string, message: string): never => {
  throw new BadConfig([`${setting}: ${message}`]);
};

const inWords = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Files of keys, one a line, or keys themselves. */
const keysOf = (given: readonly string[]): readonly PublicNoteKey[] =>
  given.flatMap((one) => {
    try {
      return existsSync(one) ? parsePublicKeys(readFileSync(one, 'utf8')) : parseVkey(one);
    } catch (error) {
      return wrong('--key', `${one}: ${inWords(error)}`);
    }
  });

const isCheckpoint = (name: string): boolean =>
  name === 'checkpoint' || name.endsWith('.checkpoint');

const checkpointsIn = (path: string): readonly GivenCheckpoint[] => {
  try {
    const files = statSync(path).isDirectory()
      ? readdirSync(path)
          .filter(isCheckpoint)
          .toSorted()
          .map((name) => join(path, name))
      : [path];
    if (files.length === 0) return wrong('--checkpoint', `${path} holds no checkpoint`);
    return files.map((name) => ({ name, note: readFileSync(name, 'utf8') }));
  } catch (error) {
    if (error instanceof BadConfig) throw error;
    return wrong('--checkpoint', inWords(error));
  }
};

const placeAt = (what: string): Place => {
  if (!/^[a-z+]+:/.test(what)) return fileAt(what);
  const place = placeOf(what, 'esdb');
  return typeof place === 'string' ? wrong('STORE', place) : place;
};

const readModelsAt = (what: string | undefined): Place | undefined => {
  if (what === undefined) return undefined;
  const place = placeOf(what, 'mongodb');
  return typeof place === 'string' ? wrong('--read-models', place) : place;
};

const filesOf = ({ checkpoint = [] }: VerifyFlags): readonly GivenCheckpoint[] =>
  checkpoint.flatMap(checkpointsIn).map(({ name, note }) => ({ name: basename(name), note }));

/** The log is called what its first key is; a witness' key may follow. */
const checkpointsOf = (flags: VerifyFlags): Checkpoints => {
  const keys = keysOf(flags.key ?? []);
  const [first] = keys;
  const files = filesOf(flags);
  if (!first) return wrong('--key', 'expected the public key of the log');
  if (files.length === 0) wrong('--checkpoint', 'expected a checkpoint that was kept elsewhere');
  return readCheckpoints(files, first.name, keys);
};

const ZIP = Buffer.from('PK\x03\x04');
const isPackage = (path: string): boolean => {
  if (!existsSync(path) || statSync(path).isDirectory()) return false;
  const file = openSync(path, 'r');
  try {
    const begin = Buffer.alloc(ZIP.length);
    readSync(file, begin);
    return begin.equals(ZIP);
  } finally {
    closeSync(file);
  }
};

const verifyLogAt = async (
  place: Place,
  flags: VerifyFlags,
  terminal: Terminal,
): Promise<ExitStatus> => {
  const checkpoints = checkpointsOf(flags);
  const { progress, stop } = showProgress('verify');
  try {
    const verdict = await verifyStore(
      ...([place, checkpoints, readModelsAt(flags.readModels)] as const),
      (events) => progress(events, null),
    );
    stop();
    if (flags.json) terminal.out(asJson(verdict));
    else tellLog(verdict, terminal);
    return verdict.ok ? 0 : 1;
  } finally {
    stop();
  }
};

const verifyPackageAt = async (
  file: string,
  flags: VerifyFlags,
  terminal: Terminal,
): Promise<ExitStatus> => {
  const verdict = await verifyPackage(file, keysOf(flags.key ?? []), filesOf(flags));
  if (flags.json) terminal.out(asJson(verdict));
  else tellPackage(verdict, terminal);
  return verdict.ok ? 0 : 1;
};

/**
 * Holds a log, or a package made of one, against what was signed.
 * @throws {BadConfig} wrong usage; {StoreUnavailable | StoreDamaged} nothing can be read
 */
export const verify = (
  what: string,
  flags: VerifyFlags,
  terminal: Terminal,
): Promise<ExitStatus> =>
  isPackage(what)
    ? verifyPackageAt(what, flags, terminal)
    : verifyLogAt(placeAt(what), flags, terminal);
