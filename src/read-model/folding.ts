import type { StoredEvent } from '../event-store/port.js';
import { categoryOf } from '../events.js';
import type { KeyStore } from '../keys/port.js';
import type { Timing } from '../kernel/timing.js';
import { type Batch, type Entry, justBefore } from './decoding.js';
import { asWeather, PoisonEvent } from './faults.js';
import { type Folded, foldBatch, type Folding } from './fold.js';
import { extractOf } from './generations.js';
import type { Checkpoint, Parked, ReadModelStore, Save } from './port.js';
import type { Projection } from './projection.js';

export interface FoldingOptions {
  readonly readModels: ReadModelStore;
  readonly keys: KeyStore;
  readonly timing: Timing;
  readonly log: (message: string, details?: object) => void;
  /**
   * Hears of what was folded into a read model and saved, and how long that took: its own
   * folding, and the save that it shares with others.
   */
  readonly folded?: (readModel: string, events: readonly StoredEvent[], ms: number) => void;
}

/** What one projection made of a batch. */
interface Made {
  readonly projection: Projection;
  readonly folded: Folded;
  /** What concerned it, and was folded. */
  readonly events: readonly StoredEvent[];
  readonly parked: readonly Parked[];
  readonly stopped: Parked | null;
  readonly reached: Checkpoint;
}

const parkedAt = (
  { collection }: Projection,
  document: string | null,
  poison: PoisonEvent,
  batch: Batch,
): Parked => {
  const { position: after, recordedAt } = justBefore(batch, poison);
  const { position, message } = poison;
  return { ...{ collection, document, position, after, recordedAt, message }, asked: false };
};

/** What is kept cannot be read: that is damage, and no weather. */
export const loading =
  ({ readModels }: Pick<FoldingOptions, 'readModels'>, collection: string): Folding['load'] =>
  (ids) =>
    readModels.load(collection, ids).catch((error: unknown) => {
      if (error instanceof SyntaxError) throw error;
      return asWeather(error);
    });

const NOTHING: Omit<Folded, 'stop'> = {
  ...{ documents: [], extracts: [] },
  ...{ events: new Map(), parked: new Map() },
};

/** What it has not folded yet, if only because it waits. */
const concerns =
  ({ checkpoint, projector }: Projection) =>
  ({ position, streamId }: StoredEvent): boolean =>
    position > checkpoint.position && projector.categories.includes(categoryOf(streamId));

/** Where it is not an event's fault, and no store's either: nothing of the batch is kept. */
const stoppedAt = (first: StoredEvent, error: unknown): Folded => ({
  ...NOTHING,
  stop: new PoisonEvent(first, error),
});

/** @throws {Weather} where a store cannot be asked just now */
const foldedBy = async (
  options: FoldingOptions,
  projection: Projection,
  due: readonly Entry[],
): Promise<Folded> => {
  const { projector, collection, parked } = projection;
  const waits = (document: string): boolean => parked.has(document);
  try {
    return await foldBatch(projector, due, { waits, load: loading(options, collection) });
  } catch (error) {
    const first = due.find(({ at }) => concerns(projection)(at));
    if (!first || !(error instanceof SyntaxError)) throw error;
    return stoppedAt(first.at, error);
  }
};

const madeOf = (projection: Projection, batch: Batch, folded: Folded): Made => {
  const { checkpoint } = projection;
  const { parked, stop } = folded;
  const end = stop ? justBefore(batch, stop) : batch.end;
  const reached = end.position > checkpoint.position ? end : checkpoint;
  return {
    ...{ projection, folded, reached },
    events: [...folded.events.values()].flat(),
    parked: Array.from(parked, ([id, poison]) => parkedAt(projection, id, poison, batch)),
    stopped: stop && parkedAt(projection, null, stop, batch),
  };
};

/** Extracts before documents: a document that is there is not folded again after a crash. */
export const saveFolded = async (
  { readModels }: Pick<FoldingOptions, 'readModels'>,
  made: readonly { readonly collection: string; readonly folded: Folded }[],
  checkpoints: ReadonlyMap<string, Checkpoint>,
): Promise<void> => {
  const extracts: Save[] = [];
  const saves: Save[] = [];
  for (const { collection, folded } of made) {
    saves.push({ collection, documents: folded.documents });
    if (folded.extracts.length > 0)
      extracts.push({ collection: extractOf(collection), documents: folded.extracts });
  }
  if (extracts.length > 0) await readModels.save(extracts, new Map());
  await readModels.save(saves, checkpoints);
};

const settle = ({ projection, parked, stopped, reached }: Made, log: FoldingOptions['log']) => {
  const { projector, collection } = projection;
  projection.checkpoint = reached;
  if (parked.length > 0)
    projection.parked = new Map([
      ...projection.parked,
      ...parked.map((one) => [one.document ?? '', one] as const),
    ]);
  for (const { document, position, message } of parked)
    log(`a document of ${projector.name} is parked: ${message}`, {
      collection,
      document,
      position,
    });
  if (!stopped) return;
  const { position, message } = stopped;
  projection.failure = { position, message };
  log(`${projector.name} stopped: ${message}`, { collection, position });
};

const saveMade = async (
  { readModels }: Pick<FoldingOptions, 'readModels'>,
  made: readonly Made[],
): Promise<void> => {
  for (const { parked, stopped } of made)
    for (const one of stopped ? [...parked, stopped] : parked) await readModels.park(one);
  const checkpoints = new Map(
    made.map(({ projection: { collection, fence }, reached }) => [
      collection,
      { ...reached, ...(fence && { fence }) },
    ]),
  );
  const saves = made.map(({ projection, folded }) => ({ ...projection, folded }));
  await saveFolded({ readModels }, saves, checkpoints);
};

/** What no store takes (too large, no text) stops its own read model, and no other. */
const saveEach = async (
  options: FoldingOptions,
  made: readonly Made[],
  batch: Batch,
): Promise<readonly Made[]> => {
  const saved: Made[] = [];
  for (const one of made) {
    const { projection } = one;
    const stop = (error: unknown): Made => {
      const first = batch.events.find(concerns(projection));
      if (!first || !(error instanceof RangeError)) throw error;
      return madeOf(projection, batch, stoppedAt(first, error));
    };
    const kept = await saveMade(options, [one]).then(() => one, stop);
    if (kept !== one) await saveMade(options, [kept]);
    saved.push(kept);
  }
  return saved;
};

/**
 * Folds a batch into each projection and saves what came of it: what is parked first, so that no
 * checkpoint ever passes an event that nothing tells of; then extracts, documents, checkpoints.
 * @throws {Weather} or what the store throws: nothing is lost by folding the batch again
 */
export const foldInto = async (
  options: FoldingOptions,
  projections: readonly Projection[],
  batch: Batch,
): Promise<void> => {
  const { timing, log, folded } = options;
  const made: Made[] = [];
  const took = new Map<Projection, number>();
  for (const projection of projections) {
    const began = timing.elapsed();
    const entries = await batch.entriesFor(projection.projector);
    const due = entries.filter(({ at }) => at.position > projection.checkpoint.position);
    made.push(madeOf(projection, batch, await foldedBy(options, projection, due)));
    took.set(projection, timing.elapsed() - began);
  }
  const began = timing.elapsed();
  const saved = await saveMade(options, made).then(
    () => made,
    (error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
      return saveEach(options, made, batch);
    },
  );
  const shared = timing.elapsed() - began;
  for (const one of saved) settle(one, log);
  for (const { projection, events } of saved)
    folded?.(projection.projector.name, events, shared + (took.get(projection) ?? 0));
};
