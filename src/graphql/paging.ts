import { ArgsType, Field, Int } from '@nestjs/graphql';
import type { Find, Scalar } from '../read-model/port.js';
import { DEFAULT_PAGE, LARGEST_PAGE } from './cost.js';
import { badInput } from './errors.js';

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `The first so many, 1 to ${LARGEST_PAGE}; ${DEFAULT_PAGE} where nothing is said.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: the page begins behind it.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `So many before the end, or before \`before\`: 1 to ${LARGEST_PAGE}.`,
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: the page ends before it.' })
  before?: string | null;
}

/** Where a row stands: the value it is sorted by and its key. */
export interface Place {
  readonly value: Scalar | null;
  readonly id: string;
}

export const encodeCursor = ({ value, id }: Place): string =>
  Buffer.from(JSON.stringify([value, id])).toString('base64url');

const isPlace = (read: unknown): read is [Place['value'], string] =>
  Array.isArray(read) &&
  read.length === 2 &&
  (read[0] === null ||
    ['string', 'boolean'].includes(typeof read[0]) ||
    Number.isSafeInteger(read[0])) &&
  typeof read[1] === 'string';

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** @throws {ApiError} BAD_INPUT for a cursor that `encodeCursor` did not make */
export const decodeCursor = (cursor: string, path: 'after' | 'before'): Place => {
  const read = readJson(Buffer.from(cursor, 'base64url').toString());
  const place = isPlace(read) ? { value: read[0], id: read[1] } : undefined;
  if (!place || encodeCursor(place) !== cursor)
    throw badInput([{ path, message: 'is not a cursor that this service gave out' }]);
  return place;
};

/** What to find for a page: one row more than it holds tells whether there are more. */
export type Window = Pick<Find, 'after' | 'limit'> & { readonly backwards: boolean };

const contradictions = ({ first, after, last, before }: PageArgs): [keyof PageArgs, string][] => {
  const backwards = (last ?? before ?? null) !== null;
  const wrong: [keyof PageArgs, string][] = [];
  for (const [name, size] of Object.entries({ first, last }))
    if (typeof size === 'number' && !(Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE))
      wrong.push([name as 'first' | 'last', `must be 1 to ${LARGEST_PAGE}`]);
  if (backwards && (first ?? null) !== null) wrong.push(['first', 'goes without last and before']);
  if (backwards && (after ?? null) !== null) wrong.push(['after', 'goes without last and before']);
  return wrong;
};

/** @throws {ApiError} BAD_INPUT where the arguments contradict each other or ask for too much */
export const windowOf = (args: PageArgs): Window => {
  const wrong = contradictions(args);
  if (wrong.length > 0) throw badInput(wrong.map(([path, message]) => ({ path, message })));
  const { first, after, last, before } = args;
  const backwards = (last ?? before ?? null) !== null;
  const cursor = backwards ? before : after;
  return {
    backwards,
    limit: (backwards ? last : first) ?? DEFAULT_PAGE,
    ...(typeof cursor === 'string' && {
      after: decodeCursor(cursor, backwards ? 'before' : 'after'),
    }),
  };
};
