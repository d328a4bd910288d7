import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Timing } from '../kernel/timing.js';
import type { EventStore } from '../event-store/port.js';
import { Alarming, type AlarmCode, type Alarms } from './alarms.js';
import { type CheckpointPlace, PlaceContradicts, PlaceUnavailable } from './checkpoint-place.js';
import { checkpointText, parseCheckpoint, type TreeHead } from './checkpoint.js';
import type { FindKeys, LogKeys } from './log-keys.js';
import { rootAt } from './merkle.js';
import { rootFromLog } from './new-leaves.js';
import { openNote, signNote, splitNote } from './note.js';
import type { Publications, Published } from './publications.js';
import type { TreeKeeper } from './tree-keeper.js';
import { type Extent, TreeDamaged, type TreeStore } from './tree-store.js';
import type { Witnesses } from './witnesses.js';

export interface CheckpointerOptions {
  readonly store: Pick<EventStore, 'head' | 'readAll'>;
  readonly keeper: TreeKeeper;
  readonly tree: TreeStore;
  readonly publications: Publications;
  readonly place: CheckpointPlace;
  readonly keys: FindKeys;
  readonly witnesses: Witnesses;
  readonly alarms: Alarms;
  readonly origin: string;
  readonly clock: () => Instant;
  /** The machine's, where none is given. */
  readonly timing?: Timing;
  /** One is due after so many events, and after so long where there is anything new. */
  readonly every: { readonly events: number; readonly minutes: number };
  readonly warn: (message: string, details: object) => void;
}

const ABOUT_CHECKPOINTS: readonly AlarmCode[] = [
  'LOG_CONTRADICTS_CHECKPOINT',
  'LOG_SMALLER_THAN_CHECKPOINT',
  'CHECKPOINT_OF_ANOTHER_LOG',
  'CHECKPOINT_NOT_OURS',
  'CHECKPOINT_PLACE_UNAVAILABLE',
  'SIGNING_KEY_UNAVAILABLE',
];

const inAlarm = (error: unknown): unknown => {
  const as = (code: AlarmCode, { message }: Error) => new Alarming(code, message, { cause: error });
  if (error instanceof PlaceUnavailable) return as('CHECKPOINT_PLACE_UNAVAILABLE', error);
  if (error instanceof PlaceContradicts) return as('LOG_CONTRADICTS_CHECKPOINT', error);
  return error instanceof TreeDamaged ? as('TREE_DAMAGED', error) : error;
};

const MINUTE_MS = 60_000;
const always = async (): Promise<boolean> => true;

interface Known {
  readonly own: Published | null;
  readonly outside: Published | null;
}

interface Held {
  readonly extent: Extent;
  readonly keys: LogKeys;
  readonly newest: Published | null;
}

/**
 * Signs how long the log is and what its root is, and publishes that in the second place. What was
 * published is never contradicted: the tree must hold it, or there is an alarm and no checkpoint.
 */
export class Checkpointer {
  private work: Promise<unknown> = Promise.resolve();
  private failedAt = -Infinity;
  private askedAt = -Infinity;
  private inspected: object | undefined;

  constructor(private readonly options: CheckpointerOptions) {}

  newest(): Promise<Published | null> {
    return this.options.publications.newest();
  }

  at(size: number): Promise<Published | null> {
    return this.options.publications.at(size);
  }

  /** The newest where it covers so many leaves, else one made now. */
  async covering(size: number): Promise<Published> {
    const newest = await this.newest();
    const found = newest && newest.head.size >= size ? newest : await this.publish();
    if (!found || found.head.size < size) throw new RangeError(`the log has no ${size} events`);
    return found;
  }

  /**
   * A checkpoint of all that the log holds now: a new one, unless it is covered already; null of an
   * empty log, which needs none.
   * @throws {Alarming} none is signed
   */
  publish(mayWrite = always): Promise<Published | null> {
    return this.inOrder(async () => this.signed(await this.held(), mayWrite));
  }

  /** Publishes where one is due, if that is ours to do; false, for a minute, where it cannot. */
  async publishIfDue(extent: Extent, elapsedMs: number, isOurs = always): Promise<boolean> {
    if (elapsedMs - this.failedAt < MINUTE_MS) return false;
    try {
      this.inspected ??= await this.inOrder(() => this.held());
      if (!(await isOurs())) return true;
      const newest = await this.newest();
      if (this.isDue(newest, extent)) await this.publish(isOurs);
      else if (newest && elapsedMs - this.askedAt >= MINUTE_MS) {
        this.askedAt = elapsedMs;
        this.options.witnesses.ask(newest, await this.positionOf(newest.head));
      }
      return true;
    } catch (error) {
      this.failedAt = elapsedMs;
      this.inspected = undefined;
      const found = inAlarm(error);
      if (found instanceof Alarming) this.options.alarms.raise(found.code, found.message);
      else this.options.warn('no checkpoint', { error });
      return false;
    }
  }

  /** Whoever waits for cosignatures. */
  async settled(): Promise<void> {
    await this.work;
    await this.options.witnesses.settled();
  }

  private isDue(newest: Published | null, { size }: Extent): boolean {
    const { clock, every } = this.options;
    if (!newest) return size > 0;
    const { head, signedAt } = newest;
    if (head.size >= size) return false;
    const since = signedAt === null ? Infinity : Date.parse(clock()) - Date.parse(signedAt);
    // One that was signed under a clock that was ahead must not put off the next until then.
    const age = Math.abs(since);
    return size - head.size >= every.events || age >= every.minutes * MINUTE_MS;
  }

  /** One after another; what stands in the way becomes an alarm. */
  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.work.then(() => this.alarming(work));
    this.work = done.catch(() => undefined);
    return done;
  }

  private async alarming<T>(work: () => Promise<T>): Promise<T> {
    const { alarms } = this.options;
    try {
      const done = await work();
      alarms.clear(...ABOUT_CHECKPOINTS);
      return done;
    } catch (error) {
      const alarming = inAlarm(error);
      if (alarming instanceof Alarming) alarms.raise(alarming.code, alarming.message);
      throw alarming;
    }
  }

  /** The whole tree, seen to hold what was published before: others may publish meanwhile. */
  private async held(): Promise<Held> {
    const { store, keeper, publications, place } = this.options;
    const [own, note] = [await publications.newest(), await place.newest()];
    await keeper.upTo(await store.head());
    const extent = await keeper.check();
    const keys = this.options.keys(own === null && note === null);
    const known = { own, outside: note === null ? null : this.opened(note, keys) };
    for (const published of [known.outside, known.own])
      if (published) await this.mustHold(published.head, extent);
    return { extent, keys, newest: await this.reconciled(known) };
  }

  private async signed(
    { extent, keys, newest }: Held,
    mayWrite: () => Promise<boolean>,
  ): Promise<Published | null> {
    const { place, publications, origin, clock, witnesses } = this.options;
    const { size, position } = extent;
    if (size === 0 || newest?.head.size === size) return newest;
    const root = await rootFromLog(this.options, newest?.head ?? null, extent);
    this.options.alarms.clear('TREE_DAMAGED');
    const head: TreeHead = { origin, size, root };
    const note = signNote(checkpointText(head), keys.signers);
    const published = { head, note, signedAt: clock() };
    if (!(await mayWrite())) return newest;
    // Outside first: whatever happens then, nobody has seen a checkpoint that is not kept there.
    await place.write(note);
    await publications.keep(published, position);
    witnesses.ask(published, position);
    return published;
  }

  private opened(note: string, { verifiers }: LogKeys): Published {
    const { place, origin } = this.options;
    const where = `the newest checkpoint in ${place.name}`;
    let head: TreeHead;
    try {
      head = parseCheckpoint(splitNote(note).text);
      if (head.origin === origin) openNote(note, verifiers);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new Alarming('CHECKPOINT_NOT_OURS', `${where}: ${said}`);
    }
    if (head.origin === origin) return { head, note, signedAt: null };
    const message = `${where} is one of ${head.origin}, and this log is ${origin}`;
    throw new Alarming('CHECKPOINT_OF_ANOTHER_LOG', message);
  }

  private async mustHold({ size, root }: TreeHead, extent: Extent): Promise<void> {
    if (size > extent.size)
      throw new Alarming(
        'LOG_SMALLER_THAN_CHECKPOINT',
        `a checkpoint of ${size} events was published, and the log holds ${extent.size}: ` +
          'its end is missing, or it is an older copy',
      );
    if (!(await rootAt(size, this.options.tree.subtrees)).equals(root))
      throw new Alarming(
        'LOG_CONTRADICTS_CHECKPOINT',
        `the first ${size} events of the log are not those of the published checkpoint`,
      );
  }

  /** Brings back what either of the two has lost; gives the newest. */
  private async reconciled({ own, outside }: Known): Promise<Published | null> {
    const { place, publications, warn } = this.options;
    if (outside && (await place.settle?.(outside.note)))
      warn('the newest checkpoint was missing in the second place', { size: outside.head.size });
    if (outside && outside.head.size > (own?.head.size ?? 0)) {
      await publications.keep(outside, await this.positionOf(outside.head));
      return outside;
    }
    if (own && own.head.size > (outside?.head.size ?? 0)) {
      warn('a published checkpoint was missing in the second place', { size: own.head.size });
      await place.write(own.note);
    }
    return own;
  }

  private async positionOf({ size }: Pick<TreeHead, 'size'>): Promise<Position> {
    if (size === 0) return START;
    const leaf = await this.options.tree.leafAt(size - 1);
    if (!leaf) throw new TreeDamaged(`the tree lacks its leaf ${size - 1}`);
    return leaf.position;
  }
}
