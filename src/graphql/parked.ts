import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { type ApiContext, loaderOf } from './context.js';

/** A document that lacks what was recorded from a position on: an event of it waits for a fix. */
export interface ParkedNote {
  readonly readModel: string;
  readonly document: string;
  readonly position: string;
}

/** What waits now in the read models of these names. */
export type ParkedIn = (readModels: readonly string[]) => readonly ParkedNote[];

interface Read {
  readonly readModels: Set<string>;
  readonly notes: Map<string, ParkedNote>;
}

const READ = Symbol('the read models that were read, and what waited in them');

const readOf = (context: ApiContext): Read =>
  loaderOf(context, READ, (): Read => ({ readModels: new Set(), notes: new Map() }));

/** The answer to this request is read from these, in which so much waits already. */
export const noteRead = (
  context: ApiContext,
  readModels: readonly string[],
  parkedIn: ParkedIn,
): void => {
  const read = readOf(context);
  for (const name of readModels) read.readModels.add(name);
  for (const note of parkedIn(readModels))
    read.notes.set(`${note.readModel} ${note.document}`, note);
};

/**
 * Beside an answer out of read models in which a document waits: `extensions.parked` names it. It
 * is looked for before they are read and after: what waits meanwhile may be in the answer or not.
 */
export const useParked = (parkedIn: ParkedIn): Plugin => ({
  onExecute: ({ args }) => ({
    onExecuteDone: ({ result, setResult }) => {
      if (isAsyncIterable(result)) return;
      const context = args.contextValue as unknown as ApiContext;
      const { readModels, notes } = readOf(context);
      noteRead(context, [...readModels], parkedIn);
      const parked = [...notes.values()];
      if (parked.length > 0) setResult({ ...result, extensions: { ...result.extensions, parked } });
    },
  }),
});
