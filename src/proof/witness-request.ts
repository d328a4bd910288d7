import { fromBase64 } from './base64.js';
import { wholeNumber } from './checkpoint.js';
import { HASH_BYTES } from './merkle.js';

/** What a log asks of a witness: the body of `add-checkpoint` in C2SP's tlog-witness. */
export interface AddCheckpoint {
  /** Of the tree that the witness has last seen, as far as the log knows. */
  readonly oldSize: number;
  /** That the new tree begins with the old one. */
  readonly proof: readonly Buffer[];
  /** The checkpoint, signed by the log. */
  readonly note: string;
}

const MOST_HASHES = 63;

export const formatAddCheckpoint = ({ oldSize, proof, note }: AddCheckpoint): string =>
  [`old ${oldSize}`, ...proof.map((hash) => hash.toString('base64')), '', note].join('\n');

/** Null for what is none. */
export const parseAddCheckpoint = (body: string): AddCheckpoint | null => {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, Math.max(end, 0)).split('\n');
  const oldSize = first.startsWith('old ') ? wholeNumber(first.slice('old '.length)) : null;
  const proof = lines.map(fromBase64);
  const isProof = (hashes: readonly (Buffer | null)[]): hashes is readonly Buffer[] =>
    hashes.length <= MOST_HASHES && hashes.every((hash) => hash?.length === HASH_BYTES);
  return oldSize !== null && isProof(proof) ? { oldSize, proof, note: body.slice(end + 2) } : null;
};
