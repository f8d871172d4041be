/** Receive queues of each switch: who gets how many, and what the default queue is left with. */
import type { Finding } from '../model/finding.ts';
import type { Adapter, Host } from '../model/host.ts';
import type { DefaultQueues, FlowQueues, SwitchQueues, VfAssignment } from '../model/offload-plan.ts';
import type { MigrationPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { mbps } from '../units/quantity.ts';
import { isBelow } from '../units/rounding.ts';
import type { AdapterFlow } from './flows.ts';
import { coreRateOf } from './migration-path.ts';
import { allocateQueues, allocateUniform, carriedRate, type QueueFlow } from './queues-allocation.ts';
import {
  defaultQueueCores,
  isFrom2019,
  mostQueues,
  type NicPool,
  poolOf,
  type QueueMode,
  queueMode,
  spreadQueues,
  together,
  uniformLimit,
  usesVmq,
} from './queues-pool.ts';
import type { SwitchCase } from './switch-case.ts';
import type { VfCandidate } from './vf-candidates.ts';
import { queuePairsOn } from './vf-queue-pairs.ts';

export interface NicQueues {
  readonly nic: string;
  readonly usable: number;
  readonly used: number;
  /** What the queues take of the pool: more than is used where each adapter gets a seat of one size. */
  readonly held: number;
}

/** Who has a virtual function, and on which port. */
export interface FunctionsInUse {
  readonly assigned: readonly VfAssignment[];
  readonly holders: ReadonlyMap<string, readonly VfCandidate[]>;
}

export interface QueuePlan {
  readonly switches: readonly SwitchQueues[];
  /** Uplinks that use VMQ. */
  readonly nics: readonly NicQueues[];
  readonly findings: readonly Finding[];
}

/** Queue pairs that VMMQ gives an adapter where nobody says otherwise: the default of Msvm_EthernetSwitchPortOffloadSettingData. */
const DEFAULT_PAIRS = 16;

export const planQueues = (
  host: Host,
  cases: readonly SwitchCase[],
  functions: FunctionsInUse,
  migration: MigrationPlan | null,
  policy: Policy,
): QueuePlan => {
  const switches: SwitchQueues[] = [];
  const nics: NicQueues[] = [];
  const findings: Finding[] = [];
  for (const of of cases) {
    findings.push(...slowUplinkFindings(of, policy));
    if (!of.capacity.uplinks.some((nic) => usesVmq(nic, policy))) continue;
    const planned = queuesOfSwitch(host, of, functions, migration, policy);
    switches.push(planned.queues);
    nics.push(...planned.nics);
    findings.push(...queueFindings(planned.queues, host));
  }
  return { switches, nics, findings };
};

/**
 * What an adapter receives. A vNIC of the migration path receives what a neighbour's drain sends: its share of the
 * required rate, or of the cap where no rate meets the window. Under SMB Direct too: where RDMA is lost SMB goes on over TCP, and needs them.
 */
export const ingressOf = (adapter: Adapter, migration: MigrationPlan | null): number => {
  if (adapter.vm !== null || migration === null) return adapter.ingress;
  const { adapters } = migration.path;
  if (!adapters.includes(adapter.name)) return adapter.ingress;
  return Math.max(adapter.ingress, (migration.required ?? migration.cap) / adapters.length);
};

const queuesOfSwitch = (
  host: Host,
  of: SwitchCase,
  { assigned, holders }: FunctionsInUse,
  migration: MigrationPlan | null,
  policy: Policy,
): { queues: SwitchQueues; nics: NicQueues[] } => {
  const mode = queueMode(of.virtualSwitch);
  const pools = of.capacity.uplinks.map((nic) => poolOf(nic, assigned, policy));
  const coreRate = coreRateOf(host, policy);
  const adapters = adaptersOf(of, assigned);
  const flows = queueFlows(host, adapters, migration);
  const usable = together(
    mode,
    pools.map((pool) => pool.usable),
  );
  const uniform = uniformPlan(host, mode, pools, flows, coreRate);
  // On hardware with one count for all, seats are counted whole; a VM uses of its seat what its processors can.
  const taken = uniform?.queues ?? allocateQueues(flows, usable, coreRate);
  const queues = uniform === null ? taken : taken.map((each, index) => Math.min(each, (flows[index] as QueueFlow).most));
  const onNics = spreadQueues(mode, pools, queues);
  const held = uniform === null ? onNics : spreadQueues(mode, pools, taken);
  const withFunctions = pools.map(({ nic }, index) => {
    const here = holders.get(nic.name);
    if (here === undefined) return held[index] as number;
    const pairs = queuePairsOn(nic, here, held[index] as number, host, policy);
    return (held[index] as number) + pairs.reduce((sum, each) => sum + each, 0) - here.length;
  });
  const planned: SwitchQueues = {
    switch: of.virtualSwitch.name,
    mode,
    usable,
    used: sumOf(queues),
    adapters: adapters.length,
    flows: servedFlows(adapters, flows, queues, coreRate),
    uniform: uniform?.count ?? null,
    defaultQueueLoad: mbps(unservedIngress(flows, queues)),
    defaultQueueCapacity: mbps(defaultQueueCores(host, mode, pools, withFunctions) * coreRate),
    byDefault: defaultQueues(host, mode, pools, flows, coreRate),
  };
  const nics: NicQueues[] = [];
  for (const [index, { nic, usable: ofNic }] of pools.entries()) {
    if (usesVmq(nic, policy)) nics.push({ nic: nic.name, usable: ofNic, used: onNics[index] as number, held: held[index] as number });
  }
  return { queues: planned, nics };
};

const sumOf = (numbers: readonly number[]): number => {
  let sum = 0;
  for (const each of numbers) sum += each;
  return sum;
};

const unservedIngress = (flows: readonly QueueFlow[], queues: readonly number[]): number => {
  let sum = 0;
  for (let index = 0; index < flows.length; index++) if (queues[index] === 0) sum += (flows[index] as QueueFlow).ingress;
  return sum;
};

/** Host vNICs, then VM adapters without a virtual function, each in order of name. */
const adaptersOf = (of: SwitchCase, assigned: readonly VfAssignment[]): AdapterFlow[] => {
  const { hostFlows, vmFlows } = of.traffic;
  if (assigned.length === 0) return [...hostFlows, ...vmFlows];
  const served = ({ adapter }: AdapterFlow): boolean =>
    assigned.some((one) => one.vm === adapter.vm && one.adapter === adapter.name && one.switch === of.virtualSwitch.name);
  return [...hostFlows, ...vmFlows.filter((flow) => !served(flow))];
};

const queueFlows = (host: Host, adapters: readonly AdapterFlow[], migration: MigrationPlan | null): QueueFlow[] =>
  adapters.map(({ adapter, tier, vcpus }) => ({
    group: tier ?? 0,
    ingress: ingressOf(adapter, migration),
    most: mostQueues(host, vcpus),
  }));

const uniformPlan = (host: Host, mode: QueueMode, pools: readonly NicPool[], flows: readonly QueueFlow[], coreRate: number) => {
  const largest = uniformLimit(pools);
  if (largest === null) return null;
  const sizes = pools.map(({ usable }) => usable);
  return allocateUniform(flows, mode === 'sum' ? sizes : [Math.min(...sizes)], coreRate, Math.min(largest, mostQueues(host, null)));
};

const servedFlows = (
  adapters: readonly AdapterFlow[],
  flows: readonly QueueFlow[],
  queues: readonly number[],
  coreRate: number,
): FlowQueues[] => {
  const served: FlowQueues[] = [];
  for (let index = 0; index < adapters.length; index++) {
    const each = queues[index] as number;
    if (each === 0) continue;
    const { adapter } = adapters[index] as AdapterFlow;
    const carried = mbps(carriedRate(flows[index] as QueueFlow, each, coreRate));
    served.push({ vm: adapter.vm, adapter: adapter.name, queues: each, carried });
  }
  return served;
};

/**
 * accelerated = min(ports, ⌊pairs/16⌋) from 2019, where VMMQ is on for every adapter; before, one queue each. Who comes
 * first is served, so the default queue may be left with those that receive most.
 */
const defaultQueues = (
  host: Host,
  mode: QueueMode,
  pools: readonly NicPool[],
  flows: readonly QueueFlow[],
  coreRate: number,
): DefaultQueues => {
  const each = isFrom2019(host) ? DEFAULT_PAIRS : 1;
  const served = pools.map(({ ports, pairs, usable }) => (usable === 0 ? 0 : Math.min(ports, Math.floor(pairs / each))));
  const accelerated = Math.min(flows.length, together(mode, served));
  const load = accelerated < flows.length ? loadBeyond(flows, accelerated) : 0;
  const used = served.map((adapters) => adapters * each);
  return {
    each,
    accelerated,
    defaultQueueLoad: mbps(load),
    defaultQueueCapacity: mbps(defaultQueueCores(host, mode, pools, used) * coreRate),
  };
};

/** What all receive but the `accelerated` ones that receive least. */
const loadBeyond = (flows: readonly QueueFlow[], accelerated: number): number => {
  const ascending = new Float64Array(flows.length);
  for (let index = 0; index < flows.length; index++) ascending[index] = (flows[index] as QueueFlow).ingress;
  ascending.sort();
  let sum = 0;
  for (let place = accelerated; place < ascending.length; place++) sum += ascending[place] as number;
  return sum;
};

const slowUplinkFindings = (of: SwitchCase, policy: Policy): Finding[] => {
  const slow = of.capacity.uplinks.filter((nic) => nic.vmqQueues > 0 && !usesVmq(nic, policy));
  if (slow.length === 0) return [];
  const values = { link: Math.max(...slow.map(({ link }) => link)) };
  return [{ code: 'vmq-unused-below-10g', severity: 'advice', subject: of.virtualSwitch.name, values }];
};

const queueFindings = (queues: SwitchQueues, host: Host): Finding[] => {
  const findings: Finding[] = [];
  const { switch: subject, defaultQueueLoad: load, defaultQueueCapacity: capacity, byDefault } = queues;
  if (isBelow(capacity, load)) findings.push({ code: 'default-queue-overload', severity: 'warning', subject, values: { load, capacity } });
  if (isFrom2019(host) && byDefault.accelerated < queues.flows.length) {
    const values = { adapters: queues.adapters, accelerated: byDefault.accelerated, planned: queues.flows.length, pairs: byDefault.each };
    const overloaded = isBelow(byDefault.defaultQueueCapacity, byDefault.defaultQueueLoad);
    findings.push({ code: 'default-queue-pairs-exhaust-pool', severity: overloaded ? 'warning' : 'advice', subject, values });
  }
  return findings;
};
