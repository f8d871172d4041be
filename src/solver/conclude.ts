import { type Answer, type Doubt, gapOf, type SolverName } from './answer.ts';
import { optimalityAllowance } from './certificate.ts';
import { checkAnswer } from './check.ts';
import { type LinearModel, senseFactor } from './linear-model.ts';

/** A point a solver found, in the units of the model, and what it can prove about all other points. */
export interface Finding {
  readonly x: ArrayLike<number>;
  /** In the sense of the model; null where nothing is proved. */
  readonly bound: number | null;
  readonly solver: SolverName;
  /** What is said when the point is not proved optimal. */
  readonly doubt: Doubt;
}

/** Rounds integers and moves a point that misses a bound by rounding back onto it; a larger miss is left for the check to see. */
const tidyPoint = (model: LinearModel, x: ArrayLike<number>): number[] =>
  model.variables.map(({ lower, upper, integer }, index) => {
    const value = x[index] ?? Number.NaN;
    const whole = integer && Math.abs(value - Math.round(value)) <= 1e-6 ? Math.round(value) : value;
    const scale = 1e-9 * Math.max(1, Math.abs(whole));
    if (whole < lower && lower - whole <= scale) return lower;
    if (whole > upper && whole - upper <= scale) return upper;
    // Adding zero turns -0 into 0, which would otherwise be printed as "-0".
    return whole + 0;
  });

/**
 * Turns what a solver found into an answer. The point is checked against the original model and its objective recomputed;
 * `optimal` is said only where the bound proves it.
 */
export const concludePoint = (model: LinearModel, finding: Finding): Answer => {
  const { solver, bound, doubt } = finding;
  const x = tidyPoint(model, finding.x);
  const report = checkAnswer(model, x);
  if (!report.feasible) {
    const worst = report.violations[0];
    return {
      kind: 'unknown',
      because: { code: 'not-proved', detail: `${solver} breaks ${worst?.kind} ${worst?.name} by ${worst?.amount}` },
    };
  }
  const { objective } = report;
  if (bound === null || !Number.isFinite(bound)) return { kind: 'feasible', x, objective, bound: null, gap: null, solver, because: doubt };
  const distance = senseFactor(model) * (objective - bound);
  // A point far better than a proved bound means that one of the two is wrong, and nothing says which.
  if (distance < -10 * optimalityAllowance(model, objective)) {
    return { kind: 'unknown', because: { code: 'not-proved', detail: `${solver} beats its own bound by ${-distance}` } };
  }
  if (distance <= optimalityAllowance(model, objective)) return { kind: 'optimal', x, objective, solver, proof: 'optimal' };
  return { kind: 'feasible', x, objective, bound, gap: gapOf(objective, bound), solver, because: doubt };
};
