/** The placement of a small cluster as a MILP: x_vh = 1 where host h takes VM v; tier by tier as many as possible. */
import type { Row, Variable } from '../solver/linear-model.ts';
import { type Objective, solveLexicographic } from '../solver/lexicographic.ts';
import type { Solver } from '../solver/facade.ts';
import type { PlacementProblem } from './placement-problem.ts';
import { fitsInto, NOWHERE, PlacementState } from './placement-state.ts';

/** Beyond this many pairs of VM and host the search costs more than the bound leaves open. */
export const MOST_PAIRS = 400;
/** Up to this many the first solver is quick enough. */
export const FEW_PAIRS = 100;

interface Pair {
  readonly vm: number;
  readonly host: number;
}

/** The placement with, per tier, whether no placement has more; null where the solver had no answer that stands. */
export interface ExactPlacement {
  readonly state: PlacementState;
  readonly proven: boolean;
}

export const pairsOf = (problem: PlacementProblem): Pair[] =>
  problem.needs.flatMap((needs, vm) =>
    problem.room.flatMap((room, host) => (problem.open[vm]?.[host] === 1 && fitsInto(needs, room) ? [{ vm, host }] : [])),
  );

export const countPairs = (problem: PlacementProblem): number => pairsOf(problem).length;

/** Shares of what the host has left, times 100: inside the range in which the solver is exact. */
export const roomRows = (problem: PlacementProblem, pairs: readonly Pair[]): Row[] =>
  problem.room.flatMap((room, host) =>
    problem.resources.flatMap(({ kind, switch: on }, resource): Row[] => {
      const whole = room[resource] as number;
      if (whole === Number.POSITIVE_INFINITY) return [];
      const terms = pairs.flatMap((pair, index) => {
        const need = problem.needs[pair.vm]?.[resource] ?? 0;
        return pair.host === host && need > 0 ? [[index, whole > 0 ? (100 * need) / whole : 100] as const] : [];
      });
      return terms.length === 0 ? [] : [{ name: `${kind}:${on ?? ''}:${host}`, terms, lower: Number.NEGATIVE_INFINITY, upper: 100 }];
    }),
  );

export const onceRows = (pairs: readonly Pair[]): Row[] => {
  const byVm = new Map<number, number[]>();
  pairs.forEach(({ vm }, index) => byVm.set(vm, [...(byVm.get(vm) ?? []), index]));
  return [...byVm].map(([vm, indexes]) => ({
    name: `once:${vm}`,
    terms: indexes.map((index) => [index, 1] as const),
    lower: Number.NEGATIVE_INFINITY,
    upper: 1,
  }));
};

/** @throws SecondSolverNeeded where the first solver cannot answer and there is no second */
export const placeExactly = (problem: PlacementProblem, solver: Solver): ExactPlacement | null => {
  const pairs = pairsOf(problem);
  const variables: Variable[] = pairs.map(() => ({ lower: 0, upper: 1, integer: true, cost: 0 }));
  const objectives: Objective[] = ([1, 2, 3] as const)
    .filter((tier) => pairs.some(({ vm }) => problem.tiers[vm] === tier))
    .map((tier) => ({
      name: `tier-${tier}`,
      sense: 'max',
      costs: pairs.map(({ vm }) => (problem.tiers[vm] === tier ? 1 : 0)),
      tolerance: { absolute: 0.5, relative: 0 },
    }));
  const answer = solveLexicographic(solver, { variables, rows: [...onceRows(pairs), ...roomRows(problem, pairs)] }, objectives);
  if (answer.kind !== 'optimal' && answer.kind !== 'feasible') return null;
  const state = new PlacementState(problem);
  for (const [index, { vm, host }] of pairs.entries()) {
    if ((answer.x[index] ?? 0) < 0.5) continue;
    // A solver is content with a row that is broken by a millionth; a host is not.
    if (state.at[vm] !== NOWHERE || !state.fits(vm, host)) return null;
    state.put(vm, host);
  }
  return { state, proven: answer.kind === 'optimal' };
};
