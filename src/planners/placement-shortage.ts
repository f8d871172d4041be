/** Why a VM finds no place, and what would help most: shortages stated as data. */
import type { Host, Vm } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import { type Missing, RESOURCE_KINDS, type ResourceKind, type Unplaced } from '../model/placement.ts';
import { construct } from './placement-construct.ts';
import { FIT_TOLERANCE, type PlacementProblem, type Resource } from './placement-problem.ts';
import { NOWHERE, PlacementState } from './placement-state.ts';

const isOpenAnywhere = (problem: PlacementProblem, vm: number): boolean => problem.open[vm]?.includes(1) ?? false;

const switchName = (host: Host, { switch: key }: Resource): string | null =>
  key === null ? null : (host.switches.find(({ name }) => nameKey(name) === key)?.name ?? key);

/** Per resource what the VM lacks on the host; 0 where it fits. */
const lackOn = (problem: PlacementProblem, left: Float64Array, vm: number, resource: number): number => {
  const need = problem.needs[vm]?.[resource] ?? 0;
  const short = need - (left[resource] as number);
  return need > 0 && short > FIT_TOLERANCE ? short : 0;
};

/** The first switch of the VM that no host has; where each has some of them, the first that some host lacks. */
const lackingSwitch = (vm: Vm | undefined, hosts: readonly Host[]): string | null => {
  const names = (vm?.adapters ?? []).flatMap((adapter) => (adapter.switch === null ? [] : [adapter.switch]));
  const has = (host: Host, on: string): boolean => host.switches.some(({ name }) => nameKey(name) === nameKey(on));
  return names.find((on) => !hosts.some((host) => has(host, on))) ?? names.find((on) => !hosts.every((host) => has(host, on))) ?? null;
};

/** On the host that comes nearest to taking the VM (least of what it lacks most, as a share of its need), what is short there. */
export const shortageOf = (state: PlacementState, vm: number, vms: readonly Vm[], hosts: readonly Host[]): Unplaced => {
  const { problem, left } = state;
  let best: { share: number; host: number; resource: number; amount: number } | null = null;
  for (let host = 0; host < left.length; host++) {
    if (problem.open[vm]?.[host] !== 1) continue;
    let worst = { share: 0, host, resource: 0, amount: 0 };
    for (let resource = 0; resource < problem.resources.length; resource++) {
      const amount = lackOn(problem, left[host] as Float64Array, vm, resource);
      const share = amount / (problem.needs[vm]?.[resource] ?? 1);
      if (amount > 0 && share > worst.share) worst = { share, host, resource, amount };
    }
    if (best === null || worst.share < best.share) best = worst;
  }
  if (best === null) return { lack: 'switch', host: null, switch: lackingSwitch(vms[vm], hosts), amount: null };
  const resource = problem.resources[best.resource] as Resource;
  const host = hosts[best.host] as Host;
  return { lack: resource.kind, host: host.name, switch: switchName(host, resource), amount: best.amount };
};

const withoutLimit = (problem: PlacementProblem, kind: ResourceKind): PlacementProblem => ({
  ...problem,
  room: problem.room.map((room) => room.map((each, index) => (problem.resources[index]?.kind === kind ? Number.POSITIVE_INFINITY : each))),
});

/**
 * The one kind of resource of which more leaves fewest VMs over, by placing again without its limit; of equals the first. Where
 * VMs have no switch of their name anywhere, and nothing else places more, that is what is missing.
 */
export const missingOf = (state: PlacementState, vms: readonly Vm[], hosts: readonly Host[]): Missing => {
  const { problem } = state;
  const over = countOver(state);
  const without = vms.filter((_, vm) => !isOpenAnywhere(problem, vm));
  const homeless = without.length;
  let best: { kind: ResourceKind; left: number; freed: PlacementState } | null = null;
  for (const kind of RESOURCE_KINDS) {
    if (!problem.resources.some((each) => each.kind === kind)) continue;
    const freed = construct(withoutLimit(problem, kind));
    const left = countOver(freed);
    if (best === null || left < best.left) best = { kind, left, freed };
  }
  if (best === null || over - best.left < homeless) {
    return { lack: 'switch', host: null, switch: lackingSwitch(without[0], hosts), amount: null, stillUnplaced: over - homeless };
  }
  if (best.left >= over) return together(state, vms, hosts, over);
  return { ...amountOf(state, hosts, best.kind), stillUnplaced: best.left };
};

const countOver = (state: PlacementState): number => state.at.reduce((sum, host) => (host === NOWHERE ? sum + 1 : sum), 0);

/** No single kind helps: the kind that the first VM lacks most is named, and everybody is still over. */
const together = (state: PlacementState, vms: readonly Vm[], hosts: readonly Host[], over: number): Missing => {
  const shortage = shortageOf(state, state.at.indexOf(NOWHERE), vms, hosts);
  return { ...shortage, stillUnplaced: over };
};

/** How much more of the kind one host needs to take all who are left over; the host and switch where that is least. */
const amountOf = (state: PlacementState, hosts: readonly Host[], kind: ResourceKind): Omit<Missing, 'stillUnplaced'> => {
  const { problem, left } = state;
  let best: { amount: number; host: Host; resource: Resource } | null = null;
  problem.resources.forEach((resource, index) => {
    if (resource.kind !== kind) return;
    for (let host = 0; host < left.length; host++) {
      let need = 0;
      for (let vm = 0; vm < state.at.length; vm++) {
        if (state.at[vm] === NOWHERE && problem.open[vm]?.[host] === 1) need += problem.needs[vm]?.[index] ?? 0;
      }
      const amount = need - (left[host]?.[index] as number);
      if (need > 0 && amount > 0 && (best === null || amount < best.amount)) best = { amount, host: hosts[host] as Host, resource };
    }
  });
  const found = best as { amount: number; host: Host; resource: Resource } | null;
  if (found === null) return { lack: kind, host: null, switch: null, amount: null };
  return { lack: kind, host: found.host.name, switch: switchName(found.host, found.resource), amount: found.amount };
};
