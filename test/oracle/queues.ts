/** Receive queues by a table of every number of queues for every prefix of the flows: no rule of gains, only maxima. */
import type { Host, Nic } from '../../src/model/host.ts';
import { adapterLabel } from '../../src/model/name.ts';
import type { Policy } from '../../src/model/policy.ts';
import { isBelow } from '../../src/units/rounding.ts';
import type { SwitchView } from './capacity.ts';

export interface QueueFlow {
  readonly label: string;
  /** 0 for host vNICs, else the tier. */
  readonly rank: number;
  readonly ingress: number;
  readonly most: number;
}

export interface QueueOptimum {
  /** Carried by host vNICs, tier 1, 2 and 3, Mbit/s. */
  readonly carried: readonly number[];
  readonly queues: number;
}

export const coreRateOf = (host: Host, policy: Policy): number =>
  host.os === '2012r2' || host.os === '2016' ? policy.core_rate_to_2016_mbps : policy.core_rate_from_2019_mbps;

/** `received`: what each migration vNIC receives while hosts drain to this one; `served`: labels with a virtual function. */
export const queueFlowsOf = (
  host: Host,
  view: SwitchView,
  migration: { readonly adapters: readonly string[]; readonly received: number },
  served: readonly string[],
): readonly QueueFlow[] => [
  ...view.hostVnics.map((adapter) => ({
    label: adapter.name,
    rank: 0,
    ingress: migration.adapters.includes(adapter.name) ? Math.max(adapter.ingress, migration.received) : adapter.ingress,
    most: host.os === '2012r2' ? 1 : 16,
  })),
  ...view.vmAdapters
    .filter(({ vm, adapter }) => !served.includes(adapterLabel(vm.name, adapter.name)))
    .map(({ vm, adapter }) => ({
      label: adapterLabel(vm.name, adapter.name),
      rank: vm.tier,
      ingress: adapter.ingress,
      most: host.os === '2012r2' ? 1 : Math.min(vm.vcpus, 16),
    })),
];

/** best[q]: the most that the flows carry with at most q queues. */
const tableOf = (flows: readonly QueueFlow[], coreRate: number, usable: number): readonly number[] => {
  let best: number[] = Array.from({ length: usable + 1 }, () => 0);
  for (const flow of flows) {
    best = best.map((_, queues) => {
      let most = 0;
      for (let own = 0; own <= Math.min(flow.most, queues); own += 1) {
        most = Math.max(most, (best[queues - own] ?? 0) + Math.min(flow.ingress, own * coreRate));
      }
      return most;
    });
  }
  return best;
};

/** Host vNICs first, then the tiers; each rank takes the fewest queues that carry its most. */
export const referenceQueues = (flows: readonly QueueFlow[], coreRate: number, usable: number): QueueOptimum => {
  const carried: number[] = [];
  let left = usable;
  for (const rank of [0, 1, 2, 3]) {
    const table = tableOf(
      flows.filter((flow) => flow.rank === rank),
      coreRate,
      left,
    );
    const most = table[left] ?? 0;
    const fewest = table.findIndex((value) => !isBelow(value, most));
    carried.push(most);
    left -= Math.max(0, fewest);
  }
  return { carried, queues: usable - left };
};

/** Every vector of queues, for a few flows and queues: what the table is tested against. */
export const exhaustiveQueues = (flows: readonly QueueFlow[], coreRate: number, usable: number): QueueOptimum => {
  let best: QueueOptimum = { carried: [0, 0, 0, 0], queues: 0 };
  const judge = (counts: readonly number[], queues: number): void => {
    const carried = [0, 1, 2, 3].map((rank) =>
      flows.reduce((sum, flow, index) => sum + (flow.rank === rank ? Math.min(flow.ingress, (counts[index] ?? 0) * coreRate) : 0), 0),
    );
    const rank = carried.findIndex((value, index) => isBelow(value, best.carried[index] ?? 0) || isBelow(best.carried[index] ?? 0, value));
    const better = rank === -1 ? queues < best.queues : (carried[rank] ?? 0) > (best.carried[rank] ?? 0);
    if (better) best = { carried, queues };
  };
  const extend = (counts: readonly number[], left: number): void => {
    const flow = flows[counts.length];
    if (flow === undefined) judge(counts, usable - left);
    else for (let own = 0; own <= Math.min(flow.most, left); own += 1) extend([...counts, own], left - own);
  };
  extend([], usable);
  return best;
};

/** Queues of one port beside its functions, and of the team: the sum of its members, or the least. */
export const usableQueues = (policy: Policy, view: SwitchView, functionsOn: (nic: string) => number): number | null => {
  const usesVmq = (nic: Nic): boolean => nic.link >= 10_000 || policy.vmq_below_10g;
  if (!view.uplinks.some(usesVmq)) return null;
  const each = view.uplinks.map((nic) => {
    // A member without VMQ has nothing to add, and nothing for a team whose members must all have it.
    if (!usesVmq(nic)) return 0;
    const functions = functionsOn(nic.name);
    const virtualPorts = (nic.vportLimit ?? Infinity) - 1 - functions;
    return Math.max(0, Math.min(nic.vmqQueues, virtualPorts, (nic.queuePairLimit ?? Infinity) - 1 - functions));
  });
  const { teaming, teamMode, loadBalancing } = view.sw;
  const isSum = teaming !== 'lbfo' || (teamMode === 'switch-independent' && loadBalancing !== 'address-hash');
  return isSum ? each.reduce((sum, one) => sum + one, 0) : Math.min(...each);
};
