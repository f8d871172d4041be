import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundByMultipliers, provesInfeasible, provesUnbounded } from '../../src/solver/certificate.ts';
import { boxOf } from '../../src/solver/linear-model.ts';
import { scaleModel } from '../../src/solver/scaling.ts';
import { atLeast, atMost, exactly, maximize, minimize, real } from './models.ts';

describe('proofs', () => {
  test('the dual solution of a linear program proves its optimum', () => {
    const model = maximize([real(3), real(2)], [atMost('a', [1, 1], 4), atMost('b', [1, 3], 6)]);
    // Minimized, the optimum is -12, and it is the multiplier -3 on row a that proves it.
    expect(boundByMultipliers(model, [-3, 0], boxOf(model)).bound).toBe(-12);
  });

  test('any multipliers at all give a bound that no point beats', () => {
    const model = minimize([real(1, 0, 5), real(-2, 0, 5)], [atMost('a', [1, 2], 8), atLeast('b', [1, -1], -3)]);
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    const share = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(number, number, share, share, (first, second, x, y) => {
        fc.pre(x + 2 * y <= 8 && x - y >= -3);
        expect(boundByMultipliers(model, [first, second], boxOf(model)).bound).toBeLessThanOrEqual(x - 2 * y + 1e-9);
      }),
    );
  });

  test('a multiplier on an open side proves nothing', () => {
    const model = minimize([real(1, -Infinity)], [atMost('a', [1], 4)]);
    expect(boundByMultipliers(model, [1], boxOf(model)).bound).toBe(-Infinity);
  });

  test('infeasibility is proved by a combination of rows that no point of the box satisfies, and by no other', () => {
    const model = minimize([real(0), real(0)], [atLeast('need', [1, 1], 5), atMost('have', [1, 1], 4)]);
    expect(provesInfeasible(model, [1, -1], boxOf(model))).toBe(true);
    expect(provesInfeasible(model, [-1, 1], boxOf(model))).toBe(false);
    expect(provesInfeasible(model, [0, 0], boxOf(model))).toBe(false);
  });

  test('a ray proves unboundedness only if it improves, keeps the rows and keeps the bounds', () => {
    const model = maximize([real(1), real(0)], [exactly('balance', [1, -1], 3)]);
    expect(provesUnbounded(model, [1, 1])).toBe(true);
    expect(provesUnbounded(model, [1, 0])).toBe(false);
    expect(provesUnbounded(model, [-1, -1])).toBe(false);
    expect(provesUnbounded(model, [0, 0])).toBe(false);
  });
});

describe('scaling', () => {
  test('bit/s are brought into the fence and a point is restored without rounding', () => {
    const model = maximize([real(1, 0, 1), real(0)], [atLeast('fair', [-8e9, 1], 0), atMost('line', [0, 1], 25e9)]);
    const scaled = scaleModel(model);
    expect(scaled.outside).toBeNull();
    const point = scaled.model.variables.map(({ upper }) => (upper === Infinity ? 1 : upper));
    expect(scaled.restorePoint(point)[0]).toBe(1);
  });

  test('integer variables keep their unit', () => {
    const model = maximize([{ lower: 0, upper: 9, integer: true, cost: 1 }], [atMost('line', [3e9], 25e9)]);
    expect(scaleModel(model).restorePoint([7])).toEqual([7]);
    expect(scaleModel(model).outside).toBeNull();
  });

  test('a row of integers that reach too far is outside the fence', () => {
    const variables = [1, 1].map((cost) => ({ lower: 0, upper: 9, integer: true, cost }));
    expect(scaleModel(maximize(variables, [atMost('mixed', [1, 1e9], 5e9)])).outside).toMatch(/^coefficients reach/);
  });
});
