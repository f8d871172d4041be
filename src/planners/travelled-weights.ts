/** What weights give when they are not planned again: after VMs moved in with theirs, or after uplinks were lost. */
import type { Adapter, Host, Tier } from '../model/host.ts';
import type { BrokenFloor } from '../model/failure-study.ts';
import { type Level, LEVELS } from '../model/levels.ts';
import { adapterLabel, nameKey } from '../model/name.ts';
import type { FlowPlan, HostPlan, SwitchPlan } from '../model/plan.ts';
import { isBelow } from '../units/rounding.ts';
import { demandOfAdapter } from './placement-problem.ts';

/** One flow with the weight that is set for it. The default flow has no adapter. */
export interface WeightedFlow {
  readonly label: string;
  readonly level: { readonly floor: Level; readonly demand: Level | null };
  readonly weight: number;
  readonly floor: number;
  readonly demand: number;
  /** One adapter gets no more than its ceiling. */
  readonly single: boolean;
}

export interface WeightedSet {
  readonly flows: readonly WeightedFlow[];
  readonly sum: number;
}

const FLOOR_OF_TIER: { readonly [Each in Tier]: Level } = { 1: 'vm-floors-1', 2: 'vm-floors-2', 3: 'vm-floors-3' };
const DEMAND_OF_TIER: { readonly [Each in Tier]: Level } = { 1: 'vm-demand-1', 2: 'vm-demand-2', 3: 'vm-demand-3' };

const levelsOf = (flow: FlowPlan): WeightedFlow['level'] => {
  if (flow.tier !== null) return { floor: FLOOR_OF_TIER[flow.tier], demand: DEMAND_OF_TIER[flow.tier] };
  switch (flow.role) {
    case null:
    case 'vm':
    case 'backup':
      return { floor: 'host-floors', demand: 'vm-demand-3' };
    case 'live-migration':
      return { floor: 'host-floors', demand: null };
    case 'management':
    case 'cluster':
    case 'storage':
      return { floor: 'host-floors', demand: 'host-demand' };
  }
};

const flowOf = (flow: FlowPlan, adapter: Adapter | undefined): WeightedFlow => ({
  label: adapterLabel(flow.vm, flow.adapter),
  level: levelsOf(flow),
  weight: flow.weight as number,
  // The floor of a migration vNIC is no level of any plan.
  floor: flow.role === 'live-migration' ? 0 : flow.floor,
  demand: adapter === undefined ? flow.egress : demandOfAdapter(adapter),
  single: adapter !== undefined,
});

export const adaptersOf = (host: Host): ReadonlyMap<string, Adapter> =>
  new Map([...host.adapters, ...host.vms.flatMap((vm) => vm.adapters)].map((adapter) => [`${adapter.vm}\n${adapter.name}`, adapter]));

/** The flows of a switch under its plan; null where no weights rule it. */
export const weightedSetOf = (plan: SwitchPlan, adapters: ReadonlyMap<string, Adapter>): WeightedSet | null => {
  if (plan.weights.kind !== 'chosen') return null;
  const flows = plan.flows.filter(({ weight }) => weight !== null).map((flow) => flowOf(flow, adapters.get(`${flow.vm}\n${flow.adapter}`)));
  return { flows, sum: plan.weights.value.sum };
};

export interface Arrival {
  readonly adapter: Adapter;
  readonly tier: Tier;
  /** The weight that travels with the VM; null: it falls into the default flow. */
  readonly weight: number | null;
}

/** Weights travel with their VM; the others meet in the default flow of the survivor. */
export const withArrivals = (set: WeightedSet, arrivals: readonly Arrival[]): WeightedSet => {
  const moved: WeightedFlow[] = [];
  let shared = 0;
  for (const { adapter, tier, weight } of arrivals) {
    const demand = demandOfAdapter(adapter);
    if (weight === null) {
      shared += demand;
      continue;
    }
    const level = { floor: FLOOR_OF_TIER[tier], demand: DEMAND_OF_TIER[tier] };
    moved.push({ label: adapterLabel(adapter.vm, adapter.name), level, weight, floor: adapter.floor, demand, single: true });
  }
  const flows = set.flows.map((flow) => (flow.single ? flow : { ...flow, demand: flow.demand + shared }));
  return { flows: [...flows, ...moved], sum: set.sum + moved.reduce((sum, { weight }) => sum + weight, 0) };
};

/** What a switch carries, for demands and for floors, and the most that one adapter gets of it. */
export interface Carries {
  readonly total: number;
  readonly forFloors: number;
  readonly ceiling: number;
}

const guaranteedOf = (flow: WeightedFlow, sum: number, rate: number, ceiling: number): number =>
  Math.min((rate * flow.weight) / sum, flow.single ? ceiling : Number.POSITIVE_INFINITY);

export interface LevelHeld {
  readonly level: Level;
  readonly attainment: number;
  readonly flow: string | null;
}

/** The attainment of each level but the drain, whose measure is time. */
export const levelsHeld = ({ flows, sum }: WeightedSet, { total, forFloors, ceiling }: Carries): LevelHeld[] =>
  LEVELS.filter((level) => level !== 'drain').map((level) => {
    let attainment = 1;
    let worst: string | null = null;
    for (const flow of flows) {
      const ofFloor = flow.level.floor === level && flow.floor > 0;
      const wanted = ofFloor ? flow.floor : flow.level.demand === level ? Math.min(flow.demand, flow.single ? ceiling : flow.demand) : 0;
      if (wanted <= 0) continue;
      const held = sum > 0 ? guaranteedOf(flow, sum, ofFloor ? forFloors : total, Number.POSITIVE_INFINITY) / wanted : 0;
      if (isBelow(held, attainment)) {
        attainment = held;
        worst = flow.label;
      }
    }
    return { level, attainment, flow: worst };
  });

/** Floors that are not given, worst levels first: in the order of levels, then the least share of the floor. */
export const floorsBroken = ({ flows, sum }: WeightedSet, { forFloors, ceiling }: Carries): BrokenFloor[] =>
  flows
    .flatMap((flow): BrokenFloor[] => {
      const guaranteed = sum > 0 ? guaranteedOf(flow, sum, forFloors, ceiling) : 0;
      return flow.floor > 0 && isBelow(guaranteed, flow.floor)
        ? [{ level: flow.level.floor, flow: flow.label, floor: flow.floor, guaranteed }]
        : [];
    })
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || a.guaranteed / a.floor - b.guaranteed / b.floor);

export const switchPlanOf = (plan: HostPlan, name: string): SwitchPlan | undefined =>
  plan.switches.find((each) => nameKey(each.switch) === nameKey(name));
