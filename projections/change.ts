import type { EventType, Of } from './history-words.js';

/**
 * A field that an event changed. Null: there was, or is, nothing; or it is not to be seen; or the
 * event does not say what was before.
 */
export interface Change {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

export type Value = string | number | boolean | null | undefined;

const text = (value: Value): string | null =>
  value === undefined || value === null ? null : String(value);

export const change = (field: string, before: Value, after: Value): Change => ({
  field,
  before: text(before),
  after: text(after),
});

export const fromNothing = (values: Readonly<Record<string, Value>>): Change[] =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([field, value]) => change(field, null, value));

/** Those in which something moved. */
export const moves = (changes: readonly Change[]): Change[] =>
  changes.filter(({ before, after }) => before !== after);

/** What each of these facts changed. */
export type Changes<T extends EventType> = {
  readonly [K in T]: (event: Of<K>) => readonly Change[];
};
