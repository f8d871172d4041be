/** Gives studies their solvers, and loads the second one where a question turns out to need it. */
import type { PlacementSolvers } from '../planners/placement.ts';
import { createSolver, type SecondSolver, SecondSolverNeeded, type Solver } from '../solver/facade.ts';

export interface StudySolvers extends PlacementSolvers {
  /** For plans of whole hosts, as `plan` solves them. */
  readonly plan: Solver;
}

/** Steps of one placement: beyond them the bound and the gap are told instead. */
const PLACEMENT_BUDGET = { simplexIterations: 30_000, nodes: 300 };
/** A large linear program is not for the first solver; it is not asked. */
const NOTHING = { pivots: 0, cells: 0, nodes: 0 };

interface Loaded {
  readonly plan: SecondSolver;
  readonly placement: SecondSolver;
}

/** Loaded once a thread. */
let loaded: Loaded | null = null;

const load = async (): Promise<Loaded> => {
  const { loadHighs } = await import('../solver/highs-solver.ts');
  loaded ??= { plan: await loadHighs(), placement: await loadHighs(PLACEMENT_BUDGET) };
  return loaded;
};

const solversWith = (second: Loaded | null): StudySolvers => ({
  plan: createSolver({ second: second?.plan ?? null }),
  small: createSolver({ second: second?.placement ?? null }),
  large: createSolver({ second: second?.placement ?? null, budget: NOTHING }),
});

/** Asks again with the second solver where the first cannot answer; the answer is the same wherever it was loaded before. */
export const withSolvers = async <Answer>(ask: (solvers: StudySolvers) => Answer): Promise<Answer> => {
  try {
    return ask(solversWith(loaded));
  } catch (error) {
    if (!(error instanceof SecondSolverNeeded)) throw error;
  }
  return ask(solversWith(await load()));
};
