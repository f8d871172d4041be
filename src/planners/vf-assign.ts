/**
 * Assigns virtual functions: in strict order as many adapters as possible of tier 1 latency-sensitive, tier 1, tier 2
 * latency-sensitive, tier 2 and tier 3, then as much rate as possible, to 0.1 %. A count of a tier may be read with or without its
 * latency-sensitive adapters: these are settled by the pass before, so both readings have the same optimum. Here it is without.
 */
import type { Proof } from '../model/decision.ts';
import type { Solver } from '../solver/facade.ts';
import { VF_RANKS } from './vf-candidates.ts';
import { construct, improve, packLargest, servableUnits, serveAll, withoutHopeless } from './vf-construct.ts';
import { askForMore, askForRate } from './vf-model.ts';
import type { Placement, VfProblem, VfUnit } from './vf-problem.ts';
import { tightenRooms } from './vf-tighten.ts';
import { countBound, rateBound, servableCounts, valueOf } from './vf-value.ts';

export interface VfSolution {
  readonly placement: Placement;
  readonly proof: Proof;
  /** Relative gap between the rate, or the count that could not be proved, and what is proved to be out of reach. */
  readonly gap: number;
}

/** Offloaded rates this close are equal. */
export const RATE_PRECISION = 0.001;

/** @throws SecondSolverNeeded where the first solver cannot answer and there is no second */
export const assignFunctions = (whole: VfProblem, solver: Solver): VfSolution => {
  const units = servableUnits(whole);
  const problem = withoutHopeless(whole, units);
  const all = serveAll(problem, units);
  if (all !== null) return settled(all, 0, solver);
  const tight = tightenRooms(problem);
  const bound = countBound(tight);
  const largest = packLargest(problem, units, bound);
  if (largest !== null) return settled(largest, 0, solver);
  return proveInPasses(tight, units, bound, solver);
};

const settled = (placement: Placement, gap: number, solver: Solver): VfSolution => {
  solver.recordClosedForm('optimal');
  return { placement, proof: 'optimal', gap };
};

const proveInPasses = (problem: VfProblem, units: readonly VfUnit[], relaxed: readonly number[], solver: Solver): VfSolution => {
  const servable = servableCounts(problem);
  let placement = construct(problem, units);
  let tight = true;
  let asked = false;
  for (let rank = 0; rank < VF_RANKS; rank++) {
    const { counts } = valueOf(problem, placement);
    const reached = counts[rank] as number;
    // The relaxation bounds a rank only while every rank before reached its own bound.
    const most = (tight ? relaxed[rank] : servable[rank]) as number;
    if (reached >= most) continue;
    asked = true;
    const answer = askForMore(problem, units, counts, rank, solver);
    if (answer.placement !== null) placement = improve(problem, units, answer.placement);
    const now = valueOf(problem, placement).counts[rank] as number;
    if (!answer.proved) return { placement, proof: 'gap', gap: (most - now) / Math.max(1, now) };
    if (now < most) tight = false;
  }
  return proveRate(problem, units, placement, asked, solver);
};

const proveRate = (problem: VfProblem, units: readonly VfUnit[], placement: Placement, asked: boolean, solver: Solver): VfSolution => {
  const { counts, rate } = valueOf(problem, placement);
  const bound = rateBound(problem, counts);
  const gapOf = (value: number): number => Math.max(0, bound - value) / Math.max(1, value);
  if (rate >= bound * (1 - RATE_PRECISION)) {
    if (!asked) solver.recordClosedForm('optimal');
    return { placement, proof: 'optimal', gap: gapOf(rate) };
  }
  const answer = askForRate(problem, units, { counts, rate }, bound, solver);
  const best = answer.placement ?? placement;
  const reached = valueOf(problem, best).rate;
  if (answer.proved) return { placement: best, proof: 'optimal', gap: answer.gap };
  return { placement: best, proof: 'gap', gap: Math.min(gapOf(reached), answer.gap) };
};
