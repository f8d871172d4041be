/** One host's way from input to outcome: plan, judge the plan by other code, and say what to change. */
import type { Host } from '../model/host.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { planHost } from '../planners/plan-host.ts';
import { recommend } from '../recommend/recommend.ts';
import type { Solver } from '../solver/facade.ts';
import { verifyPlan } from '../verify/verify-plan.ts';
import { failedOutcome } from './failed-outcome.ts';

/**
 * The outcome of one host; `failed`, with the broken rules, where the plan does not stand up to `verify`.
 * @param audit the planner solves its problems a second way and compares
 * @throws SecondSolverNeeded where the solver has no second one and the first cannot answer; whatever the planner throws
 */
export const planOne = (host: Host, policy: Policy, solver: Solver, audit: boolean): Outcome => {
  const plan = planHost(host, policy, solver, audit);
  const violations = verifyPlan(host, policy, plan);
  if (violations.length > 0) return failedOutcome(host, violations);
  return { kind: 'planned', host: host.name, cluster: host.cluster, os: host.os, plan, ...recommend(host, policy, plan) };
};
