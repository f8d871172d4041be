/** Capacity of a switch, written plainly from its definition: frame bytes over wire bytes, less the worst failure group. */
import type { Adapter, Host, Nic, VirtualSwitch, Vm } from '../../src/model/host.ts';
import { nameKey } from '../../src/model/name.ts';
import type { Policy } from '../../src/model/policy.ts';

export interface VmAdapter {
  readonly vm: Vm;
  readonly adapter: Adapter;
}

/** One switch with all that stands on it; rates in Mbit/s. */
export interface SwitchView {
  readonly sw: VirtualSwitch;
  readonly uplinks: readonly Nic[];
  readonly r: number;
  readonly afterLoss: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Each adapter lives on one member. */
  readonly pinned: boolean;
  readonly ceiling: number;
  readonly hostVnics: readonly Adapter[];
  /** Of running VMs only: others send nothing. */
  readonly vmAdapters: readonly VmAdapter[];
}

export const frameCapacity = (nic: Nic): number => (nic.link * (nic.mtu + 14)) / (nic.mtu + 38);

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const sameName = (a: string | null, b: string | null): boolean => a !== null && b !== null && nameKey(a) === nameKey(b);

/** Every group of uplinks that one failure takes: a port, a card, a top-of-rack switch; groups that hold all are left out. */
const failureGroups = (uplinks: readonly Nic[]): (readonly Nic[])[] => {
  const groups: (readonly Nic[])[] = [];
  for (const nic of uplinks) {
    groups.push([nic]);
    groups.push(uplinks.filter((other) => sameName(other.device, nic.device)));
    groups.push(uplinks.filter((other) => sameName(other.fabric, nic.fabric)));
  }
  return groups.filter((group) => group.length < uplinks.length);
};

export const afterWorstLoss = (uplinks: readonly Nic[], policy: Policy): number => {
  const r = sum(uplinks.map(frameCapacity));
  if (!policy.survive_failure) return r;
  let worst = 0;
  for (const group of failureGroups(uplinks)) worst = Math.max(worst, sum(group.map(frameCapacity)));
  return r - worst;
};

export const viewSwitch = (host: Host, policy: Policy, sw: VirtualSwitch): SwitchView => {
  const uplinks = host.nics.filter((nic) => sameName(nic.switch, sw.name));
  const capacities = uplinks.map(frameCapacity);
  const r = sum(capacities);
  const pinned = sw.teaming === 'none' || sw.loadBalancing !== 'dynamic';
  const fastest = Math.max(0, ...capacities);
  const vmAdapters: VmAdapter[] = [];
  for (const vm of host.vms) {
    if (vm.state !== 'running') continue;
    for (const adapter of vm.adapters) if (sameName(adapter.switch, sw.name)) vmAdapters.push({ vm, adapter });
  }
  return {
    sw,
    uplinks,
    r,
    afterLoss: afterWorstLoss(uplinks, policy),
    fastest,
    slowest: uplinks.length === 0 ? 0 : Math.min(...capacities),
    pinned,
    ceiling: pinned ? fastest : r,
    hostVnics: host.adapters.filter((adapter) => sameName(adapter.switch, sw.name)),
    vmAdapters,
  };
};

/** What an adapter wants to send and can: egress, its own cap, the ceiling of its place. */
export const demandOf = (view: SwitchView, adapter: Adapter): number =>
  Math.min(adapter.egress, adapter.cap ?? Number.POSITIVE_INFINITY, view.ceiling);

/** Demand of many VM adapters together: the sum, at most the measured coincident egress. */
export const jointDemand = (view: SwitchView, adapters: readonly VmAdapter[]): number =>
  Math.min(sum(adapters.map((one) => demandOf(view, one.adapter))), view.sw.coincidentEgress ?? Number.POSITIVE_INFINITY);
