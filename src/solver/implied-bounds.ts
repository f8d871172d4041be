import type { Box, LinearModel, Row } from './linear-model.ts';

/** The least value a term can take within the box; -Infinity when it has none. */
const leastOf = (coefficient: number, lower: number, upper: number): number => coefficient * (coefficient > 0 ? lower : upper);

const tighten = (row: Row, side: number, factor: 1 | -1, box: Box, implied: Float64Array): void => {
  if (!Number.isFinite(side)) return;
  const leasts = row.terms.map(([variable, coefficient]) =>
    leastOf(factor * coefficient, box.lower[variable] ?? -Infinity, box.upper[variable] ?? Infinity),
  );
  const total = leasts.reduce((sum, least) => sum + least, 0);
  if (!Number.isFinite(total)) return;
  for (const [index, [variable, coefficient]] of row.terms.entries()) {
    if (factor * coefficient <= 0) continue;
    // What the row leaves for this variable when all others take as little as they can.
    const rest = (factor * side - (total - (leasts[index] ?? 0))) / (factor * coefficient);
    implied[variable] = Math.min(implied[variable] ?? Infinity, rest);
  }
};

/**
 * Upper bounds that single rows imply by the lower bounds of their other variables, such as 1 for each share of a whole.
 * Only rows whose other terms lean on lower bounds are looked at, so that no two upper bounds can each be left out on account of the other.
 */
export const findImpliedUppers = (model: LinearModel, box: Box): Float64Array => {
  const implied = new Float64Array(model.variables.length).fill(Infinity);
  const onlyLower: Box = { lower: box.lower, upper: new Float64Array(model.variables.length).fill(Infinity) };
  for (const row of model.rows) {
    tighten(row, row.upper, 1, onlyLower, implied);
    tighten(row, row.lower, -1, onlyLower, implied);
  }
  return implied;
};
