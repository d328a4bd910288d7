import type { StreamState } from './commit-check.js';
import type { Recorded } from './log.js';

interface StreamMetadata {
  readonly $tb?: number;
  readonly $maxCount?: number;
}

/** Whoever writes metadata that is no JSON has described nothing. */
const parsed = (metadata: Buffer): StreamMetadata => {
  try {
    return (JSON.parse(metadata.toString('utf8')) ?? {}) as StreamMetadata;
  } catch {
    return {};
  }
};

/** One stream: all it ever held, and what of it may still be read. */
export class Stream implements StreamState {
  /** The index is the revision. */
  readonly records: Recorded[] = [];
  readonly ids: string[] = [];
  readonly revisions = new Map<string, number>();
  tombstoned = false;
  hasMetadata = false;
  private truncateBefore = 0;
  private maxCount = Number.POSITIVE_INFINITY;

  /** The last revision, or -1. */
  get tip(): number {
    return this.records.length - 1;
  }

  get softDeleted(): boolean {
    return this.truncateBefore >= Number.MAX_SAFE_INTEGER;
  }

  /** What a reader is told is not found. */
  get missing(): boolean {
    return this.records.length === 0 || this.softDeleted;
  }

  /** The first revision that may be read. */
  get first(): number {
    return Math.max(this.truncateBefore, this.records.length - this.maxCount);
  }

  add(record: Recorded): void {
    if (record.type === '$streamDeleted') {
      this.tombstoned = true;
      return;
    }
    this.revisions.set(record.id, this.records.length);
    this.ids.push(record.id);
    this.records.push(record);
  }

  describe(metadata: Buffer): void {
    this.hasMetadata = true;
    const { $tb, $maxCount } = parsed(metadata);
    this.truncateBefore = $tb ?? 0;
    this.maxCount = $maxCount ?? Number.POSITIVE_INFINITY;
  }
}
