import fc from 'fast-check';
import { position } from '../../src/kernel/envelope.js';
import type { CollectionSpec, ReadModelStore, Stored } from '../../src/read-model/port.js';

export type Bodies = readonly (readonly [id: string, body: unknown])[];

export const documents = (bodies: Bodies, at = 1): Stored[] =>
  bodies.map(([id, body]) => ({ id, position: position(at), body }));

export const fill = async (
  store: ReadModelStore,
  { name, indexes }: CollectionSpec,
  bodies: Bodies,
): Promise<void> => {
  await store.drop(name);
  await store.ensure({ name, indexes });
  await store.save([{ collection: name, documents: documents(bodies) }], new Map());
};

export const idsOf = (found: readonly Stored[]): string[] => found.map(({ id }) => id);

/** The order of MongoDB and of SQLite: by the bytes, where UTF-16 puts an emoji before U+E000. */
export const byBytes = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Text that has broken queries before, in pieces small enough to meet again. */
export const hostileText = [
  '', 'a', 'A', 'ab', 'b', "'", '"', "' OR 1=1 --", '%', '_', 'a%', 'a_', '\\', '$', '$.a', '{',
  '[1]', 'null', '1', '1.0', '\n', '\u0000', 'é', 'e\u0301', 'ß', 'İ', '日本', '\u{d7ff}',
  '\u{e000}', '\u{fffe}', '\u{ffff}', '\u{1f600}', '\u{1f601}', '\u{10ffff}',
] as const; // prettier-ignore

export const anyText = fc
  .array(fc.constantFrom(...hostileText), { maxLength: 3 })
  .map((pieces) => pieces.join(''));
