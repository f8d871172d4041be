import { describe, expect, test } from 'vitest';
import { checkAnswer } from '../../src/solver/check.ts';
import { findDefect } from '../../src/solver/linear-model.ts';
import { atLeast, atMost, maximize, real, whole } from './models.ts';

const model = maximize([real(2, 0, 4), whole(3)], [atMost('capacity', [1, 2], 10), atLeast('floor', [1, 0], 1)]);

describe('the feasibility report', () => {
  test('a point that satisfies everything has no violations and its objective is recomputed', () => {
    expect(checkAnswer(model, [4, 3])).toEqual({ feasible: true, violations: [], objective: 17 });
  });

  test('each broken row, bound and integrality is named with its amount', () => {
    const { feasible, violations } = checkAnswer(model, [5, 3.5]);
    expect(feasible).toBe(false);
    expect(violations).toEqual([
      { kind: 'bound', name: 'x0', amount: 1 },
      { kind: 'integrality', name: 'x1', amount: 0.5 },
      { kind: 'row', name: 'capacity', amount: 2 },
    ]);
  });

  test('a missing or NaN coordinate is a violation', () => {
    expect(checkAnswer(model, [4]).feasible).toBe(false);
    expect(checkAnswer(model, [Number.NaN, 1]).feasible).toBe(false);
  });

  test('the tolerance is one millionth of the largest part of a row', () => {
    const large = maximize([real(1)], [atMost('bits', [1], 1e10)]);
    expect(checkAnswer(large, [1e10 + 5e3]).feasible).toBe(true);
    expect(checkAnswer(large, [1e10 + 5e4]).feasible).toBe(false);
  });
});

describe('defects of a model', () => {
  test.each([
    ['a NaN cost', maximize([real(Number.NaN)], []), 'cost of variable 0 is NaN'],
    ['a NaN bound', maximize([real(1, Number.NaN)], []), 'lower bound of variable 0 is NaN'],
    ['an infinite coefficient', maximize([real(1)], [atMost('cpu', [Infinity], 1)]), 'row cpu has the coefficient Infinity'],
    ['a NaN side', maximize([real(1)], [atMost('cpu', [1], Number.NaN)]), 'upper side of row cpu is NaN'],
    ['an unknown variable', maximize([], [atMost('cpu', [1], 1)]), 'row cpu names variable 0'],
  ])('%s is found and named', (_, defective, words) => {
    expect(findDefect(defective)).toBe(words);
  });

  test('open bounds are no defect', () => {
    expect(findDefect(maximize([real(1, -Infinity, Infinity)], [atMost('cpu', [1], Infinity)]))).toBeNull();
  });
});
