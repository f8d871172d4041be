import { type Answer, type Budget, DEFAULT_BUDGET, type Doubt, type SolverName } from './answer.ts';
import { findDefect, type LinearModel } from './linear-model.ts';
import { solveBySimplex } from './simplex-solver.ts';

/** A solver of last resort. It is loaded by whoever may wait for it; solving is synchronous. */
export interface SecondSolver {
  readonly name: SolverName;
  solve(model: LinearModel): Answer;
}

/**
 * Thrown where the first solver cannot answer and no second one is loaded. Planning stays synchronous and pure that way: the
 * worker catches this, loads the second solver and plans the host again.
 */
export class SecondSolverNeeded extends Error {
  readonly doubt: Doubt;

  constructor(doubt: Doubt) {
    super(`A second solver is needed: ${doubt.code}: ${doubt.detail}`);
    this.name = 'SecondSolverNeeded';
    this.doubt = doubt;
  }
}

export type Proof = 'optimal' | 'gap' | 'none';

export interface SolveCount {
  readonly solver: 'closed-form' | SolverName;
  readonly proof: Proof;
  readonly count: number;
}

export interface Tally {
  readonly solves: readonly SolveCount[];
  /** Models handed to the second solver, by reason. */
  readonly resolves: readonly { readonly because: Doubt['code']; readonly count: number }[];
  /** The largest gap of an answer without proof of optimality; Infinity where one had no bound; 0 when there was none. */
  readonly worstGap: number;
}

export interface Solver {
  solve(model: LinearModel): Answer;
  /** Counts an answer that a planner reached by a closed form instead of a model. */
  recordClosedForm(proof: Proof): void;
  tally(): Tally;
}

const proofOf = (answer: Answer): Proof => {
  switch (answer.kind) {
    case 'optimal':
    case 'infeasible':
    case 'unbounded':
      return 'optimal';
    case 'feasible':
      return answer.gap === null ? 'none' : 'gap';
    case 'unknown':
      return 'none';
    default:
      return answer satisfies never;
  }
};

class Ledger {
  /** Few: one a solver and proof. */
  private readonly solves: { readonly solver: SolveCount['solver']; readonly proof: Proof; count: number }[] = [];
  private readonly resolves = new Map<Doubt['code'], number>();
  private worstGap = 0;

  record(solver: SolveCount['solver'], proof: Proof): void {
    const known = this.solves.find((each) => each.solver === solver && each.proof === proof);
    if (known === undefined) this.solves.push({ solver, proof, count: 1 });
    else known.count += 1;
  }

  recordResolve(because: Doubt['code']): void {
    this.resolves.set(because, (this.resolves.get(because) ?? 0) + 1);
  }

  recordAnswer(solver: SolverName, answer: Answer): void {
    this.record(solver, proofOf(answer));
    if (answer.kind === 'feasible') this.worstGap = Math.max(this.worstGap, answer.gap ?? Infinity);
  }

  read(): Tally {
    const nameOf = ({ solver, proof }: SolveCount): string => `${solver} ${proof}`;
    const solves = this.solves.map((each) => ({ ...each })).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const resolves = [...this.resolves].sort(([a], [b]) => (a < b ? -1 : 1)).map(([because, count]) => ({ because, count }));
    return { solves, resolves, worstGap: this.worstGap };
  }
}

/** The better of two answers of which neither is final: a point beats none, a smaller gap a larger one. */
const choose = (first: Answer, second: Answer): Answer => {
  if (second.kind === 'unknown') return first.kind === 'feasible' ? first : second;
  if (first.kind !== 'feasible' || second.kind !== 'feasible') return second;
  return (first.gap ?? Infinity) < (second.gap ?? Infinity) ? first : second;
};

const solverOf = (answer: Answer, fallback: SolverName): SolverName => (answer.kind === 'unknown' ? fallback : answer.solver);

/**
 * The one door to optimization. javascript-lp-solver answers first; what it cannot prove within the budget goes to the second
 * solver. An answer says `optimal` only with a proof, `feasible` with its gap otherwise, and `unknown` rather than something wrong.
 * Throws SecondSolverNeeded where the second solver is needed and `second` is null.
 */
export const createSolver = (options: { readonly second: SecondSolver | null; readonly budget?: Budget }): Solver => {
  const { second, budget = DEFAULT_BUDGET } = options;
  const ledger = new Ledger();
  const resolve = (model: LinearModel, first: Answer, doubt: Doubt): Answer => {
    if (second === null) throw new SecondSolverNeeded(doubt);
    ledger.recordResolve(doubt.code);
    const answer = choose(first, second.solve(model));
    ledger.recordAnswer(solverOf(answer, second.name), answer);
    return answer;
  };
  const solve = (model: LinearModel): Answer => {
    const defect = findDefect(model);
    if (defect !== null) return { kind: 'unknown', because: { code: 'defective-model', detail: defect } };
    const first = solveBySimplex(model, budget);
    if (first.kind === 'unknown' || first.kind === 'feasible') return resolve(model, first, first.because);
    ledger.recordAnswer(first.solver, first);
    return first;
  };
  return { solve, recordClosedForm: (proof) => ledger.record('closed-form', proof), tally: () => ledger.read() };
};
