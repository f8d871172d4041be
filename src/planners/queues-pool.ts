/** How many receive queues the uplinks of a switch give its adapters, beside their virtual functions. */
import { nicModelOf } from '../catalog/nic-models.ts';
import type { Host, Nic, VirtualSwitch } from '../model/host.ts';
import type { VfAssignment } from '../model/offload-plan.ts';
import type { Policy } from '../model/policy.ts';

const TEN_GIGABIT = 10_000;
const MOST_QUEUES = 16;

export type QueueMode = 'sum' | 'min';

/** One uplink as a source of queues. */
export interface NicPool {
  readonly nic: Nic;
  /** Virtual ports that can carry queues: one for each adapter. */
  readonly ports: number;
  /** Queue pairs beside one for each virtual function, the default queue's among them; Infinity where the pool is not limiting. */
  readonly pairs: number;
  /** Queues for adapters: of the ports and of the pairs, one stays with the default queue. */
  readonly usable: number;
}

/** Hyper-V leaves VMQ alone below 10 Gbit/s, whatever Get-NetAdapterVmq says. */
export const usesVmq = (nic: Nic, policy: Policy): boolean => nic.link >= TEN_GIGABIT || policy.vmq_below_10g;

export const isFrom2019 = (host: Host): boolean => host.os !== '2012r2' && host.os !== '2016';

/**
 * Members of a switch-independent team add their queues up, since Windows receives each adapter on one member of its
 * choice; under a static or LACP team, and by address hash, the physical switch chooses, so every member must serve all.
 */
export const queueMode = ({ teaming, teamMode, loadBalancing }: VirtualSwitch): QueueMode =>
  teaming !== 'lbfo' || (teamMode === 'switch-independent' && loadBalancing !== 'address-hash') ? 'sum' : 'min';

export const poolOf = (nic: Nic, assigned: readonly VfAssignment[], policy: Policy): NicPool => {
  let functions = 0;
  for (const one of assigned) if (one.nic === nic.name) functions += 1;
  const ports = Math.max(0, Math.min(nic.vmqQueues, (nic.vportLimit ?? Number.POSITIVE_INFINITY) - 1 - functions));
  const pairs = (nic.queuePairLimit ?? Number.POSITIVE_INFINITY) - functions;
  return { nic, ports, pairs, usable: usesVmq(nic, policy) ? Math.max(0, Math.min(ports, pairs - 1)) : 0 };
};

/** What the members offer together: their sum, or the least of them. */
export const together = (mode: QueueMode, offers: readonly number[]): number => {
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const offer of offers) {
    sum += offer;
    least = Math.min(least, offer);
  }
  return mode === 'sum' ? sum : least;
};

/** Queues per adapter where some uplink gives all adapters the same, and the largest count that every uplink has; else null. */
export const uniformLimit = (pools: readonly NicPool[]): number | null => {
  let isUniform = false;
  let largest = Number.POSITIVE_INFINITY;
  let model: string | null = null;
  let fact: ReturnType<typeof nicModelOf> = null;
  for (const { nic } of pools) {
    // The members of a team are mostly of one model.
    if (nic.model !== model) fact = nicModelOf(nic.model);
    model = nic.model;
    if (fact?.symmetricQueues) isUniform = true;
    largest = Math.min(largest, fact?.mostQueuesPerAdapter ?? MOST_QUEUES);
  }
  return isUniform ? largest : null;
};

/** Largest first onto the NIC with most free queues; what one NIC cannot hold goes on with the next. Per NIC the queues used. */
export const spreadQueues = (mode: QueueMode, pools: readonly NicPool[], queues: readonly number[]): number[] => {
  if (mode === 'min') {
    const used = queues.reduce((sum, each) => sum + each, 0);
    return pools.map(() => used);
  }
  const free = new Float64Array(pools.length);
  for (let nic = 0; nic < free.length; nic++) free[nic] = (pools[nic] as NicPool).usable;
  const ascending = new Float64Array(queues).sort();
  for (let place = ascending.length - 1; place >= 0; place--) {
    let left = ascending[place] as number;
    while (left > 0) {
      let nic = 0;
      for (let other = 1; other < free.length; other++) if ((free[other] as number) > (free[nic] as number)) nic = other;
      const taken = Math.min(left, free[nic] as number);
      if (taken <= 0) break;
      free[nic] = (free[nic] as number) - taken;
      left -= taken;
    }
  }
  return pools.map(({ usable }, nic) => usable - (free[nic] as number));
};

/** Cores that the default queue spreads over: one, and from 2019 as many queue pairs as the pool has left. */
export const defaultQueueCores = (host: Host, mode: QueueMode, pools: readonly NicPool[], used: readonly number[]): number => {
  if (!isFrom2019(host)) return 1;
  const left = pools.map(({ pairs }, nic) => Math.max(1, pairs - (used[nic] as number)));
  return Math.max(1, Math.min(MOST_QUEUES, together(mode, left)));
};

/** Most queues that one adapter can use: VMMQ came with 2016, and a VM spreads over its virtual processors. */
export const mostQueues = (host: Host, vcpus: number | null): number =>
  host.os === '2012r2' ? 1 : Math.min(vcpus ?? MOST_QUEUES, MOST_QUEUES);
