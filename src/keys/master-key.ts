import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const HEX = /^[0-9a-f]{64}$/;

export class BadMasterKey extends Error {
  override readonly name = 'BadMasterKey';
}

const parse = (text: string, where: string): Buffer => {
  if (!HEX.test(text.trim()))
    throw new BadMasterKey(`${where}: expected 64 lower-case hexadecimal digits (32 bytes)`);
  return Buffer.from(text.trim(), 'hex');
};

/**
 * Whole or not at all, whenever the process dies. Never over a file that is there: where several
 * processes start at once on nothing, the first one's counts for all.
 */
const createOnce = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  // Not by the process's number: in containers on one volume all may have the same.
  const drafts = mkdtempSync(`${file}.new-`);
  try {
    const draft = join(drafts, 'key');
    const descriptor = openSync(draft, 'wx', 0o600);
    writeSync(descriptor, text);
    fsyncSync(descriptor);
    closeSync(descriptor);
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(drafts, { recursive: true });
  }
};

/**
 * The key that wraps all others: from the environment where it is given there, else from a file,
 * which is made with mode 0600 at the first start only.
 */
export const masterKey = (
  source: {
    readonly env?: string | undefined;
    readonly file: string;
    /**
     * Where keys are that it has wrapped, if any are there: with them a lost master key is an
     * error, not a reason for a new one.
     */
    readonly wrapped: string | undefined;
  },
  makeKey: () => Buffer,
): Buffer => {
  if (source.env !== undefined) return parse(source.env, 'MASTER_KEY');
  if (!existsSync(source.file)) {
    if (source.wrapped !== undefined)
      throw new BadMasterKey(
        `${source.file} is missing, and ${source.wrapped} cannot be opened without it`,
      );
    createOnce(source.file, `${makeKey().toString('hex')}\n`);
  }
  return parse(readFileSync(source.file, 'utf8'), source.file);
};
