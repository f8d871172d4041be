/** The rolling maintenance of one cluster, worked out and judged. */
import type { Host } from '../model/host.ts';
import type { ClusterMaintenance, DemandCalendar } from '../model/maintenance-study.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { planRoll } from '../planners/maintenance-roll.ts';
import { functionHolders } from '../planners/placement-problem.ts';
import { rollMemberOf, type StepCase, stepCaseOf } from '../planners/maintenance-step.ts';
import { judgePlacement } from '../verify/placement.ts';
import { withSolvers } from './ask-solvers.ts';
import { planMembers } from './plan-members.ts';

export interface MaintenanceSettings {
  readonly policy: Policy;
  readonly demand: DemandCalendar | null;
  /** Hour of the week, 0 to 167. */
  readonly start: number | null;
}

/** @param hosts all hosts of one cluster that can be planned, in order of name */
export const studyMaintenance = async (
  hosts: readonly Host[],
  { policy, demand, start }: MaintenanceSettings,
): Promise<ClusterMaintenance> => {
  const { members: planned, violations } = await planMembers(hosts, policy);
  const cluster = hosts[0]?.cluster ?? '';
  const members = planned.map((member) => rollMemberOf(member, policy));
  const steps: StepCase[] = [];
  const broken: Violation[] = [...violations];
  for (const member of members) {
    const others = members.filter((other) => other !== member);
    const step = await withSolvers((solvers) => stepCaseOf(member, others, policy, solvers));
    broken.push(...judgePlacement(step.asked, others, step.placement, policy, 'maintenance', functionHolders(member.plan)));
    steps.push(step);
  }
  // A placement that does not stand up to the judge must not be told in hours.
  const sound = broken.length > 0 ? [] : steps;
  return { ...planRoll({ cluster, steps: sound, demand, start }, policy), standAlone: members.length < 2, violations: broken };
};
