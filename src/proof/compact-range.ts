import { EMPTY_ROOT, nodeHash, type Subtrees } from './merkle.js';

/** A tree that grows leaf by leaf and keeps nothing but the roots of its full subtrees. */
export class CompactRange {
  private readonly peaks: Buffer[] = [];
  private leaves = 0;

  /** One that goes on after the first `size` leaves of a tree. */
  static async after(size: number, subtrees: Subtrees): Promise<CompactRange> {
    const range = new CompactRange();
    while (range.leaves < size) {
      let level = 0;
      while (2 ** (level + 1) <= size - range.leaves) level += 1;
      range.peaks.push(await subtrees(level, range.leaves / 2 ** level));
      range.leaves += 2 ** level;
    }
    return range;
  }

  get size(): number {
    return this.leaves;
  }

  /** @param leaf its hash */
  append(leaf: Buffer): void {
    let hash = leaf;
    for (let left = this.leaves; left % 2 === 1; left = (left - 1) / 2) {
      const peak = this.peaks.pop();
      if (peak) hash = nodeHash(peak, hash);
    }
    this.peaks.push(hash);
    this.leaves += 1;
  }

  root(): Buffer {
    if (this.leaves === 0) return EMPTY_ROOT;
    return this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}
