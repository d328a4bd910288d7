import { type Connection, connection } from './connections.js';
import type { PageArgs } from './paging.js';

/** A page of a list that is short enough to be at hand whole, in its own order. */
export const pageOfList = <T>(
  list: readonly T[],
  keyOf: (row: T) => string,
  args: PageArgs,
): Promise<Connection<T>> =>
  connection(args, {
    find: async ({ after, limit, backwards }) => {
      const ordered = backwards ? list.toReversed() : list;
      const start = after ? ordered.findIndex((row) => keyOf(row) === after.id) + 1 : 0;
      return ordered.slice(start, start + limit);
    },
    count: async () => list.length,
    placeOf: (row) => ({ value: null, id: keyOf(row) }),
  });
