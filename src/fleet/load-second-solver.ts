/** HiGHS for questions that draft a host many times over: loaded once a thread, so that no draft has to be asked again. */
import type { SecondSolver } from '../solver/facade.ts';

let loaded: Promise<SecondSolver> | null = null;

export const loadSecondSolver = (): Promise<SecondSolver> => {
  loaded ??= import('../solver/highs-solver.ts').then(({ loadHighs }) => loadHighs());
  return loaded;
};
