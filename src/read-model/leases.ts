import type { Timing } from '../kernel/timing.js';
import type { Lease, ReadModelStore } from './port.js';

/** How often a holder shows that it is there, in milliseconds. */
export const BEAT_MS = 1_000;
/** After so long without a beat, by the clock of whoever looks, another takes its place. */
const SILENCE_MS = 5_000;

interface Options {
  readonly readModels: Pick<ReadModelStore, 'lease' | 'takeLease'>;
  readonly timing: Timing;
  /** Who we are: no other process, and no earlier start of this one, is called so. */
  readonly instance: string;
  /** Nobody else can be at work here: whatever lease there is was left behind. */
  readonly alone: boolean;
}

interface Seen {
  readonly lease: Lease;
  readonly since: number;
}

const isSame = (a: Lease, b: Lease): boolean =>
  a.holder === b.holder && a.fence === b.fence && a.beat === b.beat;

/**
 * Which collections this process folds into. No clock is compared with another's: a lease is over
 * when it has not changed for long enough, as seen from here. That two may fold for a moment does
 * no harm, as documents are guarded by their positions, and the checkpoint by its fence.
 */
export class Leases {
  private readonly held = new Map<string, Lease>();
  private readonly seen = new Map<string, Seen>();
  private readonly tending = new Map<string, Promise<unknown>>();

  constructor(private readonly options: Options) {}

  /** The fence under which the collection is folded here; null where another process folds it. */
  async tend(collection: string): Promise<number | null> {
    // Two beats at once would each take the other for another process.
    const before = this.tending.get(collection);
    const tended = (before ?? Promise.resolve())
      .catch(() => null)
      .then(() => this.beat(collection));
    this.tending.set(collection, tended);
    return tended;
  }

  private async beat(collection: string): Promise<number | null> {
    const held = this.held.get(collection);
    if (!held) return this.tryTaking(collection);
    if (this.options.alone || (await this.take(collection, { ...held, beat: held.beat + 1 }, held)))
      return held.fence;
    this.held.delete(collection);
    // An earlier beat may have been written although nobody heard that it was.
    const there = await this.options.readModels.lease(collection);
    if (there?.holder !== held.holder || there.fence !== held.fence) return null;
    this.held.set(collection, there);
    return there.fence;
  }

  /** Another may take them at once. */
  async release(): Promise<void> {
    await Promise.allSettled(this.tending.values());
    const released = [...this.held].map(async ([collection, held]) => {
      this.held.delete(collection);
      await this.options.readModels.takeLease(collection, { ...held, holder: '' }, held);
    });
    const failed = (await Promise.allSettled(released)).find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async tryTaking(collection: string): Promise<number | null> {
    const { readModels, instance, alone } = this.options;
    const there = await readModels.lease(collection);
    // One of ours that we do not hold was taken although nobody heard that it was.
    const isFree = !there || there.holder === '' || there.holder === instance || alone;
    if (!isFree && !this.isOver(collection, there)) return null;
    const lease = { holder: instance, fence: (there?.fence ?? 0) + 1, beat: 0 };
    return (await this.take(collection, lease, there)) ? lease.fence : null;
  }

  private isOver(collection: string, lease: Lease): boolean {
    const now = this.options.timing.elapsed();
    const seen = this.seen.get(collection);
    if (seen && isSame(seen.lease, lease)) return now - seen.since >= SILENCE_MS;
    this.seen.set(collection, { lease, since: now });
    return false;
  }

  private async take(collection: string, lease: Lease, before: Lease | null): Promise<boolean> {
    const taken = await this.options.readModels.takeLease(collection, lease, before);
    if (taken) this.held.set(collection, lease);
    return taken;
  }
}
