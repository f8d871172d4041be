/** When a host is drained its virtual functions go with its VMs: have the other hosts of the cluster as many free? */
import { handsOutFunctions } from '../compatibility/vf-conditions.ts';
import type { Finding } from '../model/finding.ts';
import type { Host, Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { isDrained } from './blockers.ts';
import { poolOf } from './vf-problem.ts';

export interface PlannedMember {
  readonly host: Host;
  readonly plan: HostPlan;
}

/** Functions by key of the switch name: a VM finds its switch on another host by name. */
type Counts = ReadonlyMap<string, number>;

const add = (counts: Map<string, number>, key: string, count: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + count);
};

/** Functions of VMs that a drain moves. */
const neededBy = ({ host, plan }: PlannedMember, policy: Policy): Counts => {
  const counts = new Map<string, number>();
  const { assigned } = plan.offloads.virtualFunctions;
  if (assigned.length === 0) return counts;
  const moved = new Set(host.vms.filter((vm) => isDrained(vm, policy)).map((vm) => vm.name));
  for (const { vm, switch: owner } of assigned) if (moved.has(vm)) add(counts, nameKey(owner), 1);
  return counts;
};

const freeOn = ({ host, plan }: PlannedMember): Counts => {
  const counts = new Map<string, number>();
  const givers = new Set(host.switches.filter(handsOutFunctions).map(({ name }) => nameKey(name)));
  const usedOn = (nic: Nic): number => plan.offloads.nics.find((each) => each.nic === nic.name)?.vfsUsed ?? 0;
  for (const nic of host.nics) {
    const key = nic.switch === null ? '' : nameKey(nic.switch);
    if (givers.has(key)) add(counts, key, Math.max(0, poolOf(nic).slots - usedOn(nic)));
  }
  return counts;
};

/**
 * By name of the host the finding `vf-no-room-in-cluster` of each member whose functions do not all find a free one on a switch of
 * the same name on the other members: as many as their pools have left under their plans. A stand-alone host has nobody to go to,
 * and nothing is said of it.
 * @param members the planned hosts of one cluster
 */
export const clusterVfSpare = (members: readonly PlannedMember[], policy: Policy): ReadonlyMap<string, Finding> => {
  const findings = new Map<string, Finding>();
  if (members.length < 2 || members.every(({ plan }) => plan.offloads.virtualFunctions.assigned.length === 0)) return findings;
  const free = members.map(freeOn);
  const total = new Map<string, number>();
  for (const counts of free) for (const [key, count] of counts) add(total, key, count);
  members.forEach((member, index) => {
    const { name } = member.host;
    let needed = 0;
    let room = 0;
    for (const [key, count] of neededBy(member, policy)) {
      needed += count;
      room += Math.min(count, (total.get(key) ?? 0) - (free[index]?.get(key) ?? 0));
    }
    if (room < needed) {
      findings.set(name, { code: 'vf-no-room-in-cluster', severity: 'advice', subject: name, values: { needed, free: room } });
    }
  });
  return findings;
};
