import { type Box, boxOf, type LinearModel, type Row, senseFactor } from './linear-model.ts';

/**
 * Proofs that need no trust in the solver that found them. All objectives here are to be minimized (a model that
 * maximizes is negated), and all bounds are bounds of that minimum.
 *
 * For any multipliers y, c·x = y·(Ax) + (c − Aᵀy)·x, and the least value of each part over the sides of the rows and over
 * the box is easy to read off. So any y whatever gives a true lower bound, and a wrong y merely gives a weak one. With
 * costs of zero, a bound above zero says that there is no point at all (Farkas).
 */
export interface LagrangianBound {
  readonly bound: number;
  /** The sum of the magnitudes that went in, against which rounding is judged. */
  readonly magnitude: number;
}

/** Below this share of the numbers it was computed from, a reduced cost is rounding. */
const ROUNDING = 1e-9;

/** How far optimum and bound may lie apart and still count as equal, relative to the objective. */
export const OPTIMALITY_TOLERANCE = 1e-6;

/** Below this share of the largest multiplier, a multiplier is rounding. Any multipliers are sound, so those may be dropped. */
const DUST = 1e-11;

const VOID: LagrangianBound = { bound: -Infinity, magnitude: Infinity };

const bindRows = (model: LinearModel, multipliers: ArrayLike<number>, reduced: Float64Array, magnitudes: Float64Array) => {
  let bound = 0;
  let magnitude = 0;
  let largest = 0;
  for (let index = 0; index < model.rows.length; index += 1) largest = Math.max(largest, Math.abs(multipliers[index] ?? 0));
  for (const [index, row] of model.rows.entries()) {
    const multiplier = multipliers[index] ?? 0;
    if (Math.abs(multiplier) <= DUST * largest) continue;
    const side = multiplier > 0 ? row.lower : row.upper;
    // A multiplier on a side that is open proves nothing: leaving it out is always sound.
    if (!Number.isFinite(side)) continue;
    bound += multiplier * side;
    magnitude += Math.abs(multiplier * side);
    for (const [variable, coefficient] of row.terms) {
      const part = multiplier * coefficient;
      reduced[variable] = (reduced[variable] ?? 0) - part;
      magnitudes[variable] = (magnitudes[variable] ?? 0) + Math.abs(part);
    }
  }
  return { bound, magnitude };
};

/** The lower bound of the minimized objective over the box that the row multipliers prove; -Infinity when they prove none. */
export const boundByMultipliers = (
  model: LinearModel,
  multipliers: ArrayLike<number>,
  box: Box,
  costs: 'own' | 'zero' = 'own',
): LagrangianBound => {
  const factor = costs === 'own' ? senseFactor(model) : 0;
  const reduced = Float64Array.from(model.variables, ({ cost }) => factor * cost);
  const magnitudes = reduced.map(Math.abs);
  let { bound, magnitude } = bindRows(model, multipliers, reduced, magnitudes);
  for (let index = 0; index < reduced.length; index += 1) {
    const rest = reduced[index] ?? 0;
    const side = (rest > 0 ? box.lower[index] : box.upper[index]) ?? 0;
    if (rest === 0) continue;
    if (Number.isFinite(side)) {
      bound += rest * side;
      magnitude += Math.abs(rest * side);
    } else if (!(Math.abs(rest) <= ROUNDING * (magnitudes[index] ?? 0))) {
      return VOID;
    }
  }
  return Number.isNaN(bound) ? VOID : { bound, magnitude };
};

/** True when the multipliers prove that no point of the box satisfies all rows. */
export const provesInfeasible = (model: LinearModel, multipliers: ArrayLike<number>, box: Box): boolean => {
  const { bound, magnitude } = boundByMultipliers(model, multipliers, box, 'zero');
  return bound > ROUNDING * magnitude;
};

/** True when the bounds alone leave no value for some variable. */
export const isEmpty = (box: Box): boolean => box.lower.some((lower, index) => lower > (box.upper[index] ?? Infinity));

const leavesNothing = ({ terms, lower, upper }: Row): boolean => {
  if (lower - upper > ROUNDING * Math.max(1, Math.abs(lower))) return true;
  return terms.every(([, coefficient]) => coefficient === 0) && (lower > ROUNDING || upper < -ROUNDING);
};

/** True when a single row or variable leaves itself no value: its sides cross, or it has no terms and excludes 0. */
export const contradictsItself = (model: LinearModel): boolean => isEmpty(boxOf(model)) || model.rows.some(leavesNothing);

const staysInside = (change: number, scale: number, lower: number, upper: number): boolean => {
  const rounding = ROUNDING * scale;
  return (upper === Infinity || change <= rounding) && (lower === -Infinity || change >= -rounding);
};

/** True when walking along the ray from any feasible point stays feasible (integrality aside) and improves without end. */
export const provesUnbounded = (model: LinearModel, ray: ArrayLike<number>): boolean => {
  let improvement = 0;
  let scale = 0;
  for (const [index, { lower, upper, cost }] of model.variables.entries()) {
    const step = ray[index] ?? Number.NaN;
    if (Number.isNaN(step) || (step > 0 && upper !== Infinity) || (step < 0 && lower !== -Infinity)) return false;
    improvement -= senseFactor(model) * cost * step;
    scale += Math.abs(cost * step);
  }
  if (!(improvement > OPTIMALITY_TOLERANCE * scale)) return false;
  return model.rows.every(({ terms, lower, upper }) => {
    const parts = terms.map(([variable, coefficient]) => coefficient * (ray[variable] ?? 0));
    const change = parts.reduce((sum, part) => sum + part, 0);
    return staysInside(
      change,
      parts.reduce((sum, part) => sum + Math.abs(part), 0),
      lower,
      upper,
    );
  });
};

/**
 * The distance from the bound at which a minimized objective counts as optimal. The absolute part follows the costs down,
 * or a model with tiny costs would call everything optimal.
 */
export const optimalityAllowance = (model: LinearModel, objective: number): number => {
  const largestCost = model.variables.reduce((largest, { cost }) => Math.max(largest, Math.abs(cost)), 0);
  return OPTIMALITY_TOLERANCE * Math.max(Math.min(1, largestCost), Math.abs(objective));
};
