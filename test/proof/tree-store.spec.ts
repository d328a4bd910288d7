import type { StoredEvent } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { leafOf } from '../../src/proof/leaf.js';
import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  leafHash,
  nodeHash,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from '../../src/proof/merkle.js';
import { NO_TREE, TreeStore } from '../../src/proof/tree-store.js';
import type { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { event, events } from './leaves.js';
import { openDocuments } from './logs.js';

const directory = freshDirectory();
let documents: EmbeddedReadModelStore;
let tree: TreeStore;
beforeEach(async () => {
  documents = openDocuments(directory());
  tree = new TreeStore(documents);
  await tree.ensure();
});
afterEach(() => documents.close());

/** RFC 6962, section 2.1, to the letter. */
const naiveRoot = (leaves: readonly Buffer[]): Buffer => {
  const [only] = leaves;
  if (!only) return EMPTY_ROOT;
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
};
const hashes = (all: readonly StoredEvent[]): Buffer[] => all.map((one) => leafHash(leafOf(one)));

const inBatches = async (all: readonly StoredEvent[], sizes: readonly number[]): Promise<void> => {
  let extent = await tree.head();
  for (let at = extent.size, turn = 0; at < all.length; turn += 1) {
    const batch = all.slice(at, at + (sizes[turn % sizes.length] ?? 1));
    extent = await tree.extend(extent, batch);
    at += batch.length;
  }
};

describe('the tree that is kept', () => {
  it('is empty before the first event', async () => {
    expect(await tree.head()).toEqual(NO_TREE);
    expect(await rootAt(0, tree.subtrees)).toEqual(EMPTY_ROOT);
    expect([await tree.tile(0, 0), await tree.entries(0), await tree.leafAt(0)]).toEqual([
      ...[null, null, null],
    ]);
  });

  it.each([[[1]], [[1000]], [[255, 1, 256, 257, 3]], [[100]]])(
    'has the roots of RFC 6962, in batches of %j',
    async (sizes) => {
      const all = events(1300);
      await inBatches(all, sizes);
      const leaves = hashes(all);
      expect(await tree.head()).toMatchObject({ size: 1300, position: all.at(-1)?.position });
      for (const size of [1, 2, 3, 255, 256, 257, 511, 512, 513, 1000, 1024, 1299, 1300])
        expect((await rootAt(size, tree.subtrees)).equals(naiveRoot(leaves.slice(0, size)))).toBe(
          true,
        );
    },
  );

  it('has a second level of tiles from 256 full ones on, and roots beyond it', async () => {
    const all = events(65_536 + 300);
    await inBatches(all, [1000]);
    const leaves = hashes(all);
    for (const size of [65_535, 65_536, 65_537, 65_836])
      expect((await rootAt(size, tree.subtrees)).equals(naiveRoot(leaves.slice(0, size)))).toBe(
        true,
      );
    expect((await tree.tile(1, 0))?.length).toBe(256 * 32);
    expect((await tree.tile(2, 0))?.length).toBe(32);
    expect(await tree.tile(3, 0)).toBeNull();
  });

  it('proves each leaf and each former size', async () => {
    const all = events(600);
    await inBatches(all, [77]);
    const leaves = hashes(all);
    const root = naiveRoot(leaves);
    for (const index of [0, 1, 255, 256, 511, 512, 598, 599]) {
      const proof = await inclusionProof(index, 600, tree.subtrees);
      const leaf = leaves[index] ?? EMPTY_ROOT;
      expect(verifyInclusion({ index, size: 600, leaf, proof, root })).toBe(true);
    }
    for (const from of [1, 255, 256, 257, 512, 599, 600]) {
      const proof = await consistencyProof(from, 600, tree.subtrees);
      const fromRoot = naiveRoot(leaves.slice(0, from));
      expect(verifyConsistency({ from, to: 600, fromRoot, toRoot: root, proof })).toBe(true);
    }
  });

  it('finds a leaf by its number, and how many there were by a position', async () => {
    const all = events(520);
    await inBatches(all, [100]);
    for (const [index, one] of all.entries()) {
      expect(await tree.sizeAt(one.position)).toBe(index + 1);
      if (index % 97 === 0)
        expect(await tree.leafAt(index)).toEqual({ position: one.position, entry: leafOf(one) });
    }
    expect(await tree.sizeAt(START)).toBe(0);
    // Positions mean nothing but the order: between two events there may be any number.
    const between = (all[300]?.position ?? START).replace(/.$/, '9');
    expect(await tree.sizeAt(between as typeof START)).toBe(301);
    expect(await tree.leafAt(520)).toBeNull();
  });

  it('lets recordedAt never fall, though a clock does', async () => {
    const [high, low] = ['2025-01-02T00:00:00.000Z', '2025-01-01T00:00:00.000Z'];
    await tree.extend(await tree.head(), [event(1, { recordedAt: high })]);
    await tree.extend(await tree.head(), [event(2, { recordedAt: low })]);
    expect((await tree.entries(0))?.map((entry) => JSON.parse(entry).recordedAt)).toEqual([
      ...[high, high],
    ]);
    expect((await tree.head()).recordedAt).toBe(high);
  });

  it('gives a tile as wide as is asked for, and none that is wider than it is', async () => {
    await inBatches(events(300), [300]);
    expect((await tree.tile(0, 0))?.length).toBe(256 * 32);
    expect((await tree.tile(0, 1))?.length).toBe(44 * 32);
    expect((await tree.tile(0, 1, 10))?.length).toBe(10 * 32);
    expect(await tree.tile(0, 1, 45)).toBeNull();
    expect((await tree.entries(1))?.length).toBe(44);
  });
});

describe('a crash, or another process, between the documents and how far they are', () => {
  it('leaves a tree that goes on as if nothing had happened', async () => {
    const all = events(700);
    await inBatches(all.slice(0, 200), [200]);
    const before = await tree.head();
    const forgetful = new TreeStore(
      Object.create(documents, {
        save: { value: (saves: never) => documents.save(saves, new Map()) },
      }) as EmbeddedReadModelStore,
    );
    await forgetful.extend(before, all.slice(200, 600));
    expect(await tree.head()).toEqual(before);
    await inBatches(all, [33]);
    expect((await rootAt(700, tree.subtrees)).equals(naiveRoot(hashes(all)))).toBe(true);
    expect((await tree.entries(0))?.length).toBe(256);
  });

  it('and one that lags does not undo what the other did', async () => {
    const all = events(600);
    const other = new TreeStore(documents);
    const start = await tree.head();
    await tree.extend(start, all);
    await other.extend(start, all.slice(0, 300));
    expect((await tree.head()).size).toBe(600);
    expect((await rootAt(600, new TreeStore(documents).subtrees)).equals(naiveRoot(hashes(all))))
      .toBe(true); // prettier-ignore
  });

  it('is no longer a tree where a tile is missing: it says so', async () => {
    await inBatches(events(300), [300]);
    await documents.drop('tree-tiles');
    const fresh = new TreeStore(documents);
    await fresh.ensure();
    await expect(rootAt(300, fresh.subtrees)).rejects.toThrow('does not hold');
    await expect(fresh.extend(await fresh.head(), [event(301)])).rejects.toThrow('not whole');
  });
});
