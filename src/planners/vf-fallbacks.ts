/** Who falls back to the synthetic path when a port or a card of a switch with SR-IOV is lost. */
import type { FailureGroup } from '../model/failure-group.ts';
import { adapterLabel, compareNames, nameKey } from '../model/name.ts';
import type { VfFallback } from '../model/offload-plan.ts';
import { packingOf, placeMember } from './vf-pack.ts';
import { NOT_SERVED, type Placement, type VfProblem } from './vf-problem.ts';

/** Ports in order, then cards of several ports by name. */
const groupsOf = (problem: VfProblem): FailureGroup[] => {
  const nics = problem.uplinks.map(({ nic }) => nic);
  const cards = new Map<string, { name: string; nics: string[] }>();
  for (const { device, name } of nics) {
    if (device === null) continue;
    const card = cards.get(nameKey(device)) ?? { name: device, nics: [] };
    card.nics.push(name);
    cards.set(nameKey(device), card);
  }
  const several = [...cards.values()].filter((card) => card.nics.length > 1).sort((a, b) => compareNames(a.name, b.name));
  return [
    ...nics.map((nic): FailureGroup => ({ kind: 'port', name: nic.name, nics: [nic.name] })),
    ...several.map((card): FailureGroup => ({ kind: 'device', ...card })),
  ];
};

/**
 * For each port and card whose loss costs somebody his function. Functions on other ports stay; the lost ones are placed again one
 * after the other, in order of rank, larger rates first, then VM and adapter, each on the port with most rate left and never beside
 * a teammate. Whoever finds no room falls back. A guest team is not all or none here: to go on with one member is what it is for.
 */
export const fallbacksOf = (problem: VfProblem, placement: Placement): VfFallback[] =>
  groupsOf(problem).flatMap((lost) => {
    const isLost = problem.uplinks.map(({ nic }) => lost.nics.includes(nic.name));
    const homeless = placement.flatMap((uplink, candidate) => (uplink !== NOT_SERVED && isLost[uplink] ? [candidate] : []));
    if (homeless.length === 0) return [];
    const fallen = replace(problem, placement, isLost, homeless);
    if (fallen.length === 0) return [];
    return [{ lost, adapters: fallen.map((candidate) => labelOf(problem, candidate)) }];
  });

const labelOf = (problem: VfProblem, candidate: number): string => {
  const { vm, adapter } = problem.candidates[candidate] ?? { vm: null, adapter: null };
  return adapterLabel(vm?.name ?? null, adapter?.name ?? '');
};

const replace = (problem: VfProblem, placement: Placement, isLost: readonly boolean[], homeless: readonly number[]): number[] => {
  const packing = packingOf(
    problem,
    placement.map((uplink) => (uplink !== NOT_SERVED && isLost[uplink] ? NOT_SERVED : uplink)),
  );
  isLost.forEach((lost, uplink) => {
    if (lost) packing.slotsLeft[uplink] = 0;
  });
  const { candidates } = problem;
  const inOrder = [...homeless].sort(
    (a, b) => (candidates[a]?.rank ?? 0) - (candidates[b]?.rank ?? 0) || (candidates[b]?.rate ?? 0) - (candidates[a]?.rate ?? 0) || a - b,
  );
  const teams = problem.units.filter((unit) => unit.length > 1);
  const unitOf = (candidate: number) => teams.find((unit) => unit.includes(candidate)) ?? [candidate];
  const fallen = inOrder.filter((candidate) => !placeMember(packing, unitOf(candidate), candidate, 'spread'));
  return fallen.sort((a, b) => a - b);
};
