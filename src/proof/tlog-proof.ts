import { fromBase64 } from './base64.js';
import { wholeNumber } from './checkpoint.js';
import { HASH_BYTES } from './merkle.js';

/** A proof that stands alone in a file (`.tlog-proof`): C2SP's tlog-proof. */
export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling up. */
  readonly hashes: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
  /** Anything else; nobody vouches for it. */
  readonly extra?: Uint8Array;
}

export class BadProof extends Error {
  override readonly name = 'BadProof';
}

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of more leaves than can be counted exactly has no more levels. */
const MOST_HASHES = 63;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const formatTlogProof = ({ index, hashes, checkpoint, extra }: TlogProof): string =>
  [
    HEADER,
    ...(extra ? [`extra ${base64(extra)}`] : []),
    `index ${index}`,
    ...hashes.map(base64),
    '',
    checkpoint,
  ].join('\n');

const hashOf = (line: string): Buffer => {
  const hash = fromBase64(line);
  if (hash?.length !== HASH_BYTES) throw new BadProof('a line of the proof is not a hash');
  return hash;
};

const extraOf = (line: string): Buffer => {
  const extra = fromBase64(line.slice('extra '.length));
  if (!extra) throw new BadProof('the extra data is not base64');
  return extra;
};

/**
 * Its parts, nothing of it verified.
 * @throws {BadProof}
 */
export const parseTlogProof = (text: string): TlogProof => {
  const at = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, Math.max(at, 0)).split('\n');
  if (header !== HEADER) throw new BadProof(`expected ${HEADER}`);
  const extra = lines[0]?.startsWith('extra ') ? extraOf(lines.shift() ?? '') : undefined;
  const [, number = ''] = /^index (\d+)$/.exec(lines.shift() ?? '') ?? [];
  const index = wholeNumber(number);
  if (index === null) throw new BadProof('expected the index of a leaf');
  if (lines.length > MOST_HASHES) throw new BadProof('too many hashes');
  const checkpoint = text.slice(at + 2);
  return { index, hashes: lines.map(hashOf), checkpoint, ...(extra && { extra }) };
};
