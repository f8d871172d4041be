import type { LinearModel, Row, Term } from './linear-model.ts';

/**
 * The same model in better units. Factors are powers of two, so that scaling and its reversal are exact. Integer variables
 * keep their unit, or they would no longer be whole numbers.
 */
export interface ScaledModel {
  readonly model: LinearModel;
  /** What is out of range after scaling, or null when the model lies inside the fence. */
  readonly outside: string | null;
  /** A point of the scaled model in the units of the original. */
  readonly restorePoint: (x: ArrayLike<number>) => number[];
  /** A value of the scaled objective in the unit of the original. */
  readonly restoreObjective: (value: number) => number;
}

/** Coefficients between these magnitudes were measured safe; outside them libraries with absolute tolerances go wrong. */
const SMALLEST = 1e-3;
const LARGEST = 1e4;
/** Sides and bounds are only added up, never divided by, so they may be larger than coefficients. */
const LARGEST_SIDE = 1e7;
/** The middle of that range, which rows are moved to in the end. */
const MIDDLE = Math.sqrt(SMALLEST * LARGEST);
const ROUNDS = 8;

const powerOfTwo = (value: number): number => 2 ** Math.round(Math.log2(value));

/** The geometric middle of the smallest and largest magnitude seen; 1 when nothing was seen. */
class Middle {
  private least = Infinity;
  private most = 0;

  see(value: number): void {
    const magnitude = Math.abs(value);
    if (magnitude === 0 || magnitude === Infinity) return;
    this.least = Math.min(this.least, magnitude);
    this.most = Math.max(this.most, magnitude);
  }

  get value(): number {
    return this.most === 0 ? 1 : Math.sqrt(this.least) * Math.sqrt(this.most);
  }

  get range(): readonly [least: number, most: number] {
    return this.most === 0 ? [1, 1] : [this.least, this.most];
  }
}

/** Adds up repeated terms of one variable and drops those that cancel. */
const mergeTerms = (terms: readonly Term[]): Term[] => {
  const sums = new Map<number, number>();
  for (const [variable, coefficient] of terms) sums.set(variable, (sums.get(variable) ?? 0) + coefficient);
  return [...sums].filter(([, coefficient]) => coefficient !== 0);
};

const measureRow = (row: Row, columns: Float64Array): number => {
  const middle = new Middle();
  for (const [variable, coefficient] of row.terms) middle.see(coefficient * (columns[variable] ?? 1));
  middle.see(row.lower);
  middle.see(row.upper);
  return 1 / middle.value;
};

const measureColumns = (model: LinearModel, rows: Float64Array, columns: Float64Array): Float64Array => {
  const middles = model.variables.map(() => new Middle());
  for (const [index, row] of model.rows.entries()) {
    for (const [variable, coefficient] of row.terms) middles[variable]?.see(coefficient * (rows[index] ?? 1));
  }
  return Float64Array.from(model.variables, ({ integer, lower, upper }, index) => {
    const middle = middles[index];
    if (integer || middle === undefined) return 1;
    // A bound is a row x ≤ u whose own factor is already the best one.
    for (const bound of [lower, upper]) if (bound !== 0) middle.see(1 / Math.sqrt((columns[index] ?? 1) * Math.abs(bound)));
    return 1 / middle.value;
  });
};

const findFactors = (model: LinearModel): { rows: Float64Array; columns: Float64Array } => {
  let columns: Float64Array = Float64Array.from(model.variables, () => 1);
  let rows: Float64Array = Float64Array.from(model.rows, () => 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const current = columns;
    rows = Float64Array.from(model.rows, (row) => measureRow(row, current));
    columns = measureColumns(model, rows, columns);
  }
  const final = columns.map(powerOfTwo);
  return { rows: Float64Array.from(model.rows, (row) => powerOfTwo(MIDDLE * measureRow(row, final))), columns: final };
};

const leavesFence = (middle: Middle, least: number, most: number, what: string): string | null => {
  const [smallest, largest] = middle.range;
  return smallest >= least && largest <= most ? null : `${what} reach from ${smallest.toExponential(1)} to ${largest.toExponential(1)}`;
};

const findOutside = (model: LinearModel): string | null => {
  const coefficients = new Middle();
  const sides = new Middle();
  const costs = new Middle();
  for (const { terms, lower, upper } of model.rows) {
    for (const [, coefficient] of terms) coefficients.see(coefficient);
    sides.see(lower);
    sides.see(upper);
  }
  for (const { lower, upper, cost } of model.variables) {
    sides.see(lower);
    sides.see(upper);
    costs.see(cost);
  }
  return (
    leavesFence(coefficients, SMALLEST, LARGEST, 'coefficients') ??
    leavesFence(sides, 0, LARGEST_SIDE, 'sides and bounds') ??
    leavesFence(costs, SMALLEST, LARGEST, 'costs')
  );
};

/** Scales rows, columns and costs towards 1, and says when the numbers still lie too far apart. */
export const scaleModel = (original: LinearModel): ScaledModel => {
  const merged = { ...original, rows: original.rows.map((row) => ({ ...row, terms: mergeTerms(row.terms) })) };
  const { rows, columns } = findFactors(merged);
  const costs = new Middle();
  for (const [index, { cost }] of merged.variables.entries()) costs.see(cost * (columns[index] ?? 1));
  const costFactor = powerOfTwo(1 / costs.value);
  const model: LinearModel = {
    sense: merged.sense,
    variables: merged.variables.map(({ lower, upper, integer, cost }, index) => {
      const factor = columns[index] ?? 1;
      return { lower: lower / factor, upper: upper / factor, integer, cost: cost * factor * costFactor };
    }),
    rows: merged.rows.map(({ name, terms, lower, upper }, index) => {
      const factor = rows[index] ?? 1;
      const scaled = terms.map(([variable, coefficient]): Term => [variable, coefficient * factor * (columns[variable] ?? 1)]);
      return { name, terms: scaled, lower: lower * factor, upper: upper * factor };
    }),
  };
  return {
    model,
    outside: findOutside(model),
    restorePoint: (x) => Array.from(columns, (factor, index) => (x[index] ?? Number.NaN) * factor),
    restoreObjective: (value) => value / costFactor,
  };
};
