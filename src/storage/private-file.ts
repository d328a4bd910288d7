import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export const OWNER_ONLY = 0o600;
export const FOR_ALL = 0o644;

export const isFailure = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

const IS_WINDOWS = process.platform === 'win32';

/** A name is on the disk when its directory is; Windows cannot be asked for that. */
const syncDirectory = (directory: string): void => {
  if (IS_WINDOWS) return;
  const descriptor = openSync(directory, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
};

interface Draft {
  readonly file: string;
  readonly text: string;
  readonly mode: number;
}

/** All of it is on the disk before `publish` gives it its name. */
const drafted = ({ file, text, mode }: Draft, publish: (draft: string) => void): void => {
  mkdirSync(dirname(file), { recursive: true });
  // Not by the process's number: in containers on one volume all may have the same.
  const drafts = mkdtempSync(`${file}.new-`);
  try {
    const draft = join(drafts, 'new');
    const descriptor = openSync(draft, 'wx', mode);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
    closeSync(descriptor);
    publish(draft);
    syncDirectory(dirname(file));
  } catch (error) {
    // A full disk is told of without a name.
    if (error instanceof Error && !error.message.includes(file))
      error.message = `${file}: ${error.message}`;
    throw error;
  } finally {
    rmSync(drafts, { recursive: true });
  }
};

/**
 * Whole or not at all, whenever the process dies. Never over a file that is there: where several
 * processes start at once on nothing, the first one's counts for all.
 * @returns whether this call made it
 */
export const createOnce = (file: string, text: string, mode = OWNER_ONLY): boolean => {
  try {
    drafted({ file, text, mode }, (draft) => linkSync(draft, file));
    return true;
  } catch (error) {
    if (!isFailure(error, 'EEXIST') || !existsSync(file)) throw error;
    return false;
  }
};

/** Whoever reads it finds what was there before or all of this, whenever the process dies. */
export const replaceWhole = (file: string, text: string, mode = OWNER_ONLY): void =>
  drafted({ file, text, mode }, (draft) => renameSync(draft, file));

/** @throws the file is missing, or others than its owner may read it */
export const readOwnerOnly = (file: string): string => {
  if (!IS_WINDOWS && (statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} holds a private key and others may read it: chmod 600 it`);
  return readFileSync(file, 'utf8');
};
