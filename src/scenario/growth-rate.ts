/**
 * Growth a month from a few dated sums, robust against an odd one among them: the median of the slopes between all pairs
 * of points (Theil 1950, Sen 1968), taken of the logarithms because load compounds.
 */
import type { GrowthRate } from '../model/growth.ts';

export interface DatedSum {
  /** From any day on; the same for all points. */
  readonly months: number;
  readonly sum: number;
}

/** Two points have one slope and no spread: a band needs a third. */
export const LEAST_RUNS = 3;
/** Half of the slopes between pairs lie within the band. */
const BAND = [0.25, 0.75] as const;

/** Null where fewer than three points have a sum above 0, or none lies apart in time: then the growth is not known. */
export const growthRateOf = (points: readonly DatedSum[]): GrowthRate | null => {
  const known = points.filter(({ sum }) => sum > 0);
  if (known.length < LEAST_RUNS) return null;
  const slopes = slopesOf(known).sort((a, b) => a - b);
  if (slopes.length === 0) return null;
  const rate = (share: number): number => Math.expm1(quantile(slopes, share));
  return { low: rate(BAND[0]), mid: rate(0.5), high: rate(BAND[1]) };
};

const slopesOf = (points: readonly DatedSum[]): number[] =>
  points.flatMap((from, index) =>
    points
      .slice(index + 1)
      .flatMap((to) => (to.months === from.months ? [] : [(Math.log(to.sum) - Math.log(from.sum)) / (to.months - from.months)])),
  );

/** Linear between the two nearest of a sorted, non-empty list. */
const quantile = (sorted: readonly number[], share: number): number => {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
  return low + (high - low) * (at - below);
};
