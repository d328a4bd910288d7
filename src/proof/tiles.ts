import { HASH_BYTES, nodeHash } from './merkle.js';
import { TILE_WIDTH } from './tile-path.js';

/** The hashes of a tile, side by side, and the nodes over them as they are asked for. */
export class Tile {
  private readonly nodes = new Map<number, Buffer>();

  constructor(readonly hashes: Buffer) {}

  get width(): number {
    return this.hashes.length / HASH_BYTES;
  }

  /** The node over `2^height` of the hashes, the `index`th of its height. */
  node(height: number, index: number): Buffer {
    if (height === 0) return this.hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
    const key = height * TILE_WIDTH + index;
    const known = this.nodes.get(key);
    if (known) return known;
    const node = nodeHash(this.node(height - 1, 2 * index), this.node(height - 1, 2 * index + 1));
    this.nodes.set(key, node);
    return node;
  }
}

const TILE_LEVELS = Math.log2(TILE_WIDTH);
const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** Where the node over `2^level` leaves, the `index`th, stands in the tiles. */
export const placeInTiles = (level: number, index: number) => {
  const height = level % TILE_LEVELS;
  const across = TILE_WIDTH / 2 ** height;
  return {
    level: Math.floor(level / TILE_LEVELS),
    index: Math.floor(index / across),
    height,
    offset: index % across,
    /** So wide the tile must be to have it. */
    width: ((index % across) + 1) * 2 ** height,
  };
};

export interface GrownTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
  /** The number of the last leaf under it. */
  readonly lastLeaf: number;
}

const chunks = (hashes: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(hashes.length / TILE_BYTES) }, (_, at) =>
    hashes.subarray(at * TILE_BYTES, (at + 1) * TILE_BYTES),
  );

/**
 * The tiles that change when leaves are added to a tree of `size`. The same leaves make the same
 * tiles, however many at a time.
 * @param hashesOf the first `width` hashes of a tile that is there
 */
export const grownTiles = async (
  size: number,
  leaves: readonly Buffer[],
  hashesOf: (level: number, index: number, width: number) => Promise<Buffer>,
): Promise<readonly GrownTile[]> => {
  const grown: GrownTile[] = [];
  let added = leaves;
  for (let level = 0, before = size; added.length > 0; level += 1) {
    const [first, width] = [Math.floor(before / TILE_WIDTH), before % TILE_WIDTH];
    const begun = width > 0 ? [await hashesOf(level, first, width)] : [];
    const tiles = chunks(Buffer.concat([...begun, ...added])).map((hashes, at) => ({
      ...{ level, index: first + at, hashes },
      lastLeaf: (first + at) * TILE_WIDTH ** (level + 1) + leavesUnder(level, hashes) - 1,
    }));
    grown.push(...tiles);
    added = tiles
      .filter(({ hashes }) => hashes.length === TILE_BYTES)
      .map(({ hashes }) => new Tile(hashes).node(TILE_LEVELS, 0));
    before = first;
  }
  return grown;
};

const leavesUnder = (level: number, hashes: Buffer): number =>
  (hashes.length / HASH_BYTES) * TILE_WIDTH ** level;
