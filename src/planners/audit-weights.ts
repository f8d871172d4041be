/** The weights of a switch once more, as a lexicographic MILP that knows nothing of the exact method. */
import type { Objective } from '../solver/lexicographic.ts';
import { solveLexicographic } from '../solver/lexicographic.ts';
import type { Constraints } from '../solver/lexicographic.ts';
import type { Row, Variable } from '../solver/linear-model.ts';
import type { Solver } from '../solver/facade.ts';
import { floor } from '../units/rounding.ts';
import { TOTAL_UNITS } from './apportion.ts';
import { AuditDisagreement } from './copies-choice.ts';
import type { WeightProblem } from './weights.ts';

const AGREEMENT = 1e-5;
const PASS_TOLERANCE = 1e-7;

/** Attainments of the levels at their lexicographic optimum, as the solver sees it; null where it proves none. */
export const attainmentsByMilp = (problem: WeightProblem, solver: Solver): readonly number[] | null => {
  const answer = solveLexicographic(solver, weightModel(problem), levelObjectives(problem));
  return answer.kind === 'optimal' ? answer.reached.map(({ value }) => value) : null;
};

/** @throws AuditDisagreement where the solver attains other levels */
export const auditWeights = (problem: WeightProblem, attainments: readonly number[], solver: Solver): void => {
  const reached = attainmentsByMilp(problem, solver);
  if (reached === null) return;
  attainments.forEach((attainment, level) => {
    const other = reached[level] as number;
    if (Math.abs(other - attainment) > AGREEMENT) {
      throw new AuditDisagreement(`weights, level ${level + 1}: ${attainment} by apportionment, ${other} by the solver`);
    }
  });
};

/** Variables: the weights, the smallest weight, then one attainment a level. */
const weightModel = (problem: WeightProblem): Constraints => {
  const flows = problem.lower.length;
  const smallest = flows;
  const migrating = problem.liveMigration.filter(Boolean).length;
  const shareBound = migrating === 0 ? TOTAL_UNITS : floor(floor(TOTAL_UNITS * problem.liveMigrationShare) / migrating);
  const variables: Variable[] = [
    ...problem.lower.map((lower, flow) => ({
      lower,
      upper: problem.liveMigration[flow] ? shareBound : TOTAL_UNITS,
      integer: true,
      cost: 0,
    })),
    { lower: 1, upper: TOTAL_UNITS, integer: false, cost: 0 },
    ...problem.levels.map(() => ({ lower: 0, upper: 1, integer: false, cost: 0 })),
  ];
  const rows: Row[] = [
    { name: 'weights-sum-100', terms: problem.lower.map((_, flow) => [flow, 1] as const), lower: TOTAL_UNITS, upper: TOTAL_UNITS },
    ...problem.lower.flatMap((_, flow): Row[] => [
      {
        name: `smallest:${flow}`,
        terms: [
          [flow, 1],
          [smallest, -1],
        ],
        lower: 0,
        upper: Number.POSITIVE_INFINITY,
      },
      {
        name: `ratio:${flow}`,
        terms: [
          [smallest, problem.maxRatio],
          [flow, -1],
        ],
        lower: 0,
        upper: Number.POSITIVE_INFINITY,
      },
    ]),
    ...problem.levels.flatMap((targets, level) =>
      targets.map(
        ({ flow, share }): Row => ({
          name: `level:${level + 1}:${flow}`,
          terms: [
            [flow, 1],
            [smallest + 1 + level, -TOTAL_UNITS * share],
          ],
          lower: 0,
          upper: Number.POSITIVE_INFINITY,
        }),
      ),
    ),
  ];
  return { variables, rows };
};

const levelObjectives = (problem: WeightProblem): Objective[] =>
  problem.levels.map((_, level) => {
    const costs = new Array<number>(problem.lower.length + 1 + problem.levels.length).fill(0);
    costs[problem.lower.length + 1 + level] = 1;
    return { name: `level-${level + 1}`, sense: 'max', costs, tolerance: { absolute: PASS_TOLERANCE, relative: 0 } };
  });
