/** What an event may hold: text, whole numbers, booleans, lists and objects. No fractions. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export class NotCanonical extends Error {}

/**
 * RFC 8785 (JSON Canonicalization Scheme) for the values an event may hold. Keys are sorted by
 * UTF-16 code units and absent (`undefined`) ones omitted. Fractions, unsafe integers and lone
 * surrogates are refused: two readers must never see two different numbers or texts.
 */
export const canonicalJson = (value: unknown, path = '$'): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotCanonical(`lone surrogate in the text at ${path}`);
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new NotCanonical(`not a whole number at ${path}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    // `Array.from` sees a hole in the list, where `map` would pass it over.
    const items = Array.from(value, (item, index) => canonicalJson(item, `${path}[${index}]`));
    return `[${items.join(',')}]`;
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return `{${Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member, `${path}.${key}`)}`)
      .join(',')}}`;
  throw new NotCanonical(`${typeof value} cannot be held by an event, at ${path}`);
};
