import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { FieldMiddleware } from '@nestjs/graphql';
import type { Filter, ReadModelStore, Scalar, Sort, Stored } from '../read-model/port.js';
import { badInput } from './errors.js';
import { encodeCursor, windowOf } from './paging.js';
import type { PageArgs, Place, Window } from './paging.js';

@ObjectType({ description: 'Where a page lies among all the rows.' })
export class PageInfo {
  @Field({ description: 'Whether more rows follow this page.' })
  hasNextPage: boolean;

  @Field({ description: 'Whether rows come before this page.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'For `before`; null on an empty page.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'For `after`; null on an empty page.' })
  endCursor: string | null;
}

export interface Edge<N> {
  readonly cursor: string;
  readonly node: N;
}

export interface Connection<N> {
  readonly edges: readonly Edge<N>[];
  readonly pageInfo: PageInfo;
  /** Counted only where it is asked for. */
  readonly totalCount: () => Promise<number>;
}

const countWhenAsked: FieldMiddleware<Connection<unknown>> = ({ source }) => source.totalCount();

/**
 * The types `{name}Connection` and `{name}Edge`, once per node type. The node is given as a
 * function because types refer to each other in circles.
 */
export const connectionOf = <N extends object>(
  name: string,
  node: () => Type<N>,
): Type<Connection<N>> => {
  @ObjectType(`${name}Edge`, { description: `A ${name} in its place in a list.` })
  class EdgeType {
    @Field(() => String, { description: 'For `after` and `before`; opaque.' })
    cursor: string;

    @Field(node, { description: 'What stands there.' })
    node: N;
  }

  @ObjectType(`${name}Connection`, { description: `One page of a list of ${name}.` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The rows of this page, in order.' })
    edges: readonly Edge<N>[];

    @Field(() => PageInfo, { description: 'Where the page lies.' })
    pageInfo: PageInfo;

    @Field(() => Int, {
      description: 'How many there are in all, whatever the page.',
      middleware: [countWhenAsked],
    })
    totalCount: () => Promise<number>;
  }
  return ConnectionType;
};

export interface Source<N> {
  /** Rows after a place, in the order of the list, or (`backwards`) in the order turned round. */
  readonly find: (window: Window) => Promise<readonly N[]>;
  readonly count: () => Promise<number>;
  readonly placeOf: (row: N) => Place;
}

/** One page of a list that is read by keyset: never by number, so nothing is skipped or doubled. */
export const connection = async <N>(
  args: PageArgs,
  { find, count, placeOf }: Source<N>,
): Promise<Connection<N>> => {
  const window = windowOf(args);
  const found = await find({ ...window, limit: window.limit + 1 });
  const more = found.length > window.limit;
  const page = found.slice(0, window.limit);
  if (window.backwards) page.reverse();
  const edges = page.map((node) => ({ cursor: encodeCursor(placeOf(node)), node }));
  const beside = window.after !== undefined;
  return {
    edges,
    pageInfo: {
      hasNextPage: window.backwards ? beside : more,
      hasPreviousPage: window.backwards ? more : beside,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: count,
  };
};

const at = (body: unknown, field: string): Scalar | null => {
  const value = field
    .split('.')
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === 'object' && inside !== null
          ? (inside as Readonly<Record<string, unknown>>)[name]
          : undefined,
      body,
    );
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as Scalar) : null;
};

export interface Listing {
  readonly where?: Filter | undefined;
  readonly within?: Filter | undefined;
  readonly sort?: Sort | undefined;
}

/**
 * A page of the documents of a collection that `where` and `within` (what who asks may read) let
 * through. A cursor holds the key alone, and what the document is sorted by is looked up again: a
 * name must not travel in addresses and logs. A cursor of what he may not read is none to him.
 */
export const pageOf = <D>(
  store: Pick<ReadModelStore, 'find' | 'count'>,
  collection: string,
  { where, within = { and: [] }, sort }: Listing,
  args: PageArgs,
): Promise<Connection<Stored<D>>> => {
  const filter: Filter = where ? { and: [within, where] } : within;
  const query = { where: filter, ...(sort && { sort }) };
  const placed = async ({ after, ...window }: Window): Promise<Window> => {
    if (!after) return window;
    const { id } = after;
    if (!sort || sort.field === 'id') return { ...window, after: { id, value: id } };
    const own: Filter = { and: [{ field: 'id', eq: id }, within] };
    const [document] = await store.find(collection, { where: own, limit: 1 });
    if (!document) throw badInput([{ path: 'after', message: 'is not a cursor of this list' }]);
    return { ...window, after: { id, value: at(document.body, sort.field) } };
  };
  return connection(args, {
    find: async (window) => store.find<D>(collection, { ...query, ...(await placed(window)) }),
    count: () => store.count(collection, filter),
    placeOf: ({ id }) => ({ value: null, id }),
  });
};
