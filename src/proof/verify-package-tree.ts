import type { StoredEvent } from '../event-store/port.js';
import { CompactRange } from './compact-range.js';
import { bundled, leafOf } from './leaf.js';
import { HASH_BYTES, leafHash } from './merkle.js';
import { EVENTS, type Manifest, TLOG } from './package-layout.js';
import { TILE_HEIGHT, TILE_WIDTH, tilePath } from './tile-path.js';
import { Tile } from './tiles.js';
import type { SignedCheckpoint } from './verify-checkpoints.js';
import type { Problems } from './verify-package-files.js';
import type { ZipReader } from './zip-reader.js';

const firstDifference = (a: Buffer, b: Buffer): number => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return Math.floor(at / HASH_BYTES);
};

/** Of leaves, which are longer than hashes. */
const MOST_TILE = 256 * TILE_WIDTH;

type Beyond = ReadonlySet<SignedCheckpoint>;

/** A package of a whole log: line n is leaf n, and the tree over them is what was signed. */
export class PackagedTree {
  /** Of the largest checkpoint that fits. */
  proven = 0;
  private readonly range = new CompactRange();
  private readonly waiting: SignedCheckpoint[];
  private readonly levels: Buffer[][] = [[]];
  private readonly begun: number[] = [0];
  private entries: string[] = [];
  private readonly seen = new Set<string>([`${TLOG}checkpoint`]);

  /** @param signed by size @param tiled how many leaves the tiles of the package hold */
  constructor(
    private readonly zip: ZipReader,
    signed: readonly SignedCheckpoint[],
    private readonly tiled: number,
    private readonly problems: Problems,
  ) {
    this.waiting = [...signed];
  }

  /** @param event null where the line is none: from there on the tree is another */
  async take(event: StoredEvent | null): Promise<void> {
    const leaf = event ? leafOf(event) : '';
    const hash = leafHash(leaf);
    this.range.append(hash);
    if (this.range.size <= this.tiled) {
      this.entries.push(leaf);
      await this.grow(0, hash);
      if (this.range.size % TILE_WIDTH === 0) await this.closeEntries();
    }
    for (let next = this.waiting[0]; next?.head.size === this.range.size; next = this.waiting[0]) {
      this.waiting.shift();
      if (next.head.root.equals(this.range.root())) this.proven = next.head.size;
      else this.unfit(next, 'the events are not those that were signed');
    }
  }

  /** @returns the checkpoints that are beyond its end */
  async finish({ basis }: Manifest, own: readonly SignedCheckpoint[]): Promise<Beyond> {
    const inside = new Set(own);
    for (const one of this.waiting)
      if (inside.has(one)) this.unfit(one, 'the events end before it');
    if (this.entries.length > 0) await this.closeEntries();
    for (const level of this.levels.keys()) if (this.levels[level]?.length) await this.close(level);
    if (basis.size !== this.range.size || basis.rootHash !== this.range.root().toString('base64'))
      this.problems.add({ file: EVENTS, kind: 'CHANGED', why: 'it is not the basis it tells' });
    for (const file of this.zip.paths)
      if (file.startsWith(TLOG) && !this.seen.has(file))
        this.problems.add({ file, kind: 'ADDED', why: 'the tree has no such tile' });
    return new Set(this.waiting);
  }

  private unfit({ name, head }: SignedCheckpoint, why: string): void {
    this.problems.add({ file: name, kind: 'UNPROVEN', why: `${head.size} events: ${why}` });
  }

  private async grow(level: number, hash: Buffer): Promise<void> {
    const hashes = (this.levels[level] ??= []);
    hashes.push(hash);
    if (hashes.length === TILE_WIDTH) await this.close(level);
  }

  private async close(level: number): Promise<void> {
    const hashes = this.levels[level]?.splice(0) ?? [];
    const index = this.begun[level] ?? 0;
    this.begun[level] = index + 1;
    const bytes = Buffer.concat(hashes);
    const file = `${TLOG}${tilePath(level, index, hashes.length)}`;
    const found = await this.fileAt(file);
    if (found && !found.equals(bytes)) {
      const at = firstDifference(bytes, found);
      const line = index * TILE_WIDTH + at + 1;
      const why = `it is not what the events make: ${file}`;
      const place = level === 0 ? { file: EVENTS, line } : { file };
      this.problems.add({ ...place, kind: 'CHANGED', why });
    }
    if (hashes.length === TILE_WIDTH)
      await this.grow(level + 1, new Tile(bytes).node(TILE_HEIGHT, 0));
  }

  private async closeEntries(): Promise<void> {
    const entries = this.entries.splice(0);
    const index = Math.floor((Math.min(this.range.size, this.tiled) - 1) / TILE_WIDTH);
    const file = `${TLOG}${tilePath('entries', index, entries.length)}`;
    const found = await this.fileAt(file);
    if (found && !found.equals(bundled(entries)))
      this.problems.add({ file, kind: 'CHANGED', why: 'its leaves are not those of the events' });
  }

  private async fileAt(file: string): Promise<Buffer | null> {
    this.seen.add(file);
    try {
      return await this.zip.whole(file, MOST_TILE);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.problems.add({ file, kind: 'MISSING', why });
      return null;
    }
  }
}
