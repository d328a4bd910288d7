import { existsSync, readFileSync } from 'node:fs';
import { createOnce } from '../storage/private-file.js';

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
