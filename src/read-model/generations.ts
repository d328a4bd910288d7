import type { Projector } from '../../projections/projector.js';
import type { ReadModelStore } from './port.js';

const GENERATION = /_v(\d+)_(\d+)$/;

type Versioned = Pick<Projector<unknown>, 'name' | 'version'>;

/** `loan-book_v3_7`: version 2 of the read model, built for the seventh time. */
const nameOf = ({ name, version }: Versioned, generation: number): string =>
  `${name}_v${version}_${generation}`;

const readModelOf = (collection: string): string => collection.replace(GENERATION, '');
export const generationOf = (collection: string): number =>
  Number(GENERATION.exec(collection)?.[2] ?? 0);
/** Dropped some day, with its extracts; a collection of no read model never is. */
export const isGeneration = (collection: string): boolean =>
  GENERATION.test(collection.replace(/\.extract$/, ''));
export const versionOf = (collection: string): number =>
  Number(GENERATION.exec(collection)?.[1] ?? 0);

/** Where the extracts of a collection's documents are: made and dropped with it. */
export const extractOf = (collection: string): string => `${collection}.extract`;

export const ensureGeneration = async (
  store: ReadModelStore,
  { indexes, extract }: Pick<Projector<unknown>, 'indexes' | 'extract'>,
  collection: string,
): Promise<void> => {
  await store.ensure({ name: collection, indexes });
  if (extract) await store.ensure({ name: extractOf(collection), indexes: extract.indexes });
};

export const dropGeneration = async (store: ReadModelStore, collection: string): Promise<void> => {
  await store.drop(extractOf(collection));
  await store.drop(collection);
};

const newestFirst = (collections: readonly string[]): readonly string[] =>
  collections.toSorted((a, b) => generationOf(b) - generationOf(a));

interface Generations {
  readonly claimed: readonly string[];
  readonly serving: ReadonlyMap<string, string>;
  /** Whether it was ever built to the end. */
  readonly isBuilt: (collection: string) => boolean;
}

/**
 * Three questions, and not one moment: one that is claimed and switched to in between is missing
 * among the claimed, and whoever reads it looks again.
 */
export const generationsIn = async (
  store: Pick<ReadModelStore, 'claimed' | 'serving' | 'checkpoints'>,
): Promise<Generations> => {
  const claimed = await store.claimed();
  const serving = await store.serving();
  const checkpoints = await store.checkpoints();
  return { claimed, serving, isBuilt: (name) => checkpoints.has(name) };
};

interface InUse {
  /** What this process still reads: it may not have seen yet that another serves. */
  readonly read?: string | undefined;
  readonly shared: boolean;
}

/**
 * Where others may be at work, what was built later than what serves is theirs, and the last one of
 * each version before it that was built may still be read, by software of that version. Else
 * nothing but what serves is anybody's.
 */
const needless = (
  readModel: string,
  { claimed: all, serving: served, isBuilt }: Generations,
  { read, shared }: InUse,
): readonly string[] => {
  const claimed = all.filter((name) => readModelOf(name) === readModel);
  const serving = served.get(readModel) ?? '';
  const others = claimed.filter((name) => name !== serving && name !== read);
  if (!shared) return others;
  const older = newestFirst(others.filter((name) => generationOf(name) < generationOf(serving)));
  const versions = [...new Set(older.map(versionOf))];
  const lastOf = versions.map((one) =>
    older.find((name) => versionOf(name) === one && isBuilt(name)),
  );
  return older.filter((name) => !lastOf.includes(name));
};

/** Where several processes are at work: what none of them may drop, with the extracts. */
export const keptOf = (generations: Generations): readonly string[] => {
  const { claimed } = generations;
  const dropped = [...new Set(claimed.map(readModelOf))].flatMap((readModel) =>
    needless(readModel, generations, { shared: true }),
  );
  const kept = claimed.filter((name) => !dropped.includes(name));
  return kept.flatMap((name) => [name, extractOf(name)]);
};

const claimAfter = async (
  store: ReadModelStore,
  readModel: Versioned,
  generation: number,
): Promise<string> => {
  const collection = nameOf(readModel, generation + 1);
  if (await store.claim(collection)) return collection;
  return claimAfter(store, readModel, generation + 1);
};

/**
 * What nobody needs any more is dropped before others are built: a query may still have been in it.
 * @param readModels each with what this process reads now
 * @param others where other processes build and read in this store, too: waits until those have
 *   looked that read what is dropped
 */
export const dropNeedless = async (
  store: ReadModelStore,
  readModels: readonly { readonly name: string; readonly read: string | undefined }[],
  others?: () => Promise<void>,
): Promise<void> => {
  const found = await generationsIn(store);
  const shared = others !== undefined;
  const dropped = readModels.flatMap(({ name, read }) => needless(name, found, { read, shared }));
  if (dropped.length > 0) await others?.();
  for (const name of dropped) await dropGeneration(store, name);
};

/** The name of a collection to build beside the one that serves, which nobody else builds. */
export const claimGeneration = async (
  store: ReadModelStore,
  readModel: Versioned,
): Promise<string> => {
  const { claimed, serving } = await generationsIn(store);
  const all = claimed.filter((name) => readModelOf(name) === readModel.name);
  const taken = [serving.get(readModel.name) ?? '', ...all];
  return claimAfter(store, readModel, Math.max(...taken.map(generationOf)));
};
