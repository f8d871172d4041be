/**
 * What a solver may say. How a search ended is one thing and what is held in hand another, so a search whose budget ran
 * out while it held a point is `feasible`, never `optimal`.
 */
export type SolverName = 'javascript-lp-solver' | 'highs';

/** Why a solver does not know. `detail` is for a log, not for a reader of plans. */
export interface Doubt {
  readonly code: 'defective-model' | 'outside-fence' | 'budget-spent' | 'not-proved' | 'solver-failed';
  readonly detail: string;
}

export interface OptimalAnswer {
  readonly kind: 'optimal';
  readonly x: readonly number[];
  /** In the sense of the model, recomputed from x. */
  readonly objective: number;
  readonly solver: SolverName;
  readonly proof: 'optimal';
}

export interface FeasibleAnswer {
  readonly kind: 'feasible';
  readonly x: readonly number[];
  readonly objective: number;
  /** No point is better than this; null where no bound is known. */
  readonly bound: number | null;
  /** |objective − bound| over the larger of 1 and |objective|; null where no bound is known. */
  readonly gap: number | null;
  readonly solver: SolverName;
  readonly because: Doubt;
}

export type Answer =
  | OptimalAnswer
  | FeasibleAnswer
  | { readonly kind: 'infeasible'; readonly solver: SolverName }
  | { readonly kind: 'unbounded'; readonly solver: SolverName }
  | { readonly kind: 'unknown'; readonly because: Doubt };

/** The work a solver may do, counted in steps and never in seconds, so that the same model gets the same answer everywhere. */
export interface Budget {
  /** Simplex pivots over the whole search. */
  readonly pivots: number;
  /** Tableau cells rewritten by these pivots: what a pivot costs grows with the model. */
  readonly cells: number;
  /** Branch-and-bound nodes. */
  readonly nodes: number;
}

export const DEFAULT_BUDGET: Budget = { pivots: 50_000, cells: 200_000_000, nodes: 2_000 };

export const gapOf = (objective: number, bound: number): number => Math.abs(objective - bound) / Math.max(1, Math.abs(objective));
