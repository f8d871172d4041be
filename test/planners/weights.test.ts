/** Weights against every vector there is, against HiGHS, and against what a planner may never do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditWeights } from '../../src/planners/audit-weights.ts';
import { attainmentOf, type Target } from '../../src/planners/apportion.ts';
import {
  compareAttainments,
  type FlowGroup,
  largestPathWeight,
  solveWeights,
  type WeightProblem,
  type WeightSolution,
} from '../../src/planners/weights.ts';
import type { Solver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';

const LEVEL_COUNT = 9;

/** A weight problem with all nine levels in use, pressed or not. */
const arbitraryProblem = (minFlows: number, maxFlows: number): fc.Arbitrary<WeightProblem> =>
  fc.integer({ min: minFlows, max: maxFlows }).chain((flows) =>
    fc
      .record({
        kinds: fc.array(fc.constantFrom<FlowGroup>('host', 'vm', 'vm', 'vm'), { minLength: flows - 1, maxLength: flows - 1 }),
        critical: fc.array(fc.boolean(), { minLength: flows, maxLength: flows }),
        migrating: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: flows, maxLength: flows }),
        pressure: fc.double({ min: 0.2, max: 3, noNaN: true }),
        wants: fc.array(
          fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0.001, max: 1, noNaN: true })), { minLength: flows, maxLength: flows }),
          {
            minLength: LEVEL_COUNT,
            maxLength: LEVEL_COUNT,
          },
        ),
      })
      .map(({ kinds, critical, migrating, pressure, wants }) => {
        const groups: FlowGroup[] = [...kinds, 'default'];
        const sum = wants.flat().reduce((total, [wanted, share]) => total + (wanted ? share : 0), 0) || 1;
        return {
          groups,
          lower: groups.map((group, flow) => (group === 'host' && critical[flow] && flow < 6 ? 5 : 1)),
          liveMigration: groups.map((group, flow) => group === 'host' && migrating[flow] === 0),
          levels: wants.map((level) =>
            level.flatMap(([wanted, share], flow): Target[] => (wanted ? [{ flow, share: (share / sum) * pressure }] : [])),
          ),
          maxRatio: 20,
          liveMigrationShare: 0.4,
        };
      }),
  );

const attainmentsOf = (problem: WeightProblem, weights: readonly number[]): number[] =>
  problem.levels.map((targets) => attainmentOf(targets, weights));

const upperOf = (problem: WeightProblem): number[] => {
  const migrating = problem.liveMigration.filter(Boolean).length;
  return problem.liveMigration.map((migrates) => (migrates ? Math.floor(40 / migrating) : 100));
};

/** Every legal vector of a small problem. */
function* everyVector(problem: WeightProblem, from = 0, left = 100): Generator<number[]> {
  const flows = problem.lower.length;
  const [lower, upper] = [problem.lower[from] as number, upperOf(problem)[from] as number];
  if (from === flows - 1) {
    if (left >= lower && left <= upper) yield [left];
    return;
  }
  for (let weight = lower; weight <= Math.min(upper, left); weight++) {
    for (const rest of everyVector(problem, from + 1, left - weight)) yield [weight, ...rest];
  }
}

const isLegal = (problem: WeightProblem, weights: readonly number[]): boolean =>
  Math.max(...weights) <= problem.maxRatio * Math.min(...weights) &&
  weights.every((weight, flow) => weight <= (upperOf(problem)[flow] as number));

describe('weights', () => {
  it('attain what the best of all vectors attains, for up to three flows', () => {
    fc.assert(
      fc.property(arbitraryProblem(1, 3), (problem) => {
        let best: number[] | null = null;
        for (const vector of everyVector(problem)) {
          if (!isLegal(problem, vector)) continue;
          const attainments = attainmentsOf(problem, vector);
          if (best === null || compareAttainments(attainments, best) > 0) best = attainments;
        }
        const solution = solveWeights(problem);
        expect(solution === null).toBe(best === null);
        if (solution === null || best === null) return;
        expect(compareAttainments(attainmentsOf(problem, solution.weights), best)).toBe(0);
        expect(compareAttainments(solution.attainments, best)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('leave a path the largest weight that any vector leaves it while the levels stay at their optimum', () => {
    fc.assert(
      fc.property(arbitraryProblem(2, 3), fc.integer({ min: 0, max: LEVEL_COUNT }), (problem, levels) => {
        let best: number[] | null = null;
        let largest = 0;
        for (const vector of everyVector(problem)) {
          if (!isLegal(problem, vector)) continue;
          const attainments = attainmentsOf(problem, vector).slice(0, levels);
          const order = best === null ? 1 : compareAttainments(attainments, best);
          if (order > 0) {
            best = attainments;
            largest = 0;
          }
          if (order >= 0) largest = Math.max(largest, vector[0] as number);
        }
        expect(largestPathWeight(problem, levels, [0])).toBe(largest);
      }),
      { numRuns: 60 },
    );
  });

  it('are whole, sum to 100, keep their bounds and the ratio', () => {
    fc.assert(
      fc.property(arbitraryProblem(2, 60), (problem) => {
        const solution = solveWeights(problem);
        fc.pre(solution !== null);
        const { weights } = solution as WeightSolution;
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(100);
        expect(weights.every((weight, flow) => Number.isInteger(weight) && weight >= (problem.lower[flow] as number))).toBe(true);
        expect(isLegal(problem, weights)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never lower the vector of attainments when every target shrinks alike', () => {
    fc.assert(
      fc.property(arbitraryProblem(2, 40), fc.double({ min: 0.1, max: 1, noNaN: true }), (problem, factor) => {
        const shrunk = {
          ...problem,
          levels: problem.levels.map((level) => level.map(({ flow, share }) => ({ flow, share: share * factor }))),
        };
        const [before, after] = [solveWeights(problem), solveWeights(shrunk)];
        fc.pre(before !== null && after !== null);
        expect(compareAttainments((after as WeightSolution).attainments, (before as WeightSolution).attainments)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('weights as MILPs', () => {
  it('attain the same at all nine levels when HiGHS solves them, for up to 40 flows and 2,000 problems', { timeout: 240_000 }, async () => {
    const highs = await loadHighs();
    let asked = 0;
    let proved = 0;
    const solver: Solver = {
      solve: (model) => {
        const answer = highs.solve(model);
        asked += 1;
        if (answer.kind === 'optimal') proved += 1;
        return answer;
      },
      recordClosedForm: () => undefined,
      tally: () => ({ solves: [], resolves: [], worstGap: 0 }),
    };
    fc.assert(
      fc.property(fc.oneof(arbitraryProblem(2, 12), arbitraryProblem(13, 40)), (problem) => {
        const solution = solveWeights(problem);
        fc.pre(solution !== null);
        auditWeights(problem, (solution as WeightSolution).attainments, solver);
      }),
      { numRuns: Number(process.env.CONVERGE_RUNS ?? 2000) },
    );
    expect(asked).toBeGreaterThan(100);
    // Where HiGHS ends its budget without a proof the case shows nothing; that must stay the exception.
    expect(proved / asked).toBeGreaterThan(0.98);
  });
});
