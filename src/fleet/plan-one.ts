/** One host's plan, judged by other code before anybody acts on it. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import type { FailedOutcome } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { DrainCase } from '../planners/drain-case.ts';
import { planHost } from '../planners/plan-host.ts';
import type { Solver } from '../solver/facade.ts';
import { verifyPlan } from '../verify/verify-plan.ts';
import { failedOutcome } from './failed-outcome.ts';

/** A host with a plan that stands; what its cluster adds to it comes later. */
export interface SoundPlan {
  readonly kind: 'sound';
  readonly host: Host;
  readonly plan: HostPlan;
}

export type JudgedPlan = SoundPlan | FailedOutcome;

/**
 * The plan of one host; `failed`, with the broken rules, where the plan does not stand up to `verify`.
 * @param audit the planner solves its problems a second way and compares
 * @param forced transport and count that are set for the whole cluster; null: the host has its own
 * @param prepared the drain case of this very host, where it is known already
 * @throws SecondSolverNeeded where the solver has no second one and the first cannot answer; whatever the planner throws
 */
export const planOne = (
  host: Host,
  policy: Policy,
  solver: Solver,
  audit: boolean,
  forced: ClusterChoice | null,
  prepared: DrainCase | null,
): JudgedPlan => {
  const plan = planHost(host, policy, solver, audit, forced, prepared);
  const violations = verifyPlan(host, policy, plan);
  return violations.length > 0 ? failedOutcome(host, violations) : { kind: 'sound', host, plan: withoutDraft(plan) };
};

/** The plan behind layout advice has served once the advice is judged. */
const withoutDraft = (plan: HostPlan): HostPlan =>
  plan.layoutAdvice === null ? plan : { ...plan, layoutAdvice: { ...plan.layoutAdvice, draft: null } };
