/** What the host itself says, arranged for judging: capacities, ceilings, and which traffic meets on which switch. */
import type { Adapter, Host, Nic, Tier, VirtualSwitch, Vm } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';

export interface VmTraffic {
  readonly adapter: Adapter;
  readonly tier: Tier;
  readonly vcpus: number;
}

export interface SwitchFacts {
  readonly vswitch: VirtualSwitch;
  readonly uplinks: readonly Nic[];
  /** Mbit/s of frames, in the order of `uplinks`. */
  readonly capacities: readonly number[];
  readonly total: number;
  readonly afterLoss: number;
  /** False where no single failure is survived or planned for: then the capacity after a loss is all of it. */
  readonly losesAnything: boolean;
  readonly fastest: number;
  readonly slowest: number;
  /** The most that one adapter can send. */
  readonly ceiling: number;
  readonly hostVnics: readonly Adapter[];
  readonly vmTraffic: readonly VmTraffic[];
}

export interface HostFacts {
  readonly switches: readonly SwitchFacts[];
  readonly directAdapters: readonly Adapter[];
  readonly drainVms: readonly Vm[];
}

export const isSameName = (a: string, b: string): boolean => a === b || nameKey(a) === nameKey(b);

/** Bytes of a frame over bytes on the wire: 14 of header, and 24 of preamble, checksum and gap. */
export const capacityOf = (nic: Nic): number => (nic.link * (nic.mtu + 14)) / (nic.mtu + 38);

/** Rate an adapter asks for, Mbit/s. */
export const demandOf = (adapter: Adapter, ceiling: number): number => Math.min(adapter.egress, adapter.cap ?? Infinity, ceiling);

export const isDrained = (vm: Vm, policy: Policy): boolean =>
  vm.state === 'running' && vm.migratable && vm.priority >= policy.drain_min_priority;

const costOfGroup = (uplinks: readonly Nic[], capacities: readonly number[], belongs: (nic: Nic) => boolean): number => {
  let cost = 0;
  let members = 0;
  for (let index = 0; index < uplinks.length; index += 1) {
    const nic = uplinks[index];
    if (nic === undefined || !belongs(nic)) continue;
    cost += capacities[index] ?? 0;
    members += 1;
  }
  return members === uplinks.length ? 0 : cost;
};

/** The largest capacity that goes with one port, card or top-of-rack switch, groups that hold every uplink left out. */
const costOfWorstLoss = (uplinks: readonly Nic[], capacities: readonly number[]): number => {
  let worst = 0;
  for (const lost of uplinks) {
    worst = Math.max(
      worst,
      costOfGroup(uplinks, capacities, (nic) => nic === lost),
    );
    const { device, fabric } = lost;
    if (device !== null) {
      worst = Math.max(
        worst,
        costOfGroup(uplinks, capacities, (nic) => nic.device !== null && isSameName(nic.device, device)),
      );
    }
    if (fabric !== null) {
      worst = Math.max(
        worst,
        costOfGroup(uplinks, capacities, (nic) => nic.fabric !== null && isSameName(nic.fabric, fabric)),
      );
    }
  }
  return worst;
};

type HomeOf = (name: string | null) => VirtualSwitch | null;

/** Finds the switch of a spelling; each spelling is compared without case once, however many adapters use it. */
const homes = (switches: readonly VirtualSwitch[]): HomeOf => {
  const known = new Map<string, VirtualSwitch | null>();
  return (name) => {
    if (name === null) return null;
    let home = known.get(name);
    if (home === undefined) {
      home = switches.find((one) => isSameName(one.name, name)) ?? null;
      known.set(name, home);
    }
    return home;
  };
};

const readSwitch = (host: Host, policy: Policy, vswitch: VirtualSwitch, homeOf: HomeOf): SwitchFacts => {
  const uplinks = host.nics.filter((nic) => homeOf(nic.switch) === vswitch);
  const capacities = uplinks.map(capacityOf);
  let total = 0;
  let fastest = 0;
  let slowest = Infinity;
  for (const capacity of capacities) {
    total += capacity;
    fastest = Math.max(fastest, capacity);
    slowest = Math.min(slowest, capacity);
  }
  const lost = policy.survive_failure ? costOfWorstLoss(uplinks, capacities) : 0;
  const spreads = vswitch.teaming !== 'none' && vswitch.loadBalancing === 'dynamic';
  const vmTraffic: VmTraffic[] = [];
  for (const vm of host.vms) {
    if (vm.state !== 'running') continue;
    for (const adapter of vm.adapters) {
      if (homeOf(adapter.switch) === vswitch) vmTraffic.push({ adapter, tier: vm.tier, vcpus: vm.vcpus });
    }
  }
  return {
    vswitch,
    uplinks,
    capacities,
    total,
    afterLoss: total - lost,
    losesAnything: lost > 0,
    fastest,
    slowest: uplinks.length === 0 ? 0 : slowest,
    ceiling: spreads ? total : fastest,
    hostVnics: host.adapters.filter((adapter) => homeOf(adapter.switch) === vswitch),
    vmTraffic,
  };
};

export const readHost = (host: Host, policy: Policy): HostFacts => {
  const homeOf = homes(host.switches);
  return {
    switches: host.switches.map((vswitch) => readSwitch(host, policy, vswitch, homeOf)),
    directAdapters: host.adapters.filter((adapter) => adapter.switch === null),
    drainVms: host.vms.filter((vm) => isDrained(vm, policy)),
  };
};

export const findSwitch = (facts: HostFacts, name: string): SwitchFacts | null => {
  for (const one of facts.switches) if (isSameName(one.vswitch.name, name)) return one;
  return null;
};
