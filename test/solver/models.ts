import type { LinearModel, Row, Variable } from '../../src/solver/linear-model.ts';

/** Short spellings for models in tests. */
export const real = (cost: number, lower = 0, upper = Infinity): Variable => ({ lower, upper, integer: false, cost });
export const whole = (cost: number, lower = 0, upper = Infinity): Variable => ({ lower, upper, integer: true, cost });

const row = (name: string, coefficients: readonly number[], lower: number, upper: number): Row => ({
  name,
  terms: coefficients.flatMap((coefficient, index) => (coefficient === 0 ? [] : [[index, coefficient] as const])),
  lower,
  upper,
});

export const atMost = (name: string, coefficients: readonly number[], upper: number): Row => row(name, coefficients, -Infinity, upper);
export const atLeast = (name: string, coefficients: readonly number[], lower: number): Row => row(name, coefficients, lower, Infinity);
export const exactly = (name: string, coefficients: readonly number[], side: number): Row => row(name, coefficients, side, side);

export const maximize = (variables: readonly Variable[], rows: readonly Row[]): LinearModel => ({ sense: 'max', variables, rows });
export const minimize = (variables: readonly Variable[], rows: readonly Row[]): LinearModel => ({ sense: 'min', variables, rows });
