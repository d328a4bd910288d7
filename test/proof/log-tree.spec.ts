import type { StoredEvent } from '../../src/event-store/port.js';
import { position } from '../../src/kernel/envelope.js';
import { leafHashOf } from '../../src/proof/leaf.js';
import { LogTree } from '../../src/proof/log-tree.js';
import { consistencyProof, inclusionProof, rootAt } from '../../src/proof/merkle.js';
import { leafedEvents } from '../../src/proof/package-log.js';
import { naiveRoot, naiveTree } from './trees.js';

/** Stamps that fall back now and then, as another leader's clock may. */
const logOf = (count: number): readonly StoredEvent[] =>
  Array.from({ length: count }, (_, at) => {
    const second = String((at * 7) % 60).padStart(2, '0');
    const minute = String(Math.trunc(at / 60) % 60).padStart(2, '0');
    return {
      ...{ hash: `hash ${at}`, position: position(at * 3 + 1) },
      recordedAt: `2025-10-31T${10 + Math.trunc(at / 3600)}:${minute}:${second}.000Z`,
    } as StoredEvent;
  });

const treeOf = async (count: number) => {
  const events = logOf(count);
  let reads = 0;
  const readAll = async (after: string, limit: number): Promise<readonly StoredEvent[]> => {
    reads += 1;
    const from = events.findIndex((event) => event.position > after);
    return from < 0 ? [] : events.slice(from, from + limit);
  };
  const tree = new LogTree({ readAll });
  const leaves: Buffer[] = [];
  const last = events.at(-1)?.position ?? position(0);
  for await (const leafed of leafedEvents({ readAll }, last)) {
    tree.add(leafed);
    leaves.push(leafHashOf(leafed.event));
  }
  return { tree, leaves, reads: () => reads };
};

describe('the tree that the log itself makes', () => {
  it.each([1, 2, 255, 256, 257, 511, 512, 513, 1_100])(
    'is that of RFC 6962 at every size up to %i, with its proofs',
    async (count) => {
      const { tree, leaves } = await treeOf(count);
      expect(tree.size).toBe(count);
      const naive = naiveTree(leaves);
      const step = Math.max(1, Math.trunc(count / 40));
      for (let size = 1; size <= count; size += step) {
        expect(await rootAt(size, tree.subtrees)).toEqual(naiveRoot(leaves.slice(0, size)));
        const index = (size * 31 + 17) % size;
        expect(await inclusionProof(index, size, tree.subtrees)).toEqual(naive.path(index, size));
        expect(await consistencyProof(size, count, tree.subtrees)).toEqual(
          naive.consistency(size, count),
        );
      }
      await expect(rootAt(count + 1, tree.subtrees)).rejects.toThrow(RangeError);
    },
  );

  it('takes the running maximum of stamps that fall back, however the log is read', async () => {
    const { tree } = await treeOf(600);
    const stamps: string[] = [];
    for await (const { event } of tree.events(1)) stamps.push(event.recordedAt);
    expect(stamps).toHaveLength(600 - 256);
    expect(stamps).toEqual(stamps.toSorted());
    expect(new Set(stamps).size).toBeLessThan(stamps.length);
    expect((await tree.leafed(599))?.event.position).toBe(position(599 * 3 + 1));
    expect(await tree.leafed(600)).toBeUndefined();
  });

  it('of 70,000 leaves keeps a root for each 256, and reads tiles where asked', async () => {
    const { tree, leaves, reads } = await treeOf(70_000);
    const before = reads();
    expect(await rootAt(65_536, tree.subtrees)).toEqual(naiveRoot(leaves.slice(0, 65_536)));
    expect(reads()).toBe(before);
    const proof = await inclusionProof(40_000, 69_999, tree.subtrees);
    expect(proof).toEqual(naiveTree(leaves).path(40_000, 69_999));
    expect(reads() - before).toBeLessThan(8);
  });
});
