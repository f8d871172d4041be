/** One member of a cluster planned as it would be otherwise, with the whole cluster around it, as a plan of the edited inventory would have it. */
import type { Host } from '../model/host.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { type JudgedPlan, planOne } from './plan-one.ts';
import { withoutLayouts } from './planned-clusters.ts';
import { planChunk, type PlanOne } from './worker.ts';

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
