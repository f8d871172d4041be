/** Figures of a whole planned host that more than one report shows. */
import type { HostPlan, MigrationPlan, RuleOfThumbResult } from '../model/plan.ts';
import type { Seconds } from '../units/quantity.ts';

export const chosenMigration = (plan: HostPlan): MigrationPlan | null => (plan.migration.kind === 'chosen' ? plan.migration.value : null);

/** R of the host: the sum over its switches; null for a host without one. */
export const hostCapacity = (plan: HostPlan): number | null =>
  plan.switches.length === 0 ? null : plan.switches.reduce((sum, { capacity }) => sum + capacity, 0);

/** The layer of the host's switches; where they differ, each of them once, in order of the switches. */
export const hostLayer = (plan: HostPlan): string | null =>
  plan.switches.length === 0 ? null : [...new Set(plan.switches.map(({ layer }) => layer))].join(' ');

/** The plan's own drain time, judged like the rules of thumb: at its cap. */
export const planDrain = (plan: HostPlan): Seconds | null => ownResult(plan)?.drain ?? chosenMigration(plan)?.drainAtCap ?? null;

const ownResult = (plan: HostPlan): RuleOfThumbResult | undefined => plan.rulesOfThumb.find(({ rule }) => rule === 'converge');

/** Seconds that the plan drains faster than a rule of thumb; negative where the rule is faster; null where there is nothing to drain. */
export const secondsSaved = (plan: HostPlan, result: RuleOfThumbResult): number | null => {
  const own = planDrain(plan);
  return own === null ? null : result.drain - own;
};
