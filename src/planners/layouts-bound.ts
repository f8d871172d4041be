/** What a layout can attain at best, before it is planned: the capacity of each group against the sums that it must carry. */
import type { Adapter, Host, Nic, Tier, VirtualSwitch } from '../model/host.ts';
import type { Level } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import type { LayoutGroup } from '../model/topology-plan.ts';
import { capacityOf, frameRate, sumOfRates, type SwitchCapacity } from './capacity.ts';
import { type Bundle, bundleOf, type LayoutPool, placesOf } from './layout.ts';

/** Sums over the adapters of one bundle that are guaranteed something, in Mbit/s. */
interface BundleSum {
  readonly floors: { readonly [Each in Level]?: number };
  readonly hostDemand: number;
  readonly egress: number;
  readonly ingress: number;
  readonly adapters: number;
}

export type BundleSums = ReadonlyMap<Bundle, BundleSum>;

export interface LayoutBound {
  /** No plan attains more, in order of priority; 1 where nothing is known. */
  readonly attainments: readonly number[];
  /** No plan guarantees migration more. */
  readonly migrationRate: number;
  readonly carriesAll: boolean;
  readonly singlePoints: SinglePoints;
}

/** Kinds of failure that take a whole group, for groups with management or VMs on them and for those with storage alone. */
export interface SinglePoints {
  readonly ofHost: ReadonlySet<string>;
  readonly ofStorage: ReadonlySet<string>;
}

export const sumBundles = (host: Host, pool: LayoutPool): BundleSums => {
  const slowest = Math.min(...pool.nics.map(frameRate));
  const sums = new Map<
    Bundle,
    { floors: { [Each in Level]?: number }; hostDemand: number; egress: number; ingress: number; adapters: number }
  >();
  const add = (adapter: Adapter, tier: Tier | null): void => {
    const sum = sums.get(bundleOf(adapter)) ?? { floors: {}, hostDemand: 0, egress: 0, ingress: 0, adapters: 0 };
    sums.set(bundleOf(adapter), sum);
    sum.adapters += 1;
    sum.egress += adapter.egress;
    sum.ingress += adapter.ingress;
    // A traffic class of its own serves the cluster under DCB, and asks nothing of the levels.
    if (adapter.role === 'cluster') return;
    if (tier === null && adapter.role !== 'backup' && adapter.role !== 'live-migration') {
      sum.hostDemand += Math.min(adapter.egress, adapter.cap ?? Number.POSITIVE_INFINITY, slowest);
    }
    if (adapter.role === 'live-migration') return;
    const level: Level = tier === null ? 'host-floors' : `vm-floors-${tier}`;
    sum.floors[level] = (sum.floors[level] ?? 0) + adapter.floor;
  };
  for (const adapter of host.adapters) add(adapter, null);
  for (const vm of host.vms) if (vm.state === 'running') for (const adapter of vm.adapters) add(adapter, vm.tier);
  return sums;
};

/** What a group of NICs can carry, by their names: the same groups come up in many layouts. */
export type GroupCapacities = Map<string, SwitchCapacity>;

export const boundLayout = (
  pool: LayoutPool,
  layout: readonly LayoutGroup[],
  sums: BundleSums,
  capacities: GroupCapacities,
  policy: Policy,
): LayoutBound => {
  const places = placesOf(layout);
  const attainments = policy.priorities.map(() => 1);
  const singlePoints = { ofHost: new Set<string>(), ofStorage: new Set<string>() };
  let migrationRate = Number.POSITIVE_INFINITY;
  let carriesAll = true;
  for (const [index, group] of layout.entries()) {
    const key = group.nics.join('|');
    const capacity = capacities.get(key) ?? groupCapacity(nicsOf(pool, group), policy);
    capacities.set(key, capacity);
    const isStorageAlone = index !== places.critical && index !== places.vm && index !== places.vf;
    const points = isStorageAlone ? singlePoints.ofStorage : singlePoints.ofHost;
    for (const kind of singlePointsOf(capacity)) points.add(kind);
    const here = [...sums].flatMap(([bundle, sum]) => (places[bundle] === index ? [sum] : []));
    if (group.kind === 'team') lowerBy(attainments, here, capacity, policy);
    else carriesAll &&= group.kind === 'iov' ? servesFunctions(capacity.uplinks, here, policy) : servesDirectly(capacity, here);
    if (places.storage === index) migrationRate = capacity.total;
  }
  return { attainments, migrationRate, carriesAll, singlePoints };
};

/** Failures that take every NIC of a switch today, or of the NICs that storage and migration use directly. */
export const singlePointsToday = (pool: LayoutPool, policy: Policy): SinglePoints => {
  const pointsOf = (name: string | null): readonly string[] => {
    const nics = pool.nics.filter((nic) => nic.switch === name);
    return nics.length === 0 ? [] : singlePointsOf(groupCapacity(nics, policy));
  };
  const ofHost = pool.switches.flatMap(({ name }) => pointsOf(name));
  return { ofHost: new Set(ofHost), ofStorage: new Set([...ofHost, ...pointsOf(null)]) };
};

/** No group hangs on one port, card or switch where its like does not today. */
export const isAsSafe = (layout: SinglePoints, today: SinglePoints): boolean =>
  [...layout.ofHost].every((kind) => today.ofHost.has(kind)) && [...layout.ofStorage].every((kind) => today.ofStorage.has(kind));

const nicsOf = (pool: LayoutPool, { nics }: LayoutGroup): readonly Nic[] => pool.nics.filter(({ name }) => nics.includes(name));

const GROUP: VirtualSwitch = {
  name: 'group',
  teaming: 'set',
  teamMode: 'switch-independent',
  loadBalancing: 'dynamic',
  bandwidthMode: 'weight',
  iovEnabled: false,
  defaultFlowWeight: null,
  coincidentEgress: null,
  coincidentIngress: null,
};

const groupCapacity = (nics: readonly Nic[], policy: Policy): SwitchCapacity =>
  capacityOf(
    GROUP,
    nics.map((nic) => ({ ...nic, switch: GROUP.name })),
    policy,
  );

const singlePointsOf = ({ findings }: SwitchCapacity): string[] =>
  findings.flatMap((finding) => (finding.code === 'single-point-of-failure' ? [finding.values.kind] : []));

/**
 * Floors are shares of what a loss leaves, host demand of the whole; levels that come first take their shares first. The
 * shares of a level add up to at most what is left, so none attains more than that over its sum.
 */
const lowerBy = (attainments: number[], here: readonly BundleSum[], { total, afterLoss }: SwitchCapacity, policy: Policy): void => {
  let taken = 0;
  for (const [index, level] of policy.priorities.entries()) {
    const floors = here.reduce((sum, { floors: of }) => sum + (of[level] ?? 0), 0) / afterLoss;
    const demand = level === 'host-demand' ? here.reduce((sum, { hostDemand }) => sum + hostDemand, 0) / total : 0;
    const wanted = level === 'host-demand' ? demand : floors;
    // Host vNICs with a demand have floors too, and one weight serves both.
    const others = level === 'host-demand' ? taken - hostFloorsTaken(here, index, afterLoss, policy) : taken;
    if (wanted > 0) attainments[index] = Math.min(attainments[index] as number, Math.max(0, 1 - others) / wanted);
    taken += floors;
  }
};

const hostFloorsTaken = (here: readonly BundleSum[], before: number, afterLoss: number, policy: Policy): number =>
  policy.priorities.indexOf('host-floors') < before
    ? here.reduce((sum, { floors }) => sum + (floors['host-floors'] ?? 0), 0) / afterLoss
    : 0;

const servesFunctions = (nics: readonly Nic[], here: readonly BundleSum[], policy: Policy): boolean => {
  const rate = Math.max(sumOf(here, 'egress'), sumOf(here, 'ingress'));
  const functions = nics.reduce((sum, { vfLimit }) => sum + vfLimit, 0);
  return rate <= policy.vf_link_share * sumOfRates(nics) && sumOf(here, 'adapters') <= functions;
};

const servesDirectly = ({ total, afterLoss }: SwitchCapacity, here: readonly BundleSum[]): boolean =>
  sumOf(here, 'egress') <= total && here.reduce((sum, { floors }) => sum + (floors['host-floors'] ?? 0), 0) <= afterLoss;

const sumOf = (here: readonly BundleSum[], key: 'egress' | 'ingress' | 'adapters'): number =>
  here.reduce((sum, each) => sum + each[key], 0);
