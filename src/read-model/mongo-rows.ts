import type { Mongo, Row } from '../storage/mongo.js';

type Positioned = Row & { readonly position: string };

interface Batch {
  readonly name: string;
  readonly rows: readonly Positioned[];
}

/** Keys asked for at once: far below the 16 MiB of a question. */
const KEYS = 5_000;

/**
 * Replacements in one command, and commands at once: FerretDB 1.24 holds a connection for each
 * replacement until its command is done, has a hundred of them, and waits for ever for one more.
 */
const REPLACEMENTS = 10;
const COMMANDS = 4;

const slices = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );

/** At most so many at once; after a failure none is begun any more. */
const eachOf = async <T>(
  list: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const waiting = [...list];
  const one = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      await work(item).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
  };
  await Promise.all(Array.from({ length: atOnce }, one));
};

/** In any order; those that are not there are left out. */
export const rowsByKey = async (
  mongo: Mongo,
  name: string,
  keys: readonly string[],
  projection: Readonly<Record<string, 1>> = {},
): Promise<Row[]> => {
  const collection = mongo.collection(name);
  const found: Row[] = [];
  for (const $in of slices([...new Set(keys)], KEYS)) {
    const rows = collection.find({ _id: { $in } }, { projection });
    found.push(...(await mongo.ask(() => rows.toArray())));
  }
  return found;
};

/** Each row replaces what is there only if that stands at a lower position. */
export const keepLater = async (mongo: Mongo, batches: readonly Batch[]): Promise<void> => {
  const left = await Promise.all(batches.map((batch) => insertMissing(mongo, batch)));
  const replacing = left.flatMap(({ name, rows }) =>
    slices(rows, REPLACEMENTS).map((slice) => ({ name, rows: slice })),
  );
  await eachOf(replacing, COMMANDS, (batch) => replaceOlder(mongo, batch));
};

/**
 * Inserts what is not there and gives back what is older there. What another writer inserts in
 * between may be older too; an upsert guarded by the position would take it for a newer one.
 * What is not older is left alone: it was read as a majority has it.
 */
const insertMissing = async (mongo: Mongo, { name, rows }: Batch): Promise<Batch> => {
  const keys = rows.map(({ _id }) => _id);
  const stored = await rowsByKey(mongo, name, keys, { position: 1 });
  const positions = new Map(stored.map((row) => [row._id, (row as Positioned).position]));
  const missing = rows.filter(({ _id }) => !positions.has(_id));
  const older = rows.filter(({ _id, position }) => (positions.get(_id) ?? position) < position);
  return { name, rows: [...older, ...(await mongo.insertMissing(name, missing))] };
};

/** What another writer replaced by a newer one in between is kept. */
const replaceOlder = async (mongo: Mongo, { name, rows }: Batch): Promise<void> => {
  const operations = rows.map((row) => ({
    replaceOne: {
      filter: { _id: row._id, position: { $lt: row.position } },
      replacement: row,
    },
  }));
  const collection = mongo.collection(name);
  await mongo.ask(() => collection.bulkWrite(operations, { ordered: false }));
};
