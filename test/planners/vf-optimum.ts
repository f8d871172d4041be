/** The planner's assignment of virtual functions, and how it is held against one found another way. */
import { expect } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { assignFunctions, RATE_PRECISION } from '../../src/planners/vf-assign.ts';
import { isWithinPools } from '../../src/planners/vf-pack.ts';
import { splitProblem } from '../../src/planners/vf-problem.ts';
import { valueOf } from '../../src/planners/vf-value.ts';
import { createSolver, type SecondSolver } from '../../src/solver/facade.ts';
import type { VfOptimum } from '../oracle/vf-assignment.ts';
import { problemOf } from './vf-sample.ts';

export interface Planned extends VfOptimum {
  readonly proved: boolean;
  readonly gap: number;
}

/** Also checks that the assignment keeps to the pools, and that its gap is one. */
export const planFunctions = (host: Host, second: SecondSolver): Planned => {
  const solver = createSolver({ second });
  const parts = splitProblem(problemOf(host)).map((problem) => {
    const solution = assignFunctions(problem, solver);
    expect(isWithinPools(problem, solution.placement)).toBe(true);
    expect(solution.gap).toBeGreaterThanOrEqual(0);
    return { ...solution, ...valueOf(problem, solution.placement) };
  });
  return {
    counts: [0, 1, 2, 3, 4].map((rank) => parts.reduce((sum, { counts }) => sum + (counts[rank] as number), 0)),
    rate: parts.reduce((sum, { rate }) => sum + rate, 0),
    proved: parts.every(({ proof }) => proof === 'optimal'),
    gap: Math.max(...parts.map(({ gap }) => gap)),
  };
};

/** @param mostRate what no assignment with these counts exceeds, where `best.rate` is only known to be reached */
export const expectOptimum = (planned: Planned, best: VfOptimum, seed: number, mostRate: number = best.rate): void => {
  expect({ seed, counts: planned.counts }).toEqual({ seed, counts: best.counts });
  expect(planned.rate).toBeGreaterThanOrEqual(best.rate * (1 - RATE_PRECISION) - 1e-6);
  expect(planned.rate).toBeLessThanOrEqual(mostRate * (1 + 1e-6) + 1e-6);
};
