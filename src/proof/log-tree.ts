import type { EventStore } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { leafHashOf } from './leaf.js';
import { nodeHash, type Subtrees } from './merkle.js';
import { BEGINNING, type From, type Leafed, leafedEvents } from './package-log.js';
import { TILE_HEIGHT, TILE_WIDTH } from './tile-path.js';

/** How many tiles' leaves are remembered: proofs come in the order of the log. */
const REMEMBERED = 32;

/** The hash of leaves that are a power of two in number. */
const rootOf = (hashes: readonly Buffer[]): Buffer => {
  let row = hashes;
  while (row.length > 1)
    row = row.flatMap((left, at) => {
      const right = row[at + 1];
      return at % 2 === 0 && right ? [nodeHash(left, right)] : [];
    });
  const [root] = row;
  if (!root) throw new RangeError('no leaf has no hash');
  return root;
};

/**
 * The tree as the log itself makes it, whatever the read models keep of it. Of every 256 leaves
 * only their root is kept, and where they begin: what lies below is read again when it is asked
 * for. A log of ten million events takes about five megabytes.
 */
export class LogTree {
  /** `heights[n][i]`: the hash of the i-th 2^n full tiles. */
  private readonly heights: Buffer[][] = [];
  private readonly begins: From[] = [];
  private readonly remembered = new Map<number, Promise<readonly Buffer[]>>();
  private open: Buffer[] = [];
  private last: Omit<From, 'leafIndex'> | null = null;

  constructor(private readonly log: Pick<EventStore, 'readAll'>) {}

  get size(): number {
    return this.last === null ? 0 : (this.begins.length - 1) * TILE_WIDTH + this.open.length;
  }

  /** Where the last leaf stands in the log. */
  get position(): Position {
    return this.last?.after ?? START;
  }

  get recordedAt(): Instant | null {
    return this.last?.recordedAt ?? null;
  }

  /** The next event of the log, `recordedAt` being the running maximum. */
  add({ event, leafIndex }: Leafed): void {
    if (leafIndex % TILE_WIDTH === 0) {
      this.begins.push(this.last ? { ...this.last, leafIndex } : BEGINNING);
      this.open = [];
    }
    this.open.push(leafHashOf(event));
    if (this.open.length === TILE_WIDTH) this.close(rootOf(this.open));
    this.last = { after: event.position, recordedAt: event.recordedAt };
  }

  readonly subtrees: Subtrees = async (level, index) => {
    const kept = this.heights[level - TILE_HEIGHT]?.[index];
    if (kept) return kept;
    if (level >= TILE_HEIGHT) throw new RangeError(`no full subtree ${index} at level ${level}`);
    const begin = index * 2 ** level;
    const leaves = await this.leaves(Math.floor(begin / TILE_WIDTH));
    const at = begin % TILE_WIDTH;
    const under = leaves.slice(at, at + 2 ** level);
    if (under.length < 2 ** level) throw new RangeError(`no leaf ${begin + under.length}`);
    return rootOf(under);
  };

  /** The events of a tile's leaves. */
  events(tile: number): AsyncGenerator<Leafed> {
    const from = this.begins[tile];
    if (!from) throw new RangeError(`no tile ${tile}`);
    return leafedEvents(this.log, this.position, from, TILE_WIDTH);
  }

  /** The event of a leaf; undefined beyond the last. */
  async leafed(leafIndex: number): Promise<Leafed | undefined> {
    if (leafIndex >= this.size) return undefined;
    for await (const leafed of this.events(Math.floor(leafIndex / TILE_WIDTH)))
      if (leafed.leafIndex === leafIndex) return leafed;
    return undefined;
  }

  private close(root: Buffer): void {
    let above = root;
    for (let height = 0; ; height += 1) {
      const row = (this.heights[height] ??= []);
      row.push(above);
      const [left, right] = row.slice(-2);
      if (row.length % 2 === 1 || !left || !right) return;
      above = nodeHash(left, right);
    }
  }

  private leaves(tile: number): Promise<readonly Buffer[]> {
    const known = this.remembered.get(tile);
    if (known) return known;
    const read = this.read(tile);
    this.remembered.set(tile, read);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
    return read;
  }

  private async read(tile: number): Promise<readonly Buffer[]> {
    const leaves: Buffer[] = [];
    for await (const { event } of this.events(tile)) {
      if (leaves.length === TILE_WIDTH) break;
      leaves.push(leafHashOf(event));
    }
    return leaves;
  }
}
