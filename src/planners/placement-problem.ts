/** Who may take which VM, as numbers: VMs with their needs, hosts with what they have left. */
import { handsOutFunctions } from '../compatibility/vf-conditions.ts';
import type { Adapter, Host, Nic, Tier, Vm } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { HostPlan } from '../model/plan.ts';
import { RESOURCE_KINDS, type ResourceKind } from '../model/placement.ts';
import type { Policy } from '../model/policy.ts';
import { capacityOf } from './capacity.ts';
import { isRunning } from './flows.ts';
import { coreRateOf } from './migration-path.ts';
import { poolOf } from './vf-problem.ts';

export interface Resource {
  readonly kind: ResourceKind;
  /** Key of the switch; null for memory. */
  readonly switch: string | null;
}

export interface PlacementProblem {
  readonly tiers: readonly Tier[];
  readonly resources: readonly Resource[];
  /** Needs of each VM, in the order of `resources`. */
  readonly needs: readonly Float64Array[];
  /** What each host has left, in the same order; Infinity: not limiting, below 0: overloaded already. */
  readonly room: readonly Float64Array[];
  /** Per VM 1 for each host that has every switch of the VM. */
  readonly open: readonly Uint8Array[];
}

/** A host that takes VMs, with its own plan. */
export interface Taker {
  readonly host: Host;
  readonly plan: HostPlan;
}

/**
 * failure: whoever takes VMs in keeps what it promises after the loss of a port, demand and floors. maintenance: the move is planned
 * and passes, so that demand may share the uplinks for a while, and only floors must fit, into all of them.
 */
export type PlacementPurpose = 'failure' | 'maintenance';

const GIB_IN_MIB = 1024;

/** Sums add up in binary; a need this little above what is left, in MiB or Mbit/s, fits. */
export const FIT_TOLERANCE = 1e-6;

export const demandOfAdapter = (adapter: Adapter): number => Math.min(adapter.egress, adapter.cap ?? Number.POSITIVE_INFINITY);

/**
 * @param vms the VMs that move, all of one host
 * @param holders labels `vm\nadapter` of adapters that hold a virtual function today; they need one where functions limit
 */
export const placementProblemOf = (
  vms: readonly Vm[],
  takers: readonly Taker[],
  holders: ReadonlySet<string>,
  policy: Policy,
  purpose: PlacementPurpose,
): PlacementProblem => {
  const keys = [...new Set(vms.flatMap((vm) => vm.adapters.map(switchKeyOf)))].filter((key) => key !== '').sort();
  const perSwitch = RESOURCE_KINDS.filter((kind) => {
    if (kind === 'egress') return purpose === 'failure';
    return kind !== 'memory' && (kind !== 'functions' || policy.failover_needs_functions);
  });
  const resources: Resource[] = [{ kind: 'memory', switch: null }];
  for (const key of keys) for (const kind of perSwitch) resources.push({ kind, switch: key });
  const rooms = takers.map((taker) => new RoomOf(taker, policy, purpose));
  return {
    tiers: vms.map((vm) => vm.tier),
    resources,
    needs: vms.map((vm) => Float64Array.from(resources, (resource) => needOf(vm, resource, holders))),
    room: rooms.map((room) => Float64Array.from(resources, (resource) => room.of(resource))),
    open: vms.map((vm) => Uint8Array.from(takers, (taker) => (hasSwitches(taker.host, vm) ? 1 : 0))),
  };
};

const switchKeyOf = (adapter: Adapter): string => (adapter.switch === null ? '' : nameKey(adapter.switch));

/** A VM finds its switch on another host by its name. */
const hasSwitches = (host: Host, vm: Vm): boolean => {
  const keys = new Set(host.switches.map(({ name }) => nameKey(name)));
  return vm.adapters.every((adapter) => adapter.switch === null || keys.has(nameKey(adapter.switch)));
};

const needOf = (vm: Vm, resource: Resource, holders: ReadonlySet<string>): number => {
  if (resource.kind === 'memory') return vm.memory;
  let need = 0;
  for (const adapter of vm.adapters) {
    if (switchKeyOf(adapter) === resource.switch) need += needOfAdapter(adapter, resource.kind, holders);
  }
  return need;
};

const needOfAdapter = (adapter: Adapter, kind: ResourceKind, holders: ReadonlySet<string>): number => {
  switch (kind) {
    case 'egress':
      return demandOfAdapter(adapter);
    case 'floors':
      return adapter.floor;
    case 'ingress':
    case 'queues':
      return adapter.ingress;
    case 'functions':
      return holders.has(`${adapter.vm}\n${adapter.name}`) ? 1 : 0;
    case 'memory':
      return 0;
  }
};

const sumOf = (adapters: readonly Adapter[], pick: (adapter: Adapter) => number): number =>
  adapters.reduce((sum, adapter) => sum + pick(adapter), 0);

/** What one host has left under its own load. */
class RoomOf {
  readonly #host: Host;
  readonly #plan: HostPlan;
  readonly #policy: Policy;

  readonly #purpose: PlacementPurpose;

  constructor({ host, plan }: Taker, policy: Policy, purpose: PlacementPurpose) {
    this.#purpose = purpose;
    this.#host = host;
    this.#plan = plan;
    this.#policy = policy;
  }

  of({ kind, switch: key }: Resource): number {
    if (key === null) return memoryLeft(this.#host, this.#policy);
    const on = this.#host.switches.find(({ name }) => nameKey(name) === key);
    // No VM that needs this switch may come here, so what is left on it does not matter.
    if (on === undefined) return 0;
    const { afterLoss, total, slowestMember, uplinks } = capacityOf(on, this.#host.nics, this.#policy);
    const own = this.#host.adapters.filter((adapter) => switchKeyOf(adapter) === key);
    const ofVms = this.#host.vms.filter(isRunning).flatMap((vm) => vm.adapters.filter((adapter) => switchKeyOf(adapter) === key));
    const most = (known: number | null): number => known ?? Number.POSITIVE_INFINITY;
    switch (kind) {
      case 'egress':
        return afterLoss - sumOf(own, demandOfAdapter) - Math.min(sumOf(ofVms, demandOfAdapter), most(on.coincidentEgress));
      case 'floors':
        return (this.#purpose === 'failure' ? afterLoss : total) - sumOf([...own, ...ofVms], ({ floor }) => floor);
      case 'ingress': {
        const onePrimary = on.loadBalancing === 'address-hash' && on.teamMode === 'switch-independent';
        const limit = onePrimary ? slowestMember : total;
        return (
          limit -
          sumOf(own, ({ ingress }) => ingress) -
          Math.min(
            sumOf(ofVms, ({ ingress }) => ingress),
            most(on.coincidentIngress),
          )
        );
      }
      case 'queues':
        return this.#queuesLeft(key, [...own, ...ofVms]);
      case 'functions':
        return functionsLeft({ host: this.#host, plan: this.#plan }, key, uplinks);
      case 'memory':
        return memoryLeft(this.#host, this.#policy);
    }
  }

  /** Every queue and the default queue carry one core's rate at least; a switch whose uplinks use no VMQ is not judged by queues. */
  #queuesLeft(key: string, adapters: readonly Adapter[]): number {
    const queues = this.#plan.offloads.queues.find((each) => nameKey(each.switch) === key);
    if (queues === undefined) return Number.POSITIVE_INFINITY;
    const functions = new Set(this.#plan.offloads.virtualFunctions.assigned.map(({ vm, adapter }) => `${vm}\n${adapter}`));
    const received = sumOf(adapters, (adapter) => (functions.has(`${adapter.vm}\n${adapter.name}`) ? 0 : adapter.ingress));
    return (queues.usable + 1) * coreRateOf(this.#host, this.#policy) - received;
  }
}

/** Memory that no running VM has, less what the host keeps for itself; Infinity where the memory of the host is not known. */
export const memoryLeft = (host: Host, policy: Policy): number => {
  if (host.memory === null) return Number.POSITIVE_INFINITY;
  const used = host.vms.reduce((sum, vm) => (isRunning(vm) ? sum + vm.memory : sum), 0);
  return (host.memory - policy.host_memory_reserve_gib) * GIB_IN_MIB - used;
};

/** Virtual functions of a switch that nobody holds under the plan of its host. */
export const functionsLeft = ({ host, plan }: Taker, key: string, uplinks: readonly Nic[]): number => {
  if (!host.switches.some((each) => nameKey(each.name) === key && handsOutFunctions(each))) return 0;
  const used = new Map(plan.offloads.nics.map(({ nic, vfsUsed }) => [nic, vfsUsed]));
  return uplinks.reduce((sum, nic) => sum + Math.max(0, poolOf(nic).slots - (used.get(nic.name) ?? 0)), 0);
};

/** Labels `vm\nadapter` of the adapters that hold a virtual function under a plan. */
export const functionHolders = ({ offloads }: HostPlan): ReadonlySet<string> =>
  new Set(offloads.virtualFunctions.assigned.map(({ vm, adapter }) => `${vm}\n${adapter}`));
