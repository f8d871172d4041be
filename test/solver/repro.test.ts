import { beforeAll, describe, expect, test } from 'vitest';
import type { SecondSolver, Solver } from '../../src/solver/facade.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { checkAnswer } from '../../src/solver/check.ts';
import { holdsExactly } from './exact.ts';
import { haveInstances, type Instance, readRepros, SKIP_REASON } from './instances.ts';

const REPROS = haveInstances ? readRepros() : [];

/**
 * Recorded truths that are not true: the point named here satisfies the model exactly (no tolerance) and is better, or it
 * stays feasible however far one walks along the ray. They were recorded from solvers that failed alike.
 */
const REFUTED: Record<string, { readonly x: number[]; readonly ray?: number[] }> = {
  bps_bigM_milp__highs__SUBOPTIMAL: { x: [0, 0, 6e10, 6e10] },
  bps_bigM_milp__js__INFEASIBLE_X: { x: [0, 0, 1.1e10, 1] },
  free_lp__highs__FALSE_INFEASIBLE: { x: [0, 0, 4, 0, 0, 0], ray: [0, 0, 2, -2, 9, 0] },
  free_lp__yalps__FALSE_UNBOUNDED: { x: [0, 0, 4, 0, 0, 0], ray: [0, 0, 2, -2, 9, 0] },
  bps_maxmin_lp__glpk__SUBOPTIMAL: { x: [0, 2 ** 32], ray: [1, 8e9] },
  random_lp__js__unb_on_infeasible: { x: [0, 17, 0], ray: [0, 1, 1] },
  random_lp__yalps__unb_on_infeasible: { x: [0, 17, 0], ray: [0, 1, 1] },
};

const along = (x: readonly number[], ray: readonly number[], steps: number): number[] =>
  x.map((value, i) => value + steps * (ray[i] as number));
const objective = ({ model }: Instance, x: readonly number[]): number =>
  model.variables.reduce((sum, { cost }, i) => sum + cost * (x[i] as number), 0);
const isBetter = (instance: Instance, a: number, b: number): boolean => (instance.model.sense === 'min' ? a < b : a > b);

let second: SecondSolver;
let solver: Solver;
beforeAll(async () => {
  second = await loadHighs();
  solver = createSolver({ second });
});

describe.skipIf(!haveInstances)(`minimized failures of the libraries (skipped when ${SKIP_REASON})`, () => {
  test('all 37 are there', () => {
    expect(REPROS).toHaveLength(37);
  });

  test.each(Object.entries(REFUTED))('the truth recorded for %s is refuted by an exact point', (name, { x, ray }) => {
    const instance = REPROS.find((repro) => repro.name === name) as Instance;
    expect(holdsExactly(instance.model, x)).toBe(true);
    if (ray !== undefined) {
      expect(holdsExactly(instance.model, along(x, ray, 2 ** 30))).toBe(true);
      expect(isBetter(instance, objective(instance, along(x, ray, 1)), objective(instance, x))).toBe(true);
    } else expect(isBetter(instance, objective(instance, x), instance.truth as number)).toBe(true);
  });

  /** `right`, or what is wrong. */
  const judge = (instance: Instance, solve: Solver['solve']): string => {
    const answer = solve(instance.model);
    const refuted = REFUTED[instance.name];
    const truth = refuted === undefined ? instance.truth : refuted.ray === undefined ? objective(instance, refuted.x) : 'unbounded';
    if (typeof truth === 'string') return answer.kind === truth ? 'right' : `${answer.kind}, not ${truth}`;
    if (answer.kind !== 'optimal') return `${answer.kind}, not optimal`;
    const { violations } = checkAnswer(instance.model, answer.x);
    if (violations.length > 0) return `breaks ${violations.map(({ name }) => name).join()}`;
    return Math.abs(answer.objective - truth) <= 1e-6 * Math.max(1, Math.abs(truth)) ? 'right' : `${answer.objective}, not ${truth}`;
  };

  test.each(REPROS)('the façade answers $name right, with a proof', (instance) => {
    expect(judge(instance, solver.solve)).toBe('right');
  });

  test.each(REPROS)('the second solver alone answers $name right, with a proof', (instance) => {
    expect(judge(instance, (model) => second.solve(model))).toBe('right');
  });
});
