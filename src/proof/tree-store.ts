import type { StoredEvent } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { ReadModelStore, Stored } from '../read-model/port.js';
import { leafOf } from './leaf.js';
import { HASH_BYTES, leafHash, type Subtrees } from './merkle.js';
import { TILE_WIDTH } from './tile-path.js';
import { type GrownTile, grownTiles, placeInTiles, Tile } from './tiles.js';

/** How far the tree has come along the log. */
export interface Extent {
  /** How many leaves. */
  readonly size: number;
  /** Of the last leaf's event. */
  readonly position: Position;
  /** The running maximum up to there; null before the first event. */
  readonly recordedAt: Instant | null;
}

export const NO_TREE: Extent = { size: 0, position: START, recordedAt: null };

/** What a leaf is made of; any event of the log. */
type LeafEvent = Pick<StoredEvent, 'hash' | 'recordedAt' | 'position'>;

/** 256 leaves, under the number of the bundle. */
interface BundleDocument {
  readonly first: Position;
  readonly positions: readonly Position[];
  /** The leaves themselves: canonical JSON. */
  readonly entries: readonly string[];
}

interface TileDocument {
  readonly width: number;
  /** Base64 of the hashes, side by side. */
  readonly hashes: string;
}

/** The tree that is kept does not hold what it must. */
export class TreeDamaged extends Error {
  override readonly name = 'TreeDamaged';
}

const PROGRESS = 'tree';
export const TILES = 'tree-tiles';
export const LEAVES = 'tree-leaves';
const CACHED_TILES = 256;

const padded = (number: number): string => String(number).padStart(12, '0');
const tileId = (level: number, index: number): string => `${level}/${padded(index)}`;

/**
 * The tree as documents: tiles of hashes, and the leaves in bundles, each at the position of the
 * last event under it. A document is only ever replaced by a longer one that begins the same, so
 * that neither a crash nor another process that extends the tree, too, leaves a wrong one.
 */
export class TreeStore {
  private readonly cache = new Map<string, Tile>();

  constructor(private readonly documents: ReadModelStore) {}

  async ensure(): Promise<void> {
    await this.documents.ensure({ name: TILES, indexes: [] });
    await this.documents.ensure({ name: LEAVES, indexes: [['first']] });
  }

  async head(): Promise<Extent> {
    const reached = await this.documents.checkpoint(PROGRESS);
    return reached ? { ...reached, size: await this.sizeAt(reached.position) } : NO_TREE;
  }

  /** The node over `2^level` leaves: for roots and proofs, as `merkle.ts` takes it. */
  readonly subtrees: Subtrees = async (level, index) => {
    const at = placeInTiles(level, index);
    const tile = await this.tileOf(at.level, at.index, at.width);
    return tile.node(at.height, at.offset);
  };

  /** The first `width` hashes of a tile (all that it has, where left out), or null. */
  async tile(level: number, index: number, width?: number): Promise<Buffer | null> {
    const hashes = await this.hashesOf(level, index);
    if (!hashes || hashes.length < (width ?? 1) * HASH_BYTES) return null;
    return width === undefined ? hashes : hashes.subarray(0, width * HASH_BYTES);
  }

  /** The leaves of a bundle, as many as there are, or null. */
  async entries(bundle: number): Promise<readonly string[] | null> {
    return (await this.bundle(bundle))?.entries ?? null;
  }

  /** The number of leaves at or before a position. */
  async sizeAt(position: Position): Promise<number> {
    const [found] = await this.documents.find<BundleDocument>(LEAVES, {
      where: { field: 'first', lte: position },
      sort: { field: 'first', descending: true },
      limit: 1,
    });
    if (!found) return 0;
    const upTo = found.body.positions.filter((one) => one <= position).length;
    return Number(found.id) * TILE_WIDTH + upTo;
  }

  async leafAt(index: number): Promise<{ position: Position; entry: string } | null> {
    const bundle = await this.bundle(Math.floor(index / TILE_WIDTH));
    const [position, entry] = [
      bundle?.positions[index % TILE_WIDTH],
      bundle?.entries[index % TILE_WIDTH],
    ];
    return position !== undefined && entry !== undefined ? { position, entry } : null;
  }

  /** Adds the events that follow `from` in the log; gives how far the tree has come. */
  async extend(from: Extent, events: readonly LeafEvent[]): Promise<Extent> {
    let { recordedAt } = from;
    const leaves = events.map(({ hash, recordedAt: stamp, position }) => {
      if (recordedAt === null || stamp > recordedAt) recordedAt = stamp;
      return { position, entry: leafOf({ hash, recordedAt }) };
    });
    const last = leaves.at(-1);
    if (!last) return from;
    const hashes = leaves.map(({ entry }) => leafHash(entry));
    const tiles = await grownTiles(from.size, hashes, async (level, index, width) => {
      const begun = await this.tile(level, index, width);
      if (!begun) throw new TreeDamaged(`the tile ${tileId(level, index)} is not whole`);
      return begun;
    });
    const stored = tiles.map((tile) =>
      tileDocument(tile, leaves[tile.lastLeaf - from.size]?.position ?? last.position),
    );
    const reached = { position: last.position, recordedAt };
    await this.documents.save(
      [
        { collection: TILES, documents: stored },
        { collection: LEAVES, documents: await this.bundles(from.size, leaves) },
      ],
      new Map([[PROGRESS, reached]]),
    );
    return { ...reached, size: from.size + leaves.length };
  }

  private async bundles(
    size: number,
    leaves: readonly { readonly position: Position; readonly entry: string }[],
  ): Promise<readonly Stored<BundleDocument>[]> {
    const [first, width] = [Math.floor(size / TILE_WIDTH), size % TILE_WIDTH];
    const begun = width > 0 ? await this.bundle(first) : null;
    if (width > 0 && (begun?.entries.length ?? 0) < width)
      throw new TreeDamaged(`the bundle ${first} of leaves is not whole`);
    const positions = [...(begun?.positions.slice(0, width) ?? []), ...leaves.map(positionOf)];
    const entries = [
      ...(begun?.entries.slice(0, width) ?? []),
      ...leaves.map(({ entry }) => entry),
    ];
    const count = Math.ceil(positions.length / TILE_WIDTH);
    return Array.from({ length: count }, (_, at) => {
      const own = positions.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH);
      return {
        id: padded(first + at),
        position: own.at(-1) ?? START,
        body: {
          first: own[0] ?? START,
          positions: own,
          entries: entries.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH),
        },
      };
    });
  }

  private async bundle(number: number): Promise<BundleDocument | null> {
    const id = padded(number);
    return (await this.documents.load<BundleDocument>(LEAVES, [id])).get(id)?.body ?? null;
  }

  private async hashesOf(level: number, index: number): Promise<Buffer | null> {
    const id = tileId(level, index);
    const found = (await this.documents.load<TileDocument>(TILES, [id])).get(id);
    return found ? Buffer.from(found.body.hashes, 'base64') : null;
  }

  /** A tile only ever grows: what is cached is looked up again only where it is too narrow. */
  private async tileOf(level: number, index: number, width: number): Promise<Tile> {
    const id = tileId(level, index);
    const known = this.cache.get(id);
    if (known && known.width >= width) return known;
    const hashes = await this.hashesOf(level, index);
    if (!hashes || hashes.length < width * HASH_BYTES)
      throw new TreeDamaged(`the tile ${id} does not hold ${width} hashes`);
    const tile = new Tile(hashes);
    this.cache.delete(id);
    this.cache.set(id, tile);
    const [oldest] = this.cache.keys();
    if (this.cache.size > CACHED_TILES && oldest !== undefined) this.cache.delete(oldest);
    return tile;
  }
}

const positionOf = ({ position }: { readonly position: Position }): Position => position;

const tileDocument = (
  { level, index, hashes }: GrownTile,
  position: Position,
): Stored<TileDocument> => ({
  id: tileId(level, index),
  position,
  body: { width: hashes.length / HASH_BYTES, hashes: hashes.toString('base64') },
});
