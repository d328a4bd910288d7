import { boundsOf } from './checks.js';
import { type Filter, type Scalar, searchWords, type Stored } from './port.js';

const valueOf = ({ id, body }: Stored, field: string): unknown =>
  field === 'id'
    ? id
    : field
        .split('.')
        .reduce<unknown>(
          (inside, name) => (inside as Readonly<Record<string, unknown>> | null)?.[name],
          body,
        );

/** As a store has it: text by its UTF-8 bytes. */
const compared = (a: Scalar, b: Scalar): number =>
  typeof a === 'string' && typeof b === 'string'
    ? Buffer.compare(Buffer.from(a), Buffer.from(b))
    : Number(a) - Number(b);

const BEYOND = {
  gte: (order: number) => order >= 0,
  gt: (order: number) => order > 0,
  lte: (order: number) => order <= 0,
  lt: (order: number) => order < 0,
} as const;

/** Whether a document matches, where it is cheaper to read on than to ask the store for less. */
export const matches = (filter: Filter, document: Stored): boolean => {
  if ('and' in filter) return filter.and.every((part) => matches(part, document));
  if ('or' in filter) return filter.or.some((part) => matches(part, document));
  const value = valueOf(document, filter.field) ?? null;
  if ('absent' in filter) return filter.absent === (value === null);
  if (value === null) return false;
  if ('eq' in filter) return value === filter.eq;
  if ('in' in filter) return filter.in.includes(value as Scalar);
  if ('prefix' in filter) return typeof value === 'string' && value.startsWith(filter.prefix);
  if ('words' in filter)
    return typeof value === 'string' && searchWords(filter.words).every((w) => value.includes(w));
  return boundsOf(filter).every(
    ({ name, value: bound }) =>
      typeof bound === typeof value && BEYOND[name](compared(value as Scalar, bound)),
  );
};
