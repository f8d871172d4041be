/** Turns the plan of a host into what people read and apply. */
import type { Host } from '../model/host.ts';
import type { PlannedOutcome } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { bindingOf } from './binding.ts';
import { atcLimitFinding, clusterChanges, clusterSettingsFinding } from './cluster-changes.ts';
import { orderChanges } from './draft-change.ts';
import { etsChanges } from './ets-changes.ts';
import { stateFinding } from './finding-sentences.ts';
import { functionChanges } from './function-changes.ts';
import { jumboChanges } from './jumbo-changes.ts';
import { migrationChanges } from './migration-changes.ts';
import { northSouthOf } from './north-south.ts';
import { processorChanges } from './processor-changes.ts';
import { queueChanges } from './queue-changes.ts';
import { reasonOf } from './reason.ts';
import { stateBlocker } from './state-blocker.ts';
import { weightChanges } from './weight-changes.ts';

export type Recommendation = Pick<
  PlannedOutcome,
  'managedBy' | 'findings' | 'blockers' | 'changes' | 'binding' | 'reason' | 'northSouth' | 'clusterUplink'
>;

/**
 * Findings and blockers in words, the changes from today's settings in order of application, and the host in one
 * sentence. Pure: the same host, policy and plan give the same recommendation. A setting whose value today is not known
 * is proposed with a blank `now`; one that already stands as planned is not proposed.
 */
export const recommend = (host: Host, policy: Policy, plan: HostPlan): Recommendation => {
  const ofCluster = clusterChanges(host, plan);
  const ofMembers = [atcLimitFinding(host, plan), clusterSettingsFinding(host, ofCluster)].filter((each) => each !== null);
  const findings = [...plan.findings, ...ofMembers].map(stateFinding);
  const changes = orderChanges([
    plan.switches.flatMap((each) => weightChanges(host, each)),
    etsChanges(host, plan),
    ofCluster,
    migrationChanges(host, plan),
    functionChanges(host, plan),
    queueChanges(host, plan),
    processorChanges(host, plan),
    jumboChanges(host, plan),
  ]);
  const binding = bindingOf(plan);
  return {
    managedBy: host.managedBy,
    findings,
    blockers: plan.blockers.map((blocker) => stateBlocker(blocker, policy)),
    changes,
    binding,
    reason: reasonOf(host, plan, { binding, changes, findings }),
    northSouth: northSouthOf(host),
    clusterUplink: host.clusterUplink,
  };
};
