/**
 * The weights of a switch once more, as MILPs that know nothing of the exact method: one for every level that is not
 * wholly attained, with the levels before it held where they are. A level at 1 needs none, since nothing is above 1.
 */
import type { Solver } from '../solver/facade.ts';
import type { LinearModel, Row, Variable } from '../solver/linear-model.ts';
import { ceil } from '../units/rounding.ts';
import { AuditDisagreement } from './audit-disagreement.ts';
import { TOTAL_UNITS, type Target } from './apportion.ts';
import { shareBoundOf, type WeightProblem } from './weights.ts';

const AGREEMENT = 1e-5;

/** @throws AuditDisagreement where the solver finds or proves another attainment; says nothing where it proves none */
export const auditWeights = (problem: WeightProblem, attainments: readonly number[], solver: Solver): void => {
  const held = [...problem.lower];
  problem.levels.forEach((targets, level) => {
    const claimed = attainments[level] as number;
    if (claimed < 1) {
      const answer = solver.solve(levelModel(problem, held, targets));
      const isOther = answer.kind === 'infeasible' || (answer.kind === 'optimal' && Math.abs(answer.objective - claimed) > AGREEMENT);
      if (isOther) {
        const found = answer.kind === 'optimal' ? answer.objective : answer.kind;
        throw new AuditDisagreement(`weights, level ${level + 1}: ${claimed} by apportionment, ${found} by the solver`);
      }
    }
    for (const { flow, share } of targets) held[flow] = Math.max(held[flow] as number, ceil(TOTAL_UNITS * share * claimed));
  });
};

/** Variables: the weights, the smallest weight, the attainment of the level, which is maximized. */
const levelModel = (problem: WeightProblem, held: readonly number[], targets: readonly Target[]): LinearModel => {
  const flows = problem.lower.length;
  const [smallest, attainment] = [flows, flows + 1];
  const shareBound = shareBoundOf(problem);
  const variables: Variable[] = [
    ...held.map((lower, flow) => ({ lower, upper: problem.liveMigration[flow] ? shareBound : TOTAL_UNITS, integer: true, cost: 0 })),
    { lower: 1, upper: TOTAL_UNITS, integer: false, cost: 0 },
    { lower: 0, upper: 1, integer: false, cost: 1 },
  ];
  const atLeastZero = { lower: 0, upper: Number.POSITIVE_INFINITY };
  const rows: Row[] = [
    { name: 'weights-sum-100', terms: held.map((_, flow) => [flow, 1] as const), lower: TOTAL_UNITS, upper: TOTAL_UNITS },
    ...held.flatMap((_, flow): Row[] => [
      {
        name: `smallest:${flow}`,
        terms: [
          [flow, 1],
          [smallest, -1],
        ],
        ...atLeastZero,
      },
      {
        name: `ratio:${flow}`,
        terms: [
          [smallest, problem.maxRatio],
          [flow, -1],
        ],
        ...atLeastZero,
      },
    ]),
    ...targets.map(
      ({ flow, share }): Row => ({
        name: `attainment:${flow}`,
        terms: [
          [flow, 1],
          [attainment, -TOTAL_UNITS * share],
        ],
        ...atLeastZero,
      }),
    ),
  ];
  return { sense: 'max', variables, rows };
};
