import type { EventStore, StoredEvent } from '../event-store/port.js';
import { hashFits } from '../event-store/seal.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Cancel, Timing } from '../kernel/timing.js';
import { Alarming, type Alarms } from './alarms.js';
import type { Leaf } from './leaf.js';
import { type Extent, NO_TREE, type TreeStore } from './tree-store.js';

export interface KeeperOptions {
  readonly store: EventStore;
  readonly tree: TreeStore;
  readonly alarms: Alarms;
  readonly timing: Timing;
  /** How often it is looked for new events, in milliseconds. */
  readonly lookMs?: number;
}

const LOOK_MS = 1_000;
const BATCH = 1_000;

/**
 * Extends the tree along the log, in batches, beside whoever appends. Where the log is not the one
 * that the tree was made from, the tree stays as it is, and an alarm says so.
 */
export class TreeKeeper {
  private extent: Extent = NO_TREE;
  private opened = false;
  private ending = false;
  private work: Promise<unknown> = Promise.resolve();
  private following: Promise<void> = Promise.resolve();
  private looking: Cancel | undefined;

  constructor(private readonly options: KeeperOptions) {}

  /** Every second, and at once; `after` is done when the log's end was reached. */
  start(after: (extent: Extent) => Promise<void>): void {
    const { timing, lookMs = LOOK_MS } = this.options;
    let idle = true;
    const look = (): void => {
      this.looking = timing.after(lookMs, look);
      if (!idle) return;
      idle = false;
      this.following = this.follow(after).then(() => void (idle = true));
    };
    look();
  }

  async stop(): Promise<void> {
    this.ending = true;
    this.looking?.();
    await this.following;
    await this.work;
  }

  /**
   * Until the tree holds the event at `position`, or all that the log has.
   * @throws {Alarming} the log is not that of the tree; and whatever a store throws
   */
  async upTo(position: Position): Promise<Extent> {
    if (this.opened && this.extent.position >= position) return this.extent;
    return this.oneAfterAnother(() => this.grow(position));
  }

  /**
   * That the tree's first and last leaf are what the log says there.
   * @throws {Alarming} LOG_CONTRADICTS_TREE
   */
  async check(): Promise<Extent> {
    return this.oneAfterAnother(() => this.checked());
  }

  /**
   * That the log still holds, and holds whole, what a leaf was made from.
   * @throws {Alarming} LOG_CONTRADICTS_TREE, an alarm until a later call finds it right again
   */
  async checkLeaf(index: number): Promise<void> {
    const { alarms } = this.options;
    const about = ['LOG_CONTRADICTS_TREE', `leaf ${index}`] as const;
    const contradiction = await this.differsAt(index, hashFits);
    if (contradiction === null) return alarms.clear(about);
    alarms.raise(about, contradiction);
    throw new Alarming('LOG_CONTRADICTS_TREE', contradiction);
  }

  private oneAfterAnother<T>(work: () => Promise<T>): Promise<T> {
    const done = this.work.then(work);
    this.work = done.catch(() => undefined);
    return done;
  }

  private async follow(after: (extent: Extent) => Promise<void>): Promise<void> {
    const { store, alarms } = this.options;
    try {
      const extent = await this.upTo(await store.head());
      alarms.clear('TREE_STOPPED');
      if (!this.ending) await after(extent);
    } catch (error) {
      if (this.ending || error instanceof Alarming) return;
      alarms.raise('TREE_STOPPED', error instanceof Error ? error.message : String(error));
    }
  }

  private async grow(position: Position): Promise<Extent> {
    const { store, tree, timing } = this.options;
    if (!this.opened) await this.checked();
    while (this.extent.position < position && !this.ending) {
      const events = await store.readAll(this.extent.position, BATCH);
      if (events.length === 0) break;
      this.extent = await tree.extend(this.extent, events);
      // Embedded stores never wait: nobody else would be served until the log's end.
      await timing.turn();
    }
    return this.extent;
  }

  private async checked(): Promise<Extent> {
    const { tree, alarms } = this.options;
    const extent = this.opened ? this.extent : await tree.head();
    const contradiction = await this.contradiction(extent);
    if (contradiction !== null) {
      this.opened = false;
      alarms.raise('LOG_CONTRADICTS_TREE', contradiction);
      throw new Alarming('LOG_CONTRADICTS_TREE', contradiction);
    }
    alarms.clear('LOG_CONTRADICTS_TREE');
    this.extent = extent;
    this.opened = true;
    return extent;
  }

  private async contradiction({ size, position }: Extent): Promise<string | null> {
    if (size === 0) return null;
    if ((await this.options.store.head()) < position)
      return `the log ends before leaf ${size - 1}, the last of the tree: is it an older copy?`;
    return (await this.differsAt(0)) ?? (await this.differsAt(size - 1));
  }

  private async differsAt(
    index: number,
    isWhole: (event: StoredEvent) => boolean = () => true,
  ): Promise<string | null> {
    const { store, tree } = this.options;
    const leaf = await tree.leafAt(index);
    const before = index > 0 ? await tree.leafAt(index - 1) : null;
    if (!leaf || (index > 0 && !before)) return `the tree lacks its leaf ${index}`;
    const [event] = await store.readAll(before?.position ?? START, 1);
    const { hash, recordedAt } = JSON.parse(leaf.entry) as Leaf;
    const reached = before ? (JSON.parse(before.entry) as Leaf).recordedAt : '';
    const same =
      event?.position === leaf.position &&
      event.hash === hash &&
      isWhole(event) &&
      (event.recordedAt > reached ? event.recordedAt : reached) === recordedAt;
    return same ? null : `the log does not hold what leaf ${index} of the tree was made from`;
  }
}
