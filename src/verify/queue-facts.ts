/** Receive queues as the host itself says: what the ports of a switch give, and what each flow could use. */
import type { Adapter, Host, Nic } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { VfAssignment } from '../model/offload-plan.ts';
import type { Policy } from '../model/policy.ts';
import { ceil } from '../units/rounding.ts';
import type { SwitchFacts } from './host-facts.ts';

const TEN_GIGABIT = 10_000;
const MOST_QUEUES = 16;

export interface QueueFlow {
  readonly adapter: Adapter;
  /** 0: host vNICs, else the tier; served in this order. */
  readonly rank: number;
  readonly most: number;
}

/** Switch-independent teams without address hash add their members' queues up; the others use as many as each member has. */
export const queueMode = ({ vswitch }: SwitchFacts): 'sum' | 'min' => {
  if (vswitch.teaming !== 'lbfo') return 'sum';
  return vswitch.teamMode === 'switch-independent' && vswitch.loadBalancing !== 'address-hash' ? 'sum' : 'min';
};

export const hasVmq = (policy: Policy, nic: Nic): boolean => nic.link >= TEN_GIGABIT || policy.vmq_below_10g;

/** Queues of one port beside its virtual functions, each of which takes a virtual port and a queue pair. */
export const queuesOfNic = (policy: Policy, nic: Nic, assigned: readonly VfAssignment[]): number => {
  if (!hasVmq(policy, nic)) return 0;
  let functions = 0;
  for (const one of assigned) if (one.nic === nic.name) functions += 1;
  const ports = (nic.vportLimit ?? Infinity) - 1 - functions;
  return Math.max(0, Math.min(nic.vmqQueues, ports, (nic.queuePairLimit ?? Infinity) - 1 - functions));
};

/** The numbers that can be called usable: ports without VMQ beside others count for nothing, or not at all. */
export const usableQueues = (policy: Policy, facts: SwitchFacts, assigned: readonly VfAssignment[]): readonly number[] => {
  // The least of no uplinks at all would be no number of queues.
  if (facts.uplinks.length === 0) return [0];
  let total = 0;
  let least = Infinity;
  let leastOfFast = Infinity;
  for (const nic of facts.uplinks) {
    const queues = queuesOfNic(policy, nic, assigned);
    total += queues;
    least = Math.min(least, queues);
    if (hasVmq(policy, nic)) leastOfFast = Math.min(leastOfFast, queues);
  }
  return queueMode(facts) === 'sum' ? [total] : [least, leastOfFast];
};

const mostQueues = (host: Host, vcpus: number): number => (host.os === '2012r2' ? 1 : Math.min(vcpus, MOST_QUEUES));

/** Host vNICs and VM adapters of a switch, but those with a virtual function (`served`, by label). */
export const readQueueFlows = (host: Host, facts: SwitchFacts, served: ReadonlyMap<string, string>): readonly QueueFlow[] => {
  const flows: QueueFlow[] = [];
  for (const adapter of facts.hostVnics) flows.push({ adapter, rank: 0, most: mostQueues(host, MOST_QUEUES) });
  for (const { adapter, tier, vcpus } of facts.vmTraffic) {
    if (served.size > 0 && served.has(adapterLabel(adapter.vm, adapter.name))) continue;
    flows.push({ adapter, rank: tier, most: mostQueues(host, vcpus) });
  }
  return flows;
};

export interface RankOptimum {
  carried: number;
  queues: number;
}

/** Queues of a rank that carry a whole core each, and what the last queue of each flow adds. */
interface RankGains {
  whole: number;
  readonly rests: number[];
}

/**
 * The most that `usable` queues carry, rank by rank, and the fewest queues that do so. What one more queue adds never
 * grows, so taking the largest gain again and again is exact: whole cores first, then the largest remainders.
 */
export const optimumOf = (flows: readonly QueueFlow[], ingress: ArrayLike<number>, coreRate: number, usable: number): RankOptimum[] => {
  const gains: readonly RankGains[] = [0, 1, 2, 3].map(() => ({ whole: 0, rests: [] }));
  for (let index = 0; index < flows.length; index += 1) {
    const flow = flows[index];
    const wanted = ingress[index] ?? 0;
    const gain = flow === undefined || wanted <= 0 ? undefined : gains[flow.rank];
    if (flow === undefined || gain === undefined) continue;
    const useful = ceil(wanted / coreRate);
    gain.whole += Math.min(useful - 1, flow.most);
    if (useful <= flow.most) gain.rests.push(wanted - (useful - 1) * coreRate);
  }
  let left = usable;
  return gains.map(({ whole, rests }) => {
    const cores = Math.min(left, whole);
    const parts = Math.min(left - cores, rests.length);
    if (parts < rests.length) rests.sort((a, b) => b - a);
    let carried = cores * coreRate;
    for (let index = 0; index < parts; index += 1) carried += rests[index] ?? 0;
    left -= cores + parts;
    return { carried, queues: cores + parts };
  });
};
