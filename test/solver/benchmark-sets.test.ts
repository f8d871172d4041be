import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../src/solver/answer.ts';
import { checkAnswer } from '../../src/solver/check.ts';
import { createSolver, type SecondSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { solveBySimplex } from '../../src/solver/simplex-solver.ts';
import { haveInstances, type Instance, readAssignments, readKnapsacks, readMpsSet, SKIP_REASON } from './instances.ts';

/** Small, so that the tests are quick: what it cuts off must say so, and that is tested as well. */
const BUDGET = { pivots: 20_000, cells: 15_000_000, nodes: 200 };
const HIGHS_BUDGET = { simplexIterations: 3_000, nodes: 60 };

const load = (read: () => Instance[]): Instance[] => (haveInstances ? read() : []);
/** A loaded machine may take its time; what ends a search is its budget. */
const TIMEOUT = 60_000;
const said: string[] = [];
let second: SecondSolver;

beforeAll(async () => {
  second = await loadHighs(HIGHS_BUDGET);
});

afterAll(() => {
  if (process.env.CONVERGE_SOLVER_TABLE !== undefined) process.stdout.write(`${said.sort().join('\n')}\n`);
});

/** No point may lie beyond a bound, none may break the model, and "optimal" must be the optimum. */
const expectHonest = ({ model, offset, truth }: Instance, answer: Answer): void => {
  if (answer.kind === 'unknown') return expect(answer.because.code).not.toBe('defective-model');
  if (typeof truth === 'string' || answer.kind === 'infeasible' || answer.kind === 'unbounded') return expect(answer.kind).toBe(truth);
  const allowance = 1e-6 * Math.max(1, Math.abs(truth));
  const factor = model.sense === 'min' ? 1 : -1;
  expect(checkAnswer(model, answer.x).violations).toEqual([]);
  expect(factor * (answer.objective + offset - truth)).toBeGreaterThanOrEqual(-allowance);
  if (answer.kind === 'optimal') expect(Math.abs(answer.objective + offset - truth)).toBeLessThanOrEqual(allowance);
  else if (answer.bound !== null) expect(factor * (answer.bound + offset - truth)).toBeLessThanOrEqual(allowance);
};

const judge = (instance: Instance): Answer => {
  const alone = solveBySimplex(instance.model, BUDGET);
  expectHonest(instance, alone);
  const answer = createSolver({ second, budget: BUDGET }).solve(instance.model);
  expectHonest(instance, answer);
  const by = answer.kind === 'unknown' ? answer.because.code : answer.solver;
  said.push(`${instance.name}: ${answer.kind} by ${by}${answer.kind === 'feasible' ? `, gap ${answer.gap?.toPrecision(2)}` : ''}`);
  return answer;
};

describe.skipIf(!haveInstances)(`public benchmark sets (skipped when ${SKIP_REASON})`, { timeout: TIMEOUT }, () => {
  test.each(load(() => readMpsSet('netlib_feasible')))('netlib $name is solved to its optimum', (instance) => {
    expect(judge(instance).kind).toBe('optimal');
  });

  test.each(load(() => readMpsSet('netlib_infeasible')))('netlib $name is proved infeasible', (instance) => {
    expect(judge(instance).kind).toBe('infeasible');
  });

  test.each(load(() => readMpsSet('miplib3')))('miplib $name is optimal and right, or says what it does not know', (instance) => {
    expect(['optimal', 'feasible', 'unknown']).toContain(judge(instance).kind);
  });

  test.each(load(readKnapsacks))('knapsack $name is solved to its optimum', (instance) => {
    expect(judge(instance).kind).toBe('optimal');
  });

  test.each(load(() => readAssignments(['gap1.txt', 'gap2.txt', 'gap3.txt', 'gapa.txt'])))(
    'assignment $name is optimal and right, or says what it does not know',
    (instance) => {
      expect(['optimal', 'feasible', 'unknown']).toContain(judge(instance).kind);
    },
  );
});
