import { beforeAll, describe, expect, test } from 'vitest';
import { createSolver, type SecondSolver, SecondSolverNeeded } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import type { LinearModel } from '../../src/solver/linear-model.ts';
import { atLeast, atMost, exactly, maximize, minimize, real, whole } from './models.ts';

const TINY = { pivots: 2, cells: 1_000_000, nodes: 2 };
const outside = maximize([whole(1, 0, 9), whole(1, 0, 9)], [atMost('mixed', [1, 1e9], 5e9)]);
const small = maximize([real(3), real(2)], [atMost('a', [1, 1], 4), atMost('b', [1, 3], 6)]);

/** A sum of odd weights to be met exactly: the search has to enumerate. */
const knapsack = maximize(
  Array.from({ length: 12 }, (_, index) => whole(2 * index + 21, 0, 1)),
  [
    exactly(
      'half',
      Array.from({ length: 12 }, (_, index) => 2 * index + 21),
      193,
    ),
  ],
);

let second: SecondSolver;
beforeAll(async () => {
  second = await loadHighs();
});

describe('the façade without a second solver', () => {
  const solver = createSolver({ second: null });
  const kinds: [string, LinearModel, string][] = [
    ['an optimum', small, 'optimal'],
    ['a contradiction of two rows', minimize([real(1)], [atLeast('need', [1], 5), atMost('have', [1], 4)]), 'infeasible'],
    ['a contradiction of two integer rows', minimize([whole(1), whole(1)], [exactly('odd', [2, 2], 5)]), 'infeasible'],
    ['bounds that cross', minimize([real(1, 2, 1)], []), 'infeasible'],
    ['sides that cross', minimize([real(1)], [{ ...exactly('crossed', [1], 3), upper: 2 }]), 'infeasible'],
    ['a row without terms that excludes 0', minimize([real(1)], [atLeast('empty', [0], 1)]), 'infeasible'],
    ['an objective without end', maximize([real(1)], [atLeast('floor', [1], 1)]), 'unbounded'],
    ['an integer objective without end', maximize([whole(1), whole(0)], [exactly('tie', [1, -1], 2)]), 'unbounded'],
    ['no rows', minimize([real(1, 2, 3)], []), 'optimal'],
    ['no variables', minimize([], []), 'optimal'],
    ['only fixed variables', minimize([real(1, 2, 2)], [atMost('sum', [1], 3)]), 'optimal'],
    ['only fixed variables that break a row', minimize([real(1, 2, 2)], [atMost('sum', [1], 1)]), 'infeasible'],
  ];

  test.each(kinds)('%s is recognized', (_, model, kind) => {
    expect(solver.solve(model).kind).toBe(kind);
  });

  test('negative, free and upper-bounded variables keep their signs', () => {
    const model = minimize([real(1, -Infinity), real(-1, -Infinity, 7), real(2, -3, 8)], [atLeast('a', [1, 0, 0], -5)]);
    expect(solver.solve(model)).toEqual({
      kind: 'optimal',
      x: [-5, 7, -3],
      objective: -18,
      solver: 'javascript-lp-solver',
      proof: 'optimal',
    });
  });

  test('terms of the same variable add up', () => {
    const twice = { name: 'twice', terms: [[0, 1] as const, [0, 1] as const], lower: -Infinity, upper: 6 };
    expect(solver.solve(maximize([real(1)], [twice]))).toMatchObject({ kind: 'optimal', x: [3] });
  });

  test('NaN is refused, not solved', () => {
    const answer = solver.solve(minimize([real(Number.NaN)], []));
    expect(answer).toEqual({ kind: 'unknown', because: { code: 'defective-model', detail: 'cost of variable 0 is NaN' } });
  });

  test('a frozen model is solved and left as it is', () => {
    const frozen: LinearModel = Object.freeze({
      ...small,
      variables: Object.freeze([...small.variables]),
      rows: Object.freeze([...small.rows]),
    });
    const before = structuredClone(frozen);
    solver.solve(frozen);
    expect(frozen).toEqual(before);
  });

  test('a model outside the fence asks for the second solver', () => {
    expect(() => solver.solve(outside)).toThrow(SecondSolverNeeded);
  });

  test('a spent budget asks for the second solver', () => {
    expect(() => createSolver({ second: null, budget: TINY }).solve(knapsack)).toThrow(/budget-spent/);
  });
});

describe('the façade with a second solver', () => {
  test('what the first cannot finish the second does, and the tally says so', () => {
    const solver = createSolver({ second, budget: TINY });
    solver.solve(small);
    const answer = solver.solve(knapsack);
    solver.recordClosedForm('optimal');
    solver.recordClosedForm('optimal');
    expect(answer).toMatchObject({ kind: 'optimal', objective: 193, solver: 'highs' });
    expect(solver.tally()).toEqual({
      solves: [
        { solver: 'closed-form', proof: 'optimal', count: 2 },
        { solver: 'highs', proof: 'optimal', count: 1 },
        { solver: 'javascript-lp-solver', proof: 'optimal', count: 1 },
      ],
      resolves: [{ because: 'budget-spent', count: 1 }],
      worstGap: 0,
    });
  });

  test('a mixed-integer answer outside the fence is feasible with its gap, not optimal', () => {
    const answer = createSolver({ second }).solve(outside);
    expect(answer.kind).toBe('feasible');
  });

  test('the bound that HiGHS leaves behind after "unbounded" is not believed', () => {
    const variables = [whole(3), real(-9), whole(-5), real(-9, -Infinity), whole(3, 0, 5), whole(7)];
    const empty = { name: 'empty', terms: [[3, 0] as const], lower: -Infinity, upper: 7 };
    expect(second.solve(minimize(variables, [empty])).kind).not.toBe('optimal');
    expect(createSolver({ second }).solve(minimize(variables, [empty])).kind).toBe('unbounded');
  });

  test('where both fall short the smaller gap is kept and the worst gap is remembered', () => {
    const held = {
      kind: 'feasible',
      x: [1],
      objective: 1,
      bound: 3,
      gap: 2,
      solver: 'highs',
      because: { code: 'budget-spent', detail: '' },
    } as const;
    const solver = createSolver({ second: { name: 'highs', solve: () => held }, budget: TINY });
    expect(solver.solve(knapsack)).toBe(held);
    expect(solver.tally().worstGap).toBe(2);
  });

  test('the same model gets the same answer again', () => {
    const run = () => createSolver({ second, budget: { pivots: 200, cells: 1e6, nodes: 20 } }).solve(knapsack);
    expect(run()).toEqual(run());
  });
});
