/** A host whose load is a multiple of what it is: of all its traffic, or of one role or tier. */
import type { Adapter, Host, VirtualSwitch, Vm } from '../model/host.ts';
import type { Load, TrafficClass } from '../model/growth.ts';
import { nameKey } from '../model/name.ts';
import { type Mbps, mbps, mebibytes, megabytesPerSecond } from '../units/quantity.ts';

/** A class of traffic, or a single VM; null: everything on the host. */
export type LoadedPart = TrafficClass | { readonly scope: 'vm'; readonly name: string } | null;

export interface Growing {
  readonly loads: readonly Load[];
  readonly of: LoadedPart;
}

/**
 * @param factor above 0
 * @param host with a dirty rate on every VM where those are to grow: a rate that is not known stays so
 */
export const scaleLoad = (host: Host, { loads, of }: Growing, factor: number): Host => {
  const traffic = loads.includes('demand') || loads.includes('floors');
  const scaled = (adapter: Adapter, vm: Vm | null): Adapter =>
    traffic && belongs(of, adapter, vm) ? scaleAdapter(adapter, loads, factor) : adapter;
  const grown: Host = {
    ...host,
    adapters: host.adapters.map((adapter) => scaled(adapter, null)),
    vms: host.vms.map((vm) => scaleVm({ ...vm, adapters: vm.adapters.map((adapter) => scaled(adapter, vm)) }, loads, of, factor)),
  };
  return loads.includes('demand') ? { ...grown, switches: host.switches.map((on) => scaleSums(on, host, grown)) } : grown;
};

const belongs = (of: LoadedPart, adapter: Adapter, vm: Vm | null): boolean =>
  of !== null && of.scope === 'role' ? adapter.role === of.name : of === null || (vm !== null && isMeant(of, vm));

/** Memory belongs to VMs, so it grows with everything, a tier or a VM, and not with a role. */
const isMeant = (of: LoadedPart, vm: Vm): boolean => {
  if (of === null) return true;
  if (of.scope === 'role') return false;
  return of.scope === 'tier' ? String(vm.tier) === of.name : vm.name === of.name;
};

const scaleAdapter = (adapter: Adapter, loads: readonly Load[], factor: number): Adapter => ({
  ...adapter,
  ...(loads.includes('demand') ? { egress: mbps(adapter.egress * factor), ingress: mbps(adapter.ingress * factor) } : {}),
  ...(loads.includes('floors') ? { floor: mbps(adapter.floor * factor) } : {}),
});

const scaleVm = (vm: Vm, loads: readonly Load[], of: LoadedPart, factor: number): Vm => {
  if (!isMeant(of, vm)) return vm;
  return {
    ...vm,
    ...(loads.includes('memory') ? { memory: mebibytes(vm.memory * factor) } : {}),
    ...(loads.includes('dirty') && vm.dirtyRate !== null ? { dirtyRate: megabytesPerSecond(vm.dirtyRate * factor) } : {}),
  };
};

/** The percentile of a sum grows as the sum does. */
const scaleSums = (on: VirtualSwitch, host: Host, grown: Host): VirtualSwitch => {
  const share = (rate: 'egress' | 'ingress'): number => {
    const before = sumOnSwitch(host, on, rate);
    return before === 0 ? 1 : sumOnSwitch(grown, on, rate) / before;
  };
  const scaled = (sum: Mbps | null, rate: 'egress' | 'ingress'): Mbps | null => (sum === null ? null : mbps(sum * share(rate)));
  return { ...on, coincidentEgress: scaled(on.coincidentEgress, 'egress'), coincidentIngress: scaled(on.coincidentIngress, 'ingress') };
};

const sumOnSwitch = (host: Host, on: VirtualSwitch, rate: 'egress' | 'ingress'): number => {
  const key = nameKey(on.name);
  let sum = 0;
  for (const vm of host.vms) {
    if (vm.state !== 'running') continue;
    for (const adapter of vm.adapters) if (adapter.switch !== null && nameKey(adapter.switch) === key) sum += adapter[rate];
  }
  return sum;
};
