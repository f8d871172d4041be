/** When traffic is as much as the ports carry, whatever is guaranteed: the limit where no service level watches. */
import type { Adapter, Host } from '../model/host.ts';
import type { CapacityFactor } from '../model/growth.ts';
import { nameKey } from '../model/name.ts';
import type { HostPlan } from '../model/plan.ts';

const DIRECTIONS = ['egress', 'ingress'] as const;

/** The least over switches and direct ports and both directions; null where nothing sends. */
export const capacityFactorOf = (host: Host, plan: Pick<HostPlan, 'switches' | 'nics'>): CapacityFactor | null => {
  const running = host.vms.filter(({ state }) => state === 'running').flatMap((vm) => vm.adapters);
  const all = [...host.adapters, ...running];
  const ports = [
    ...plan.switches.map((on) => ({
      name: on.switch,
      capacity: on.capacity,
      carried: all.filter((adapter) => isNamed(adapter.switch, on.switch)),
    })),
    ...plan.nics.map(({ nic, capacity }) => ({
      name: nic,
      capacity,
      carried: all.filter((adapter) => adapter.switch === null && isNamed(adapter.nic, nic)),
    })),
  ];
  let least: CapacityFactor | null = null;
  for (const { name, capacity, carried } of ports) {
    for (const direction of DIRECTIONS) {
      const sum = sumOf(carried, direction);
      if (sum > 0 && (least === null || capacity / sum < least.factor)) least = { factor: capacity / sum, of: name, direction };
    }
  }
  return least;
};

const isNamed = (name: string | null, wanted: string): boolean => name !== null && nameKey(name) === nameKey(wanted);

const sumOf = (adapters: readonly Adapter[], direction: 'egress' | 'ingress'): number =>
  adapters.reduce((sum, adapter) => sum + Math.min(adapter[direction], direction === 'egress' ? (adapter.cap ?? Infinity) : Infinity), 0);
