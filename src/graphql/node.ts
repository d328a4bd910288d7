import { Field, ID, InterfaceType } from '@nestjs/graphql';
import { badInput } from './errors.js';

/**
 * For a property of an object type that refers back to the type that refers to it: the decorator
 * metadata then names no class that is not loaded yet.
 */
export type Rel<T> = T;

export interface NodeKey {
  /** The GraphQL type: `Mitra`, `Loan`. */
  readonly type: string;
  /** What identifies it there: a mitra's code, a loan's number. */
  readonly key: string;
}

/** The id of an object among all objects; opaque to clients. */
export const globalId = (type: string, key: string): string =>
  Buffer.from(`${type}:${key}`).toString('base64url');

/** @throws {ApiError} BAD_INPUT for an id that `globalId` did not make */
export const parseGlobalId = (id: string, path = 'id'): NodeKey => {
  const [, type, key] = /^(\w+):(.+)$/s.exec(Buffer.from(id, 'base64url').toString()) ?? [];
  if (type === undefined || key === undefined || globalId(type, key) !== id)
    throw badInput([{ path, message: 'is not an id that this service gave out' }]);
  return { type, key };
};

const typeOf = (value: { readonly id?: unknown; readonly __typename?: unknown }): string => {
  if (typeof value.__typename === 'string') return value.__typename;
  if (typeof value.id === 'string') return parseGlobalId(value.id).type;
  throw new TypeError('a node needs a global id or a __typename');
};

@InterfaceType('Node', {
  description: 'Anything with an id of its own, found again by `node(id)`.',
  resolveType: typeOf,
})
export abstract class Node {
  @Field(() => ID, { description: 'Unique among all objects; opaque.' })
  id: string;
}
