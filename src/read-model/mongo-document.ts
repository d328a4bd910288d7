import type { Position } from '../kernel/envelope.js';
import type { Row } from '../storage/mongo.js';
import { checkedKey, MAX_SEGMENTS, SEGMENT } from './checks.js';
import type { Scalar, Stored } from './port.js';

interface Fields {
  readonly [segment: string]: Scalar | Fields;
}

/**
 * The body as JSON, for BSON would not give it back: it knows no lone surrogate, some servers no
 * name with a dot, no list in a list and no minus zero. Beside it stands what a filter can name.
 */
export interface DocumentRow extends Row {
  readonly position: string;
  readonly text: string;
  readonly fields: Fields;
}

/** A server takes 16 MiB, of which a replacement needs some for what stands around the row. */
const MAX_BYTES = 16_000_000;

const fieldsOf = (value: object, depth = 1): Fields =>
  Object.fromEntries(
    Object.entries(value as Record<string, unknown>).flatMap(([name, member]) => {
      const field = SEGMENT.test(name) ? fieldOf(member, depth) : undefined;
      return field === undefined ? [] : [[name, field]];
    }),
  );

/** Null, a list and what lies too deep have no place here: no filter finds them by a value. */
const fieldOf = (value: unknown, depth: number): Scalar | Fields | undefined => {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return depth < MAX_SEGMENTS ? fieldsOf(value, depth + 1) : undefined;
};

/** @throws {RangeError} on a key that cannot be given back, and on what no server takes */
export const rowOf = (
  { id, position, body }: Stored,
  sizeOf: (row: Row) => number,
): DocumentRow => {
  const fields = typeof body === 'object' && body !== null ? fieldsOf(body) : {};
  const row = { _id: checkedKey(id), position, text: JSON.stringify(body), fields };
  const bytes = sizeOf(row);
  if (bytes > MAX_BYTES)
    throw new RangeError(`the document ${id} has ${bytes} bytes: at most ${MAX_BYTES} are taken`);
  return row;
};

/** What `storedOf` needs. */
export const STORED = { position: 1, text: 1 } as const;

export const storedOf = <D>(row: Row): Stored<D> => {
  const { _id: id, position, text } = row as DocumentRow;
  return { id, position: position as Position, body: JSON.parse(text) as D };
};
