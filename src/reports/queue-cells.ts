/** Cells about receive queues and processors: blank where VMQ or RSS is not in use, 0 where an adapter shares the default queue. */
import type { LogicalProcessor, OffloadPlan } from '../model/offload-plan.ts';
import type { FlowPlan, HostPlan } from '../model/plan.ts';

/** Queues of the flows of one switch. The default flow is many adapters, and a virtual function has queue pairs of its own. */
export const queuesOfFlows = (plan: HostPlan, virtualSwitch: string): ((flow: FlowPlan) => number | null) => {
  const planned = plan.offloads.queues.find((each) => each.switch === virtualSwitch);
  if (planned === undefined) return () => null;
  const queues = new Map(planned.flows.map((each) => [`${each.vm ?? ''}\n${each.adapter}`, each.queues]));
  return ({ vm, adapter, role, path }) => (role === null || path === 'vf' ? null : (queues.get(`${vm ?? ''}\n${adapter}`) ?? 0));
};

/** A sum over the switches of a host; null where none uses VMQ. */
export const hostQueues = ({ queues }: OffloadPlan, figure: 'usable' | 'used'): number | null =>
  queues.length === 0 ? null : queues.reduce((sum, each) => sum + each[figure], 0);

/** As Windows writes it: group and number. */
export const processorText = ({ group, number }: LogicalProcessor): string => `${group}:${number}`;
