/** The linear relaxation of the placement: VMs may be split over hosts. Its optimum bounds a tier, and its shares lead to a placement. */
import type { Row } from '../solver/linear-model.ts';
import type { Solver } from '../solver/facade.ts';
import type { TierBound } from './placement-bound.ts';
import { onceRows, pairsOf, roomRows } from './placement-exact.ts';
import type { PlacementProblem } from './placement-problem.ts';

/** Beyond this many pairs of VM and host the solver takes longer than a loss is worth; the bound by prices stands. */
export const MOST_RELAXED_PAIRS = 16_000;

const ROUNDING = 1e-6;

/**
 * The most VMs of `tier` beside `counts` of the earlier ones; null where the relaxation has no proven optimum.
 * @throws SecondSolverNeeded where the first solver cannot answer and there is no second
 */
export const relaxTier = (
  problem: PlacementProblem,
  tier: 1 | 2 | 3,
  counts: readonly [number, number, number],
  solver: Solver,
): TierBound | null => {
  const pairs = pairsOf(problem).filter(({ vm }) => (problem.tiers[vm] as number) <= tier);
  const variables = pairs.map(({ vm }) => ({ lower: 0, upper: 1, integer: false, cost: problem.tiers[vm] === tier ? 1 : 0 }));
  const earlier = ([1, 2] as const)
    .filter((each) => each < tier)
    .map(
      (each): Row => ({
        name: `keep:tier-${each}`,
        terms: pairs.flatMap(({ vm }, index) => (problem.tiers[vm] === each ? [[index, 1] as const] : [])),
        lower: counts[each - 1] as number,
        upper: Number.POSITIVE_INFINITY,
      }),
    );
  const answer = solver.solve({ sense: 'max', variables, rows: [...onceRows(pairs), ...roomRows(problem, pairs), ...earlier] });
  if (answer.kind !== 'optimal') return null;
  const hosts = problem.room.length;
  const shares = new Float64Array(problem.tiers.length * hosts);
  pairs.forEach(({ vm, host }, index) => {
    shares[vm * hosts + host] = answer.x[index] ?? 0;
  });
  return { most: Math.max(counts[tier - 1] as number, Math.floor(answer.objective + ROUNDING)), shares };
};
