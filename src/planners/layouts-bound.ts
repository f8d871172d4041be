/**
 * What a layout can attain at best, before it is planned: the capacity of each group against the sums that it must carry,
 * and the drain at the whole rate of its path.
 */
import type { Adapter, Host, Tier } from '../model/host.ts';
import type { Level } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import type { LayoutKind, LayoutTraffic } from '../model/topology-plan.ts';
import { frameRate } from './capacity.ts';
import { type LayoutPool, movesIn, trafficOf } from './layout.ts';
import type { LayoutContent } from './layouts-enumerate.ts';
import { type NicGroup, singlePointsOf } from './layouts-group.ts';

/** Sums over the adapters of one kind of traffic, in Mbit/s. */
interface TrafficSum {
  readonly floors: { readonly [Each in Level]?: number };
  readonly hostDemand: number;
  readonly egress: number;
  readonly ingress: number;
  readonly adapters: number;
}

type TrafficSums = ReadonlyMap<LayoutTraffic, TrafficSum>;

type Open<Sum> = { -readonly [Key in keyof Sum]: Sum[Key] };

/** Adapters that no layout moves load no group. */
const sumTraffic = (host: Host, pool: LayoutPool, policy: Policy): TrafficSums => {
  const slowest = Math.min(...pool.nics.map(frameRate));
  const moves = movesIn(pool);
  const sums = new Map<LayoutTraffic, Open<TrafficSum>>();
  const add = (adapter: Adapter, tier: Tier | null): void => {
    if (!moves(adapter)) return;
    const traffic = trafficOf(adapter);
    const sum = sums.get(traffic) ?? { floors: {}, hostDemand: 0, egress: 0, ingress: 0, adapters: 0 };
    sums.set(traffic, sum);
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
    sum.floors = { ...sum.floors, [level]: (sum.floors[level] ?? 0) + adapter.floor };
  };
  for (const adapter of host.adapters) add(adapter, null);
  for (const vm of host.vms) if (vm.state === 'running') for (const adapter of vm.adapters) add(adapter, vm.tier);
  // Where not every floor finds a weight, those that go without ask nothing of their level.
  if (!haveAllWeights(host, policy)) for (const traffic of ['vm', 'vf'] as const) forgetFloors(sums.get(traffic));
  return sums;
};

const LEAST_WEIGHT = { host: 5, vm: 1 } as const;

/** A sure sign: every host vNIC at the larger of the least weights, on one switch with all VMs. */
const haveAllWeights = (host: Host, policy: Policy): boolean => {
  const adapters = host.vms.flatMap((vm) => (vm.state === 'running' ? vm.adapters.filter(({ floor }) => floor > 0) : []));
  const least = LEAST_WEIGHT.host * host.adapters.length + LEAST_WEIGHT.vm * (adapters.length + 1);
  return adapters.length <= policy.max_explicit_flows && least <= 100;
};

const forgetFloors = (sum: Open<TrafficSum> | undefined): void => {
  if (sum !== undefined) sum.floors = {};
};

/** Kinds of failure that take a whole group, for groups with management or VMs on them and for those with storage alone. */
export interface SinglePoints {
  readonly ofHost: ReadonlySet<string>;
  readonly ofStorage: ReadonlySet<string>;
}

/** Failures that take every NIC of a switch today, or of the NICs that storage and migration use directly. */
export const singlePointsToday = (pool: LayoutPool, policy: Policy): SinglePoints => {
  const pointsOf = (name: string | null): readonly string[] => {
    const nics = pool.nics.filter((nic) => nic.switch === name);
    return nics.length === 0 ? [] : singlePointsOf(nics, policy);
  };
  const ofHost = pool.switches.flatMap(({ name }) => pointsOf(name));
  return { ofHost: new Set(ofHost), ofStorage: new Set([...ofHost, ...pointsOf(null)]) };
};

const OF_HOST: readonly LayoutTraffic[] = ['critical', 'vm', 'vf'];

const isAsSafe = (carries: readonly LayoutTraffic[], { singlePoints }: NicGroup, today: SinglePoints): boolean => {
  const known = carries.some((each) => OF_HOST.includes(each)) ? today.ofHost : today.ofStorage;
  return singlePoints.every((kind) => known.has(kind));
};

/**
 * What no plan attains more, in order of priority, with one kind of group for its traffic. Null: it is no choice, since it
 * hangs on a failure that today nothing of its like hangs on, or cannot carry what bypasses a switch.
 */
export type BoundOf = (group: NicGroup) => readonly number[] | null;

/** For each part of a content. The same groups with the same traffic come up in many layouts, and are judged once. */
export const boundsOf = (host: Host, pool: LayoutPool, policy: Policy): ((part: LayoutContent[number]) => BoundOf) => {
  const sums = sumTraffic(host, pool, policy);
  const today = singlePointsToday(pool, policy);
  const known = new Map<string, BoundOf>();
  return ({ kind, carries }) => {
    const key = `${kind} ${carries.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const here = carries.flatMap((traffic) => sums.get(traffic) ?? []);
    const boundOf = rememberByGroup((group) =>
      isAsSafe(carries, group, today) && isCarried(kind, here, group, policy) ? mostOf(kind, here, group, policy) : null,
    );
    known.set(key, boundOf);
    return boundOf;
  };
};

const rememberByGroup = (work: BoundOf): BoundOf => {
  const known: (ReturnType<BoundOf> | undefined)[] = [];
  return (group) => {
    const found = known[group.id];
    if (found !== undefined) return found;
    const bound = work(group);
    known[group.id] = bound;
    return bound;
  };
};

/**
 * Floors are shares of what a loss leaves, host demand of the whole; levels that come first take their shares first. The
 * shares of a level add up to at most what is left, so none attains more than that over its sum. In a traffic class one
 * percent serves several levels at once, so where DCB may rule each level is taken alone.
 */
const mostOf = (
  kind: LayoutKind,
  here: readonly TrafficSum[],
  { total, afterLoss, mayBeClassed }: NicGroup,
  policy: Policy,
): readonly number[] => {
  if (kind !== 'team') return policy.priorities.map(() => 1);
  let [taken, takenByHost] = [0, 0];
  return policy.priorities.map((level) => {
    const floors = sumBy(here, ({ floors: of }) => of[level] ?? 0) / afterLoss;
    // Host vNICs with a demand have floors too, and one weight serves both.
    const others = level === 'host-demand' ? taken - takenByHost : taken;
    const wanted = level === 'host-demand' ? sumBy(here, ({ hostDemand }) => hostDemand) / total : floors;
    taken += floors;
    if (level === 'host-floors') takenByHost = floors;
    return wanted > 0 ? Math.min(1, Math.max(0, mayBeClassed ? 1 : 1 - others) / wanted) : 1;
  });
};

/** What bypasses the switch finds room. */
const isCarried = (kind: LayoutKind, here: readonly TrafficSum[], group: NicGroup, policy: Policy): boolean =>
  kind === 'team' || (kind === 'iov' ? servesFunctions(group, here, policy) : servesDirectly(group, here));

const servesFunctions = ({ total, functions }: NicGroup, here: readonly TrafficSum[], policy: Policy): boolean => {
  const rate = Math.max(
    sumBy(here, ({ egress }) => egress),
    sumBy(here, ({ ingress }) => ingress),
  );
  return rate <= policy.vf_link_share * total && sumBy(here, ({ adapters }) => adapters) <= functions;
};

const servesDirectly = ({ total, afterLoss }: NicGroup, here: readonly TrafficSum[]): boolean =>
  sumBy(here, ({ egress }) => egress) <= total && sumBy(here, ({ floors }) => floors['host-floors'] ?? 0) <= afterLoss;

const sumBy = (here: readonly TrafficSum[], quantity: (sum: TrafficSum) => number): number =>
  here.reduce((total, each) => total + quantity(each), 0);
