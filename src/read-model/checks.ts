import type { Filter, Scalar } from './port.js';

const COLLECTION = /^[a-z][a-z0-9_.-]{0,99}$/;
export const SEGMENT = /^[A-Za-z]\w{0,39}$/;
export const MAX_SEGMENTS = 5;

/** Reads back as it was written: libsql cuts text at NUL, and UTF-8 has no lone surrogates. */
export const checkedKey = (id: string): string => {
  if (id === '' || id.includes('\0') || !id.isWellFormed())
    throw new RangeError(`not a key of a document: ${JSON.stringify(id)}`);
  return id;
};

export const checkedCollection = (name: string): string => {
  if (!COLLECTION.test(name))
    throw new RangeError(`not a name of a collection: ${JSON.stringify(name)}`);
  return name;
};

export const checkedField = (field: string): string => {
  const segments = field.split('.');
  if (segments.length > MAX_SEGMENTS || !segments.every((segment) => SEGMENT.test(segment)))
    throw new RangeError(`not a name of a field: ${JSON.stringify(field)}`);
  return field;
};

export const checkedLimit = (limit: number): number => {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new RangeError(`not a number of documents: ${limit}`);
  return limit;
};

/** Facts hold no fractions: filters need none. */
export const checkedScalar = (value: Scalar): Scalar => {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError(`not a whole number: ${value}`);
  return value;
};

const BOUNDS = ['gte', 'gt', 'lte', 'lt'] as const;
type BoundName = (typeof BOUNDS)[number];
type Range = Extract<Filter, { readonly gte?: Scalar }>;
export interface Bound {
  readonly name: BoundName;
  readonly value: Scalar;
}

/** The bounds given, all of one kind. */
export const boundsOf = (range: Range): readonly Bound[] => {
  const given = BOUNDS.flatMap((name) => {
    const value = range[name];
    return value === undefined ? [] : [{ name, value: checkedScalar(value) }];
  });
  if (new Set(given.map(({ value }) => typeof value)).size > 1)
    throw new RangeError('bounds of two kinds');
  return given;
};

const LAST_CODE_POINT = 0x10ffff;

/** The least text after all that begin with `prefix`, by UTF-8 bytes; none after the last ones. */
export const afterPrefix = (prefix: string): string | null => {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return null;
  const next = last === 0xd7ff ? 0xe000 : last + 1; // surrogates are no characters
  return String.fromCodePoint(...points, next);
};
