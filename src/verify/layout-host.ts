/** The host as advice would have it: its NICs dealt out, its adapters where the groups say that they go. */
import type { Adapter, Host, Nic, VirtualSwitch } from '../model/host.ts';
import type { LayoutGroup, LayoutTraffic } from '../model/topology-plan.ts';
import { compareNames } from '../model/name.ts';
import type { SwitchPlan } from '../model/plan.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import { isSameName } from './host-facts.ts';

const mayGoDirect = ({ role }: Adapter): boolean => role === 'storage' || role === 'live-migration';

/** Ports that a new layout may use: uplinks, and those that only storage and migration use without a switch. */
export const freePorts = (host: Host): readonly Nic[] =>
  host.nics.filter((nic) => {
    if (nic.switch !== null) return true;
    const users = host.adapters.filter((adapter) => adapter.switch === null && adapter.nic !== null && isSameName(adapter.nic, nic.name));
    return users.length > 0 && users.every(mayGoDirect);
  });

export const trafficOf = (adapter: Adapter): LayoutTraffic => {
  if (adapter.vm !== null && adapter.iov) return 'vf';
  switch (adapter.role) {
    case 'management':
    case 'cluster':
      return 'critical';
    case 'live-migration':
      return 'migration';
    case 'storage':
    case 'backup':
    case 'vm':
      return adapter.role;
  }
};

/** Adapters that a new layout moves: on a switch with an uplink, or directly on a free port. */
export const movesOf = (host: Host): ((adapter: Adapter) => boolean) => {
  const ports = freePorts(host);
  const hasUplink = (name: string): boolean => ports.some((nic) => nic.switch !== null && isSameName(nic.switch, name));
  return ({ switch: on, nic }) =>
    on === null ? nic !== null && ports.some((port) => port.switch === null && isSameName(port.name, nic)) : hasUplink(on);
};

/** A group without a switch has no name; null as well where the plan has no switch over just these ports. */
const switchNames = (groups: readonly LayoutGroup[], switches: readonly SwitchPlan[]): readonly (string | null)[] =>
  groups.map(({ kind, nics }) => {
    if (kind === 'direct-rdma') return null;
    const over = switches.find(({ uplinks }) => uplinks.length === nics.length && uplinks.every((uplink) => nics.includes(uplink)));
    return over?.switch ?? null;
  });

const switchOf = (host: Host, { kind, nics }: LayoutGroup, name: string, old: readonly VirtualSwitch[], isOnly: boolean): VirtualSwitch => {
  const isTeam = nics.length > 1;
  const isDynamic = isTeam && old.some(({ loadBalancing }) => loadBalancing === 'dynamic');
  // What all VMs send together is known of the old switch alone, and holds where they all stay on one.
  const measured = isOnly && old.length === 1 ? old[0] : undefined;
  return {
    name,
    teaming: isTeam ? (host.os === '2012r2' ? 'lbfo' : 'set') : 'none',
    teamMode: 'switch-independent',
    loadBalancing: isDynamic ? 'dynamic' : 'hyper-v-port',
    bandwidthMode: kind === 'iov' ? 'none' : 'weight',
    iovEnabled: kind === 'iov',
    defaultFlowWeight: null,
    defaultFlowReservation: null,
    coincidentEgress: measured?.coincidentEgress ?? null,
    coincidentIngress: measured?.coincidentIngress ?? null,
  };
};

/** At least one adapter of the role on every port: more are dealt round, fewer are joined by others, and all send what they sent together. */
const spread = (adapters: readonly Adapter[], nics: readonly string[]): readonly Adapter[] => {
  const [first] = adapters;
  if (first === undefined) return [];
  const count = Math.max(adapters.length, nics.length);
  const isJoined = count > adapters.length;
  const shareOf = (quantity: 'egress' | 'ingress' | 'floor'): Mbps =>
    mbps(adapters.reduce((sum, adapter) => sum + adapter[quantity], 0) / count);
  return Array.from({ length: count }, (_, index) => ({
    ...(adapters[index] ?? { ...first, name: `${first.name} ${index + 1}` }),
    ...(isJoined ? { egress: shareOf('egress'), ingress: shareOf('ingress'), floor: shareOf('floor') } : {}),
    switch: null,
    nic: nics[index % nics.length] as string,
    weight: null,
  }));
};

/**
 * The host with the groups of a layout, in which every port of a group and all traffic has its place.
 * @param switches of the plan behind the layout: they say how the new switches are called
 */
export const hostOfLayout = (host: Host, groups: readonly LayoutGroup[], switches: readonly SwitchPlan[]): Host => {
  const ports = freePorts(host);
  const moves = movesOf(host);
  const names = switchNames(groups, switches);
  const old = host.switches.filter(({ name }) => ports.some((nic) => nic.switch !== null && isSameName(nic.switch, name)));
  const homeOf = (adapter: Adapter): number => groups.findIndex(({ carries }) => carries.includes(trafficOf(adapter)));
  const isDirect = (adapter: Adapter): boolean => groups[homeOf(adapter)]?.kind === 'direct-rdma';
  const move = (adapter: Adapter): Adapter =>
    moves(adapter) ? { ...adapter, switch: names[homeOf(adapter)] ?? null, nic: null, weight: null } : adapter;
  const isOnly = groups.every(({ kind }) => kind !== 'iov');
  const direct = (['storage', 'live-migration'] as const).flatMap((role) => {
    const own = host.adapters.filter((adapter) => adapter.role === role && moves(adapter) && isDirect(adapter));
    return spread(own, own[0] === undefined ? [] : (groups[homeOf(own[0])]?.nics ?? []));
  });
  return {
    ...host,
    switches: [
      ...host.switches.filter((each) => !old.includes(each)),
      ...groups.flatMap((group, index) => {
        const name = names[index] ?? null;
        return name === null ? [] : [switchOf(host, group, name, old, isOnly)];
      }),
    ].sort((a, b) => compareNames(a.name, b.name)),
    nics: host.nics.map((nic) =>
      ports.includes(nic) ? { ...nic, switch: names[groups.findIndex(({ nics }) => nics.includes(nic.name))] ?? null } : nic,
    ),
    adapters: [...host.adapters.filter((adapter) => !moves(adapter) || !isDirect(adapter)).map(move), ...direct].sort((a, b) =>
      compareNames(a.name, b.name),
    ),
    vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map(move) })),
  };
};
