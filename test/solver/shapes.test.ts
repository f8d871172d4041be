import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAnswer } from '../../src/solver/check.ts';
import { createSolver, type SecondSolver, type Solver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { type LinearModel, objectiveOf, type Row } from '../../src/solver/linear-model.ts';
import { solveBySimplex } from '../../src/solver/simplex-solver.ts';
import { atLeast, atMost, exactly, maximize, real, whole } from './models.ts';

let second: SecondSolver;
let solver: Solver;
beforeAll(async () => {
  second = await loadHighs();
  solver = createSolver({ second });
});

const tenths = (least: number, most: number) => fc.integer({ min: least * 10, max: most * 10 }).map((value) => value / 10);
const unit = (size: number, index: number, value = 1): number[] => Array.from({ length: size }, (_, i) => (i === index ? value : 0));

/** Every assignment of 0 … limit to the variables, checked one by one: the best objective, or null. */
const enumerate = (model: LinearModel, limit: number): number | null => {
  const size = model.variables.length;
  const factor = model.sense === 'max' ? 1 : -1;
  let best: number | null = null;
  for (let code = 0; code < (limit + 1) ** size; code += 1) {
    const x = Array.from({ length: size }, (_, index) => Math.floor(code / (limit + 1) ** index) % (limit + 1));
    const value = objectiveOf(model, x);
    if ((best === null || factor * value > factor * best) && checkAnswer(model, x).feasible) best = value;
  }
  return best;
};

/** The façade must decide, and the second solver, where it can prove anything, must prove the same. */
const expectAgreement = (model: LinearModel): void => {
  const [mine, theirs] = [solver.solve(model), second.solve(model)];
  expect(['optimal', 'infeasible', 'unbounded']).toContain(mine.kind);
  // HiGHS gives no ray, hence no proof, for some models without coefficients. A point it holds is a point all the same.
  if (theirs.kind === 'feasible') expect(mine.kind).not.toBe('infeasible');
  else if (theirs.kind !== 'unknown') expect(mine.kind).toBe(theirs.kind);
  if (mine.kind !== 'optimal' || theirs.kind !== 'optimal') return;
  expect(Math.abs(mine.objective - theirs.objective)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(mine.objective)));
};

/** max t with x_f ≥ t·demand_f, Σ x ≤ capacity. */
const maxMin = (demands: readonly number[], capacity: number): LinearModel => {
  const size = demands.length + 1;
  const rows: Row[] = demands.map((demand, index) => {
    const coefficients = unit(size, index + 1);
    coefficients[0] = -demand;
    return atLeast(`share:${index}`, coefficients, 0);
  });
  const sum = Array.from({ length: size }, (_, index) => (index === 0 ? 0 : 1));
  return maximize([real(1, 0, 1), ...demands.map((demand) => real(0, 0, demand))], [...rows, atMost('line', sum, capacity)]);
};

describe('max-min shares', () => {
  const demands = fc.array(tenths(1, 90), { minLength: 1, maxLength: 12 });

  test('the worst share is capacity over demand, as the closed form says, in Gbit/s and in bit/s alike', () => {
    fc.assert(
      fc.property(demands, tenths(1, 400), fc.constantFrom(1, 1e9), (wanted, capacity, scale) => {
        const model = maxMin(
          wanted.map((demand) => demand * scale),
          capacity * scale,
        );
        const truth = Math.min(1, capacity / wanted.reduce((sum, demand) => sum + demand, 0));
        const answer = solveBySimplex(model);
        expect(answer.kind).toBe('optimal');
        if (answer.kind === 'optimal') expect(answer.objective).toBeCloseTo(truth, 6);
      }),
      { numRuns: 200 },
    );
  });
});

describe('choices and assignments', () => {
  test('one option of each group within a budget: exhaustive search finds nothing better', () => {
    const group = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), tenths(0.1, 9)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 3 }), tenths(1, 20), (groups, budget) => {
        const options = groups.flatMap((members, index) => members.map(([value, weight]) => ({ index, value, weight })));
        const rows = groups.map((_, index) =>
          exactly(
            `one:${index}`,
            options.map((option) => Number(option.index === index)),
            1,
          ),
        );
        const weights = options.map(({ weight }) => weight);
        const model = maximize(
          options.map(({ value }) => whole(value, 0, 1)),
          [...rows, atMost('budget', weights, budget)],
        );
        const truth = enumerate(model, 1);
        const answer = solveBySimplex(model);
        expect(answer.kind).toBe(truth === null ? 'infeasible' : 'optimal');
        if (answer.kind === 'optimal') expect(answer.objective).toBeCloseTo(truth as number, 9);
      }),
      { numRuns: 100 },
    );
  });

  test('small assignments: exhaustive search finds nothing better', () => {
    const item = fc.record({ weight: tenths(1, 10), values: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 2 }) });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), tenths(3, 20), (items, capacity) => {
        const size = 2 * items.length;
        const rows = items.map((_, index) =>
          atMost(
            `once:${index}`,
            Array.from({ length: size }, (__, i) => Number(i >> 1 === index)),
            1,
          ),
        );
        const carried = [0, 1].map((nic) =>
          atMost(
            `carry:${nic}`,
            Array.from({ length: size }, (_, i) => (i % 2 === nic ? (items[i >> 1]?.weight ?? 0) : 0)),
            capacity,
          ),
        );
        const model = maximize(
          items.flatMap(({ values }) => values.map((value) => whole(value, 0, 1))),
          [...rows, ...carried],
        );
        const answer = solveBySimplex(model);
        expect(answer).toMatchObject({ kind: 'optimal', objective: enumerate(model, 1) });
      }),
      { numRuns: 60 },
    );
  });

  test('integer weights of a sum: both solvers reach the same worst ratio', () => {
    fc.assert(
      fc.property(fc.array(tenths(1, 40), { minLength: 2, maxLength: 7 }), (demands) => {
        const size = demands.length + 1;
        const rows = demands.map((demand, index) => {
          const coefficients = unit(size, index + 1);
          coefficients[0] = -demand;
          return atLeast(`ratio:${index}`, coefficients, 0);
        });
        const sum = Array.from({ length: size }, (_, index) => (index === 0 ? 0 : 1));
        expectAgreement(maximize([real(1, 0, 100), ...demands.map(() => whole(0, 1, 100))], [...rows, exactly('all', sum, 100)]));
      }),
      { numRuns: 25 },
    );
  });
});

describe('models of no particular shape', () => {
  const coefficient = fc.integer({ min: -9, max: 9 });
  const bounds = fc.constantFrom([0, Infinity], [0, 5], [-4, Infinity], [-Infinity, 6], [-Infinity, Infinity], [2, 2]);
  const shape = fc.record({
    variables: fc.array(fc.tuple(coefficient, bounds, fc.boolean()), { minLength: 1, maxLength: 4 }),
    rows: fc.array(
      fc.tuple(fc.array(coefficient, { minLength: 4, maxLength: 4 }), fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 2 })),
      {
        maxLength: 5,
      },
    ),
    sense: fc.constantFrom('min' as const, 'max' as const),
  });

  test('both solvers prove the same of any small linear program, free variables included', () => {
    fc.assert(
      fc.property(shape, ({ variables, rows, sense }) => {
        const make = [atMost, atLeast, exactly];
        expectAgreement({
          sense,
          variables: variables.map(([cost, [lower, upper]]) => real(cost, lower, upper)),
          rows: rows.map(([row, side, kind], index) => (make[kind] as typeof atMost)(`r${index}`, row.slice(0, variables.length), side)),
        });
      }),
      { numRuns: 300 },
    );
  });

  test('exhaustive search finds nothing better than the optimum of a small integer program', () => {
    fc.assert(
      fc.property(shape, ({ variables, rows, sense }) => {
        const make = [atMost, atLeast, exactly];
        const model: LinearModel = {
          sense,
          variables: variables.map(([cost]) => whole(cost, 0, 4)),
          rows: rows.map(([row, side, kind], index) => (make[kind] as typeof atMost)(`r${index}`, row.slice(0, variables.length), side)),
        };
        const truth = enumerate(model, 4);
        const answer = solver.solve(model);
        expect(answer.kind).toBe(truth === null ? 'infeasible' : 'optimal');
        if (answer.kind === 'optimal') expect(answer.objective).toBe(truth);
      }),
      { numRuns: 150 },
    );
  });
});
