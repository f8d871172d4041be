/** The flows of a switch with weights, their targets, and which VM adapters become explicit. */
import { adapterLabel, compareNames } from '../../src/model/name.ts';
import type { Adapter, Role } from '../../src/model/host.ts';
import { LEVELS, type Level } from '../../src/model/levels.ts';
import type { Policy } from '../../src/model/policy.ts';
import { floor, isBelow } from '../../src/units/rounding.ts';
import { demandOf, jointDemand, type SwitchView, sum, type VmAdapter } from './capacity.ts';
import { LEVEL_COUNT, type WeightFlow, type WeightProblem } from './weight-problem.ts';
import { optima } from './weights.ts';

export const DEFAULT_FLOW = '(default flow)';

/** What the migration asks of the switch its path stands on. */
export interface DrainTarget {
  readonly adapters: readonly Adapter[];
  /** Mbit/s of all path vNICs together. */
  readonly rate: number;
}

export interface SwitchFlow extends WeightFlow {
  /** null: the default flow. */
  readonly adapter: Adapter | null;
  readonly vm: string | null;
  readonly demand: number;
}

const TOTAL = 100;
const levelIndex = (level: Level): number => LEVELS.indexOf(level);

const lowerOf = (role: Role | null): number => (role === 'management' || role === 'cluster' ? 5 : 1);

const noTargets = (): number[] => Array.from({ length: LEVEL_COUNT }, () => 0);

const hostTargets = (view: SwitchView, policy: Policy, adapter: Adapter, drain: DrainTarget | null): number[] => {
  const targets = noTargets();
  const demand = demandOf(view, adapter);
  if (adapter.role !== 'live-migration') targets[levelIndex('host-floors')] = adapter.floor / view.afterLoss;
  if (adapter.role === 'management' || adapter.role === 'cluster' || adapter.role === 'storage')
    targets[levelIndex('host-demand')] = demand / view.r;
  if (adapter.role === 'backup') targets[levelIndex('vm-demand-3')] = demand / view.r;
  if (drain !== null && drain.adapters.includes(adapter)) {
    const own = adapter.role === 'live-migration' ? 0 : demand / view.r;
    targets[levelIndex('drain')] = own + Math.min(drain.rate / view.r, policy.live_migration_max_share) / drain.adapters.length;
  }
  return targets;
};

const vmTargets = (view: SwitchView, one: VmAdapter): number[] => {
  const targets = noTargets();
  targets[levelIndex(`vm-floors-${one.vm.tier}`)] = one.adapter.floor / view.afterLoss;
  targets[levelIndex(`vm-demand-${one.vm.tier}`)] = demandOf(view, one.adapter) / view.r;
  return targets;
};

const byVmAndName = (a: VmAdapter, b: VmAdapter): number =>
  compareNames(a.vm.name, b.vm.name) || compareNames(a.adapter.name, b.adapter.name);

export const flowsOf = (view: SwitchView, policy: Policy, explicit: readonly VmAdapter[], drain: DrainTarget | null): SwitchFlow[] => {
  const migrationVnics = view.hostVnics.filter((adapter) => adapter.role === 'live-migration').length;
  const migrationBound = floor((TOTAL * policy.live_migration_max_share) / Math.max(1, migrationVnics));
  const flows: SwitchFlow[] = [...view.hostVnics]
    .sort((a, b) => compareNames(a.name, b.name))
    .map((adapter) => ({
      label: adapter.name,
      kind: 'host',
      adapter,
      vm: null,
      demand: demandOf(view, adapter),
      lower: lowerOf(adapter.role),
      upper: adapter.role === 'live-migration' ? migrationBound : TOTAL,
      targets: hostTargets(view, policy, adapter, drain),
    }));
  for (const one of [...explicit].sort(byVmAndName))
    flows.push({
      label: adapterLabel(one.vm.name, one.adapter.name),
      kind: 'vm',
      adapter: one.adapter,
      vm: one.vm.name,
      demand: demandOf(view, one.adapter),
      lower: 1,
      upper: TOTAL,
      targets: vmTargets(view, one),
    });
  const rest = view.vmAdapters.filter((one) => !explicit.includes(one));
  const targets = noTargets();
  const demand = jointDemand(view, rest);
  targets[levelIndex('vm-demand-3')] = demand / view.r;
  flows.push({ label: DEFAULT_FLOW, kind: 'default', adapter: null, vm: null, demand, lower: 1, upper: TOTAL, targets });
  return flows;
};

/** The given levels in the order of the policy. */
export const inOrder = (policy: Policy, levels: readonly Level[]): number[] =>
  policy.priorities.filter((level) => levels.includes(level)).map(levelIndex);

export const problemOf = (flows: readonly SwitchFlow[], policy: Policy): WeightProblem => ({
  total: TOTAL,
  maxRatio: policy.max_weight_ratio,
  order: inOrder(policy, LEVELS),
  flows,
});

/** Adapters with a floor: larger floor first, while flows and units last. */
const withFloor = (view: SwitchView, policy: Policy): VmAdapter[] => {
  const candidates = view.vmAdapters
    .filter((one) => one.adapter.floor > 0)
    .sort((a, b) => b.adapter.floor - a.adapter.floor || a.vm.tier - b.vm.tier || b.adapter.egress - a.adapter.egress || byVmAndName(a, b));
  const shared = sum(view.hostVnics.map((adapter) => lowerOf(adapter.role))) + 1;
  return candidates.slice(0, Math.max(0, Math.min(policy.max_explicit_flows, TOTAL - shared)));
};

/** The explicit VM adapters: those with a floor, then the longest harmless prefix of tiers 1 and 2. */
export const explicitAdapters = (view: SwitchView, policy: Policy): VmAdapter[] => {
  const fixed = withFloor(view, policy);
  const candidates = view.vmAdapters
    .filter((one) => one.adapter.floor === 0 && one.vm.tier < 3)
    .sort((a, b) => a.vm.tier - b.vm.tier || b.adapter.egress - a.adapter.egress || byVmAndName(a, b));
  const levels = inOrder(policy, LEVELS.slice(0, 4));
  const attained = (prefix: number): readonly number[] | null => {
    const flows = flowsOf(view, policy, [...fixed, ...candidates.slice(0, prefix)], null);
    if (sum(flows.map((flow) => flow.lower)) > TOTAL) return null;
    return optima(problemOf(flows, policy), levels)[0]?.attainments ?? null;
  };
  // Without any of them there may be no weights at all; then the fewest that have some are what to compare with.
  let without = attained(0);
  let longest = 0;
  for (let prefix = 1; prefix <= candidates.length && fixed.length + prefix <= policy.max_explicit_flows; prefix += 1) {
    const now = attained(prefix);
    if (now === null) continue;
    const fewest = without ?? now;
    without = fewest;
    if (levels.every((level) => !isBelow(now[level] ?? 1, fewest[level] ?? 1) && !isBelow(fewest[level] ?? 1, now[level] ?? 1)))
      longest = prefix;
  }
  return [...fixed, ...candidates.slice(0, longest)];
};
