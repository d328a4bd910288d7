import { daysAfter, daysBetween } from './naive-calendar.js';

/** Lots that fall the same way for the same seed. */
export interface Dice {
  /** 0 up to, not including, `below`. */
  readonly below: (below: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(values: readonly T[]) => T;
  /** A day, both ends included. */
  readonly day: (from: string, to: string) => string;
}

export const dice = (seed: number): Dice => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: <T>(values: readonly T[]) => values[below(values.length)] as T,
    day: (from, to) => daysAfter(from, below(Math.max(daysBetween(from, to), 0) + 1)),
  };
};
