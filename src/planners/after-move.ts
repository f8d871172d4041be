/** A survivor with the VMs of a lost host: weights as they travelled, virtual functions, queues, and who falls back. */
import type { AfterMove, BrokenLevel } from '../model/failure-study.ts';
import type { Host, Vm } from '../model/host.ts';
import { adapterLabel, compareNames, nameKey } from '../model/name.ts';
import type { FlowPlan, HostPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { capacityOf, type SwitchCapacity } from './capacity.ts';
import { isRunning, trafficOf } from './flows.ts';
import { layerOf } from './layer.ts';
import { demandOfAdapter, memoryLeft, type Taker } from './placement-problem.ts';
import { planQueues } from './queues.ts';
import type { SwitchCase } from './switch-case.ts';
import {
  adaptersOf,
  type Arrival,
  type Carries,
  floorsBroken,
  levelsHeld,
  switchPlanOf,
  weightedSetOf,
  withArrivals,
} from './travelled-weights.ts';
import { planVirtualFunctions } from './virtual-functions.ts';

export interface Arrived {
  readonly rows: readonly AfterMove[];
  readonly broken: BrokenLevel | null;
  readonly newlyBrokenFloors: number;
}

const labelKey = (vm: string | null, adapter: string): string => `${vm}\n${adapter}`;

/** Weights of the VM adapters of a host under its plan. Where today's weights stay, so do those that adapters of the default flow have. */
export const travellingWeights = (plan: HostPlan): ReadonlyMap<string, number> =>
  new Map(
    plan.switches.flatMap(({ flows, weights }) => {
      const isKept = weights.kind === 'chosen' && weights.value.kept;
      return flows.flatMap(({ vm, adapter, weight, weightNow, path }: FlowPlan) => {
        const set = isKept && path === 'default-flow' && weightNow !== 0 ? weightNow : weight;
        return vm !== null && set !== null ? [[labelKey(vm, adapter), set] as const] : [];
      });
    }),
  );

/** A VM of the same name may stand here already: then the other keeps its host's name beside its own. */
const withoutClash = (host: Host, vms: readonly Vm[], from: string): readonly Vm[] => {
  const taken = new Set(host.vms.map((vm) => nameKey(vm.name)));
  return vms.map((vm) => {
    let name = vm.name;
    while (taken.has(nameKey(name))) name = `${name} (${from})`;
    taken.add(nameKey(name));
    return name === vm.name ? vm : { ...vm, name, adapters: vm.adapters.map((adapter) => ({ ...adapter, vm: name })) };
  });
};

/** What the planners of functions and queues look at; weights are not planned again, so none are selected. */
const bareCase = (host: Host, name: string, policy: Policy): SwitchCase => {
  const virtualSwitch = host.switches.find((each) => each.name === name) as Host['switches'][number];
  const capacity = capacityOf(virtualSwitch, host.nics, policy);
  return {
    virtualSwitch,
    capacity,
    layer: layerOf(host, virtualSwitch, capacity.uplinks),
    traffic: trafficOf(host, virtualSwitch, capacity),
    selection: null,
  };
};

const holdersOf = (plan: HostPlan): ReadonlySet<string> =>
  new Set(plan.offloads.virtualFunctions.assigned.map(({ vm, adapter }) => labelKey(vm, adapter)));

/**
 * @param vms as they are on the lost host
 * @throws SecondSolverNeeded where the virtual functions need a solver, the first cannot answer and there is no second
 */
export const afterMove = (taker: Taker, vms: readonly Vm[], lost: Taker, policy: Policy, solver: Solver): Arrived => {
  const { host, plan } = taker;
  const moved = withoutClash(host, vms, lost.host.name);
  const merged: Host = { ...host, vms: [...host.vms, ...moved].sort((a, b) => compareNames(a.name, b.name)) };
  const cases = merged.switches.map(({ name }) => bareCase(merged, name, policy));
  const planned = planVirtualFunctions(merged, cases, policy, solver);
  const functions = planned.plan;
  const migration = plan.migration.kind === 'chosen' ? plan.migration.value : null;
  const queues = planQueues(merged, cases, { assigned: functions.assigned, holders: planned.holders }, migration, policy).switches;
  const held = new Set(functions.assigned.map(({ vm, adapter }) => labelKey(vm, adapter)));
  const before = new Set([...holdersOf(plan), ...movedHolders(lost.plan, vms, moved)]);
  const weights = travellingWeights(lost.plan);
  const left = memoryLeft(merged, policy);
  const judged = cases.map((of) => judgeSwitch(taker, of, arrivalsOn(of, vms, moved, weights)));
  return {
    rows: cases.map((of, index) => {
      const { virtualSwitch, traffic, capacity } = of;
      const key = nameKey(virtualSwitch.name);
      const own = queues.find((each) => each.switch === virtualSwitch.name);
      const onSwitch = merged.vms.filter(isRunning).flatMap((vm) => vm.adapters.filter((each) => nameKey(each.switch ?? '') === key));
      const all = [...traffic.hostFlows.map(({ adapter }) => adapter), ...onSwitch];
      const fallen = onSwitch.filter((each) => before.has(labelKey(each.vm, each.name)) && !held.has(labelKey(each.vm, each.name)));
      return {
        survivor: host.name,
        vms: moved.length,
        memoryLeft: left === Number.POSITIVE_INFINITY ? null : left,
        switch: virtualSwitch.name,
        egress: all.reduce((sum, adapter) => sum + demandOfAdapter(adapter), 0),
        ingress: all.reduce((sum, adapter) => sum + adapter.ingress, 0),
        capacityAfterLoss: capacity.afterLoss,
        ...(judged[index] as Judged).cells,
        functionsWanted: virtualSwitch.iovEnabled ? onSwitch.filter(({ iov }) => iov).length : 0,
        functionsAssigned: functions.assigned.filter((each) => nameKey(each.switch) === key).length,
        fallen: fallen.map((each) => adapterLabel(each.vm, each.name)),
        defaultQueueLoad: own?.defaultQueueLoad ?? null,
        defaultQueueCapacity: own?.defaultQueueCapacity ?? null,
      };
    }),
    broken: worstOf(
      judged.flatMap(({ broken }) => broken),
      policy,
    ),
    newlyBrokenFloors: judged.reduce((sum, { newlyBroken }) => sum + newlyBroken, 0),
  };
};

/** Adapters that held a function on the lost host, by the names that they have here. */
const movedHolders = (plan: HostPlan, vms: readonly Vm[], moved: readonly Vm[]): string[] => {
  const held = holdersOf(plan);
  return vms.flatMap((vm, index) =>
    vm.adapters.flatMap(({ name }) => (held.has(labelKey(vm.name, name)) ? [labelKey((moved[index] as Vm).name, name)] : [])),
  );
};

const arrivalsOn = (of: SwitchCase, vms: readonly Vm[], moved: readonly Vm[], weights: ReadonlyMap<string, number>): Arrival[] => {
  const key = nameKey(of.virtualSwitch.name);
  return vms.flatMap((vm, index) =>
    vm.adapters.flatMap(({ name, switch: on }, place) =>
      on !== null && nameKey(on) === key
        ? [
            {
              adapter: (moved[index] as Vm).adapters[place] as Arrival['adapter'],
              tier: vm.tier,
              weight: weights.get(labelKey(vm.name, name)) ?? null,
            },
          ]
        : [],
    ),
  );
};

interface Judged {
  readonly cells: Pick<AfterMove, 'weightsBefore' | 'weightsAfter' | 'brokenFloor' | 'brokenFloors'>;
  readonly broken: readonly BrokenLevel[];
  readonly newlyBroken: number;
}

const UNWEIGHTED: Judged = {
  cells: { weightsBefore: null, weightsAfter: null, brokenFloor: null, brokenFloors: 0 },
  broken: [],
  newlyBroken: 0,
};

const carriesOf = ({ total, afterLoss, ceiling }: SwitchCapacity): Carries => ({ total, forFloors: afterLoss, ceiling });

const judgeSwitch = ({ host, plan }: Taker, of: SwitchCase, arrivals: readonly Arrival[]): Judged => {
  const planned = switchPlanOf(plan, of.virtualSwitch.name) as SwitchPlan;
  const before = weightedSetOf(planned, adaptersOf(host));
  if (before === null) return UNWEIGHTED;
  const after = withArrivals(before, arrivals);
  const carries = carriesOf(of.capacity);
  const floors = floorsBroken(after, carries);
  const brokenBefore = new Set(floorsBroken(before, carries).map(({ flow }) => flow));
  const held = levelsHeld(before, carries);
  const broken = levelsHeld(after, carries).flatMap((now, index): BrokenLevel[] =>
    now.attainment < 1 && now.attainment < (held[index]?.attainment ?? 1) - 1e-9
      ? [{ level: now.level, attainment: now.attainment, host: host.name, switch: of.virtualSwitch.name, flow: now.flow }]
      : [],
  );
  return {
    cells: { weightsBefore: before.sum, weightsAfter: after.sum, brokenFloor: floors[0] ?? null, brokenFloors: floors.length },
    broken,
    newlyBroken: floors.filter(({ flow }) => !brokenBefore.has(flow)).length,
  };
};

/** The first level in the order of the policy, where it is attained least; of equals the first. */
export const worstOf = (broken: readonly BrokenLevel[], policy: Policy): BrokenLevel | null => {
  const at = ({ level }: BrokenLevel): number => policy.priorities.indexOf(level);
  return broken.reduce<BrokenLevel | null>(
    (worst, each) =>
      worst === null || at(each) < at(worst) || (at(each) === at(worst) && each.attainment < worst.attainment) ? each : worst,
    null,
  );
};
