import { bundled, leafOf } from './leaf.js';
import type { LogTree } from './log-tree.js';
import { leafHash } from './merkle.js';
import type { OpenedCheckpoint } from './package-checkpoints.js';
import { TLOG } from './package-layout.js';
import { TILE_HEIGHT, TILE_WIDTH, tilePath } from './tile-path.js';

interface TlogFile {
  readonly path: string;
  readonly bytes: Buffer;
}

interface TileOfSize {
  readonly index: number;
  readonly width: number;
}

/** The tiles of a level in a tree of a size, the last perhaps not full. */
function* tilesOfLevel(size: number, level: number): Generator<TileOfSize> {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  for (let index = 0; index * TILE_WIDTH < hashes; index += 1)
    yield { index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
}

const leavesOf = async (tree: LogTree, { index, width }: TileOfSize): Promise<string[]> => {
  const leaves: string[] = [];
  for await (const { event } of tree.events(index)) {
    leaves.push(leafOf(event));
    if (leaves.length === width) break;
  }
  return leaves;
};

/** The whole tree of a checkpoint as static files: a log that any client of tlog-tiles can read. */
export async function* tilesOf(
  tree: LogTree,
  { head, note }: OpenedCheckpoint,
): AsyncGenerator<TlogFile> {
  const file = (path: string, bytes: Buffer): TlogFile => ({ path: `${TLOG}${path}`, bytes });
  yield file('checkpoint', Buffer.from(note));
  for (const tile of tilesOfLevel(head.size, 0)) {
    const leaves = await leavesOf(tree, tile);
    yield file(tilePath(0, tile.index, tile.width), Buffer.concat(leaves.map(leafHash)));
    yield file(tilePath('entries', tile.index, tile.width), bundled(leaves));
  }
  for (let level = 1; TILE_WIDTH ** level <= head.size; level += 1)
    for (const { index, width } of tilesOfLevel(head.size, level)) {
      const hashes = Array.from({ length: width }, (_, at) =>
        tree.subtrees(level * TILE_HEIGHT, index * TILE_WIDTH + at),
      );
      yield file(tilePath(level, index, width), Buffer.concat(await Promise.all(hashes)));
    }
}
