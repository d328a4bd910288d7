/** What an event may hold: text, whole numbers, booleans, lists and objects. No fractions. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export class NotCanonical extends Error {}

/** Text that JSON writes as it is: most of what events hold, and half the cost of a hash. */
const PLAIN = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Why a value cannot be held as it is; null where only its members may be in the way. */
const problemOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value.isWellFormed() ? null : 'lone surrogate in the text';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? null : 'not a whole number';
  const holds = value === null || typeof value === 'boolean';
  if (holds || Array.isArray(value) || isObject(value)) return null;
  return `${typeof value} cannot be held by an event,`;
};

/** By UTF-16 code units, as RFC 8785 has it: what is read back is in this order already. */
const sortedKeys = (value: object): string[] => {
  const keys = Object.keys(value);
  for (let at = 1; at < keys.length; at += 1)
    if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return keys.sort();
  return keys;
};

const write = (value: unknown): string => {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  if (problemOf(value) !== null) throw new NotCanonical();
  if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value);
  if (Array.isArray(value)) {
    let items = '';
    // By index: it sees a hole in the list, where `map` would pass it over.
    for (let at = 0; at < value.length; at += 1) items += `${at > 0 ? ',' : ''}${write(value[at])}`;
    return `[${items}]`;
  }
  if (!isObject(value)) return String(value);
  let members = '';
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    if (!key.isWellFormed()) throw new NotCanonical();
    members += `${members === '' ? '' : ','}${quoted(key)}:${write(member)}`;
  }
  return `{${members}}`;
};

/** Where the first problem is, walked again only where there is one. */
const problemAt = (value: unknown, path: string): string | null => {
  const own = problemOf(value);
  if (own !== null) return `${own} at ${path}`;
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      const found = problemAt(item, `${path}[${at}]`);
      if (found !== null) return found;
    }
  } else if (isObject(value)) {
    for (const key of sortedKeys(value).filter((one) => value[one] !== undefined)) {
      const found = problemAt(key, path) ?? problemAt(value[key], `${path}.${key}`);
      if (found !== null) return found;
    }
  }
  return null;
};

/**
 * RFC 8785 (JSON Canonicalization Scheme) for the values an event may hold. Keys are sorted by
 * UTF-16 code units and absent (`undefined`) ones omitted. Fractions, unsafe integers and lone
 * surrogates are refused: two readers must never see two different numbers or texts.
 */
export const canonicalJson = (value: unknown): string => {
  try {
    return write(value);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new NotCanonical(problemAt(value, '$') ?? 'cannot be held by an event');
  }
};
