/** First answers: VMs are put on hosts one after the other, in several orders, and the best is kept. */
import type { PlacementProblem } from './placement-problem.ts';
import { compareCounts, NOWHERE, PlacementState, sizesOf } from './placement-state.ts';

/** Of the hosts with room the one that is least full afterwards, or the one that is fullest. */
export type FillMode = 'spread' | 'tight';

/** The fullest resource of the host with the VM on it, as a share of what the host had left to begin with. */
const fullness = (state: PlacementState, vm: number, host: number): number => {
  const needs = state.problem.needs[vm] as Float64Array;
  const left = state.left[host] as Float64Array;
  const room = state.problem.room[host] as Float64Array;
  let fullest = 0;
  for (let resource = 0; resource < needs.length; resource++) {
    const whole = room[resource] as number;
    if (whole <= 0 || whole === Number.POSITIVE_INFINITY) continue;
    fullest = Math.max(fullest, (whole - (left[resource] as number) + (needs[resource] as number)) / whole);
  }
  return fullest;
};

/** The preferred host with room; NOWHERE where there is none. Equals go to the first. */
export const preferredHost = (state: PlacementState, vm: number, mode: FillMode): number => {
  let best = NOWHERE;
  let bestFullness = 0;
  for (let host = 0; host < state.left.length; host++) {
    if (!state.fits(vm, host)) continue;
    const full = fullness(state, vm, host);
    if (best === NOWHERE || (mode === 'spread' ? full < bestFullness - 1e-12 : full > bestFullness + 1e-12)) {
      best = host;
      bestFullness = full;
    }
  }
  return best;
};

export const fill = (state: PlacementState, order: readonly number[], mode: FillMode): void => {
  for (const vm of order) {
    if (state.at[vm] !== NOWHERE) continue;
    const host = preferredHost(state, vm, mode);
    if (host !== NOWHERE) state.put(vm, host);
  }
};

const isWhole = (state: PlacementState): boolean => !state.at.includes(NOWHERE);

/**
 * The best of several constructions; where they all place everybody, the one that spreads. Large VMs first pack best where all
 * fit, small ones first place most where they do not; between the two stand the n smallest, large first, for the largest n.
 */
export const construct = (problem: PlacementProblem): PlacementState => {
  const sizes = sizesOf(problem);
  const tierOf = (vm: number): number => problem.tiers[vm] as number;
  const all = problem.tiers.map((_, vm) => vm);
  const descending = [...all].sort((a, b) => tierOf(a) - tierOf(b) || compareSizes(sizes, b, a) || a - b);
  const anyTier = [...all].sort((a, b) => compareSizes(sizes, b, a) || tierOf(a) - tierOf(b) || a - b);
  const ascending = [...all].sort((a, b) => tierOf(a) - tierOf(b) || compareSizes(sizes, a, b) || a - b);
  let best: PlacementState | null = null;
  for (const [order, mode] of [
    [descending, 'spread'],
    [anyTier, 'spread'],
    [descending, 'tight'],
    [anyTier, 'tight'],
    [ascending, 'spread'],
    [ascending, 'tight'],
  ] as const) {
    const state = new PlacementState(problem);
    fill(state, order, mode);
    if (isWhole(state)) return state;
    best = better(best, state);
  }
  for (const mode of ['spread', 'tight'] as const) best = better(best, smallestLargeFirst(problem, ascending, sizes, mode));
  return best as PlacementState;
};

/** Infinite sizes are equal to each other: their difference would be no number. */
const compareSizes = (sizes: Float64Array, a: number, b: number): number => {
  const [one, other] = [sizes[a] as number, sizes[b] as number];
  return one === other ? 0 : one < other ? -1 : 1;
};

const better = (best: PlacementState | null, state: PlacementState): PlacementState =>
  best === null || compareCounts(state.counts(), best.counts()) > 0 ? state : best;

/** Bisects the longest prefix of `ascending` that packs whole, large ones first, and fills up with the others. */
const smallestLargeFirst = (
  problem: PlacementProblem,
  ascending: readonly number[],
  sizes: Float64Array,
  mode: FillMode,
): PlacementState => {
  const pack = (count: number): PlacementState => {
    const state = new PlacementState(problem);
    fill(
      state,
      ascending.slice(0, count).sort((a, b) => compareSizes(sizes, b, a) || a - b),
      mode,
    );
    return state;
  };
  let holding = 0;
  let failing = ascending.length + 1;
  while (failing - holding > 1) {
    const middle = (holding + failing) >> 1;
    const placed = pack(middle).counts();
    if (placed[0] + placed[1] + placed[2] === middle) holding = middle;
    else failing = middle;
  }
  const state = pack(holding);
  fill(state, ascending, mode);
  return state;
};
