/**
 * Every layout of the NICs of a host by name, without any symmetry, bound or order: each port in one of three groups, each
 * group of each kind, each kind of traffic on each group. Written from the rules alone.
 */
import type { Adapter, Host, Nic } from '../../src/model/host.ts';
import { LAYOUT_KINDS, LAYOUT_TRAFFIC, type LayoutGroup, type LayoutKind, type LayoutTraffic } from '../../src/model/topology-plan.ts';
import type { Policy } from '../../src/model/policy.ts';
import { afterWorstLoss, frameCapacity, sum } from './capacity.ts';

const ROLE_TRAFFIC: { readonly [Role in Adapter['role']]: LayoutTraffic } = {
  management: 'critical',
  cluster: 'critical',
  storage: 'storage',
  'live-migration': 'migration',
  backup: 'backup',
  vm: 'vm',
};

export const trafficOfAdapter = (adapter: Adapter): LayoutTraffic =>
  adapter.vm !== null && adapter.iov ? 'vf' : ROLE_TRAFFIC[adapter.role];

const isBuildable = (kind: LayoutKind, nics: readonly Nic[], carries: readonly LayoutTraffic[]): boolean => {
  if (kind === 'direct-rdma') {
    return nics.every((nic) => nic.rdma !== 'none') && carries.every((each) => each === 'storage' || each === 'migration');
  }
  if (nics.some((nic) => nic.link !== nics[0]?.link)) return false;
  return kind === 'team' || (nics.every((nic) => nic.vfLimit > 0) && carries.join() === 'vf');
};

function* product<Item>(lists: readonly (readonly Item[])[]): Generator<readonly Item[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const item of first) for (const others of product(rest)) yield [item, ...others];
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** All with `count` groups; groups come in every order, so each layout comes several times. */
function* layoutsOfCount(nics: readonly Nic[], traffic: readonly LayoutTraffic[], count: number): Generator<readonly LayoutGroup[]> {
  for (const places of product(nics.map(() => upTo(count)))) {
    const dealt = upTo(count).map((at) => nics.filter((_, index) => places[index] === at));
    if (dealt.some((group) => group.length === 0)) continue;
    for (const homes of product(traffic.map(() => upTo(count)))) {
      const carries = upTo(count).map((at) => traffic.filter((_, index) => homes[index] === at));
      if (carries.some((group) => group.length === 0)) continue;
      for (const kinds of product(upTo(count).map(() => LAYOUT_KINDS))) {
        const groups = upTo(count).map((at) => ({
          kind: kinds[at] as LayoutKind,
          nics: (dealt[at] as readonly Nic[]).map(({ name }) => name),
          carries: carries[at] as readonly LayoutTraffic[],
        }));
        if (groups.every(({ kind, carries: own }, at) => isBuildable(kind, dealt[at] as readonly Nic[], own))) yield groups;
      }
    }
  }
}

/** VMs without a function stand with the others: `vf` is either with `vm` or alone on a switch with SR-IOV. */
const isSensible = (groups: readonly LayoutGroup[]): boolean => {
  const vf = groups.find(({ carries }) => carries.includes('vf'));
  const hasVms = groups.some(({ carries }) => carries.includes('vm'));
  return groups.some(({ kind }) => kind === 'team') && (vf === undefined || !hasVms || vf.carries.includes('vm') || vf.kind === 'iov');
};

export const everyLayout = (nics: readonly Nic[], present: ReadonlySet<LayoutTraffic>): readonly (readonly LayoutGroup[])[] => {
  const traffic = LAYOUT_TRAFFIC.filter((each) => present.has(each));
  const known = new Map<string, readonly LayoutGroup[]>();
  for (const count of [1, 2, 3]) {
    for (const groups of layoutsOfCount(nics, traffic, count)) {
      const inOrder = [...groups].sort(
        (a, b) => traffic.indexOf(a.carries[0] as LayoutTraffic) - traffic.indexOf(b.carries[0] as LayoutTraffic),
      );
      if (isSensible(groups)) known.set(JSON.stringify(inOrder), inOrder);
    }
  }
  return [...known.values()];
};

const hangsOn = (nics: readonly Nic[]): readonly string[] => [
  ...(nics.length === 1 ? ['port'] : []),
  ...(['device', 'fabric'] as const).filter(
    (kind) => nics[0]?.[kind] != null && nics.every((nic) => nic[kind]?.toLowerCase() === nics[0]?.[kind]?.toLowerCase()),
  ),
];

/** No group with management or VMs hangs on a kind of failure that no switch hangs on today; likewise for what storage has alone. */
export const isNoLessSafe = (host: Host, pooled: readonly Nic[], groups: readonly LayoutGroup[]): boolean => {
  const today = (isSwitch: boolean): readonly string[] =>
    [...new Set(pooled.map((nic) => nic.switch))]
      .filter((name) => isSwitch === (name !== null))
      .flatMap((name) => hangsOn(pooled.filter((nic) => nic.switch === name)));
  return groups.every(({ nics, carries }) => {
    const known = carries.some((each) => ['critical', 'vm', 'vf'].includes(each)) ? today(true) : [...today(true), ...today(false)];
    return hangsOn(host.nics.filter(({ name }) => nics.includes(name))).every((kind) => known.includes(kind));
  });
};

/** What bypasses a switch finds room: functions for all and 90 % of the line, or the line, and floors after a loss. */
export const carriesItsTraffic = (host: Host, moved: readonly Adapter[], groups: readonly LayoutGroup[], policy: Policy): boolean =>
  groups.every(({ kind, nics, carries }) => {
    if (kind === 'team') return true;
    const own = host.nics.filter(({ name }) => nics.includes(name));
    const here = moved.filter((adapter) => carries.includes(trafficOfAdapter(adapter)));
    const line = sum(own.map(frameCapacity));
    const egress = sum(here.map((adapter) => adapter.egress));
    const ingress = sum(here.map((adapter) => adapter.ingress));
    if (kind === 'iov')
      return Math.max(egress, ingress) <= policy.vf_link_share * line && here.length <= sum(own.map((nic) => nic.vfLimit));
    const floors = sum(here.filter(({ role }) => role !== 'live-migration').map((adapter) => adapter.floor));
    return egress <= line && floors <= afterWorstLoss(own, policy);
  });
