import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  rootAt,
  rootOfInclusion,
  verifyConsistency,
  verifyInclusion,
} from '../../src/proof/merkle.js';
import { bitFlips, hashes, naiveRoot, naiveTree, sha256, subtreesOf } from './trees.js';

const MOST = 130;
const LEAVES = hashes(MOST);
const ROOTS = Array.from({ length: MOST + 1 }, (_, size) => naiveRoot(LEAVES.slice(0, size)));
const TREE = subtreesOf(LEAVES);
const NAIVE = naiveTree(LEAVES);
const rootOf = (size: number): Buffer => ROOTS[size] ?? Buffer.alloc(0);
const leafAt = (index: number): Buffer => LEAVES[index] ?? Buffer.alloc(0);

/** Thousands of comparisons: `toEqual` takes its time over bytes. */
const isSame = (some: readonly Buffer[], others: readonly Buffer[]): boolean =>
  some.length === others.length && Buffer.concat(some).equals(Buffer.concat(others));

describe('for every tree of up to 130 leaves', () => {
  it('the root is that of the definition', async () => {
    for (const [size, root] of ROOTS.entries()) expect(await rootAt(size, TREE)).toEqual(root);
  });

  it('every leaf has the proof of the definition, and it holds', async () => {
    for (let size = 1; size <= MOST; size += 1)
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, TREE);
        expect(isSame(proof, NAIVE.path(index, size))).toBe(true);
        const leaf = leafAt(index);
        expect(verifyInclusion({ index, size, leaf, proof, root: rootOf(size) })).toBe(true);
      }
  });

  it('every pair of sizes has the proof of the definition, and it holds', async () => {
    for (let to = 0; to <= MOST; to += 1)
      for (let from = 0; from <= to; from += 1) {
        const proof = await consistencyProof(from, to, TREE);
        const expected = from === 0 ? [] : NAIVE.consistency(from, to);
        expect(isSame(proof, expected)).toBe(true);
        const roots = { fromRoot: rootOf(from), toRoot: rootOf(to) };
        expect(verifyConsistency({ from, to, ...roots, proof })).toBe(true);
      }
  });

  it('asks only for subtrees that are there, which the tree itself checks', async () => {
    await expect(async () => TREE(1, 65)).rejects.toThrow('not whole');
    await expect(rootAt(MOST + 1, TREE)).rejects.toThrow('not whole');
  });
});

const SIZES = [1, 2, 3, 5, 8, 13, 33];

describe('a proof of inclusion', () => {
  it('with any bit of a hash, of the leaf or of the root flipped is refused', async () => {
    for (const size of SIZES)
      for (const index of [0, size >> 1, size - 1]) {
        const proof = await inclusionProof(index, size, TREE);
        const good = { index, size, leaf: leafAt(index), root: rootOf(size), proof };
        for (const leaf of bitFlips(good.leaf))
          expect(verifyInclusion({ ...good, leaf })).toBe(false);
        for (const root of bitFlips(good.root))
          expect(verifyInclusion({ ...good, root })).toBe(false);
        for (const [at, hash] of proof.entries())
          for (const flipped of bitFlips(hash))
            expect(verifyInclusion({ ...good, proof: proof.with(at, flipped) })).toBe(false);
      }
  });

  it('holds for no other leaf, nor for a size to which the way is another', async () => {
    for (const size of SIZES)
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, TREE);
        const good = { index, size, leaf: leafAt(index), root: rootOf(size), proof };
        for (let other = 0; other < size + 3; other += 1)
          expect(verifyInclusion({ ...good, index: other })).toBe(other === index);
        // Its size is not in a proof: that is what the signed checkpoint says, next to the root.
        for (let other = 0; other < size + 20; other += 1) {
          const found = rootOfInclusion({ ...good, size: other });
          if (found) expect(proof.length).toBe((await inclusionProof(index, other, TREE)).length);
        }
      }
  });

  it('too short, too long, or in another order is refused', async () => {
    const [index, size] = [20, 100];
    const proof = await inclusionProof(index, size, TREE);
    const good = { index, size, leaf: leafAt(index), root: rootOf(size) };
    const spoilt = [[], proof.slice(1), proof.slice(0, -1), [...proof, leafAt(0)]];
    spoilt.push(proof.toReversed(), [leafAt(0), ...proof], proof.with(0, Buffer.alloc(31)));
    spoilt.push(proof.with(0, Buffer.alloc(0)), proof.with(0, Buffer.alloc(64)));
    for (const other of spoilt) expect(verifyInclusion({ ...good, proof: other })).toBe(false);
    expect(verifyInclusion({ ...good, proof })).toBe(true);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 64])(
    'of leaf or size %p is refused, and asked for, an error',
    async (bad) => {
      const good = { index: 0, size: 1, leaf: leafAt(0), root: leafAt(0), proof: [] };
      expect(verifyInclusion(good)).toBe(true);
      expect(verifyInclusion({ ...good, index: bad })).toBe(false);
      expect(verifyInclusion({ ...good, size: bad })).toBe(false);
      await expect(inclusionProof(bad, 1, TREE)).rejects.toThrow(RangeError);
      await expect(inclusionProof(0, bad, TREE)).rejects.toThrow(RangeError);
      await expect(rootAt(bad, TREE)).rejects.toThrow(RangeError);
    },
  );

  it('is worked out in a tree as large as can be counted', () => {
    const size = Number.MAX_SAFE_INTEGER;
    for (const index of [0, size - 1, 2 ** 40 + 3]) {
      const proof = hashes(53);
      const roots = [proof, proof.slice(1)].map((tried) =>
        rootOfInclusion({ index, size, leaf: leafAt(0), proof: tried }),
      );
      expect(roots.filter(Boolean)).toHaveLength(1);
    }
  });
});

const PAIRS = [
  ...[[1, 2] as const, [3, 7] as const, [6, 8] as const, [7, 7] as const],
  ...[[8, 13] as const, [31, 100] as const, [64, 128] as const],
];

describe('a proof of consistency', () => {
  it('with any bit of a hash or of a root flipped is refused', async () => {
    for (const to of SIZES)
      for (const from of new Set([1, (to + 1) >> 1, to - 1, to].filter((size) => size > 0))) {
        const proof = await consistencyProof(from, to, TREE);
        const good = { from, to, fromRoot: rootOf(from), toRoot: rootOf(to), proof };
        for (const fromRoot of bitFlips(good.fromRoot))
          expect(verifyConsistency({ ...good, fromRoot })).toBe(false);
        for (const toRoot of bitFlips(good.toRoot))
          expect(verifyConsistency({ ...good, toRoot })).toBe(false);
        for (const [at, hash] of proof.entries())
          for (const flipped of bitFlips(hash))
            expect(verifyConsistency({ ...good, proof: proof.with(at, flipped) })).toBe(false);
      }
  });

  it('too short, too long, or in another order is refused', async () => {
    for (const [from, to] of PAIRS) {
      const proof = await consistencyProof(from, to, TREE);
      const good = { from, to, fromRoot: rootOf(from), toRoot: rootOf(to) };
      const spoilt = [
        [...proof, leafAt(0)],
        [leafAt(0), ...proof],
        [...proof, rootOf(from)],
      ];
      if (proof.length > 0) spoilt.push([], proof.slice(1), proof.slice(0, -1));
      if (proof.length > 1) spoilt.push(proof.toReversed(), proof.with(0, Buffer.alloc(31)));
      for (const other of spoilt) expect(verifyConsistency({ ...good, proof: other })).toBe(false);
      expect(verifyConsistency({ ...good, proof })).toBe(true);
    }
  });

  it('does not hold between trees of which one has another leaf among the first', async () => {
    for (const [from, to] of PAIRS.filter(([one, other]) => one < other))
      for (let changed = 0; changed < from; changed += 1) {
        const forked = LEAVES.slice(0, to).with(changed, sha256(Buffer.from('forged')));
        const proof = await consistencyProof(from, to, subtreesOf(forked));
        const roots = { fromRoot: rootOf(from), toRoot: naiveRoot(forked) };
        expect(verifyConsistency({ from, to, ...roots, proof })).toBe(false);
      }
  });

  it('from nothing is empty, and from more to less there is none', async () => {
    const nothing = { from: 0, fromRoot: EMPTY_ROOT };
    for (const to of [1, 7])
      expect(verifyConsistency({ ...nothing, to, toRoot: rootOf(to), proof: [] })).toBe(true);
    expect(verifyConsistency({ ...nothing, to: 0, toRoot: EMPTY_ROOT, proof: [] })).toBe(true);
    expect(verifyConsistency({ ...nothing, to: 0, toRoot: rootOf(1), proof: [] })).toBe(false);
    const full = { from: 0, to: 7, toRoot: rootOf(7) };
    expect(verifyConsistency({ ...full, fromRoot: rootOf(7), proof: [] })).toBe(false);
    expect(verifyConsistency({ ...full, fromRoot: EMPTY_ROOT, proof: [leafAt(0)] })).toBe(false);
    const back = { from: 7, to: 6, fromRoot: rootOf(7), toRoot: rootOf(6) };
    expect(verifyConsistency({ ...back, proof: [] })).toBe(false);
    await expect(consistencyProof(7, 6, TREE)).rejects.toThrow(RangeError);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('with size %p is refused', async (bad) => {
    const good = { from: 1, to: 1, fromRoot: rootOf(1), toRoot: rootOf(1), proof: [] };
    expect(verifyConsistency(good)).toBe(true);
    expect(verifyConsistency({ ...good, from: bad })).toBe(false);
    expect(verifyConsistency({ ...good, to: bad })).toBe(false);
    await expect(consistencyProof(bad, 2 ** 53, TREE)).rejects.toThrow(RangeError);
  });
});
