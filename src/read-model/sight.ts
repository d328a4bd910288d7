import { StoreUnavailable } from '../event-store/port.js';
import type { Timing } from '../kernel/timing.js';
import { generationsIn, isGeneration, keptOf } from './generations.js';
import type { ReadModelStore, Reads, Stored } from './port.js';

/** How often it is looked for what another process has switched to, in milliseconds. */
export const LOOK_MS = 1_000;
/** So many looks long a collection that was seen to be kept is read without another look. */
const TRUSTED_LOOKS = 2.5;
/** So many looks long whoever drops a collection waits, after he has seen that nobody needs it. */
export const DROPPED_AFTER_LOOKS = 3;

/**
 * Where other processes rebuild, what one reads may be dropped behind its back, and reads as empty
 * then: a loan would seem never to have been. So what was read counts only where the collection is
 * seen to be kept afterwards, or was shortly before: whoever drops waits longer than that.
 */
export class Sight {
  private kept: ReadonlySet<string> = new Set();
  private seenAt = -Infinity;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly store: ReadModelStore,
    private readonly timing: Timing,
    private readonly lookMs: number,
  ) {}

  /** The store, for questions. */
  get reads(): Reads {
    const { store } = this;
    const checked = async <T>(collection: string, read: Promise<T>): Promise<T> => {
      try {
        return await read;
      } finally {
        // Where it fails, too: one store says so of what is gone, another finds it empty.
        await this.check(collection);
      }
    };
    return {
      load: (collection, ids) => checked(collection, store.load(collection, ids)),
      find: (collection, query) => checked(collection, store.find(collection, query)),
      count: (collection, where) => checked(collection, store.count(collection, where)),
      scan: (collection, where) => this.scanned(collection, store.scan(collection, where)),
      serving: () => store.serving(),
      checkpoint: (projection) => store.checkpoint(projection),
    };
  }

  private async *scanned<D>(
    collection: string,
    all: AsyncIterable<Stored<D>>,
  ): AsyncIterable<Stored<D>> {
    for await (const one of all) {
      if (!this.sees(collection)) await this.check(collection);
      yield one;
    }
    await this.check(collection);
  }

  /** @throws {StoreUnavailable} where it was dropped, or may be: another serves by now */
  private async check(collection: string): Promise<void> {
    if (!isGeneration(collection) || this.sees(collection)) return;
    const isTheirs = this.looking !== undefined;
    await this.lookOnce();
    // One that others began may have begun before there was this collection.
    if (isTheirs && !this.sees(collection)) await this.lookOnce();
    if (!this.sees(collection))
      throw new StoreUnavailable(`${collection} may be gone: another serves by now`);
  }

  private lookOnce(): Promise<void> {
    return (this.looking ??= this.look().finally(() => (this.looking = undefined)));
  }

  private async look(): Promise<void> {
    const began = this.timing.elapsed();
    this.kept = new Set(keptOf(await generationsIn(this.store)));
    this.seenAt = began;
  }

  private sees(collection: string): boolean {
    const isTrusted = this.timing.elapsed() - this.seenAt < TRUSTED_LOOKS * this.lookMs;
    return isTrusted && this.kept.has(collection);
  }
}
