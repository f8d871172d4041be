import type { Answer, FeasibleAnswer, OptimalAnswer } from './answer.ts';
import type { Solver } from './facade.ts';
import type { LinearModel, Row } from './linear-model.ts';

/** One pass: what it optimizes, and how much of it later passes may give away. */
export interface Objective {
  readonly name: string;
  readonly sense: 'min' | 'max';
  /** One cost a variable; what is missing is 0. */
  readonly costs: readonly number[];
  /** The larger of the two is allowed; `relative` is a share of the value reached. */
  readonly tolerance: { readonly absolute: number; readonly relative: number };
}

export interface PassValue {
  readonly name: string;
  /** What the pass reached, recomputed from its point. */
  readonly value: number;
  readonly proof: 'optimal' | 'gap';
}

/** The answer of the last pass, or of the one that stopped, with what each pass before it reached. */
export type LexicographicAnswer = Answer & { readonly reached: readonly PassValue[] };

/** Costs, senses and bounds without an objective. */
export type Constraints = Omit<LinearModel, 'sense'>;

const withObjective = (model: Constraints, rows: readonly Row[], objective: Objective): LinearModel => ({
  sense: objective.sense,
  variables: model.variables.map((variable, index) => ({ ...variable, cost: objective.costs[index] ?? 0 })),
  rows,
});

const keepRow = ({ name, sense, costs, tolerance }: Objective, value: number): Row => {
  const allowance = Math.max(tolerance.absolute, tolerance.relative * Math.abs(value));
  const terms = costs.flatMap((cost, index) => (cost === 0 ? [] : [[index, cost] as const]));
  const [lower, upper] = sense === 'max' ? [value - allowance, Infinity] : [-Infinity, value + allowance];
  return { name: `keep:${name}`, terms, lower, upper };
};

type PointAnswer = OptimalAnswer | FeasibleAnswer;

const isPoint = (answer: Answer): answer is PointAnswer => answer.kind === 'optimal' || answer.kind === 'feasible';

/** The point in hand satisfies every row, so a later pass that finds none has failed: the point stands, without proof. */
const standOn = (held: PointAnswer, failed: Answer): FeasibleAnswer => {
  const because = failed.kind === 'unknown' ? failed.because : { code: 'solver-failed' as const, detail: `a later pass is ${failed.kind}` };
  return { kind: 'feasible', x: held.x, objective: held.objective, bound: null, gap: null, solver: held.solver, because };
};

/**
 * Optimizes objectives in strict order. Each pass keeps what the ones before reached, within their tolerances, by a row
 * `keep:<name>`. The answer is `optimal` only when every pass was; its objective is that of the last pass. The costs of `model` are not looked at.
 */
export const solveLexicographic = (solver: Solver, model: Constraints, objectives: readonly Objective[]): LexicographicAnswer => {
  const rows = [...model.rows];
  const reached: PassValue[] = [];
  let held: PointAnswer | null = null;
  let weakest: FeasibleAnswer | null = null;
  for (const objective of objectives) {
    const answer = solver.solve(withObjective(model, rows, objective));
    if (answer.kind === 'unbounded') return { ...answer, reached };
    if (!isPoint(answer)) return { ...(held === null ? answer : standOn(held, answer)), reached };
    if (answer.kind === 'feasible') weakest = answer;
    reached.push({ name: objective.name, value: answer.objective, proof: answer.kind === 'optimal' ? 'optimal' : 'gap' });
    rows.push(keepRow(objective, answer.objective));
    held = answer;
  }
  if (held === null) return { kind: 'unknown', because: { code: 'defective-model', detail: 'there are no objectives' }, reached };
  if (weakest === null || held.kind === 'feasible') return { ...held, reached };
  // The last pass is exact, but for rows that an earlier pass may have set too low.
  return { ...weakest, x: held.x, objective: held.objective, bound: null, gap: null, reached };
};
