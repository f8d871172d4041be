/**
 * Integer apportionment, exact, level by level. 100 units go to flows within fixed bounds; each level asks that its
 * flows reach their targets, and the smallest ratio of weight to target decides. Raising the worst ratio one unit at a
 * time is optimal inside fixed bounds; what a level does not need for its attainment goes back to the levels after it.
 */
import { ceil } from '../units/rounding.ts';

/** A flow and the share (0 to 1) that a level wants for it. */
export interface Target {
  readonly flow: number;
  readonly share: number;
}

export const TOTAL_UNITS = 100;
/** Two ratios closer than this count as equal: they differ by binary rounding only. */
export const RATIO_TOLERANCE = 1e-9;

/** The part of its target that a flow with this many units attains, not limited to 1. */
export const ratioOf = (units: number, share: number): number => units / (TOTAL_UNITS * share);

/** Units that attain each target wholly. The same targets are raised from many starts, so they are worked out once. */
export const wholeUnitsOf = (targets: readonly Target[]): Float64Array => {
  const units = new Float64Array(targets.length);
  for (let index = 0; index < units.length; index++) units[index] = ceil(TOTAL_UNITS * (targets[index] as Target).share);
  return units;
};

/**
 * Raises `weights` (integers, changed in place) as little as the best attainment of one level allows.
 * @param wholeUnits of `targets`
 * @param spare units not yet given to anybody
 * @returns the attainment, 0 to 1, and the units left
 */
export const raiseLevel = (
  targets: readonly Target[],
  wholeUnits: Float64Array,
  weights: Float64Array,
  upper: Float64Array,
  spare: number,
): { attainment: number; spare: number } => {
  const whole = raiseWholly(targets, wholeUnits, weights, upper, spare);
  if (whole !== null) return { attainment: 1, spare: whole };
  const attainment = worstAfterRaising(targets, weights, upper, spare);
  let left = spare;
  for (const { flow, share } of targets) {
    const needed = ceil(TOTAL_UNITS * share * attainment);
    const held = weights[flow] as number;
    if (needed > held) {
      left -= needed - held;
      weights[flow] = needed;
    }
  }
  return { attainment, spare: left };
};

/** Gives every flow its whole target and returns the units left, or null (nothing changed) where that is impossible. */
const raiseWholly = (
  targets: readonly Target[],
  wholeUnits: Float64Array,
  weights: Float64Array,
  upper: Float64Array,
  spare: number,
): number | null => {
  let left = spare;
  for (let index = 0; index < targets.length; index++) {
    const { flow } = targets[index] as Target;
    const needed = wholeUnits[index] as number;
    if (needed > (upper[flow] as number)) return null;
    if (needed > (weights[flow] as number)) left -= needed - (weights[flow] as number);
    if (left < 0) return null;
  }
  for (let index = 0; index < targets.length; index++) {
    const { flow } = targets[index] as Target;
    if ((wholeUnits[index] as number) > (weights[flow] as number)) weights[flow] = wholeUnits[index] as number;
  }
  return left;
};

/** Attainment after raising the worst ratio a unit at a time until it is bounded or nothing is left. */
const worstAfterRaising = (targets: readonly Target[], weights: Float64Array, upper: Float64Array, spare: number): number => {
  const count = targets.length;
  const units = new Float64Array(count);
  for (let index = 0; index < count; index++) units[index] = weights[(targets[index] as Target).flow] as number;
  let left = spare;
  for (;;) {
    let worst = 0;
    let worstRatio = Number.POSITIVE_INFINITY;
    for (let index = 0; index < count; index++) {
      const ratio = ratioOf(units[index] as number, (targets[index] as Target).share);
      if (ratio < worstRatio) {
        worst = index;
        worstRatio = ratio;
      }
    }
    const bounded = (units[worst] as number) >= (upper[(targets[worst] as Target).flow] as number);
    if (worstRatio >= 1 || bounded || left === 0) return Math.min(1, worstRatio);
    units[worst] = (units[worst] as number) + 1;
    left -= 1;
  }
};

/** Attainment of a level under given weights (any positive numbers in units of a hundredth of the switch). */
export const attainmentOf = (targets: readonly Target[], weights: readonly number[]): number => {
  let attainment = 1;
  for (const { flow, share } of targets) attainment = Math.min(attainment, ratioOf(weights[flow] as number, share));
  return wholeWithinRounding(attainment);
};

/** min(1, w/(100 T)) with T the largest share that a level wants for the flow; 1 for a flow that wants nothing. */
export const flowAttainment = (weight: number, wanted: number): number =>
  wanted === 0 ? 1 : wholeWithinRounding(Math.min(1, ratioOf(weight, wanted)));

const wholeWithinRounding = (attainment: number): number => (attainment > 1 - RATIO_TOLERANCE ? 1 : attainment);
