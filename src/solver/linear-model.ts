/**
 * A linear or mixed-integer model as plain data. It knows numbers and names; what they mean is the business of whoever
 * builds it. A bound that is open is -Infinity or Infinity; nothing else may be infinite, and nothing may be NaN.
 */
export interface Variable {
  readonly lower: number;
  readonly upper: number;
  readonly integer: boolean;
  /** Coefficient in the objective. */
  readonly cost: number;
}

export type Term = readonly [variable: number, coefficient: number];

export interface Row {
  /** Carries the meaning (`vf-limit:nic2`), so that a binding or conflicting row explains itself. */
  readonly name: string;
  /** Variables by index; several terms of one variable add up. */
  readonly terms: readonly Term[];
  readonly lower: number;
  readonly upper: number;
}

export interface LinearModel {
  readonly sense: 'min' | 'max';
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

/** Lower and upper bound of every variable; a branch of the search narrows them. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** 1 for a model that minimizes, -1 for one that maximizes: factor × objective is always to be minimized. */
export const senseFactor = (model: LinearModel): 1 | -1 => (model.sense === 'min' ? 1 : -1);

/** The objective of a point, in the sense of the model. */
export const objectiveOf = (model: LinearModel, x: ArrayLike<number>): number =>
  model.variables.reduce((sum, { cost }, index) => sum + cost * (x[index] ?? 0), 0);

export const isMixedInteger = (model: LinearModel): boolean => model.variables.some(({ integer }) => integer);

/** Bounds that cross by no more than rounding meet. */
const CROSSING = 1e-9;

const meet = (lower: number, upper: number): number =>
  lower > upper && lower - upper <= CROSSING * Math.max(1, Math.abs(lower)) ? lower : upper;

/** The bounds of the model as a box, those of integer variables rounded inward. */
export const boxOf = (model: LinearModel): Box => {
  const { variables } = model;
  // A bound of 2.9999999999 that was meant as 3 must not cost a whole unit.
  return {
    lower: Float64Array.from(variables, ({ lower, integer }) => (integer ? Math.ceil(lower - CROSSING) : lower)),
    upper: Float64Array.from(variables, ({ lower, upper, integer }) => (integer ? Math.floor(upper + CROSSING) : meet(lower, upper))),
  };
};

const findVariableDefect = (variable: Variable, index: number): string | null => {
  const { lower, upper, cost } = variable;
  if (!Number.isFinite(cost)) return `cost of variable ${index} is ${cost}`;
  if (Number.isNaN(lower) || lower === Infinity) return `lower bound of variable ${index} is ${lower}`;
  if (Number.isNaN(upper) || upper === -Infinity) return `upper bound of variable ${index} is ${upper}`;
  return null;
};

const findRowDefect = (row: Row, variableCount: number): string | null => {
  if (Number.isNaN(row.lower) || row.lower === Infinity) return `lower side of row ${row.name} is ${row.lower}`;
  if (Number.isNaN(row.upper) || row.upper === -Infinity) return `upper side of row ${row.name} is ${row.upper}`;
  for (const [variable, coefficient] of row.terms) {
    if (!Number.isInteger(variable) || variable < 0 || variable >= variableCount) return `row ${row.name} names variable ${variable}`;
    if (!Number.isFinite(coefficient)) return `row ${row.name} has the coefficient ${coefficient}`;
  }
  return null;
};

/** What makes a model meaningless (NaN, a misplaced infinity, an unknown variable), or null when nothing does. */
export const findDefect = (model: LinearModel): string | null => {
  for (const [index, variable] of model.variables.entries()) {
    const defect = findVariableDefect(variable, index);
    if (defect !== null) return defect;
  }
  for (const row of model.rows) {
    const defect = findRowDefect(row, model.variables.length);
    if (defect !== null) return defect;
  }
  return null;
};
