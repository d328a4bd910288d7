import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Projector } from '../../projections/projector.js';
import { backOff, pause } from '../event-store/back-off.js';
import type { EventStore, StoredEvent } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import type { KeyStore } from '../keys/port.js';
import { type Batch, batchOf } from './decoding.js';
import { asWeather, PoisonEvent, Weather } from './faults.js';
import { foldBatch } from './fold.js';
import { extractOf } from './generations.js';
import type { Checkpoint, ReadModelStore, Save, Stored } from './port.js';

/** A projector and the collection it writes; the checkpoint goes by the collection's name. */
export interface Projection {
  readonly projector: Projector<unknown>;
  readonly collection: string;
  checkpoint: Checkpoint;
  /** Why it stopped: an event it cannot fold. Nothing is skipped; a fix and a restart go on. */
  failure?: { readonly position: Position; readonly message: string };
}

export interface RunnerOptions {
  readonly store: EventStore;
  readonly readModels: ReadModelStore;
  readonly keys: KeyStore;
  readonly log: (message: string, details?: object) => void;
  readonly batchSize?: number;
}

const BATCH = 500;

interface Waiter {
  readonly position: Position;
  readonly readModels: readonly string[] | undefined;
  readonly done: (reached: boolean) => void;
}

/** What one projection made of a batch. */
interface Folded {
  readonly save: Save;
  readonly extracts?: Save;
}

const foldedTo = (
  { extract }: Projector<unknown>,
  collection: string,
  documents: readonly Stored[],
): Folded => {
  const save = { collection, documents };
  if (!extract) return { save };
  const extracts = documents.map(({ body, ...kept }) => ({ ...kept, body: extract.of(body) }));
  return { save, extracts: { collection: extractOf(collection), documents: extracts } };
};

/** Pulls, folds, saves, then moves the checkpoints; follows the log until it is stopped. */
export class Runner {
  private readonly waiters = new Set<Waiter>();
  private stopping: AbortController | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: RunnerOptions,
    readonly projections: readonly Projection[],
  ) {}

  start(): void {
    const stopping = new AbortController();
    this.stopping = stopping;
    this.running = this.follow(stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping?.abort();
    await this.running;
    for (const waiter of this.waiters) waiter.done(false);
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
    const state = this.stateAt(position, readModels);
    if (state !== 'behind') return state === 'reached';
    if (this.stopping?.signal.aborted) return false;
    return new Promise((resolve) => {
      const done = (reached: boolean): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        resolve(reached);
      };
      const waiter: Waiter = { position, readModels, done };
      const timer = setTimeout(() => done(false), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  /** One pass over what the log holds now; for a rebuild and for the command line. */
  async catchUp(onBatch?: (position: Position, events: number) => void): Promise<void> {
    const { store, batchSize = BATCH } = this.options;
    for (;;) {
      const events = await store.readAll(this.slowest(), batchSize);
      if (!(await this.take(events))) return;
      onBatch?.(this.slowest(), events.length);
    }
  }

  /** The position up to which everything that runs has been folded. */
  slowest(): Position {
    const going = this.projections.filter((projection) => !projection.failure);
    return going.map(({ checkpoint }) => checkpoint.position).toSorted()[0] ?? START;
  }

  private stateAt(
    position: Position,
    readModels: readonly string[] | undefined,
  ): 'reached' | 'behind' | 'stopped' {
    const asked = this.projections.filter(
      ({ projector }) => !readModels || readModels.includes(projector.name),
    );
    const behind = asked.filter(({ checkpoint }) => checkpoint.position < position);
    if (behind.some(({ failure }) => failure)) return 'stopped';
    return behind.length === 0 ? 'reached' : 'behind';
  }

  private async follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        const { store, batchSize = BATCH } = this.options;
        for await (const events of store.subscribe(this.slowest(), { signal, batchSize })) {
          await this.take(events);
          failures = 0;
        }
        // A subscription that ends by itself must not be taken up again without a breath.
        await pause(backOff(0), signal);
      } catch (error) {
        if (signal.aborted) return;
        const wait = backOff(failures++);
        this.options.log('read models wait for a store', { error: String(error), wait });
        await pause(wait, signal);
      }
    }
  }

  private async take(events: readonly StoredEvent[]): Promise<boolean> {
    const [first, ...rest] = events;
    if (!first) return false;
    const carried = this.projections.find(
      ({ checkpoint }) => checkpoint.position === this.slowest(),
    );
    const batch = batchOf(
      [first, ...rest],
      this.options.keys,
      carried?.checkpoint.recordedAt ?? null,
    );
    await this.fold(batch);
    // Embedded stores never wait: without this, nobody else would be served until the log's end.
    await nextTurn();
    for (const waiter of this.waiters) {
      const state = this.stateAt(waiter.position, waiter.readModels);
      if (state !== 'behind') waiter.done(state === 'reached');
    }
    return this.projections.some((projection) => !projection.failure);
  }

  private async fold(batch: Batch): Promise<void> {
    const made: Folded[] = [];
    const folded: Projection[] = [];
    for (const projection of this.projections) {
      if (projection.failure || projection.checkpoint.position >= batch.last.position) continue;
      const one = await this.foldOne(projection, batch);
      if (!one) continue;
      made.push(one);
      folded.push(projection);
    }
    const checkpoint = { position: batch.last.position, recordedAt: batch.recordedAt };
    const checkpoints = new Map(folded.map(({ collection }) => [collection, checkpoint]));
    const { readModels } = this.options;
    // Extracts first: a document that is there is not folded again after a crash, nor its extract.
    const extracts = made.flatMap((one) => one.extracts ?? []);
    if (extracts.length > 0) await readModels.save(extracts, new Map());
    const saves = made.map(({ save }) => save);
    await readModels.save(saves, checkpoints);
    for (const projection of folded) projection.checkpoint = checkpoint;
  }

  /** A fault of the store is thrown, to be tried again; one of an event stops the projection. */
  private async foldOne(projection: Projection, batch: Batch): Promise<Folded | null> {
    const { projector, collection, checkpoint } = projection;
    const { readModels } = this.options;
    try {
      const events = (await batch.eventsFor(projector)).filter(
        ({ position }) => position > checkpoint.position,
      );
      const documents = await foldBatch(projector, events, (ids) =>
        readModels.load(collection, ids).catch(asWeather),
      );
      return foldedTo(projector, collection, documents);
    } catch (error) {
      if (error instanceof Weather) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const position = error instanceof PoisonEvent ? error.position : batch.last.position;
      projection.failure = { position, message };
      this.options.log(`${projector.name} stopped: ${message}`, { collection, position });
      return null;
    }
  }
}
