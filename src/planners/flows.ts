/** The flows of a switch: its host vNICs, the VM adapters with a weight of their own, and the default flow for all others. */
import type { Adapter, Host, Tier, VirtualSwitch, Vm } from '../model/host.ts';
import { compareNames, nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import type { Level } from '../model/levels.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import type { Target } from './apportion.ts';
import type { SwitchCapacity } from './capacity.ts';
import { bestAttainments, compareAttainments, type WeightProblem } from './weights.ts';

export interface AdapterFlow {
  readonly kind: 'host' | 'vm';
  readonly adapter: Adapter;
  readonly tier: Tier | null;
  /** Virtual processors of its VM; null for a host vNIC. */
  readonly vcpus: number | null;
  readonly demand: Mbps;
}

export interface DefaultFlow {
  readonly kind: 'default';
  readonly demand: Mbps;
  readonly members: readonly AdapterFlow[];
}

export type Flow = AdapterFlow | DefaultFlow;

/** Everything on the switch that sends: host vNICs and adapters of running VMs. */
export interface SwitchTraffic {
  readonly hostFlows: readonly AdapterFlow[];
  readonly vmFlows: readonly AdapterFlow[];
}

/** The migration's demand on a switch: its rate is shared equally by the vNICs of its path. */
export interface DrainDemand {
  /** Names of the path's vNICs. */
  readonly adapters: readonly string[];
  readonly rate: Mbps;
  /** The path has vNICs of its own; otherwise the rate comes on top of their demand. */
  readonly dedicated: boolean;
}

export interface FlowSelection {
  readonly flows: readonly Flow[];
  /** Their apportionment while nothing migrates. */
  readonly problem: WeightProblem;
  /** Adapters with a floor for which no weight was left. */
  readonly floorsLeftOver: readonly AdapterFlow[];
}

const LEAST_WEIGHT_OF_CRITICAL = 5;

export const trafficOf = (host: Host, virtualSwitch: VirtualSwitch, capacity: SwitchCapacity): SwitchTraffic => {
  const key = nameKey(virtualSwitch.name);
  const { name } = virtualSwitch;
  // Most names are written as their switch writes them.
  const here = (adapter: Adapter): boolean => adapter.switch === name || (adapter.switch !== null && nameKey(adapter.switch) === key);
  const flowOf = (adapter: Adapter, vm: Vm | null): AdapterFlow => ({
    kind: vm === null ? 'host' : 'vm',
    adapter,
    tier: vm?.tier ?? null,
    vcpus: vm?.vcpus ?? null,
    demand: mbps(Math.min(adapter.egress, adapter.cap ?? Number.POSITIVE_INFINITY, capacity.ceiling)),
  });
  const hostFlows: AdapterFlow[] = [];
  for (const adapter of host.adapters) if (here(adapter)) hostFlows.push(flowOf(adapter, null));
  const vmFlows: AdapterFlow[] = [];
  for (const vm of host.vms) {
    if (!isRunning(vm)) continue;
    for (const adapter of vm.adapters) if (here(adapter)) vmFlows.push(flowOf(adapter, vm));
  }
  return { hostFlows, vmFlows };
};

export const isRunning = (vm: Vm): boolean => vm.state === 'running';

/** l_f. Management and cluster traffic is small and critical, so it never gets less than 5. */
export const leastWeight = (flow: Flow): number =>
  flow.kind === 'host' && (flow.adapter.role === 'management' || flow.adapter.role === 'cluster') ? LEAST_WEIGHT_OF_CRITICAL : 1;

/**
 * Chooses the adapters with a weight of their own: those with a floor, larger floors first, then as many of tiers 1
 * and 2 as leave floors and host demand as well off as without them.
 */
export const selectFlows = (
  traffic: SwitchTraffic,
  virtualSwitch: VirtualSwitch,
  capacity: SwitchCapacity,
  policy: Policy,
): FlowSelection => {
  // The default flow has a least weight of 1 too.
  let shared = 1;
  for (const flow of traffic.hostFlows) shared += leastWeight(flow);
  const room = Math.max(0, Math.min(policy.max_explicit_flows, 100 - shared));
  const withFloor: AdapterFlow[] = [];
  const without: AdapterFlow[] = [];
  for (const flow of traffic.vmFlows) {
    if (flow.adapter.floor > 0) withFloor.push(flow);
    else if (flow.tier !== 3) without.push(flow);
  }
  // Whom all have room for, nobody comes before.
  if (withFloor.length > room) withFloor.sort(byLargerFloor);
  const admitted = withFloor.slice(0, room);
  const longest = Math.min(without.length, room - admitted.length);
  let isRanked = false;
  const choose = (prefix: number): Omit<FlowSelection, 'floorsLeftOver'> => {
    if (prefix > 0 && prefix < without.length && !isRanked) {
      without.sort(byTierThenEgress);
      isRanked = true;
    }
    const flows = assemble(traffic, virtualSwitch, [...admitted, ...without.slice(0, prefix)]);
    return { flows, problem: weightProblem(flows, capacity, policy) };
  };
  const { flows, problem } = longestHarmless(longest, choose, policy);
  return { flows, problem, floorsLeftOver: withFloor.slice(room) };
};

const byLargerFloor = (a: AdapterFlow, b: AdapterFlow): number => b.adapter.floor - a.adapter.floor || byTierThenEgress(a, b);

const byTierThenEgress = (a: AdapterFlow, b: AdapterFlow): number =>
  (a.tier ?? 0) - (b.tier ?? 0) || b.adapter.egress - a.adapter.egress || compareLabels(a, b);

const compareLabels = (a: AdapterFlow, b: AdapterFlow): number =>
  compareNames(a.adapter.vm ?? '', b.adapter.vm ?? '') || compareNames(a.adapter.name, b.adapter.name);

interface Selected {
  readonly problem: WeightProblem;
}

/**
 * Weights given to more adapters can only take from the levels before, so the longest prefix is found by bisection, as
 * long as every prefix that it meets has weights at all.
 */
const longestHarmless = <Chosen extends Selected>(longest: number, choose: (prefix: number) => Chosen, policy: Policy): Chosen => {
  const all = choose(longest);
  const reached = floorAttainments(all.problem, policy);
  // Nothing is above 1, so there is nothing to compare with.
  if (longest === 0 || reached?.every((attainment) => attainment === 1)) return all;
  const none = choose(0);
  const reference = floorAttainments(none.problem, policy);
  if (reached === null || reference === null) return longestOfAll(longest, choose, policy) ?? none;
  if (compareAttainments(reached, reference) >= 0) return all;
  let known = { prefix: 0, chosen: none };
  let broken = longest;
  while (broken - known.prefix > 1) {
    const prefix = (known.prefix + broken) >> 1;
    const chosen = choose(prefix);
    const attainments = floorAttainments(chosen.problem, policy);
    if (attainments === null) return longestOfAll(longest, choose, policy) ?? none;
    if (compareAttainments(attainments, reference) >= 0) known = { prefix, chosen };
    else broken = prefix;
  }
  return known.chosen;
};

/**
 * The same where some prefixes have no weights: under a narrow ratio or a small share of migration the weights of few
 * flows may not reach 100, and those of more flows do. What the fewest attain that have any is what may not be lost.
 * Null where no prefix has any.
 */
const longestOfAll = <Chosen extends Selected>(longest: number, choose: (prefix: number) => Chosen, policy: Policy): Chosen | null => {
  let found: Chosen | null = null;
  let reference: Float64Array | null = null;
  for (let prefix = 0; prefix <= longest; prefix++) {
    const chosen = choose(prefix);
    const attainments = floorAttainments(chosen.problem, policy);
    if (attainments === null) continue;
    reference ??= attainments;
    if (compareAttainments(attainments, reference) >= 0) found = chosen;
  }
  return found;
};

const FLOOR_LEVELS: readonly Level[] = ['host-floors', 'vm-floors-1', 'vm-floors-2', 'host-demand'];

const floorAttainments = (problem: WeightProblem, policy: Policy): Float64Array | null => {
  const levels = problem.levels.filter((_, index) => FLOOR_LEVELS.includes(policy.priorities[index] as Level));
  return bestAttainments({ ...problem, levels }, levels.length);
};

const assemble = (traffic: SwitchTraffic, virtualSwitch: VirtualSwitch, explicit: readonly AdapterFlow[]): Flow[] => {
  const chosen = new Set(explicit);
  const flows: Flow[] = [...traffic.hostFlows];
  const members: AdapterFlow[] = [];
  let sum = 0;
  for (const flow of traffic.vmFlows) {
    if (chosen.has(flow)) flows.push(flow);
    else {
      members.push(flow);
      sum += flow.demand;
    }
  }
  flows.push({ kind: 'default', demand: mbps(Math.min(sum, virtualSwitch.coincidentEgress ?? Number.POSITIVE_INFINITY)), members });
  return flows;
};

/** The apportionment of a switch over which nothing migrates. */
const weightProblem = (flows: readonly Flow[], capacity: SwitchCapacity, policy: Policy): WeightProblem => ({
  groups: flows.map((flow) => flow.kind),
  lower: flows.map(leastWeight),
  liveMigration: flows.map((flow) => flow.kind === 'host' && flow.adapter.role === 'live-migration'),
  levels: levelsOf(flows, capacity, policy),
  maxRatio: policy.max_weight_ratio,
  liveMigrationShare: policy.live_migration_max_share,
});

/** The same with the demand of a migration at the drain level. */
export const withDrain = (selection: FlowSelection, capacity: SwitchCapacity, policy: Policy, drain: DrainDemand | null): WeightProblem => {
  const { flows, problem } = selection;
  if (drain === null) return problem;
  const at = policy.priorities.indexOf('drain');
  return { ...problem, levels: problem.levels.with(at, drainTargets(flows, capacity, drain, policy)) };
};

const FLOOR_LEVELS_BY_TIER = { 1: 'vm-floors-1', 2: 'vm-floors-2', 3: 'vm-floors-3' } as const satisfies Record<Tier, Level>;
const DEMAND_LEVELS_BY_TIER = { 1: 'vm-demand-1', 2: 'vm-demand-2', 3: 'vm-demand-3' } as const satisfies Record<Tier, Level>;

/** For each level the flows that it is about, with the share of the switch that it wants for each; flows that want nothing are left out. */
const levelsOf = (flows: readonly Flow[], { total, afterLoss }: SwitchCapacity, { priorities }: Policy): readonly (readonly Target[])[] => {
  const levels = priorities.map((): Target[] => []);
  if (total <= 0) return levels;
  const want = (level: Level, flow: number, share: number): void => {
    if (share > 0) levels[priorities.indexOf(level)]?.push({ flow, share });
  };
  for (let index = 0; index < flows.length; index++) {
    const flow = flows[index] as Flow;
    const ofDemand = flow.demand / total;
    if (flow.kind === 'default') {
      want('vm-demand-3', index, ofDemand);
      continue;
    }
    const { floor, role } = flow.adapter;
    if (flow.tier !== null) {
      want(FLOOR_LEVELS_BY_TIER[flow.tier], index, floor / afterLoss);
      want(DEMAND_LEVELS_BY_TIER[flow.tier], index, ofDemand);
      continue;
    }
    if (role !== 'live-migration') want('host-floors', index, floor / afterLoss);
    if (role === 'management' || role === 'cluster' || role === 'storage') want('host-demand', index, ofDemand);
    if (role === 'backup') want('vm-demand-3', index, ofDemand);
  }
  return levels;
};

/** The vNICs of the migration path, with the share that each is to have. */
const drainTargets = (flows: readonly Flow[], { total }: SwitchCapacity, drain: DrainDemand, policy: Policy): readonly Target[] => {
  const targets: Target[] = [];
  if (total <= 0) return targets;
  const share = Math.min(drain.rate / total, policy.live_migration_max_share) / drain.adapters.length;
  for (let index = 0; index < flows.length; index++) {
    const flow = flows[index] as Flow;
    if (flow.kind !== 'host' || !drain.adapters.includes(flow.adapter.name)) continue;
    const wanted = drain.dedicated ? share : flow.demand / total + share;
    if (wanted > 0) targets.push({ flow: index, share: wanted });
  }
  return targets;
};
