import type { EventStore } from '../event-store/port.js';
import type { Position } from '../kernel/envelope.js';
import { type Batch, batchOf } from './decoding.js';
import { asWeather } from './faults.js';
import { finished, type Keyed, keyed } from './fold.js';
import type { FoldingOptions } from './folding.js';
import { extractOf } from './generations.js';
import type { Checkpoint, Save, Stored } from './port.js';
import { BEGINNING, type Projection } from './projection.js';

export interface BuildingOptions extends FoldingOptions {
  readonly store: Pick<EventStore, 'head' | 'readAll'>;
  readonly batchSize?: number;
  /** So many documents of a read model stay in memory: those for which an event came last. */
  readonly held?: number;
}

const PAGE = 500;
const HELD = 4_000;
/**
 * Saved in one go: whoever else has something to do, or to append, comes between. What belongs to
 * one event is small, and a page of them comes out even: each save writes the same pages of the
 * indexes again. What belongs to many has to be worked out first.
 */
const SLICE = { ofOneEvent: PAGE / 2, ofMany: 150 };

/**
 * One save at a time, whatever it is of, while what comes next is worked out: whoever appends
 * meanwhile waits for one at most.
 */
class Saving {
  private last: Promise<void> = Promise.resolve();

  /** @throws what the one before threw */
  async begin(save: () => Promise<void>): Promise<void> {
    await this.last;
    this.last = save();
    // Whoever waits for it next hears of it.
    this.last.catch(() => undefined);
  }

  /** @throws what it threw */
  done(): Promise<void> {
    return this.last;
  }
}

/** One read model that nobody reads yet; it counts for nothing before the whole is there. */
class ReadModelBuild {
  /** As far as they are folded, and not finished; that which was left alone longest comes first. */
  private readonly held = new Map<string, Stored>();
  private hasFailed = false;

  constructor(
    private readonly options: BuildingOptions,
    private readonly projection: Projection,
    private readonly saving: Saving,
  ) {}

  async fold(batch: Batch): Promise<void> {
    if (this.hasFailed) return;
    const { projector } = this.projection;
    const entries = await batch.entriesFor(projector);
    const due = this.attempt(() => keyed(projector, entries));
    if (!due) return;
    if (!projector.once) await this.fetch(due);
    // The save under way may have been refused meanwhile: what it was to hold is missing now.
    if (this.hasFailed) return this.held.clear();
    this.attempt(() => due.forEach((one) => this.evolve(one)));
    await this.saveAllBut(projector.once ? 0 : (this.options.held ?? HELD));
  }

  async end(checkpoint: Checkpoint): Promise<void> {
    await this.saveAllBut(0);
    await this.saving.done();
    if (this.hasFailed) return;
    const { collection } = this.projection;
    await this.options.readModels.save([], new Map([[collection, checkpoint]]));
    this.projection.checkpoint = checkpoint;
  }

  /** What was saved, and goes on now. */
  private async fetch(due: readonly Keyed[]): Promise<void> {
    const away = new Set(due.map(({ id }) => id).filter((id) => !this.held.has(id)));
    if (away.size === 0) return;
    await this.saving.done();
    const { readModels } = this.options;
    const load = readModels.load(this.projection.collection, [...away]);
    for (const [id, stored] of await load.catch(asWeather)) this.held.set(id, stored);
  }

  private evolve({ id, entry: { at, event } }: Keyed): void {
    const before = this.held.get(id);
    if (before && at.position <= before.position) return;
    const body = this.projection.projector.evolve(before?.body ?? null, event);
    if (before) this.held.delete(id);
    this.held.set(id, { id, position: at.position, body });
  }

  private async saveAllBut(kept: number): Promise<void> {
    const { projector, collection } = this.projection;
    const { timing } = this.options;
    while (this.held.size > kept) {
      const first = this.longestAlone(projector.once ? SLICE.ofOneEvent : SLICE.ofMany);
      const made = this.attempt(() => first.map((one) => finished(projector, one)));
      if (!made) return;
      const documents = made.map(({ document }) => document);
      const extracts = made.flatMap(({ extract }) => extract ?? []);
      const saves = [{ collection, documents }];
      if (extracts.length > 0)
        saves.push({ collection: extractOf(collection), documents: extracts });
      for (const { id } of first) this.held.delete(id);
      await this.saving.begin(() => this.save(saves));
      await timing.turn();
    }
  }

  /** What no store takes is for others to meet, too. */
  private async save(saves: readonly Save[]): Promise<void> {
    try {
      await this.options.readModels.save(saves, new Map());
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.fail();
    }
  }

  private longestAlone(count: number): readonly Stored[] {
    const found: Stored[] = [];
    for (const one of this.held.values()) if (found.push(one) === count) break;
    return found;
  }

  /** What fails here is for those to meet who fold batch by batch, and know how to park it. */
  private attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch {
      this.fail();
      return undefined;
    }
  }

  private fail(): void {
    this.hasFailed = true;
    this.held.clear();
  }
}

/**
 * Folds the log as it is now into empty collections. Each document is finished and saved when no
 * event has come for it for long, and not with every batch. What meets a poison event is left where
 * it stands, with the checkpoint at the beginning of the log: batch by batch it comes to the same.
 */
export const build = async (
  options: BuildingOptions,
  projections: readonly Projection[],
  onPage?: (position: Position, events: number) => void,
): Promise<void> => {
  const { store, keys, timing, batchSize = PAGE } = options;
  const saving = new Saving();
  const all = projections.map((projection) => new ReadModelBuild(options, projection, saving));
  // What is appended meanwhile is for others: who writes as fast as this reads would never be met.
  const head = await store.head();
  let at = BEGINNING;
  try {
    while (at.position < head) {
      const [first, ...rest] = await store.readAll(at.position, batchSize);
      if (!first) break;
      const batch = batchOf([first, ...rest], keys, at);
      for (const one of all) await one.fold(batch);
      at = batch.end;
      onPage?.(at.position, batch.events.length);
      await timing.turn();
    }
    for (const one of all) await one.end(at);
  } finally {
    // Where it is given up, what is dropped next must not be written into afterwards.
    await saving.done().catch(() => undefined);
  }
};
