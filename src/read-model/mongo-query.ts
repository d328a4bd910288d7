import type { Condition, Order } from '../storage/mongo.js';
import {
  afterPrefix,
  type Bound,
  boundsOf,
  checkedCollection,
  checkedField,
  checkedScalar,
} from './checks.js';
import { searchWords, type Filter, type Find } from './port.js';

/** The server's own collections, and those of others in its database, have other names. */
export const collectionOf = (name: string): string => `rm_${checkedCollection(name)}`;

const path = (field: string): string => (field === 'id' ? '_id' : `fields.${checkedField(field)}`);

export const indexOn = (fields: readonly string[]): Readonly<Record<string, 1>> =>
  Object.fromEntries([...fields.map(path), '_id'].map((name) => [name, 1]));

/** A server takes no empty list of conditions. */
export const all = (...parts: readonly Condition[]): Condition => {
  const said = parts.filter((part) => Object.keys(part).length > 0);
  return said.length > 1 ? { $and: said } : (said[0] ?? {});
};
const NOTHING: Condition = { _id: { $in: [] } };
const some = (parts: readonly Condition[]): Condition =>
  parts.length > 0 ? { $or: [...parts] } : NOTHING;

/** Null is kept nowhere, so this is what is missing; an index finds it as a value like others. */
const missing = (x: string): Condition => ({ [x]: null });
const present = (x: string): Condition => ({ [x]: { $ne: null } });

const startingWith = (x: string, given: string): Condition => {
  const prefix = given.toWellFormed();
  const end = afterPrefix(prefix);
  return { [x]: { $gte: prefix, ...(end !== null && { $lt: end }) } };
};

/** Words are letters, digits and the space before them: nothing in them to escape. */
const holdingWords = (x: string, words: string): Condition =>
  all({ [x]: { $gte: '' } }, ...searchWords(words).map((word) => ({ [x]: { $regex: word } })));

/** A bound meets values of its own kind only, as the server has it. */
const within = (x: string, given: readonly Bound[]): Condition =>
  given.length === 0
    ? present(x)
    : { [x]: Object.fromEntries(given.map(({ name, value }) => [`$${name}`, value])) };

export const condition = (filter: Filter | undefined): Condition => {
  if (filter === undefined) return {};
  if ('and' in filter) return all(...filter.and.map(condition));
  if ('or' in filter) return some(filter.or.map(condition));
  const x = path(filter.field);
  if ('eq' in filter) return { [x]: checkedScalar(filter.eq) };
  if ('in' in filter) return { [x]: { $in: filter.in.map(checkedScalar) } };
  if ('absent' in filter) return filter.absent ? missing(x) : present(x);
  if ('prefix' in filter) return startingWith(x, filter.prefix);
  if ('words' in filter) return holdingWords(x, filter.words);
  return within(x, boundsOf(filter));
};

/** One stretch of an order that an index can walk: those with a sort value, or those without. */
export interface Walk {
  readonly where: Condition;
  readonly order: Order;
}

/** The walks that lead through a page, in the order in which to take them. */
export const walks = ({ where, sort, after, backwards = false }: Find): readonly Walk[] => {
  const x = path(sort?.field ?? 'id');
  const descending = (sort?.descending ?? false) !== backwards;
  const direction = descending ? -1 : 1;
  const [beyond, from] = descending ? ['$lt', '$lte'] : ['$gt', '$gte'];
  const filter = condition(where);
  const walk = (names: readonly string[], ...starts: readonly Condition[]): Walk => ({
    where: all(filter, ...starts),
    order: names.map((name) => [name, direction]),
  });
  const beyondKey = after ? { _id: { [beyond]: after.id.toWellFormed() } } : {};
  if (x === '_id') return [walk([x], beyondKey)];
  const byValue = [x, '_id'];
  const value = after && after.value !== null ? checkedScalar(after.value) : null;
  if (after && value === null) {
    const start = walk(['_id'], missing(x), beyondKey);
    return backwards ? [start, walk(byValue, present(x))] : [start];
  }
  // the first part alone is the range that an index walks; the second is looked at on the way
  const start = after
    ? walk(byValue, { [x]: { [from]: value } }, { $or: [{ [x]: { [beyond]: value } }, beyondKey] })
    : walk(byValue, present(x));
  const rest = walk(['_id'], missing(x));
  if (backwards) return after ? [start] : [rest, start];
  return [start, rest];
};
