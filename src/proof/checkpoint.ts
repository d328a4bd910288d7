import { fromBase64 } from './base64.js';
import { HASH_BYTES } from './merkle.js';

/** What a checkpoint says: C2SP's tlog-checkpoint, the text of a signed note. */
export interface TreeHead {
  /** Which log. */
  readonly origin: string;
  /** How many leaves. */
  readonly size: number;
  readonly root: Buffer;
}

export class BadCheckpoint extends Error {
  override readonly name = 'BadCheckpoint';
}

/** A whole number without leading zeros; null for anything else, and for what is not exact. */
export const wholeNumber = (text: string): number | null => {
  const number = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
};

export const checkpointText = ({ origin, size, root }: TreeHead): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/**
 * Lines after the third are read past: they are not ours, and say nothing about the tree.
 * @throws {BadCheckpoint}
 */
export const parseCheckpoint = (text: string): TreeHead => {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.includes(''))
    throw new BadCheckpoint('expected at least three lines, none of them empty');
  const [origin = '', count = '', hash = ''] = lines;
  const size = wholeNumber(count);
  if (size === null) throw new BadCheckpoint('the second line is not a number of leaves');
  const root = fromBase64(hash);
  if (root?.length !== HASH_BYTES) throw new BadCheckpoint('the third line is not a root hash');
  return { origin, size, root };
};
