import type { Position } from './envelope.js';
import type { LocalDate } from './local-date.js';

/** Both times of anything that happened: when it took effect, and where it was recorded. */
export interface Bitemporal {
  readonly effectiveOn: LocalDate;
  readonly position: Position;
}

/** What a question is about: how things stood on a day, by what was known at a position. */
export interface Moment {
  readonly asOf: LocalDate;
  readonly known: Position;
}

export const counts = ({ effectiveOn, position }: Bitemporal, { asOf, known }: Moment): boolean =>
  position <= known && effectiveOn <= asOf;

/** The world's order: by the day it was true, and on one day by the order it was recorded in. */
export const inWorldOrder = (a: Bitemporal, b: Bitemporal): number => {
  if (a.effectiveOn !== b.effectiveOn) return a.effectiveOn < b.effectiveOn ? -1 : 1;
  return a.position < b.position ? -1 : a.position > b.position ? 1 : 0;
};
