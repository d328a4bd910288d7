/** Dice that always fall the same for one seed; whole numbers only. */
export interface Dice {
  /** From 0 to below `count`. */
  below(count: number): number;
  /** From `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True in so many of a hundred cases. */
  chance(percent: number): boolean;
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** mulberry32: 32 bits of state, good enough to scatter a portfolio, not to guard a secret. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
};

export const dice = (seed: number): Dice => {
  const next = mulberry32(seed);
  const below = (count: number): number => next() % count;
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const shuffled = <T>(items: readonly T[]): T[] => {
    const keyed = items.map((item) => ({ item, key: next() }));
    return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
  };
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (percent) => below(100) < percent,
    pick,
    shuffled,
  };
};

/** Each item as often as its count says. */
export const repeated = <T>(counts: readonly (readonly [item: T, count: number])[]): T[] =>
  counts.flatMap(([item, count]) => Array.from({ length: count }, () => item));
