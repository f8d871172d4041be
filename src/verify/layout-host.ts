/** The host as advice would have it: its NICs dealt out, its adapters where the groups say that they go. */
import type { Adapter, Host, Nic, VirtualSwitch } from '../model/host.ts';
import type { AdvisedGroup, LayoutTraffic } from '../model/topology-plan.ts';
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
    case 'storage':
    case 'live-migration':
      return 'storage';
    case 'backup':
    case 'vm':
      return adapter.role;
  }
};

const switchName = (index: number): string => `Group ${index + 1}`;

const switchesOf = (host: Host, groups: readonly AdvisedGroup[], isDynamic: boolean): VirtualSwitch[] =>
  groups.flatMap(({ kind, nics }, index): VirtualSwitch[] => {
    if (kind === 'direct-rdma') return [];
    const isTeam = nics.length > 1;
    return [
      {
        name: switchName(index),
        teaming: isTeam ? (host.os === '2012r2' ? 'lbfo' : 'set') : 'none',
        teamMode: 'switch-independent',
        loadBalancing: isTeam && isDynamic ? 'dynamic' : 'hyper-v-port',
        bandwidthMode: kind === 'iov' ? 'none' : 'weight',
        iovEnabled: kind === 'iov',
        defaultFlowWeight: null,
        coincidentEgress: null,
        coincidentIngress: null,
      },
    ];
  });

/** The host with one switch a group, `Group 1` on; switches without a port are left out, since nothing rules them. */
export const hostOfLayout = (host: Host, groups: readonly AdvisedGroup[]): Host => {
  const ports = freePorts(host);
  const uplinked = host.switches.filter(({ name }) => ports.some((nic) => nic.switch !== null && isSameName(nic.switch, name)));
  const groupOf = (nic: Nic): number => groups.findIndex(({ nics }) => nics.includes(nic.name));
  const moves = ({ switch: on, nic }: Adapter): boolean =>
    on === null
      ? nic !== null && ports.some((port) => port.switch === null && isSameName(port.name, nic))
      : uplinked.some(({ name }) => isSameName(name, on));
  const move = (adapter: Adapter): Adapter => {
    if (!moves(adapter)) return adapter;
    const index = groups.findIndex(({ carries }) => carries.includes(trafficOf(adapter)));
    const group = groups[index];
    if (group === undefined) return adapter;
    const isDirect = group.kind === 'direct-rdma';
    return { ...adapter, switch: isDirect ? null : switchName(index), nic: isDirect ? (group.nics[0] ?? null) : null, weight: null };
  };
  const isDynamic = uplinked.some(({ loadBalancing }) => loadBalancing === 'dynamic');
  return {
    ...host,
    switches: switchesOf(host, groups, isDynamic),
    nics: host.nics.map((nic) => {
      const index = groupOf(nic);
      return ports.includes(nic) ? { ...nic, switch: groups[index]?.kind === 'direct-rdma' || index < 0 ? null : switchName(index) } : nic;
    }),
    adapters: host.adapters.map(move),
    vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map(move) })),
  };
};
