/** The share of the switch that each level asks for each flow, recomputed from the demands of the host. */
import { LEVELS, type Level } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import type { SwitchFacts } from './host-facts.ts';
import type { JudgedFlow } from './judged-flow.ts';

const at = (level: Level): number => LEVELS.indexOf(level);
const HOST_FLOORS = at('host-floors');
const HOST_DEMAND = at('host-demand');
export const DRAIN = at('drain');
const VM_FLOORS = [0, at('vm-floors-1'), at('vm-floors-2'), at('vm-floors-3')] as const;
const VM_DEMAND = [0, at('vm-demand-1'), at('vm-demand-2'), at('vm-demand-3')] as const;

/** The drain on the switch that carries it. */
export interface DrainShare {
  /** Names of the vNICs of the migration path. */
  readonly vnics: ReadonlySet<string>;
  /** Rate to be guaranteed, Mbit/s; null where it follows from a choice that host and plan alone do not show. */
  readonly rate: number | null;
  /** Storage or management vNICs carry their own demand besides. */
  readonly onTop: boolean;
}

export const isOnPath = (flow: JudgedFlow, drain: DrainShare | null): boolean =>
  drain !== null && flow.adapter !== null && flow.adapter.vm === null && drain.vnics.has(flow.adapter.name);

const setHostTargets = (flow: JudgedFlow, facts: SwitchFacts): void => {
  const role = flow.adapter?.role;
  if (role !== 'live-migration') flow.targets[HOST_FLOORS] = flow.floor / facts.afterLoss;
  if (role === 'management' || role === 'cluster' || role === 'storage') flow.targets[HOST_DEMAND] = flow.demand / facts.total;
  if (role === 'backup') flow.targets[VM_DEMAND[3]] = flow.demand / facts.total;
};

/** Fills `targets` of every flow. */
export const setTargets = (flows: readonly JudgedFlow[], facts: SwitchFacts, drain: DrainShare | null, policy: Policy): void => {
  for (const flow of flows) {
    if (flow.adapter === null) flow.targets[VM_DEMAND[3]] = flow.demand / facts.total;
    else if (flow.tier === null) setHostTargets(flow, facts);
    else {
      flow.targets[VM_FLOORS[flow.tier]] = flow.floor / facts.afterLoss;
      flow.targets[VM_DEMAND[flow.tier]] = flow.demand / facts.total;
    }
    if (drain === null || drain.rate === null || !isOnPath(flow, drain)) continue;
    const together = Math.min(drain.rate / facts.total, policy.live_migration_max_share);
    flow.targets[DRAIN] = together / drain.vnics.size + (drain.onTop ? flow.demand / facts.total : 0);
  }
};
