/** Cells about receive queues and processors: blank where VMQ or RSS is not in use, 0 where an adapter shares the default queue. */
import type { LogicalProcessor, OffloadPlan } from '../model/offload-plan.ts';
import type { FlowPlan, HostPlan } from '../model/plan.ts';

/** Queues of the flows of one switch. The default flow is many adapters, and a virtual function has queue pairs of its own. */
export const queuesOfFlows = (plan: HostPlan, virtualSwitch: string): ((flow: FlowPlan) => number | null) => {
  const planned = plan.offloads.queues.find((each) => each.switch === virtualSwitch);
  if (planned === undefined) return () => null;
  const placeOf = placesOfAdapters(planned.flows);
  return (flow) => {
    if (flow.role === null || flow.path === 'vf') return null;
    return planned.flows[placeOf(flow)]?.queues ?? 0;
  };
};

interface OfAdapter {
  readonly vm: string | null;
  readonly adapter: string;
}

/** Finds adapters in a list, in which each stands once; -1 where one is missing. A VM has few adapters, so VMs alone are looked up. */
export const placesOfAdapters = (list: readonly OfAdapter[]): ((each: OfAdapter) => number) => {
  const firstOf = new Map<string | null, number>();
  for (let place = list.length - 1; place >= 0; place -= 1) firstOf.set((list[place] as OfAdapter).vm, place);
  return ({ vm, adapter }) => {
    const first = firstOf.get(vm) ?? list.length;
    for (let place = first; place < list.length; place += 1) if (isOf(list[place] as OfAdapter, vm, adapter)) return place;
    return -1;
  };
};

const isOf = (each: OfAdapter, vm: string | null, adapter: string): boolean => each.vm === vm && each.adapter === adapter;

/** A sum over the switches of a host; null where none uses VMQ. */
export const hostQueues = ({ queues }: OffloadPlan, figure: 'usable' | 'used'): number | null =>
  queues.length === 0 ? null : queues.reduce((sum, each) => sum + each[figure], 0);

/** As Windows writes it: group and number. */
export const processorText = ({ group, number }: LogicalProcessor): string => `${group}:${number}`;
