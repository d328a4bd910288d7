import type { Projector } from '../../projections/projector.js';
import type { ReadModelStore } from './port.js';

const GENERATION = /_v(\d+)_(\d+)$/;

type Versioned = Pick<Projector<unknown>, 'name' | 'version'>;

/** `loan-book_v3_7`: version 2 of the read model, built for the seventh time. */
const nameOf = ({ name, version }: Versioned, generation: number): string =>
  `${name}_v${version}_${generation}`;

const readModelOf = (collection: string): string => collection.replace(GENERATION, '');
const generationOf = (collection: string): number => Number(GENERATION.exec(collection)?.[2] ?? 0);
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

/**
 * Where others may be at work, what was built later than what serves is theirs, and the last one of
 * each version before it may still be read, by software of that version. Else nothing but what
 * serves is anybody's.
 */
const needless = (
  claimed: readonly string[],
  serving: string,
  shared: boolean,
): readonly string[] => {
  const others = claimed.filter((name) => name !== serving);
  if (!shared) return others;
  const older = newestFirst(others.filter((name) => generationOf(name) < generationOf(serving)));
  const versions = [...new Set(older.map(versionOf))];
  return versions.flatMap((one) => older.filter((name) => versionOf(name) === one).slice(1));
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
 * The name of a collection to build beside the one that serves, which nobody else builds. What is
 * not needed any more is dropped only now: a query may still have been in it.
 * @param shared whether other processes build and read in this store, too
 */
export const claimGeneration = async (
  store: ReadModelStore,
  readModel: Versioned,
  shared: boolean,
): Promise<string> => {
  const all = (await store.claimed()).filter((name) => readModelOf(name) === readModel.name);
  const serving = (await store.serving()).get(readModel.name) ?? '';
  const dropped = needless(all, serving, shared);
  for (const name of dropped) await dropGeneration(store, name);
  const taken = [serving, ...all.filter((name) => !dropped.includes(name))];
  return claimAfter(store, readModel, Math.max(...taken.map(generationOf)));
};
