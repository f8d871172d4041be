/** When traffic is as much as the ports carry, whatever is guaranteed: the limit where no service level watches. */
import type { Adapter, Host, VirtualSwitch } from '../model/host.ts';
import type { CapacityFactor } from '../model/growth.ts';
import { nameKey } from '../model/name.ts';
import type { HostPlan } from '../model/plan.ts';

type Direction = CapacityFactor['direction'];

/** A switch or a port that is used directly, in one direction. */
interface Load {
  readonly of: string;
  readonly direction: Direction;
  readonly capacity: number;
  readonly host: readonly Adapter[];
  readonly vms: readonly Adapter[];
  /** What the VM adapters have together at most; infinite where it was not measured. */
  readonly coincident: number;
}

/** The least over switches and direct ports and both directions; null where nothing sends, or caps hold it below what is carried. */
export const capacityFactorOf = (host: Host, plan: Pick<HostPlan, 'switches' | 'nics'>): CapacityFactor | null => {
  let least: CapacityFactor | null = null;
  for (const load of [...switchLoads(host, plan), ...portLoads(host, plan)]) {
    const factor = fillingFactor(load);
    if (factor !== null && (least === null || factor < least.factor)) least = { factor, of: load.of, direction: load.direction };
  }
  return least;
};

const isNamed = (name: string | null, wanted: string): boolean => name !== null && nameKey(name) === nameKey(wanted);

const switchLoads = (host: Host, { switches, nics }: Pick<HostPlan, 'switches' | 'nics'>): readonly Load[] => {
  const running = host.vms.filter(({ state }) => state === 'running').flatMap((vm) => vm.adapters);
  return switches.flatMap(({ switch: of, capacity }) => {
    const on = host.switches.find(({ name }) => isNamed(name, of));
    const carried = (adapters: readonly Adapter[]): readonly Adapter[] => adapters.filter((adapter) => isNamed(adapter.switch, of));
    const both = { of, host: carried(host.adapters), vms: carried(running) };
    const members = nics.filter((nic) => isNamed(nic.switch, of)).map((nic) => nic.capacity);
    return [
      { ...both, direction: 'egress' as const, capacity, coincident: on?.coincidentEgress ?? Infinity },
      {
        ...both,
        direction: 'ingress' as const,
        capacity: on !== undefined && receivesOnOne(on) ? Math.min(capacity, ...members) : capacity,
        coincident: on?.coincidentIngress ?? Infinity,
      },
    ];
  });
};

/** Such a team receives everything on its primary member; which one that is, no inventory says, so the slowest counts. */
const receivesOnOne = ({ loadBalancing, teamMode }: VirtualSwitch): boolean =>
  loadBalancing === 'address-hash' && teamMode === 'switch-independent';

const portLoads = (host: Host, { nics }: Pick<HostPlan, 'nics'>): readonly Load[] =>
  nics.flatMap(({ nic, capacity }) => {
    const direct = host.adapters.filter((adapter) => adapter.switch === null && isNamed(adapter.nic, nic));
    const both = { of: nic, capacity, host: direct, vms: [], coincident: Infinity };
    return [
      { ...both, direction: 'egress' as const },
      { ...both, direction: 'ingress' as const },
    ];
  });

/** The load at a factor, and what one more of the factor adds to it. */
interface Slope {
  readonly sum: number;
  readonly slope: number;
}

/**
 * The factor at which the load is as much as is carried. Caps do not grow, so that the load is piecewise linear in the factor and
 * bends down alone: steps along its tangent never go too far, and end when they are past the last bend before the answer. Rounding
 * may have it stop just before a bend, hence two steps for each.
 */
const fillingFactor = (load: Load): number | null => {
  const steps = 2 * (load.host.length + load.vms.length + 2);
  let factor = 0;
  for (let step = 0; step <= steps; step += 1) {
    const { sum, slope } = loadAt(load, factor);
    if (slope === 0) return null;
    const next = factor + (load.capacity - sum) / slope;
    if (next <= factor) return factor;
    factor = next;
  }
  return factor;
};

const loadAt = ({ host, vms, coincident, direction }: Load, factor: number): Slope => {
  const own = sumAt(host, direction, factor);
  const each = sumAt(vms, direction, factor);
  const together = factor * coincident;
  const isEach = coincident === Infinity || each.sum < together || (each.sum === together && each.slope <= coincident);
  const ofVms = isEach ? each : { sum: together, slope: coincident };
  return { sum: own.sum + ofVms.sum, slope: own.slope + ofVms.slope };
};

const sumAt = (adapters: readonly Adapter[], direction: Direction, factor: number): Slope => {
  let sum = 0;
  let slope = 0;
  for (const adapter of adapters) {
    const cap = direction === 'egress' ? (adapter.cap ?? Infinity) : Infinity;
    sum += Math.min(factor * adapter[direction], cap);
    if (factor * adapter[direction] < cap) slope += adapter[direction];
  }
  return { sum, slope };
};
