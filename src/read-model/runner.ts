import { backOff } from '../event-store/back-off.js';
import type { EventStore, StoredEvent } from '../event-store/port.js';
import type { Position } from '../kernel/envelope.js';
import { batchOf } from './decoding.js';
import { type FoldingOptions, foldInto } from './folding.js';
import { BEAT_MS, type Leases } from './leases.js';
import type { Checkpoint } from './port.js';
import { BEGINNING, isGoing, type Projection } from './projection.js';
import { Tending } from './tending.js';
import { Waiters } from './waiters.js';

export interface RunnerOptions extends FoldingOptions {
  readonly store: EventStore;
  /** Which of its projections this process folds; without it, all of them. */
  readonly leases?: Leases;
  readonly batchSize?: number;
}

const BATCH = 500;

/** Pulls, folds, saves, then moves the checkpoints; follows the log until it is stopped. */
export class Runner {
  private readonly waiters: Waiters;
  private readonly tending: Tending;
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private work: Promise<unknown> = Promise.resolve();
  private subscription = new AbortController();

  constructor(
    private readonly options: RunnerOptions,
    readonly projections: readonly Projection[],
  ) {
    this.waiters = new Waiters(options.timing, projections);
    this.tending = new Tending(options, {
      ...{ projections, waiters: this.waiters },
      inOrder: (work) => this.inOrder(work),
      interrupt: () => this.subscription.abort(),
    });
  }

  start(): void {
    const { signal } = this.stopping;
    this.running = Promise.all([this.follow(signal), this.tending.follow(signal)]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.subscription.abort();
    this.tending.prod();
    await this.running;
    await this.work;
    this.waiters.end();
  }

  /**
   * Resolves to true once the read models named (all of them, if none is) have folded up to
   * `position`; to false when the time is over, when the runner stops, or at once where one of
   * them has stopped before it: what it holds is not what the log says there.
   */
  async reached(
    position: Position,
    timeoutMs: number,
    readModels?: readonly string[],
  ): Promise<boolean> {
    const state = this.waiters.stateAt(position, readModels);
    if (state !== 'behind') return state === 'reached';
    if (this.stopping.signal.aborted) return false;
    const reached = this.waiters.wait(position, timeoutMs, readModels);
    if (this.waiters.onOthers()) this.tending.prod();
    return reached;
  }

  /** One pass over what the log holds now; for a rebuild and for the command line. */
  async catchUp(onBatch?: (position: Position, events: number) => void): Promise<void> {
    const { store, batchSize = BATCH, timing } = this.options;
    await Promise.all(await this.tending.beat());
    await this.tending.look();
    let [at, beaten] = [this.cursor(), timing.elapsed()];
    while (this.projections.some(isGoing)) {
      const after = at;
      const events = await store.readAll(after.position, batchSize);
      if (events.length === 0) return;
      at = await this.inOrder(() => this.take(events, after));
      onBatch?.(at.position, events.length);
      if (timing.elapsed() - beaten < BEAT_MS) continue;
      await Promise.all(await this.tending.beat());
      [at, beaten] = [this.cursor(), timing.elapsed()];
    }
  }

  /** The position up to which everything that is folded here has been folded. */
  slowest(): Position {
    return this.cursor().position;
  }

  /** Looks now for what was asked, and for how far others are. */
  prod(): void {
    this.tending.prod();
  }

  private cursor(): Checkpoint {
    const [first, ...rest] = this.projections.filter(isGoing).map(({ checkpoint }) => checkpoint);
    return rest.reduce((a, b) => (b.position < a.position ? b : a), first ?? BEGINNING);
  }

  /** One thing after another: a batch, a projection taken over, a document replayed. */
  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.work.then(work);
    this.work = done.catch(() => undefined);
    return done;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { timing, log } = this.options;
    for (let failures = 0; !signal.aborted;) {
      this.subscription = new AbortController();
      try {
        await this.followUntilInterrupted(this.subscription.signal, () => (failures = 0));
      } catch (error) {
        if (signal.aborted) return;
        const wait = backOff(failures++);
        log('read models wait for a store', { error: String(error), wait });
        await timing.pause(wait, signal);
      }
    }
  }

  private async followUntilInterrupted(signal: AbortSignal, onBatch: () => void): Promise<void> {
    const { store, batchSize = BATCH, timing } = this.options;
    // Where nothing is folded here, until something is.
    if (!this.projections.some(isGoing)) return timing.pause(BEAT_MS, signal);
    let at = this.cursor();
    for await (const events of store.subscribe(at.position, { signal, batchSize })) {
      if (signal.aborted) return;
      const after = at;
      at = await this.inOrder(() => this.take(events, after));
      onBatch();
    }
    // A subscription that ends by itself must not be taken up again without a breath.
    if (!signal.aborted) await timing.pause(backOff(0), signal);
  }

  /** @param after where the batch begins: a projection that stands before that would miss some */
  private async take(events: readonly StoredEvent[], after: Checkpoint): Promise<Checkpoint> {
    const [first, ...rest] = events;
    if (!first) return after;
    const batch = batchOf([first, ...rest], this.options.keys, after);
    const due = this.projections.filter(
      (projection) =>
        isGoing(projection) &&
        projection.checkpoint.position >= after.position &&
        projection.checkpoint.position < batch.end.position,
    );
    if (due.length > 0) await foldInto(this.options, due, batch);
    // Embedded stores never wait: without this, nobody else would be served until the log's end.
    await this.options.timing.turn();
    this.waiters.look();
    return batch.end;
  }
}
