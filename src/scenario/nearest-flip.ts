/**
 * The nearest factor to 1 at which an answer flips. Answers need not flip for good, so factors are tried outwards, step by
 * step, and the step in which the first flip shows is halved down to a millionth. What flips and flips back within one
 * step is not seen.
 */
import type { Flip, FlipKind } from '../model/sensitivity.ts';

const PPM = 1_000_000;

export type FlipsAt = (factor: number) => readonly FlipKind[];

/** Remembers what was tried: searches for flips of one kind and another share most of their factors. */
export const rememberFlips = (flipsAt: FlipsAt): FlipsAt => {
  const known = new Map<number, readonly FlipKind[]>();
  return (factor) => {
    const before = known.get(factor);
    if (before !== undefined) return before;
    const flips = flipsAt(factor);
    known.set(factor, flips);
    return flips;
  };
};

/** Up to eight times, in steps of a twelfth of a doubling, finer near 1; a search downwards takes their inverses. */
export const FINE_STEPS: readonly number[] = [1.01, 1.02, 1.04, ...Array.from({ length: 36 }, (_, step) => 2 ** ((step + 1) / 12))];
export const COARSE_STEPS: readonly number[] = [1.05, 1.2, 1.5, 2, 3, 4, 6, 8];

/**
 * @param steps rising, above 1
 * @param limit the farthest factor that means anything, in the direction of the search; the steps end there
 */
export const nearestFlip = (flipsAt: FlipsAt, direction: 'up' | 'down', steps: readonly number[], limit: number): Flip | null => {
  let last = PPM;
  for (const step of steps) {
    const isBeyond = direction === 'up' ? step >= limit : 1 / step <= limit;
    const factor = Math.round(PPM * (isBeyond ? limit : direction === 'up' ? step : 1 / step));
    if (factor === last) break;
    if (flipsAt(factor / PPM).length > 0) return narrow(flipsAt, last, factor);
    if (isBeyond) break;
    last = factor;
  }
  return null;
};

/** @param same nothing flips there; @param flipped something does */
const narrow = (flipsAt: FlipsAt, same: number, flipped: number): Flip => {
  let [near, far] = [same, flipped];
  while (Math.abs(far - near) > 1) {
    const middle = Math.floor((near + far) / 2);
    if (flipsAt(middle / PPM).length === 0) near = middle;
    else far = middle;
  }
  return { factor: far / PPM, what: flipsAt(far / PPM) };
};
