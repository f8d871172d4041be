import type { Solver } from './facade.ts';
import type { LinearModel, Row } from './linear-model.ts';

export type ConflictSet =
  | {
      readonly kind: 'conflict';
      /** In the order of the model; none when the bounds of the variables alone contradict each other. */
      readonly rows: readonly string[];
      /** False when the solver could not say whether some row may be left out. */
      readonly minimal: boolean;
    }
  | { readonly kind: 'no-conflict' }
  | { readonly kind: 'unknown'; readonly because: string };

/**
 * Why a model has no point: rows that cannot hold together with the bounds of the variables, of which none can be left
 * out (a deletion filter; one solve a row). There may be other such sets, and this is one of them.
 */
export const conflictSet = (solver: Solver, model: LinearModel): ConflictSet => {
  // Without costs nothing is unbounded and every solve is a mere question of feasibility.
  const variables = model.variables.map((variable) => ({ ...variable, cost: 0 }));
  const ask = (rows: readonly Row[]) => solver.solve({ sense: 'min', variables, rows });
  const whole = ask(model.rows);
  if (whole.kind === 'unknown') return { kind: 'unknown', because: whole.because.detail };
  if (whole.kind !== 'infeasible') return { kind: 'no-conflict' };
  let kept = [...model.rows];
  let minimal = true;
  for (const candidate of model.rows) {
    const rest = kept.filter((row) => row !== candidate);
    const answer = ask(rest);
    if (answer.kind === 'infeasible') kept = rest;
    else if (answer.kind === 'unknown') minimal = false;
  }
  return { kind: 'conflict', rows: kept.map(({ name }) => name), minimal };
};
