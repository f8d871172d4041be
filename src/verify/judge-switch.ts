/** One switch of a plan before all rules that concern it. */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { PinningPlan } from '../model/topology-plan.ts';
import { judgeFlowAttainments, judgeLevels } from './attainments.ts';
import { judgeCapacity } from './capacity.ts';
import { judgeExplicitFlows } from './explicit-flows.ts';
import { judgeGuarantees } from './guarantees.ts';
import type { SwitchFacts } from './host-facts.ts';
import { readFlows } from './judged-flow.ts';
import { judgeLayer } from './layer.ts';
import { judgeOptimality } from './optimality.ts';
import { judgeSimulation } from './simulate-flows.ts';
import { judgePinning } from './pinning.ts';
import { type DrainShare, setTargets } from './targets.ts';
import { judgeWeights, sumToday, WEIGHT_SUM } from './weights.ts';

/** The drain as this switch sees it: null where another path carries it. */
export interface SwitchDrain {
  readonly share: DrainShare | null;
  readonly attainment: number;
}

export const judgeSwitch = (
  host: Host,
  policy: Policy,
  facts: SwitchFacts,
  plan: SwitchPlan,
  drain: SwitchDrain,
  served: ReadonlyMap<string, string>,
  pinning: readonly PinningPlan[],
  violations: Violation[],
): void => {
  judgeCapacity(facts, plan, violations);
  judgeLayer(host, facts, plan, violations);
  const rows = readFlows(facts, plan, served, violations);
  const before = violations.length;
  judgeWeights(facts, policy, plan, rows, violations);
  if (plan.weights.kind !== 'chosen' || facts.total <= 0) return;
  const legal = violations.length === before;
  const { kept } = plan.weights.value;
  const sum = kept ? sumToday(facts) : WEIGHT_SUM;
  judgeExplicitFlows(policy, rows, plan.switch, violations);
  setTargets(rows.flows, facts, drain.share, policy);
  const beforeRates = violations.length;
  judgeGuarantees(facts, rows.flows, sum, violations);
  // A wrong rate is named once; the simulation asks whether right ones are kept.
  if (violations.length === beforeRates) judgeSimulation(facts, rows.flows, violations);
  judgeFlowAttainments(rows.flows, sum, drain.share, violations);
  judgeLevels(plan, rows.flows, sum, drain.share, drain.attainment, violations);
  judgePinning(policy, facts, plan, pinning, rows.flows, sum, drain.share, violations);
  if (legal) judgeOptimality(policy, rows.flows, sum, kept, drain.share, plan.switch, violations);
};
