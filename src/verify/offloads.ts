/** Offloads before all rules that concern them: who has a virtual function, what is left for queues, and which processors serve them. */
import type { Host, Nic } from '../model/host.ts';
import type { NicOffload, OffloadPlan, VfAssignment } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { HostFacts } from './host-facts.ts';
import { judgeProcessors } from './processors.ts';
import { queueMode, queuesOfNic } from './queue-facts.ts';
import { judgeQueues } from './queues.ts';
import { expectFigure } from './tolerance.ts';
import { judgeFallbacks, judgeShouldAsk } from './vf-advice.ts';
import { judgeVirtualFunctions } from './virtual-functions.ts';

const judgeNic = (nic: Nic, row: NicOffload, assigned: readonly VfAssignment[], policy: Policy, violations: Violation[]): void => {
  const here = assigned.filter((one) => one.nic === nic.name);
  expectFigure(violations, 'vfs-used', nic.name, here.length, row.vfsUsed, 'The number of functions');
  const { queuesUsable } = row;
  const usable = queuesOfNic(policy, nic, assigned);
  if (queuesUsable !== null && queuesUsable !== usable) {
    const message = `Its usable queues are ${usable}, the plan states ${queuesUsable}.`;
    violations.push({ rule: 'nic-queues-usable', subject: nic.name, message });
  }
  let pairs = 1 + (row.queuesUsed ?? 0);
  for (const one of here) pairs += one.queuePairs;
  // The default queue alone is no claim of the plan.
  if (nic.queuePairLimit !== null && pairs > Math.max(1, nic.queuePairLimit)) {
    const message = `Functions, queues and the default queue take ${pairs} queue pairs of ${nic.queuePairLimit}.`;
    violations.push({ rule: 'queue-pair-pool', subject: nic.name, message });
  }
  if ((row.queuesUsed ?? 0) > (row.queuesUsable ?? 0)) {
    violations.push({ rule: 'nic-queues-used', subject: nic.name, message: `${row.queuesUsed} queues are used of ${row.queuesUsable}.` });
  }
};

const judgeNics = (host: Host, policy: Policy, { nics, virtualFunctions }: OffloadPlan, violations: Violation[]): void => {
  for (const row of nics) {
    const nic = host.nics.find((one) => one.name === row.nic);
    if (nic !== undefined) judgeNic(nic, row, virtualFunctions.assigned, policy, violations);
    else violations.push({ rule: 'offload-nic', subject: row.nic, message: 'The host has no such port.' });
  }
};

/** In a team whose queues add up, the ports hold together what the switch has in use. */
const judgeTeamQueues = (facts: HostFacts, { nics, queues }: OffloadPlan, violations: Violation[]): void => {
  for (const one of facts.switches) {
    const stated = queues.find((row) => row.switch === one.vswitch.name);
    if (stated === undefined || queueMode(one) !== 'sum') continue;
    let used = 0;
    for (const row of nics) if (one.uplinks.some((nic) => nic.name === row.nic)) used += row.queuesUsed ?? 0;
    expectFigure(violations, 'nic-queues-used', one.vswitch.name, stated.used, used, 'The number of queues over its ports');
  }
};

/** Returns the NIC of each adapter that has a virtual function, by its label. */
export const judgeOffloads = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  plan: HostPlan,
  violations: Violation[],
): ReadonlyMap<string, string> => {
  const { offloads } = plan;
  const served = judgeVirtualFunctions(host, policy, facts, offloads, violations);
  judgeShouldAsk(host, facts, offloads.virtualFunctions, violations);
  judgeFallbacks(facts, policy, offloads.virtualFunctions, violations);
  judgeQueues(host, policy, facts, plan, offloads, served, violations);
  judgeProcessors(host, facts, offloads.processors, violations);
  judgeNics(host, policy, offloads, violations);
  judgeTeamQueues(facts, offloads, violations);
  return served;
};
