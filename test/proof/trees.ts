import { hash } from 'node:crypto';
import type { Subtrees } from '../../src/proof/merkle.js';

/** RFC 6962, section 2.1, word for word: the definition that all else is measured by. */
export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  hash('sha256', Buffer.concat(parts), 'buffer');

const largestPowerBelow = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

/** MTH(D[n]), over the hashes of the leaves. */
export const naiveRoot = (leaves: readonly Buffer[]): Buffer => {
  const [only] = leaves;
  if (!only) return sha256();
  if (leaves.length === 1) return only;
  const k = largestPowerBelow(leaves.length);
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
};

/** All that the definition says of one list of leaves; each range of it is worked out once. */
export const naiveTree = (leaves: readonly Buffer[]) => {
  const known = new Map<string, Buffer>();
  const root = (begin: number, end: number): Buffer => {
    const hash = known.get(`${begin}-${end}`) ?? naiveRoot(leaves.slice(begin, end));
    known.set(`${begin}-${end}`, hash);
    return hash;
  };
  /** PATH(m, D[n]), of the leaves from `begin` to `end`. */
  const path = (m: number, end: number, begin = 0): readonly Buffer[] => {
    if (end - begin === 1) return [];
    const middle = begin + largestPowerBelow(end - begin);
    return m < middle
      ? [...path(m, middle, begin), root(middle, end)]
      : [...path(m, end, middle), root(begin, middle)];
  };
  /** SUBPROOF(m, D[n], b), likewise. */
  const consistency = (m: number, end: number, begin = 0): readonly Buffer[] => {
    if (m === end) return begin === 0 ? [] : [root(begin, end)];
    const middle = begin + largestPowerBelow(end - begin);
    return m <= middle
      ? [...consistency(m, middle, begin), root(middle, end)]
      : [...consistency(m, end, middle), root(begin, middle)];
  };
  return { path, consistency };
};

/** The same leaves as the code asks for them; each subtree is worked out once. */
export const subtreesOf = (leaves: readonly Buffer[]): Subtrees => {
  const known = new Map<string, Buffer>();
  return async (level, index) => {
    const [begin, end] = [index * 2 ** level, (index + 1) * 2 ** level];
    if (end > leaves.length) throw new Error(`subtree ${level}/${index} is not whole`);
    const hash = known.get(`${level}/${index}`) ?? naiveRoot(leaves.slice(begin, end));
    known.set(`${level}/${index}`, hash);
    return hash;
  };
};

export const hashes = (count: number, salt = 'leaf'): readonly Buffer[] =>
  Array.from({ length: count }, (_, at) => sha256(Buffer.from(`${salt} ${at}`)));

/** Every value that differs from this one in a single bit. */
export const bitFlips = (bytes: Uint8Array): readonly Buffer[] =>
  Array.from({ length: bytes.length * 8 }, (_, at) => {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
    return flipped;
  });
