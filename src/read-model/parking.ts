import type { Position } from '../kernel/envelope.js';
import { START } from '../kernel/envelope.js';
import type { Timing } from '../kernel/timing.js';
import type { Checkpoint, Parked, ReadModelStore } from './port.js';
import type { Projection } from './projection.js';
import type { Runner } from './runner.js';

/** What waits for a fix, by the name of its read model. */
export interface ParkedIn {
  readonly readModel: string;
  /** Null where the whole read model waits. */
  readonly document: string | null;
  readonly position: Position;
  readonly message: string;
}

/** Left out: in every read model, every document. */
export interface ToUnpark {
  readonly readModel?: string | undefined;
  readonly document?: string | undefined;
}

export interface Unparked {
  /** What waited before. */
  readonly tried: readonly ParkedIn[];
  /** What waits all the same. */
  readonly left: readonly ParkedIn[];
  /** Whether whoever folds has not come to it in time: what is left may not have been tried. */
  readonly isUnderWay: boolean;
}

export const parkedOf = (projections: readonly Projection[]): readonly ParkedIn[] =>
  projections.flatMap(({ projector: { name: readModel }, parked, failure }) => [
    ...(failure ? [{ readModel, document: null, ...failure }] : []),
    ...Array.from(parked.values(), ({ document, position, message }) => ({
      ...{ readModel, document, position, message },
    })),
  ]);

interface Place {
  readonly readModels: ReadModelStore;
  readonly runner: Runner;
  readonly timing: Timing;
}

const LOOK_MS = 50;
/** Whoever folds has looked by then, and begun. */
const PATIENCE_MS = 600_000;

/** Nobody has tried it again yet; or a read model that goes on has not come past it. */
const isUndecided = (
  { collection, document, position }: Parked,
  all: readonly Parked[],
  checkpoints: ReadonlyMap<string, Checkpoint>,
): boolean => {
  const left = all.find((one) => one.collection === collection && one.document === document);
  if (left || document !== null) return left?.asked ?? false;
  return (checkpoints.get(collection)?.position ?? START) < position;
};

/**
 * Asks whoever folds the read models, in this process or another, to try again what is parked;
 * waits until that was done.
 */
export const unpark = async (
  { readModels, runner, timing }: Place,
  { readModel, document }: ToUnpark,
): Promise<Unparked> => {
  const names = new Map(
    runner.projections.map(({ collection, projector }) => [collection, projector.name]),
  );
  const wanted = (await readModels.parked()).filter(
    (one) =>
      names.has(one.collection) &&
      (readModel === undefined || names.get(one.collection) === readModel) &&
      (document === undefined || one.document === document),
  );
  const isWanted = ({ collection, document: id }: Parked): boolean =>
    wanted.some((one) => one.collection === collection && one.document === id);
  const named = (all: readonly Parked[]): readonly ParkedIn[] =>
    all.filter(isWanted).map(({ collection, document: id, position, message }) => ({
      ...{ readModel: names.get(collection) ?? collection, document: id, position, message },
    }));
  for (const one of wanted) await readModels.park({ ...one, asked: true });
  const began = timing.elapsed();
  for (;;) {
    runner.prod();
    await timing.pause(LOOK_MS);
    // Checkpoints first: what has stopped before one of them is then found.
    const checkpoints = await readModels.checkpoints();
    const all = await readModels.parked();
    // Where another process has switched to one built anew, nobody folds this one any more.
    const serving = await readModels.serving();
    const isServed = ({ collection }: Parked): boolean =>
      (serving.get(names.get(collection) ?? '') ?? collection) === collection;
    const isUnderWay = wanted.some((one) => isServed(one) && isUndecided(one, all, checkpoints));
    if (!isUnderWay || timing.elapsed() - began > PATIENCE_MS)
      return { tried: named(wanted), left: named(all), isUnderWay };
  }
};
