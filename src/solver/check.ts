import { type LinearModel, objectiveOf, type Row } from './linear-model.ts';

/** By how much a point breaks one row, one bound or one integrality. */
export interface Violation {
  readonly kind: 'row' | 'bound' | 'integrality';
  /** The name of the row, or `x<index>` of the variable. */
  readonly name: string;
  /** In the unit of the row or variable. */
  readonly amount: number;
}

export interface FeasibilityReport {
  readonly feasible: boolean;
  readonly violations: readonly Violation[];
  /** Recomputed from the point, in the sense of the model. */
  readonly objective: number;
}

/** Relative to the largest number that takes part, and absolute below 1. */
export const FEASIBILITY_TOLERANCE = 1e-6;

const exceeds = (amount: number, scale: number): boolean => !(amount <= FEASIBILITY_TOLERANCE * Math.max(1, scale));

const checkRow = (row: Row, x: ArrayLike<number>): Violation | null => {
  let activity = 0;
  let scale = 0;
  for (const [variable, coefficient] of row.terms) {
    const part = coefficient * (x[variable] ?? Number.NaN);
    activity += part;
    scale = Math.max(scale, Math.abs(part));
  }
  const amount = Math.max(row.lower - activity, activity - row.upper);
  return exceeds(amount, scale) ? { kind: 'row', name: row.name, amount } : null;
};

const checkVariables = (model: LinearModel, x: ArrayLike<number>): Violation[] => {
  const violations: Violation[] = [];
  for (const [index, { lower, upper, integer }] of model.variables.entries()) {
    const value = x[index] ?? Number.NaN;
    const amount = Math.max(lower - value, value - upper);
    if (exceeds(amount, Math.abs(value))) violations.push({ kind: 'bound', name: `x${index}`, amount });
    const fraction = Math.abs(value - Math.round(value));
    if (integer && !(fraction <= FEASIBILITY_TOLERANCE)) violations.push({ kind: 'integrality', name: `x${index}`, amount: fraction });
  }
  return violations;
};

/**
 * Judges a point against every row, bound and integrality of the model (1e-6, relative above 1). It shares no code with any
 * solver and trusts nothing but the model and the point; a missing or NaN coordinate is a violation.
 */
export const checkAnswer = (model: LinearModel, x: ArrayLike<number>): FeasibilityReport => {
  const violations = checkVariables(model, x);
  for (const row of model.rows) {
    const violation = checkRow(row, x);
    if (violation !== null) violations.push(violation);
  }
  return { feasible: violations.length === 0, violations, objective: objectiveOf(model, x) };
};
