/** Virtual functions by trying every placement of every adapter that asks: for a handful of adapters only. */
import type { Adapter, Host, Nic, Vm } from '../../src/model/host.ts';
import { adapterLabel } from '../../src/model/name.ts';
import type { Policy } from '../../src/model/policy.ts';
import { isBelow } from '../../src/units/rounding.ts';
import { frameCapacity, sameName } from './capacity.ts';

export interface Asking {
  readonly label: string;
  readonly vm: Vm;
  readonly adapter: Adapter;
  readonly rate: number;
  readonly uplinks: readonly Nic[];
}

export interface Served {
  /** Adapters served: tier 1 latency-sensitive, all of tier 1, tier 2 latency-sensitive, all of tier 2, tier 3. */
  readonly counts: readonly number[];
  readonly rate: number;
}

export interface VfReference {
  readonly asking: number;
  /** Adapters that the rules let compete for functions. */
  readonly allowed: readonly Asking[];
  readonly best: Served;
}

/** The rules of one adapter, as they are written down. */
const mayHaveFunction = (host: Host, vm: Vm, adapter: Adapter): boolean => {
  const on = host.switches.find((one) => sameName(one.name, adapter.switch));
  return (
    on !== undefined &&
    on.iovEnabled &&
    on.teaming !== 'lbfo' &&
    vm.trusted &&
    !adapter.acl &&
    adapter.floor === 0 &&
    adapter.cap === null &&
    adapter.vlans === 1 &&
    adapter.macs === 1
  );
};

const poolOf = (nic: Nic): number => Math.min(nic.vfLimit, (nic.vportLimit ?? Infinity) - 1, (nic.queuePairLimit ?? Infinity) - 1);

const askingOf = (host: Host): { readonly asking: number; readonly allowed: readonly Asking[] } => {
  let asking = 0;
  const allowed: Asking[] = [];
  for (const vm of host.vms.filter((one) => one.state === 'running')) {
    const wanting = vm.adapters.filter((adapter) => adapter.iov);
    asking += wanting.length;
    const teamRefused = wanting.some((adapter) => adapter.guestTeam && !mayHaveFunction(host, vm, adapter));
    for (const adapter of wanting) {
      if (!mayHaveFunction(host, vm, adapter) || (adapter.guestTeam && teamRefused)) continue;
      const uplinks = host.nics.filter((nic) => sameName(nic.switch, adapter.switch));
      const rate = Math.max(adapter.egress, adapter.ingress);
      allowed.push({ label: adapterLabel(vm.name, adapter.name), vm, adapter, rate, uplinks });
    }
  }
  return { asking, allowed };
};

export const valueOf = (served: readonly Asking[]): Served => {
  const count = (of: (one: Asking) => boolean): number => served.filter(of).length;
  return {
    counts: [
      count(({ vm, adapter }) => vm.tier === 1 && adapter.latencySensitive),
      count(({ vm }) => vm.tier === 1),
      count(({ vm, adapter }) => vm.tier === 2 && adapter.latencySensitive),
      count(({ vm }) => vm.tier === 2),
      count(({ vm }) => vm.tier === 3),
    ],
    rate: served.reduce((sum, { rate }) => sum + rate, 0),
  };
};

const isBetter = (a: Served, b: Served): boolean => {
  for (let rank = 0; rank < a.counts.length; rank += 1) {
    if (a.counts[rank] !== b.counts[rank]) return (a.counts[rank] ?? 0) > (b.counts[rank] ?? 0);
  }
  return a.rate > b.rate;
};

type Placement = ReadonlyMap<Asking, Nic>;

/** Pools, link shares, and guest teams on different ports with all members or none. */
export const isLegal = (policy: Policy, allowed: readonly Asking[], placement: Placement): boolean => {
  for (const nic of new Set(placement.values())) {
    const here = [...placement].filter(([, port]) => port === nic).map(([one]) => one);
    if (here.length > poolOf(nic)) return false;
    if (isBelow(policy.vf_link_share * frameCapacity(nic), valueOf(here).rate)) return false;
  }
  for (const vm of new Set(allowed.map((one) => one.vm))) {
    const team = allowed.filter((one) => one.vm === vm && one.adapter.guestTeam);
    const ports = team.map((one) => placement.get(one)).filter((port) => port !== undefined);
    if (ports.length > 0 && (ports.length < team.length || new Set(ports).size < ports.length)) return false;
  }
  return true;
};

/** Tries (ports + 1)^adapters placements. */
export const referenceVirtualFunctions = (host: Host, policy: Policy): VfReference => {
  const { asking, allowed } = askingOf(host);
  let best: Served = valueOf([]);
  const placement = new Map<Asking, Nic>();
  const tryFrom = (index: number): void => {
    const one = allowed[index];
    if (one === undefined) {
      const value = valueOf([...placement.keys()]);
      if (isBetter(value, best) && isLegal(policy, allowed, placement)) best = value;
      return;
    }
    tryFrom(index + 1);
    for (const nic of one.uplinks) {
      placement.set(one, nic);
      tryFrom(index + 1);
    }
    placement.delete(one);
  };
  tryFrom(0);
  return { asking, allowed, best };
};
