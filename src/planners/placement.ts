/** Which host takes which VM: as many as possible, of tier 1 first, then 2, then 3, with a proof or the gap that is left. */
import type { Host, Vm } from '../model/host.ts';
import type { ByTier, PlacementMethod, PlacementPlan, Unplaced, VmPlace } from '../model/placement.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { boundTier, type TierBound } from './placement-bound.ts';
import { construct } from './placement-construct.ts';
import { countPairs, FEW_PAIRS, MOST_PAIRS, placeExactly } from './placement-exact.ts';
import { improve } from './placement-improve.ts';
import { type PlacementProblem, type PlacementPurpose, placementProblemOf, type Taker } from './placement-problem.ts';
import { compareCounts, NOWHERE, type PlacementState } from './placement-state.ts';
import { tightenRooms } from './placement-grid.ts';
import { MOST_RELAXED_PAIRS, relaxTier } from './placement-relaxed.ts';
import { repairShares, squeeze } from './placement-repair.ts';
import { missingOf, shortageOf } from './placement-shortage.ts';

export interface SolvedPlacement {
  readonly state: PlacementState;
  readonly placed: ByTier;
  /** Of each tier no placement has more, beside the earlier tiers as they are here. */
  readonly most: ByTier;
  readonly method: PlacementMethod;
}

const TIERS = [1, 2, 3] as const;

const totalsOf = (problem: PlacementProblem): ByTier => {
  const totals: [number, number, number] = [0, 0, 0];
  for (const tier of problem.tiers) totals[(tier - 1) as 0 | 1 | 2] += 1;
  return totals;
};

interface Bounded {
  readonly state: PlacementState;
  readonly most: ByTier;
}

/** How a placement asks its solvers. */
export interface PlacementSolvers {
  /** For small MILPs. */
  readonly small: Solver;
  /** For large linear programs: the same second solver, asked at once. */
  readonly large: Solver;
}

/** The least of the bounds, with the shares to round; the relaxation is asked only where prices leave a gap. */
const boundOf = (state: PlacementState, tier: 1 | 2 | 3, placed: ByTier, large: Solver | null): TierBound => {
  const problem = tightenRooms(state.problem);
  const byPrices = boundTier({ problem, at: state.at }, tier, placed);
  if (byPrices.shares === null || byPrices.most <= (placed[tier - 1] as number) || large === null) return byPrices;
  const relaxed = relaxTier(problem, tier, placed, large);
  return relaxed === null ? byPrices : { most: Math.min(byPrices.most, relaxed.most), shares: relaxed.shares };
};

/** Bounds tier after tier. What the bound finds as shares is rounded and searched again; a better placement takes over. */
const boundTiers = (first: PlacementState, totals: ByTier, large: Solver | null): Bounded => {
  let state = first;
  const most: [number, number, number] = [...totals];
  for (const tier of TIERS) {
    const placed = state.counts();
    if (placed[tier - 1] === totals[tier - 1]) continue;
    const { most: bound, shares } = boundOf(state, tier, placed, large);
    most[tier - 1] = bound;
    if (shares === null || bound <= (placed[tier - 1] as number)) continue;
    const rounded = repairShares(state.problem, shares, tier);
    improve(rounded);
    if (compareCounts(rounded.counts(), placed) > 0) state = rounded;
    state = squeeze(state, tier, bound);
  }
  return { state, most };
};

/** @throws SecondSolverNeeded where a solver is needed, the first cannot answer and there is no second */
export const solvePlacement = (problem: PlacementProblem, solvers: PlacementSolvers): SolvedPlacement => {
  const totals = totalsOf(problem);
  const first = construct(problem);
  if (compareCounts(first.counts(), totals) === 0) return { state: first, placed: totals, most: totals, method: 'all-placed' };
  improve(first);
  const pairs = countPairs(problem);
  const isSmall = pairs <= MOST_PAIRS;
  const { state, most } = boundTiers(first, totals, pairs > MOST_RELAXED_PAIRS ? null : solvers.large);
  const placed = state.counts();
  const bounded: SolvedPlacement = { state, placed, most, method: compareCounts(placed, totals) === 0 ? 'all-placed' : 'relaxation' };
  if (compareCounts(placed, most) === 0 || !isSmall) return bounded;
  const exact = placeExactly(problem, pairs > FEW_PAIRS ? solvers.large : solvers.small);
  if (exact === null) return bounded;
  const counts = exact.state.counts();
  if (exact.proven) return { state: exact.state, placed: counts, most: counts, method: 'milp' };
  // A search that was cut off may still have found more; the bounds were taken beside fewer of the earlier tiers and are taken again.
  if (compareCounts(counts, placed) <= 0) return bounded;
  const again = boundTiers(exact.state, totals, solvers.large);
  return { ...again, placed: again.state.counts(), method: 'relaxation' };
};

const gapOf = (placed: ByTier, most: ByTier, vms: number): number =>
  vms === 0 ? 0 : TIERS.reduce((sum, tier) => sum + Math.max(0, (most[tier - 1] as number) - (placed[tier - 1] as number)), 0) / vms;

const lessThan = (totals: ByTier, counts: ByTier): ByTier => [totals[0] - counts[0], totals[1] - counts[1], totals[2] - counts[2]];

/** Nobody is there to take anything. */
const alone = (vms: readonly Vm[], totals: ByTier): PlacementPlan => ({
  places: vms.map((vm) => placeOf(vm, null, { lack: 'no-survivor', host: null, switch: null, amount: null })),
  placed: [0, 0, 0],
  unplaced: totals,
  leastUnplaced: totals,
  gap: 0,
  proof: 'optimal',
  method: vms.length === 0 ? 'all-placed' : 'no-survivor',
  missing: vms.length === 0 ? null : { lack: 'no-survivor', host: null, switch: null, amount: null, stillUnplaced: vms.length },
});

const placeOf = (vm: Vm, host: string | null, unplaced: Unplaced | null): VmPlace => ({
  vm: vm.name,
  tier: vm.tier,
  memory: vm.memory,
  host,
  unplaced,
});

/**
 * Places VMs of one host on the others of its cluster.
 * @param vms in order of name
 * @param takers the other hosts, in order of name
 * @param holders labels `vm\nadapter` of adapters that hold a virtual function today
 * @throws SecondSolverNeeded as solvePlacement does
 */
export const placeVms = (
  vms: readonly Vm[],
  takers: readonly Taker[],
  holders: ReadonlySet<string>,
  policy: Policy,
  solvers: PlacementSolvers,
  purpose: PlacementPurpose,
): PlacementPlan => {
  const problem = placementProblemOf(vms, takers, holders, policy, purpose);
  const totals = totalsOf(problem);
  if (takers.length === 0 || vms.length === 0) return alone(vms, totals);
  const { state, placed, most, method } = solvePlacement(problem, solvers);
  const hosts = takers.map(({ host }) => host);
  const gap = gapOf(placed, most, vms.length);
  return {
    places: vms.map((vm, index) => {
      const host = state.at[index] as number;
      return host === NOWHERE ? placeOf(vm, null, shortageOf(state, index, vms, hosts)) : placeOf(vm, (hosts[host] as Host).name, null);
    }),
    placed,
    unplaced: lessThan(totals, placed),
    leastUnplaced: lessThan(totals, most),
    gap,
    proof: gap > 0 ? 'gap' : 'optimal',
    method,
    missing: compareCounts(placed, totals) === 0 ? null : missingOf(state, vms, hosts),
  };
};
