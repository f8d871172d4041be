/** Cells about receive queues and processors: blank where VMQ or RSS is not in use, 0 where an adapter shares the default queue. */
import type { LogicalProcessor, OffloadPlan } from '../model/offload-plan.ts';
import type { FlowPlan, HostPlan } from '../model/plan.ts';

/**
 * Queues of the flows of one switch, to be asked in the order of the flows. The default flow is many adapters, and a virtual
 * function has queue pairs of its own.
 */
export const queuesOfFlows = (plan: HostPlan, virtualSwitch: string): ((flow: FlowPlan) => number | null) => {
  const planned = plan.offloads.queues.find((each) => each.switch === virtualSwitch);
  if (planned === undefined) return () => null;
  let next = 0;
  return (flow) => {
    if (flow.role === null || flow.path === 'vf') return null;
    const place = placeOfAdapter(flow, planned.flows, next);
    if (place < 0) return 0;
    next = place + 1;
    return planned.flows[place]?.queues ?? 0;
  };
};

interface OfAdapter {
  readonly vm: string | null;
  readonly adapter: string;
}

/** Lists of adapters are mostly in one order, so the next is looked for from behind the last; -1 where it is missing. */
export const placeOfAdapter = ({ vm, adapter }: OfAdapter, list: readonly OfAdapter[], from: number): number => {
  for (let place = from; place < list.length; place += 1) if (isOf(list[place], vm, adapter)) return place;
  for (let place = Math.min(from, list.length) - 1; place >= 0; place -= 1) if (isOf(list[place], vm, adapter)) return place;
  return -1;
};

const isOf = (each: OfAdapter | undefined, vm: string | null, adapter: string): boolean => each?.vm === vm && each.adapter === adapter;

/** A sum over the switches of a host; null where none uses VMQ. */
export const hostQueues = ({ queues }: OffloadPlan, figure: 'usable' | 'used'): number | null =>
  queues.length === 0 ? null : queues.reduce((sum, each) => sum + each[figure], 0);

/** As Windows writes it: group and number. */
export const processorText = ({ group, number }: LogicalProcessor): string => `${group}:${number}`;
