/** The NICs of a host dealt out anew: the host as it would be with another layout of its switches. */
import type { Adapter, Host, Nic, Role, VirtualSwitch } from '../model/host.ts';
import { compareNames, nameKey } from '../model/name.ts';
import { LAYOUT_TRAFFIC, type LayoutGroup, type LayoutTraffic } from '../model/topology-plan.ts';
import { type Mbps, mbps } from '../units/quantity.ts';

/** What a layout deals out. What stands on other NICs stays as it is. */
export interface LayoutPool {
  /** Uplinks of switches, and NICs that only storage and migration use without a switch. */
  readonly nics: readonly Nic[];
  /** Switches that lose their uplinks to the new layout. */
  readonly switches: readonly VirtualSwitch[];
}

const TRAFFIC_OF: { readonly [Each in Role]: LayoutTraffic } = {
  management: 'critical',
  cluster: 'critical',
  backup: 'backup',
  storage: 'storage',
  'live-migration': 'migration',
  vm: 'vm',
};
const DIRECT_ROLES: readonly Role[] = ['storage', 'live-migration'];

/** Null where nothing may be dealt out: Network ATC builds its own switches, and a host without uplinks has none. */
export const layoutPoolOf = (host: Host): LayoutPool | null => {
  if (host.managedBy === 'network-atc') return null;
  const usedDirectly = new Map<string, boolean>();
  for (const { switch: on, nic, role } of host.adapters) {
    if (on !== null || nic === null) continue;
    usedDirectly.set(nameKey(nic), (usedDirectly.get(nameKey(nic)) ?? true) && DIRECT_ROLES.includes(role));
  }
  const nics = host.nics.filter((nic) => nic.switch !== null || usedDirectly.get(nameKey(nic.name)) === true);
  const uplinked = new Set(nics.flatMap((nic) => (nic.switch === null ? [] : [nameKey(nic.switch)])));
  const switches = host.switches.filter(({ name }) => uplinked.has(nameKey(name)));
  return switches.length === 0 ? null : { nics, switches };
};

export const trafficOf = (adapter: Adapter): LayoutTraffic => (adapter.vm !== null && adapter.iov ? 'vf' : TRAFFIC_OF[adapter.role]);

/** Whether a new layout moves the adapter: it stands on a switch or a NIC of the pool. */
export const movesIn = (pool: LayoutPool): ((adapter: Adapter) => boolean) => {
  const pooled = new Set(pool.switches.map(({ name }) => nameKey(name)));
  const direct = new Set(pool.nics.flatMap((nic) => (nic.switch === null ? [nameKey(nic.name)] : [])));
  return ({ switch: on, nic }) => (on === null ? nic !== null && direct.has(nameKey(nic)) : pooled.has(nameKey(on)));
};

/** The traffic that a layout has to place. */
export const trafficIn = (host: Host, pool: LayoutPool): ReadonlySet<LayoutTraffic> => {
  const moves = movesIn(pool);
  const present = new Set<LayoutTraffic>();
  for (const adapter of host.adapters) if (moves(adapter)) present.add(trafficOf(adapter));
  for (const vm of host.vms) for (const adapter of vm.adapters) if (moves(adapter)) present.add(trafficOf(adapter));
  return present;
};

/** Which group carries what; -1 where the layout places none of it. */
export type TrafficPlaces = { readonly [Each in LayoutTraffic]: number };

export const placesOf = (layout: readonly Pick<LayoutGroup, 'carries'>[]): TrafficPlaces => {
  const placeOf = (traffic: LayoutTraffic): number => layout.findIndex(({ carries }) => carries.includes(traffic));
  return Object.fromEntries(LAYOUT_TRAFFIC.map((traffic) => [traffic, placeOf(traffic)])) as TrafficPlaces;
};

/** @param layout at least one team; together exactly the NICs of the pool, and all traffic that is in it */
export const applyLayout = (host: Host, pool: LayoutPool, layout: readonly LayoutGroup[]): Host => {
  const names = switchNames(host, pool, layout);
  const places = placesOf(layout);
  const moves = movesIn(pool);
  const isDirect = (adapter: Adapter): boolean => layout[places[trafficOf(adapter)]]?.kind === 'direct-rdma';
  // A switch is created anew, so what is set on its host vNICs is gone.
  const moved = (adapter: Adapter): Adapter => ({
    ...adapter,
    switch: names[places[trafficOf(adapter)]] ?? null,
    nic: null,
    weight: null,
  });
  const adapters = host.adapters.flatMap((adapter) => (!moves(adapter) ? [adapter] : isDirect(adapter) ? [] : [moved(adapter)]));
  const dealt = DIRECT_ROLES.flatMap((role) => {
    const own = host.adapters.filter((adapter) => adapter.role === role && moves(adapter) && isDirect(adapter));
    return dealOut(own, layout[places[TRAFFIC_OF[role]]]?.nics ?? []);
  });
  return {
    ...host,
    switches: byName([...host.switches.filter((each) => !pool.switches.includes(each)), ...switchesOf(host, pool, layout, names)]),
    nics: host.nics.map((nic) => dealtNic(nic, pool, layout, names)),
    adapters: byName([...adapters, ...dealt]),
    vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map((adapter) => (moves(adapter) ? moved(adapter) : adapter)) })),
  };
};

const byName = <Noun extends { readonly name: string }>(nouns: readonly Noun[]): readonly Noun[] =>
  [...nouns].sort((a, b) => compareNames(a.name, b.name));

/** Null for a group without a switch. */
const switchNames = (host: Host, pool: LayoutPool, layout: readonly LayoutGroup[]): (string | null)[] => {
  const taken = new Set(host.switches.map(({ name }) => nameKey(name)));
  const old = pool.switches.map(({ name }) => name);
  let number = 1;
  return layout.map(({ kind }) => {
    if (kind === 'direct-rdma') return null;
    const known = old.shift();
    if (known !== undefined) return known;
    do number += 1;
    while (taken.has(`switch ${number}`));
    return `Switch ${number}`;
  });
};

const switchesOf = (host: Host, pool: LayoutPool, layout: readonly LayoutGroup[], names: readonly (string | null)[]): VirtualSwitch[] => {
  const isDynamic = pool.switches.some(({ loadBalancing }) => loadBalancing === 'dynamic');
  // The percentile of a sum over all VMs says nothing about a part of them.
  const whole = pool.switches.length === 1 && !layout.some(({ kind }) => kind === 'iov') ? (pool.switches[0] as VirtualSwitch) : null;
  return layout.flatMap(({ kind, nics }, index): VirtualSwitch[] => {
    const name = names[index] ?? null;
    if (name === null) return [];
    const isTeam = nics.length > 1;
    return [
      {
        name,
        teaming: !isTeam ? 'none' : host.os === '2012r2' ? 'lbfo' : 'set',
        teamMode: 'switch-independent',
        loadBalancing: isTeam && isDynamic ? 'dynamic' : 'hyper-v-port',
        bandwidthMode: kind === 'iov' ? 'none' : 'weight',
        iovEnabled: kind === 'iov',
        defaultFlowWeight: null,
        defaultFlowReservation: null,
        coincidentEgress: whole?.coincidentEgress ?? null,
        coincidentIngress: whole?.coincidentIngress ?? null,
      },
    ];
  });
};

const dealtNic = (nic: Nic, pool: LayoutPool, layout: readonly LayoutGroup[], names: readonly (string | null)[]): Nic => {
  if (!pool.nics.includes(nic)) return nic;
  const group = layout.findIndex(({ nics }) => nics.includes(nic.name));
  return { ...nic, switch: names[group] ?? null };
};

/** One adapter a NIC at least, so that SMB Multichannel uses them all; where there are fewer, they share what the role sends. */
const dealOut = (adapters: readonly Adapter[], nics: readonly string[]): Adapter[] => {
  const [first] = adapters;
  if (first === undefined) return [];
  const direct = adapters.map((adapter, index) => ({ ...adapter, switch: null, nic: nics[index % nics.length] as string, weight: null }));
  if (adapters.length >= nics.length) return direct;
  const share = (of: (adapter: Adapter) => Mbps): Mbps => mbps(adapters.reduce((sum, adapter) => sum + of(adapter), 0) / nics.length);
  const shares = { egress: share(({ egress }) => egress), ingress: share(({ ingress }) => ingress), floor: share(({ floor }) => floor) };
  return nics.map((nic, index) => ({
    ...(direct[index] ?? { ...first, name: `${first.name} ${index + 1}`, switch: null, weight: null }),
    ...shares,
    nic,
  }));
};
