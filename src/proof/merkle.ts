import { hash } from 'node:crypto';

/** The hash tree of RFC 6962, section 2.1, over SHA-256. */
export const HASH_BYTES = 32;

/** The hash of the leaves from `index × 2^level` up to `(index + 1) × 2^level`, all there. */
export type Subtrees = (level: number, index: number) => Promise<Buffer>;

export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

/** What tells a leaf from a node: without it, a node could be shown as if it were a leaf. */
const LEAF = 0;
const NODE = 1;

export const leafHash = (leaf: string | Uint8Array): Buffer =>
  typeof leaf === 'string'
    ? hash('sha256', `\0${leaf}`, 'buffer')
    : hash('sha256', Buffer.concat([Buffer.of(LEAF), leaf]), 'buffer');

const both = Buffer.alloc(1 + 2 * HASH_BYTES, NODE);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => {
  both.set(left, 1);
  both.set(right, 1 + HASH_BYTES);
  return hash('sha256', both, 'buffer');
};

interface Range {
  readonly begin: number;
  readonly end: number;
}

interface Sibling extends Range {
  readonly side: 'left' | 'right';
}

/** The largest power of two below a number of leaves, from 2 on. */
const split = (leaves: number): number => {
  let power = 1;
  while (power * 2 < leaves) power *= 2;
  return power;
};

/** From the root down to where `isThere`: what is passed by, and where that is; lowest first. */
const wayTo = (
  leaf: number,
  size: number,
  isThere: (range: Range) => boolean,
): { readonly siblings: readonly Sibling[]; readonly there: Range } => {
  const siblings: Sibling[] = [];
  let there: Range = { begin: 0, end: size };
  while (!isThere(there)) {
    const middle = there.begin + split(there.end - there.begin);
    const [left, right] = [
      { begin: there.begin, end: middle },
      { begin: middle, end: there.end },
    ];
    siblings.push(leaf < middle ? { side: 'right', ...right } : { side: 'left', ...left });
    there = leaf < middle ? left : right;
  }
  return { siblings: siblings.toReversed(), there };
};

const toLeaf = (index: number, size: number): readonly Sibling[] =>
  wayTo(index, size, ({ begin, end }) => end - begin === 1).siblings;

const toLastOf = (from: number, to: number) => wayTo(from - 1, to, ({ end }) => end === from);

/** Of a range that such a tree has: it begins at a multiple of a power of two ≥ its length. */
const hashOf = async ({ begin, end }: Range, subtrees: Subtrees): Promise<Buffer> => {
  const whole: Promise<Buffer>[] = [];
  for (let at = begin; at < end;) {
    let level = 0;
    while (2 ** (level + 1) <= end - at) level += 1;
    whole.push(subtrees(level, at / 2 ** level));
    at += 2 ** level;
  }
  return (await Promise.all(whole)).reduceRight((right, left) => nodeHash(left, right));
};

const isCount = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;

/** @throws {RangeError} there is no such tree */
export const rootAt = async (size: number, subtrees: Subtrees): Promise<Buffer> => {
  if (!isCount(size)) throw new RangeError(`a tree of ${size} leaves`);
  return size === 0 ? EMPTY_ROOT : hashOf({ begin: 0, end: size }, subtrees);
};

/**
 * That a leaf is in a tree: the sibling hashes from the leaf up.
 * @throws {RangeError} the tree has no such leaf
 */
export const inclusionProof = async (
  index: number,
  size: number,
  subtrees: Subtrees,
): Promise<Buffer[]> => {
  if (!isCount(index) || !isCount(size) || index >= size)
    throw new RangeError(`leaf ${index} of ${size}`);
  return Promise.all(toLeaf(index, size).map((sibling) => hashOf(sibling, subtrees)));
};

/**
 * That the tree of `to` leaves begins with that of `from`; empty where `from` is 0 or `to`.
 * @throws {RangeError} `from` is beyond `to`
 */
export const consistencyProof = async (
  from: number,
  to: number,
  subtrees: Subtrees,
): Promise<Buffer[]> => {
  if (!isCount(from) || !isCount(to) || from > to)
    throw new RangeError(`from ${from} to ${to} leaves`);
  if (from === 0) return [];
  const { siblings, there } = toLastOf(from, to);
  // Where the old tree is a whole subtree of the new one, whoever asks has its hash.
  const ranges = there.begin === 0 ? siblings : [there, ...siblings];
  return Promise.all(ranges.map((range) => hashOf(range, subtrees)));
};

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  /** The leaf's hash. */
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

const areHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every(({ length }) => length === HASH_BYTES);

/** The root that a proof leads to; null where the proof cannot be one of that leaf and size. */
export const rootOfInclusion = ({ index, size, leaf, proof }: Inclusion): Buffer | null => {
  if (!isCount(index) || !isCount(size) || index >= size) return null;
  const siblings = toLeaf(index, size);
  if (proof.length !== siblings.length || !areHashes([leaf, ...proof])) return null;
  return proof.reduce<Buffer>(
    (root, hash, at) =>
      siblings[at]?.side === 'left' ? nodeHash(hash, root) : nodeHash(root, hash),
    Buffer.from(leaf),
  );
};

export const verifyInclusion = ({
  root,
  ...inclusion
}: Inclusion & { readonly root: Uint8Array }): boolean =>
  rootOfInclusion(inclusion)?.equals(root) ?? false;

export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export const verifyConsistency = ({ from, to, fromRoot, toRoot, proof }: Consistency): boolean => {
  if (!isCount(from) || !isCount(to) || from > to) return false;
  if (!areHashes([fromRoot, toRoot, ...proof])) return false;
  if (from === 0)
    return (
      proof.length === 0 && EMPTY_ROOT.equals(fromRoot) && (to > 0 || EMPTY_ROOT.equals(toRoot))
    );
  const { siblings, there } = toLastOf(from, to);
  const [first, ...rest] = there.begin === 0 ? [fromRoot, ...proof] : proof;
  if (!first || rest.length !== siblings.length) return false;
  let before: Buffer = Buffer.from(first);
  let after = before;
  for (const [at, hash] of rest.entries()) {
    const isLeft = siblings[at]?.side === 'left';
    // What stands to the right is what came since: the old tree has none of it.
    if (isLeft) before = nodeHash(hash, before);
    after = isLeft ? nodeHash(hash, after) : nodeHash(after, hash);
  }
  return before.equals(fromRoot) && after.equals(toRoot);
};
