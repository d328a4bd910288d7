import type { JejakEvent } from '../../src/events.js';

/** What somebody sent: personal values and terms are taken from here, as they were entered. */
export type Input = Readonly<Record<string, unknown>>;

/** An event as the log has it, and what its command said. */
export type Told = JejakEvent & { readonly input: Input };
export type ToldOf<T extends JejakEvent['type']> = Extract<Told, { readonly type: T }>;

/** A day, and an instant as the log writes it, or a position, or whatever is known. */
export interface Asked {
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly knownUpTo: string | null;
}

/** All that may be said of one moment. */
export interface World extends Asked {
  /** What was recorded by then, in the order of the log. */
  readonly known: readonly Told[];
  /** What of it had happened by the day, in the world's order. */
  readonly counting: readonly Told[];
}

/** Recorded by then: its stamp, and every stamp before it in the log. */
const knownOf = (all: readonly Told[], { knownAt, knownUpTo }: Asked): readonly Told[] => {
  if (knownUpTo !== null) return all.filter(({ position }) => position <= knownUpTo);
  if (knownAt === null) return all;
  const known: Told[] = [];
  let latest = '';
  for (const event of all) {
    if (event.recordedAt > latest) latest = event.recordedAt;
    if (latest <= knownAt) known.push(event);
  }
  return known;
};

/** @param all the whole log, in its order */
export const worldAt = (all: readonly Told[], asked: Asked): World => {
  const known = knownOf(all, asked);
  const counting = known
    .map((event, at) => ({ event, at }))
    .filter(({ event }) => event.effectiveOn <= asked.asOf)
    .sort((a, b) => {
      if (a.event.effectiveOn < b.event.effectiveOn) return -1;
      if (a.event.effectiveOn > b.event.effectiveOn) return 1;
      return a.at - b.at;
    })
    .map(({ event }) => event);
  return { ...asked, known, counting };
};
