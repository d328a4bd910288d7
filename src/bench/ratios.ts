import { elapsed } from '../house/clock.js';

/** One figure of a run: what was measured, beside its limit measured in the same run. */
export interface Measured {
  /** The same in every run: by it figures of several sizes are put side by side. */
  readonly id: string;
  readonly name: string;
  /** What the ratio is of, in words. */
  readonly ratioOf: string;
  /** Median over the pairs. */
  readonly ratio: number;
  /** None where a figure only says more about another. */
  readonly wanted: { readonly atLeast: number } | { readonly atMost: number } | null;
  readonly pairs: number;
  /** In the unit named: the medians behind the ratio, for whoever wants to see them. */
  readonly ours: number;
  readonly limit: number;
  readonly unit: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
};

/** The value that so many of a hundred do not exceed. */
export const percentile = (values: readonly number[], of100: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * of100) / 100))] ?? 0;
};

/** How long some work takes, in milliseconds. */
export const timed = async (work: () => unknown): Promise<number> => {
  const began = elapsed();
  await work();
  return elapsed() - began;
};

type Sides = readonly [ours: number, limit: number];

/**
 * Both sides one after the other, in turn first and second, so that whatever else the machine does
 * meets both; what counts is the median of the ratios. One pair before them warms up.
 */
export const inPairs = async (
  count: number,
  ours: () => Promise<number>,
  limit: () => Promise<number>,
): Promise<readonly Sides[]> => {
  const pairs: Sides[] = [];
  for (let pair = -1; pair < count; pair += 1) {
    const isFirst = pair % 2 === 0;
    const early = isFirst ? await ours() : undefined;
    const b = await limit();
    const a = early ?? (await ours());
    if (pair >= 0) pairs.push([a, b]);
  }
  return pairs;
};

interface Named extends Pick<Measured, 'id' | 'name' | 'ratioOf' | 'wanted' | 'unit'> {
  /** Where more is worse (a duration): a ratio of speeds is then the limit's over ours. */
  readonly asSpeed?: boolean;
}

export const measured = (
  { asSpeed = false, ...named }: Named,
  pairs: readonly Sides[],
): Measured => ({
  ...named,
  ratio: median(pairs.map(([ours, limit]) => (asSpeed ? limit / ours : ours / limit))),
  pairs: pairs.length,
  ours: median(pairs.map(([ours]) => ours)),
  limit: median(pairs.map(([, limit]) => limit)),
});

export const isReached = ({ ratio, wanted }: Measured): boolean => {
  if (wanted === null) return true;
  return 'atLeast' in wanted ? ratio >= wanted.atLeast : ratio <= wanted.atMost;
};
