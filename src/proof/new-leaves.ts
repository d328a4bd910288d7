import type { EventStore } from '../event-store/port.js';
import { START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Timing } from '../kernel/timing.js';
import type { TreeHead } from './checkpoint.js';
import { CompactRange } from './compact-range.js';
import { type Leaf, leafHashOf } from './leaf.js';
import { inclusionProof, leafHash, rootAt, verifyInclusion } from './merkle.js';
import { BEGINNING, type From, leafedEvents } from './package-log.js';
import { type Extent, TreeDamaged, type TreeStore } from './tree-store.js';

export interface LogAndTree {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly tree: TreeStore;
  readonly timing?: Timing;
}

/**
 * Where the log goes on after what was published. The last leaf that it covers is proven by its
 * root, and the log has that leaf's event there: no document of the tree is trusted for it.
 */
const after = async ({ store, tree }: LogAndTree, { size, root }: TreeHead): Promise<From> => {
  const index = size - 1;
  const leaf = await tree.leafAt(index);
  const before = index > 0 ? await tree.leafAt(index - 1) : { position: START };
  if (!leaf || !before) throw new TreeDamaged(`the tree lacks its leaf ${index}`);
  const proof = await inclusionProof(index, size, tree.subtrees);
  if (!verifyInclusion({ index, size, leaf: leafHash(leaf.entry), proof, root }))
    throw new TreeDamaged(`leaf ${index} is not the one of the published checkpoint`);
  const { hash, recordedAt } = JSON.parse(leaf.entry) as Leaf;
  const [event] = await store.readAll(before.position, 1);
  if (event?.hash !== hash || event.position !== leaf.position)
    throw new TreeDamaged(`the log does not hold leaf ${index} of the tree where the tree says`);
  return { after: event.position, recordedAt: recordedAt as Instant, leafIndex: size };
};

/**
 * The root over the whole log: what is published stands, whatever came since is hashed again from
 * the log itself. In memory there is never more than a page of it.
 * @throws {TreeDamaged} the tree that is kept has another
 */
export const rootFromLog = async (
  parts: LogAndTree,
  published: TreeHead | null,
  { size, position }: Extent,
): Promise<Buffer> => {
  const { store, tree, timing } = parts;
  const known = published?.size ?? 0;
  const range = await CompactRange.after(known, tree.subtrees);
  if (published && !range.root().equals(published.root))
    throw new TreeDamaged(`the tree of ${known} leaves is not the published one`);
  const from = published && known > 0 ? await after(parts, published) : BEGINNING;
  for await (const { event } of leafedEvents(store, position, from, undefined, timing))
    range.append(leafHashOf(event));
  const root = range.root();
  if (range.size !== size || !root.equals(await rootAt(size, tree.subtrees)))
    throw new TreeDamaged(`the tree after its leaf ${known} is not that of the log`);
  return root;
};
