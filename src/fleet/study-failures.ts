/** Every single loss of one cluster, worked out and judged. */
import type { ClusterFailures, Loss } from '../model/failure-study.ts';
import type { FailureGroup } from '../model/failure-group.ts';
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { hostLossOf, restartedVms } from '../planners/lost-host.ts';
import { partLossOf, partsOf, policyAfterLoss, withoutPorts } from '../planners/lost-part.ts';
import { functionHolders, type Taker } from '../planners/placement-problem.ts';
import { judgePlacement } from '../verify/placement.ts';
import { withSolvers } from './ask-solvers.ts';
import { planMembers } from './plan-members.ts';
import { planOne } from './plan-one.ts';

export interface FailureSettings {
  readonly policy: Policy;
  /** Whether this host and its parts are to be lost. */
  readonly isLost: (host: string) => boolean;
}

interface Studied {
  readonly losses: readonly Loss[];
  readonly violations: readonly Violation[];
}

/** @param hosts all hosts of one cluster that can be planned, in order of name */
export const studyFailures = async (hosts: readonly Host[], { policy, isLost }: FailureSettings): Promise<ClusterFailures> => {
  const { members, violations } = await planMembers(hosts, policy);
  const losses: Loss[] = [];
  const broken: Violation[] = [...violations];
  for (const lost of members) {
    if (!isLost(lost.host.name)) continue;
    const others = members.filter((member) => member !== lost);
    const studied = others.length === 0 ? [] : [await loseHost(lost, others, policy)];
    for (const part of partsOf(lost.host)) studied.push(await losePart(lost, part, policy));
    losses.push(...studied.flatMap((each) => each.losses));
    broken.push(...studied.flatMap((each) => each.violations));
  }
  return {
    cluster: hosts[0]?.cluster ?? '',
    hosts: members.map(({ host }) => host.name),
    standAlone: members.length < 2,
    memoryUnknown: members.flatMap(({ host }) => (host.memory === null ? [host.name] : [])),
    losses,
    violations: broken,
  };
};

/** One lost host, placed and judged. */
export const loseHost = async (lost: Taker, others: readonly Taker[], policy: Policy): Promise<Studied> => {
  const loss = await withSolvers((solvers) => hostLossOf(lost, others, policy, solvers));
  const violations = judgePlacement(restartedVms(lost.host.vms), others, loss.plan, policy, 'failure', functionHolders(lost.plan));
  return violations.length > 0 ? { losses: [], violations } : { losses: [loss], violations };
};

const losePart = async (member: Taker, part: FailureGroup, policy: Policy): Promise<Studied> => {
  const rest = withoutPorts(member.host, part.nics);
  const judged = await withSolvers((solvers) => planOne(rest, policyAfterLoss(policy), solvers.plan, false, null, null));
  if (judged.kind === 'failed') return { losses: [], violations: judged.violations };
  return { losses: [partLossOf(member, part, rest, judged.plan, policy)], violations: [] };
};
