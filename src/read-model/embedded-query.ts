import type { Bindable } from '../storage/sqlite.js';
import {
  afterPrefix,
  boundsOf,
  checkedCollection,
  checkedField,
  checkedScalar,
  type Bound,
} from './checks.js';
import { searchWords, type Filter, type Find, type Scalar } from './port.js';

/** A piece of SQL that holds no value, and the values for its question marks in their order. */
export interface Sql {
  readonly text: string;
  readonly params: readonly Bindable[];
}

/** Sorts before every other text and after every number. */
const FIRST_TEXT = `''`;
/** Minus infinity: sorts before everything but NULL, so an index walk skips what has no value. */
const FIRST_VALUE = '-9e999';

const sql = (text: string, ...params: readonly Bindable[]): Sql => ({ text, params });

const joined = (parts: readonly Sql[], word: 'AND' | 'OR', ofNone: '1' | '0'): Sql =>
  parts.length === 0
    ? sql(ofNone)
    : sql(
        parts.map(({ text }) => `(${text})`).join(` ${word} `),
        ...parts.flatMap(({ params }) => params),
      );

export const all = (...parts: readonly Sql[]): Sql => joined(parts, 'AND', '1');

export const tableOf = (collection: string): string => `"rm_${checkedCollection(collection)}"`;

/** The same text in indexes and queries, or no index would be found. */
const column = (field: string): string =>
  field === 'id' ? 'id' : `json_extract(body,'$.${checkedField(field)}')`;

export const indexOn = (collection: string, fields: readonly string[]): string => {
  const columns = [...new Set([...fields.map(column), 'id'])].join(', ');
  const name = `${tableOf(collection).slice(0, -1)}:${fields.join(',')}"`;
  return `CREATE INDEX IF NOT EXISTS ${name} ON ${tableOf(collection)} (${columns})`;
};

/** `json_extract` gives 1 and 0 for true and false. */
const bound = (given: Scalar): string | bigint => {
  const value = checkedScalar(given);
  return typeof value === 'string' ? value : BigInt(value);
};

/** Any number of values in one parameter. */
export const listOf = (values: readonly Scalar[]): string =>
  JSON.stringify(
    values.map(bound).map((value) => (typeof value === 'bigint' ? Number(value) : value)),
  );

const startingWith = (x: string, given: string): Sql => {
  const prefix = given.toWellFormed();
  const end = afterPrefix(prefix);
  return end === null ? sql(`${x} >= ?`, prefix) : sql(`${x} >= ? AND ${x} < ?`, prefix, end);
};

/** Read through, document by document: no index holds the middle of a text. */
const holdingWords = (x: string, words: string): Sql =>
  sql(
    `typeof(${x}) = 'text'
     AND NOT EXISTS (SELECT 1 FROM json_each(?) word WHERE instr(${x}, word.value) = 0)`,
    listOf(searchWords(words)),
  );

const OPERATORS = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const;

const within = (x: string, given: readonly Bound[]): Sql => {
  if (given.length === 0) return sql(`${x} IS NOT NULL`);
  const parts = given.map(({ name, value }) => sql(`${x} ${OPERATORS[name]} ?`, bound(value)));
  const open = (side: string) => !given.some(({ name }) => name.startsWith(side));
  const isText = typeof given[0]?.value === 'string';
  if (isText && open('g')) parts.push(sql(`${x} >= ${FIRST_TEXT}`));
  if (!isText && open('l')) parts.push(sql(`${x} < ${FIRST_TEXT}`));
  return all(...parts);
};

/**
 * With `ordered` no index on a range is used (the unary plus hides it), so that pages in order of
 * the key need no sorting of everything that is left, page after page.
 */
export const condition = (filter: Filter | undefined, ordered = false): Sql => {
  if (filter === undefined) return all();
  const inner = (part: Filter) => condition(part, ordered);
  if ('and' in filter) return all(...filter.and.map(inner));
  if ('or' in filter) return joined(filter.or.map(inner), 'OR', '0');
  const x = column(filter.field);
  const ranged = ordered ? `+${x}` : x;
  if ('eq' in filter) return sql(`${x} = ?`, bound(filter.eq));
  if ('in' in filter) return sql(`${x} IN (SELECT value FROM json_each(?))`, listOf(filter.in));
  if ('absent' in filter) return sql(`${x} IS ${filter.absent ? '' : 'NOT '}NULL`);
  if ('prefix' in filter) return startingWith(ranged, filter.prefix);
  if ('words' in filter) return holdingWords(x, filter.words);
  return within(ranged, boundsOf(filter));
};

/** One stretch of an order that an index can walk: those with a sort value, or those without. */
export interface Walk {
  readonly where: Sql;
  readonly order: string;
}

/** The walks that lead through a page, in the order in which to take them. */
export const walks = ({ where, sort, after, backwards = false }: Find): readonly Walk[] => {
  const x = column(sort?.field ?? 'id');
  const descending = (sort?.descending ?? false) !== backwards;
  const [side, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const walk = (order: string, start: Sql): Walk => ({
    where: all(condition(where), start),
    order,
  });
  const key = after?.id.toWellFormed() ?? '';
  const value = after && after.value !== null ? bound(after.value) : null;

  const byKey = `id ${direction}`;
  const beyondKey = after ? sql(`id ${side} ?`, key) : all();
  if (x === 'id') return [walk(byKey, beyondKey)];
  const byValue = `${x} ${direction}, ${byKey}`;
  const missing = walk(byKey, sql(`${x} IS NULL`));
  const present = walk(byValue, sql(`${x} >= ${FIRST_VALUE}`));
  if (after && value === null) {
    const start = walk(byKey, all(sql(`${x} IS NULL`), beyondKey));
    return backwards ? [start, present] : [start];
  }
  if (after) {
    // a row value, `(x, id) > (?, ?)`, would say the same and not use the index
    const beyond = sql(`${x} ${side}= ? AND (${x} ${side} ? OR id ${side} ?)`, value, value, key);
    return backwards ? [walk(byValue, beyond)] : [walk(byValue, beyond), missing];
  }
  return backwards ? [missing, present] : [present, missing];
};
