import { backOff } from '../event-store/back-off.js';
import type { EventStore } from '../event-store/port.js';
import { START } from '../kernel/envelope.js';
import { dueOf } from './due.js';
import type { FoldingOptions } from './folding.js';
import { BEAT_MS, type Leases } from './leases.js';
import type { Checkpoint, Parked } from './port.js';
import { BEGINNING, type Projection } from './projection.js';
import { replay } from './replay.js';
import type { Waiters } from './waiters.js';

interface Options extends FoldingOptions {
  readonly store: EventStore;
  /** Which projections this process folds; without it, all of them. */
  readonly leases?: Leases;
}

interface Folding {
  readonly projections: readonly Projection[];
  readonly waiters: Waiters;
  /** Not while a batch is folded. */
  readonly inOrder: <T>(work: () => Promise<T>) => Promise<T>;
  /** Whoever follows the log begins anew, from where the slowest projection is. */
  readonly interrupt: () => void;
}

/** How often it is looked how far another process is, in milliseconds, while somebody waits. */
const AWAITED_MS = 50;

/** Who folds which projection, what is parked in them, and what of that is tried again. */
export class Tending {
  private readonly taking = new Set<Projection>();
  private sleep = new AbortController();

  constructor(
    private readonly options: Options,
    private readonly folding: Folding,
  ) {}

  /** Until the signal is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    const { timing } = this.options;
    const { waiters } = this.folding;
    await Promise.all([
      this.again(signal, async () => {
        void (await this.beat());
        await timing.pause(BEAT_MS, signal);
      }),
      this.again(signal, async () => {
        const sleep = (this.sleep = new AbortController());
        await this.look();
        await timing.pause(waiters.onOthers() ? AWAITED_MS : BEAT_MS, sleep.signal);
      }),
    ]);
  }

  /** Looks now. */
  prod(): void {
    this.sleep.abort();
  }

  /**
   * Shows that we are there; takes over what nobody folds any more, lets go of what another has.
   * @returns what is being taken over
   */
  async beat(): Promise<readonly Promise<void>[]> {
    const { leases, log } = this.options;
    const gained: Promise<void>[] = [];
    for (const projection of leases ? this.folding.projections : []) {
      const fence = (await leases?.tend(projection.collection)) ?? null;
      if (fence === null) projection.fence = null;
      if (fence === projection.fence || fence === null || this.taking.has(projection)) continue;
      this.taking.add(projection);
      const taken = this.folding.inOrder(() => this.takeOver(projection, fence));
      // Tried again with the next beat.
      const wait = taken.catch((error: unknown) => log('not taken over', { error: String(error) }));
      gained.push(wait.then(() => void this.taking.delete(projection)));
    }
    return gained;
  }

  /** How far others are, what is parked anywhere, and whether somebody asks for it again. */
  async look(): Promise<void> {
    const { readModels } = this.options;
    const { projections, inOrder, waiters } = this.folding;
    // Checkpoints first: what was parked before one of them is then found.
    const checkpoints = await readModels.checkpoints();
    const parked = await readModels.parked();
    for (const projection of projections) {
      const own = parked.filter(({ collection }) => collection === projection.collection);
      if (projection.fence === null) this.copy(projection, own, checkpoints);
      else if (dueOf(own, projection).length > 0) await inOrder(() => this.tryAgain(projection));
    }
    waiters.look();
  }

  private async again(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const { timing, log } = this.options;
    for (let failures = 0; !signal.aborted;) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        const wait = Math.min(backOff(failures++), BEAT_MS);
        if (failures === 1) log('read models wait for their store', { error: String(error) });
        await timing.pause(wait, signal);
      }
    }
  }

  /** From where the one before us has come: its checkpoint moves under our fence only. */
  private async takeOver(projection: Projection, fence: number): Promise<void> {
    const { collection } = projection;
    const checkpoint = await this.fenced(collection, fence);
    const parked = await this.adopted(collection, checkpoint);
    // All in one step: until then it may be looked how far another process is.
    Object.assign(projection, { checkpoint, parked, fence, failure: undefined });
    this.folding.interrupt();
    // What was being tried again, or was asked for meanwhile, need not wait for the next look.
    this.prod();
  }

  /** Until our fence is there: whoever had it before may still have moved on meanwhile. */
  private async fenced(collection: string, fence: number): Promise<Checkpoint> {
    const { readModels } = this.options;
    for (;;) {
      const reached = (await readModels.checkpoint(collection)) ?? BEGINNING;
      if (reached.fence === fence) return reached;
      if ((reached.fence ?? 0) > fence) throw new Error(`${collection} was taken over by another`);
      await readModels.save([], new Map([[collection, { ...reached, fence }]]));
    }
  }

  /**
   * What waits. What the checkpoint has not passed is folded again, from the checkpoint on; so is
   * what stopped the projection. Where a document was tried again, and not to the end, it is now.
   */
  private async adopted(
    collection: string,
    { position: reached }: Checkpoint,
  ): Promise<ReadonlyMap<string, Parked>> {
    const { readModels } = this.options;
    const parked = (await readModels.parked()).filter((one) => one.collection === collection);
    const documents = parked.flatMap(({ document }) => document ?? []);
    // Where what is kept cannot be read, it is tried again: that names the one that is damaged.
    const stored = await readModels.load(collection, documents).catch((error: unknown) => {
      if (error instanceof SyntaxError) return null;
      throw error;
    });
    const waiting = new Map<string, Parked>();
    for (const one of parked) {
      const { document, position } = one;
      if (document === null || position > reached) await readModels.unpark(one);
      else {
        waiting.set(document, one);
        const isBegun = !stored || (stored.get(document)?.position ?? START) >= position;
        if (isBegun && !one.asked) await readModels.park({ ...one, asked: true });
      }
    }
    return waiting;
  }

  private copy(
    projection: Projection,
    parked: readonly Parked[],
    checkpoints: ReadonlyMap<string, Checkpoint>,
  ): void {
    // Never back: what was folded here before another took over is in the documents, and was told.
    const reached = checkpoints.get(projection.collection) ?? BEGINNING;
    if (reached.position > projection.checkpoint.position) projection.checkpoint = reached;
    const waiting = parked.flatMap((one) => (one.document ? [[one.document, one] as const] : []));
    projection.parked = new Map(waiting);
    const stopped = parked.find(({ document }) => document === null);
    projection.failure = stopped && { position: stopped.position, message: stopped.message };
  }

  /** What is due is read again: until now a batch may have been folded. */
  private async tryAgain(projection: Projection): Promise<void> {
    const { readModels, log } = this.options;
    const { collection, projector, fence } = projection;
    if (fence === null) return;
    const marked = (await readModels.parked()).filter((one) => one.collection === collection);
    const due = dueOf(marked, projection);
    const again = await this.replayed(projection, due);
    // Whoever has taken over meanwhile has folded on without these documents.
    if (!(await this.holds(collection, fence))) return;
    const waiting = new Map(projection.parked);
    for (const one of due) {
      const { document } = one;
      const parked = document === null ? undefined : again.get(document);
      if (parked) await readModels.park(parked);
      else await readModels.unpark(one);
      if (document === null) projection.failure = undefined;
      else if (parked) waiting.set(document, parked);
      else waiting.delete(document);
      const { name } = projector;
      const said = parked ? `parked again in ${name}: ${parked.message}` : `${name} goes on`;
      log(said, { collection, document });
    }
    projection.parked = waiting;
    if (due.some(({ document }) => document === null)) this.folding.interrupt();
  }

  /** As far as anybody may go on from: a checkpoint may be written although nobody heard of it. */
  private async replayed(
    projection: Projection,
    due: readonly Parked[],
  ): Promise<ReadonlyMap<string, Parked>> {
    const documents = due.filter(({ document }) => document !== null);
    if (documents.length === 0) return new Map();
    const stored = await this.options.readModels.checkpoint(projection.collection);
    const isBehind = stored !== null && stored.position > projection.checkpoint.position;
    const reached = isBehind ? { ...projection, checkpoint: stored } : projection;
    return replay(this.options, reached, documents);
  }

  private async holds(collection: string, fence: number): Promise<boolean> {
    const { leases } = this.options;
    return leases === undefined || (await leases.tend(collection)) === fence;
  }
}
