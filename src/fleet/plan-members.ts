/** The members of one cluster with the plans that they have together. */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import type { Taker } from '../planners/placement-problem.ts';
import { planChunk } from './worker.ts';

export interface PlannedMembers {
  /** In order of name. */
  readonly members: readonly Taker[];
  /** Of members that failed by our own fault. */
  readonly violations: readonly Violation[];
}

/** @param hosts all hosts of one cluster, in order of name */
export const planMembers = async (hosts: readonly Host[], policy: Policy): Promise<PlannedMembers> => {
  const outcomes = await planChunk(hosts, policy, 0);
  return {
    members: outcomes.flatMap((outcome, index) => (outcome.kind === 'planned' ? [{ host: hosts[index] as Host, plan: outcome.plan }] : [])),
    violations: outcomes.flatMap((outcome) =>
      outcome.kind === 'failed' ? outcome.violations.map((violation) => ({ ...violation, subject: outcome.host })) : [],
    ),
  };
};
