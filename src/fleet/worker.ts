/** The body of a worker: every host of a chunk becomes an outcome, whatever happens on the way. */
import type { Host } from '../model/host.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { createSolver, type SecondSolver, SecondSolverNeeded } from '../solver/facade.ts';
import { isAudited } from './audit-sample.ts';
import { plannerThrew } from './failed-outcome.ts';
import { planOne } from './plan-one.ts';

export type PlanOne = typeof planOne;

/** Loaded once a thread, and only where a host wants it: it takes longer to load than a host to plan. */
let second: SecondSolver | null = null;

const loadSecond = async (): Promise<SecondSolver> => {
  const { loadHighs } = await import('../solver/highs-solver.ts');
  second ??= await loadHighs();
  return second;
};

/** Each host has a solver of its own, because a solver counts its answers and the counts belong to the plan. */
const planSafely = async (host: Host, policy: Policy, audit: boolean, plan: PlanOne): Promise<Outcome> => {
  try {
    return plan(host, policy, createSolver({ second }), audit);
  } catch (error) {
    if (!(error instanceof SecondSolverNeeded)) return plannerThrew(host, error);
  }
  try {
    return plan(host, policy, createSolver({ second: await loadSecond() }), audit);
  } catch (error) {
    return plannerThrew(host, error);
  }
};

/**
 * One outcome a host, in the order of `hosts`. Never rejects for what a host does: a throw is that host's outcome
 * `failed` with rule `planner-threw`.
 * @param audit share of the hosts that is solved a second way, in percent
 */
export const planChunk = async (
  hosts: readonly Host[],
  policy: Policy,
  audit: number,
  plan: PlanOne = planOne,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const host of hosts) outcomes.push(await planSafely(host, policy, isAudited(host.name, audit), plan));
  return outcomes;
};
