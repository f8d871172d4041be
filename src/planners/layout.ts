/** The NICs of a host dealt out anew: the host as it would be with another layout of its switches. */
import type { Adapter, Host, Nic, Role, VirtualSwitch } from '../model/host.ts';
import { compareNames, nameKey } from '../model/name.ts';
import type { LayoutGroup, LayoutTraffic } from '../model/topology-plan.ts';
import { type Mbps, mbps } from '../units/quantity.ts';

/** What a layout deals out. What stands on other NICs stays as it is. */
export interface LayoutPool {
  /** Uplinks of switches, and NICs that only storage and migration use without a switch. */
  readonly nics: readonly Nic[];
  /** Switches that lose their uplinks to the new layout. */
  readonly switches: readonly VirtualSwitch[];
}

export type Bundle = LayoutTraffic;

const BUNDLE_OF: { readonly [Each in Role]: Bundle } = {
  management: 'critical',
  cluster: 'critical',
  backup: 'backup',
  storage: 'storage',
  'live-migration': 'storage',
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

export const bundleOf = (adapter: Adapter): Bundle => (adapter.vm !== null && adapter.iov ? 'vf' : BUNDLE_OF[adapter.role]);

/**
 * Which group carries what. Management and cluster stay on the first team; storage and migration go to NICs of their own
 * with RDMA where the layout has some, else to the last team, backup with them; VM adapters stand on the last team that
 * storage leaves free, those that want a virtual function on the switch with SR-IOV.
 */
export const placesOf = (layout: readonly LayoutGroup[]): { readonly [Each in Bundle]: number } => {
  const teams = layout.flatMap(({ kind }, index) => (kind === 'team' ? [index] : []));
  const direct = layout.findIndex(({ kind }) => kind === 'direct-rdma');
  const iov = layout.findIndex(({ kind }) => kind === 'iov');
  const first = teams[0] as number;
  const last = teams.at(-1) as number;
  const vm = direct >= 0 ? last : (teams[Math.max(0, teams.length - 2)] as number);
  return { critical: first, backup: direct >= 0 ? first : last, storage: direct >= 0 ? direct : last, vm, vf: iov >= 0 ? iov : vm };
};

/** @param layout at least one team; together exactly the NICs of the pool */
export const applyLayout = (host: Host, pool: LayoutPool, layout: readonly LayoutGroup[]): Host => {
  const names = switchNames(host, pool, layout);
  const places = placesOf(layout);
  const nameAt = (place: number): string | null => names[place] ?? null;
  const pooled = new Set(pool.switches.map(({ name }) => nameKey(name)));
  const direct = new Set(pool.nics.flatMap((nic) => (nic.switch === null ? [nameKey(nic.name)] : [])));
  const moves = ({ switch: on, nic }: Adapter): boolean =>
    on === null ? nic !== null && direct.has(nameKey(nic)) : pooled.has(nameKey(on));
  // A switch is created anew, so what is set on its host vNICs is gone.
  const moved = (adapter: Adapter): Adapter => ({ ...adapter, switch: nameAt(places[bundleOf(adapter)]), nic: null, weight: null });
  const onNics = names[places.storage] === null ? (layout[places.storage] as LayoutGroup).nics : null;
  const adapters = host.adapters.flatMap((adapter) => {
    if (!moves(adapter)) return [adapter];
    return onNics !== null && DIRECT_ROLES.includes(adapter.role) ? [] : [moved(adapter)];
  });
  const dealt =
    onNics === null
      ? []
      : DIRECT_ROLES.flatMap((role) =>
          dealOut(
            host.adapters.filter((each) => each.role === role && moves(each)),
            onNics,
          ),
        );
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
