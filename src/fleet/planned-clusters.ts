/** Whole clusters planned once, as the start of every what-if question about their hosts. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import type { FailedOutcome, PlannedOutcome } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { planChunk } from './worker.ts';

export interface PlannedHost {
  readonly host: Host;
  readonly outcome: PlannedOutcome;
  /** Transport and count that its cluster sets; null: the host has its own. */
  readonly forced: ClusterChoice | null;
}

export type StartingPoint = PlannedHost | { readonly host: Host; readonly outcome: FailedOutcome };

/** Other layouts are advice beside the plan, and no question asked here is about them. */
export const withoutLayouts = (policy: Policy): Policy => ({ ...policy, max_layouts: 0 });

/** @param hosts whole clusters; one answer each, in their order */
export const planClusters = async (hosts: readonly Host[], policy: Policy): Promise<readonly StartingPoint[]> => {
  const outcomes = await planChunk(hosts, withoutLayouts(policy), 0);
  return hosts.map((host, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined || outcome.kind === 'rejected') throw new Error(`${host.name} was planned without an outcome.`);
    return outcome.kind === 'failed' ? { host, outcome } : { host, outcome, forced: outcome.plan.uniformity?.cluster ?? null };
  });
};

export const isPlanned = (start: StartingPoint): start is PlannedHost => start.outcome.kind === 'planned';
