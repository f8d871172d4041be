/** One member of a cluster planned as it would be otherwise, with the whole cluster around it, as a plan of the edited inventory would have it. */
import type { Host } from '../model/host.ts';
import type { Outcome } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { uniformityReasonOf } from '../planners/plan-cluster.ts';
import { type JudgedPlan, planOne } from './plan-one.ts';
import { withoutLayouts } from './planned-clusters.ts';
import { planAlone, planChunk, type PlanOne } from './worker.ts';

export interface EditedCluster {
  /** The outcome of one member of the cluster with the edited host in its place. */
  readonly planWith: (member: Host, edited: Host) => Promise<Outcome>;
}

/** @param hosts one whole cluster */
export const editedCluster = (hosts: readonly Host[], policy: Policy): EditedCluster => {
  const plan = rememberedPlans();
  return {
    planWith: async (member, edited) => {
      const index = hosts.indexOf(member);
      const outcomes = await planChunk(hosts.with(index, edited), withoutLayouts(policy), 0, plan);
      return outcomes[index] as Outcome;
    },
  };
};

/** The plan of a member with a part; null where there is none. */
export type PlanWithPart = (member: Host, edited: Host, today: HostPlan) => Promise<HostPlan | null>;

/**
 * For parts that are bought for many hosts at once: planned with the transport and count that the cluster has today, since what it
 * makes of all of them is planned at the end. A version that makes a cluster set both for all its members is planned with all of
 * them: today says nothing of it.
 * @param hosts one whole cluster
 */
export const partPlanner = (hosts: readonly Host[], policy: Policy): PlanWithPart => {
  const around = editedCluster(hosts, policy);
  return async (member, edited, { uniformity }) => {
    const becomesUniform = uniformity === null && uniformityReasonOf(hosts.with(hosts.indexOf(member), edited)) !== null;
    if (becomesUniform) {
      const outcome = await around.planWith(member, edited);
      return outcome.kind === 'planned' ? outcome.plan : null;
    }
    const judged = await planAlone(edited, policy, uniformity?.cluster ?? null);
    return judged.kind === 'sound' ? judged.plan : null;
  };
};

/** The other members are the same host by host: under the same choice of the cluster each has the same plan. */
const rememberedPlans = (): PlanOne => {
  const known = new Map<Host, Map<string, JudgedPlan>>();
  return (host, policy, solver, audit, forced, prepared) => {
    const key = forced === null ? '' : `${forced.transport} ${forced.liveMigrations}`;
    const ofHost = known.get(host) ?? new Map<string, JudgedPlan>();
    known.set(host, ofHost);
    const before = ofHost.get(key);
    if (before !== undefined) return before;
    const judged = planOne(host, policy, solver, audit, forced, prepared);
    ofHost.set(key, judged);
    return judged;
  };
};
