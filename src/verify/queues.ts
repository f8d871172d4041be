/** Are receive queues within what the ports give, and do they carry as much as any other division of them? */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { FlowQueues, OffloadPlan, SwitchQueues } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { type HostFacts, isSameName, type SwitchFacts } from './host-facts.ts';
import { coreRate } from './migration-path.ts';
import { optimumOf, type QueueFlow, queueMode, readQueueFlows, usableQueues } from './queue-facts.ts';
import { expectFigure, isClose } from './tolerance.ts';

const MOST_QUEUES = 16;

interface RatedFlow extends QueueFlow {
  readonly queues: number;
  readonly carried: number;
}

/** Rates that one migration vNIC of the switch may be said to receive; the plan settles which where the window is missed. */
const migrationRates = (plan: HostPlan, facts: SwitchFacts): { vnics: readonly string[]; rates: readonly number[] } => {
  if (plan.migration.kind !== 'chosen') return { vnics: [], rates: [0] };
  const { path, required, cap, guaranteed, pathRate } = plan.migration.value;
  if (path.switch === null || !isSameName(path.switch, facts.vswitch.name)) return { vnics: [], rates: [0] };
  const each = (rate: number | null): number => (rate ?? 0) / path.adapters.length;
  const rates = required === null ? [0, each(cap), each(guaranteed), each(pathRate)] : [each(required)];
  return { vnics: path.adapters, rates };
};

const ingressOf = (flows: readonly QueueFlow[], vnics: readonly string[], rate: number): Float64Array => {
  const all = new Float64Array(flows.length);
  for (let index = 0; index < all.length; index += 1) {
    const { adapter, rank } = flows[index] as QueueFlow;
    all[index] = rank === 0 && vnics.includes(adapter.name) ? Math.max(adapter.ingress, rate) : adapter.ingress;
  }
  return all;
};

const NONE = { queues: 0, carried: 0 };

/** Plans list flows in the order of the host, so one walk finds all; null where it does not. */
const walk = (flows: readonly QueueFlow[], listed: readonly FlowQueues[]): readonly RatedFlow[] | null => {
  let at = 0;
  const matched = flows.map(({ adapter, rank, most }) => {
    const next = listed[at];
    const isNext = next !== undefined && next.adapter === adapter.name && next.vm === adapter.vm;
    if (isNext) at += 1;
    const { queues, carried } = isNext ? next : NONE;
    return { adapter, rank, most, queues, carried };
  });
  return at === listed.length ? matched : null;
};

/** A flow that is not listed has no queue. */
const matchFlows = (flows: readonly QueueFlow[], queues: SwitchQueues, violations: Violation[]): readonly RatedFlow[] => {
  const walked = walk(flows, queues.flows);
  if (walked !== null) return walked;
  const byLabel = new Map<string, FlowQueues>();
  for (const one of queues.flows) byLabel.set(adapterLabel(one.vm, one.adapter), one);
  let listed = 0;
  const matched = flows.map((flow) => {
    const stated = byLabel.get(adapterLabel(flow.adapter.vm, flow.adapter.name));
    if (stated !== undefined) listed += 1;
    return { ...flow, queues: stated?.queues ?? 0, carried: stated?.carried ?? 0 };
  });
  if (byLabel.size !== queues.flows.length || listed !== byLabel.size) {
    violations.push({ rule: 'queue-flows', subject: queues.switch, message: 'A flow is listed twice, or is none of the switch.' });
  }
  return matched;
};

const judgeCounts = (flows: readonly RatedFlow[], queues: SwitchQueues, violations: Violation[]): void => {
  let used = 0;
  for (const { adapter, most, queues: own } of flows) {
    used += own;
    if (Number.isInteger(own) && own >= 0 && own <= most) continue;
    violations.push({ rule: 'queue-count', subject: adapterLabel(adapter.vm, adapter.name), message: `${own} queues, of 0 to ${most}.` });
  }
  expectFigure(violations, 'queues-used', queues.switch, used, queues.used, 'The number of queues used');
  if (queues.used > queues.usable) {
    violations.push({ rule: 'queues-usable', subject: queues.switch, message: `${queues.used} queues are used of ${queues.usable}.` });
  }
};

/** Ingress of the flows under each rate of the migration with which all of them carry what the plan states. */
const ratesThatFit = (flows: readonly RatedFlow[], core: number, migration: ReturnType<typeof migrationRates>): readonly Float64Array[] =>
  migration.rates.map((rate) => ingressOf(flows, migration.vnics, rate)).filter((ingress) => isCarried(flows, ingress, core));

const isCarried = (flows: readonly RatedFlow[], ingress: Float64Array, core: number): boolean => {
  for (let index = 0; index < flows.length; index += 1) {
    const { queues, carried } = flows[index] as RatedFlow;
    if (!isClose(carried, Math.min(ingress[index] as number, queues * core))) return false;
  }
  return true;
};

const isBest = (flows: readonly RatedFlow[], ingress: Float64Array, core: number, usable: number): boolean => {
  const optima = optimumOf(flows, ingress, core, usable);
  const reached = optima.map(() => ({ carried: 0, queues: 0 }));
  for (const { rank, queues, carried } of flows) {
    const one = reached[rank];
    if (one === undefined) continue;
    one.carried += carried;
    one.queues += queues;
  }
  return optima.every((best, rank) => isClose(best.carried, reached[rank]?.carried ?? 0) && best.queues === reached[rank]?.queues);
};

const unservedOf = (flows: readonly RatedFlow[], ingress: Float64Array): number => {
  let load = 0;
  for (let index = 0; index < flows.length; index += 1) if (flows[index]?.queues === 0) load += ingress[index] as number;
  return load;
};

const judgeDefaultQueue = (
  host: Host,
  flows: readonly RatedFlow[],
  core: number,
  readings: readonly Float64Array[],
  queues: SwitchQueues,
  violations: Violation[],
): void => {
  const loads = readings.map((ingress) => unservedOf(flows, ingress));
  if (!loads.some((load) => isClose(load, queues.defaultQueueLoad))) {
    const message = `The default queue takes ${loads.join(' or ')} Mbit/s, the plan states ${queues.defaultQueueLoad}.`;
    violations.push({ rule: 'default-queue-load', subject: queues.switch, message });
  }
  const cores = queues.defaultQueueCapacity / core;
  const most = host.os === '2012r2' || host.os === '2016' ? 1 : MOST_QUEUES;
  // How many queue pairs the default port gets is the driver's; at least one core serves it, at most sixteen.
  if (isClose(cores, Math.round(cores)) && Math.round(cores) >= 1 && Math.round(cores) <= most) return;
  const message = `${queues.defaultQueueCapacity} Mbit/s is not what 1 to ${most} cores take.`;
  violations.push({ rule: 'default-queue-capacity', subject: queues.switch, message });
};

const judgeSwitchQueues = (
  host: Host,
  policy: Policy,
  plan: HostPlan,
  facts: SwitchFacts,
  served: ReadonlyMap<string, string>,
  queues: SwitchQueues,
  usable: readonly number[],
  violations: Violation[],
): void => {
  const subject = queues.switch;
  if (queues.mode !== queueMode(facts)) {
    violations.push({ rule: 'queue-mode', subject, message: `The team gives the ${queueMode(facts)} of its members' queues.` });
  }
  if (!usable.includes(queues.usable)) {
    violations.push({ rule: 'queues-usable', subject, message: `${usable.join(' or ')} queues are usable, not ${queues.usable}.` });
  }
  const flows = matchFlows(readQueueFlows(host, facts, served), queues, violations);
  expectFigure(violations, 'queue-adapters', subject, flows.length, queues.adapters, 'The number of adapters on the switch');
  judgeCounts(flows, queues, violations);
  const core = coreRate(host, policy);
  const readings = ratesThatFit(flows, core, migrationRates(plan, facts));
  if (readings.length === 0) {
    violations.push({ rule: 'queue-carried', subject, message: 'A flow carries other than its ingress or what its queues take.' });
    return;
  }
  judgeDefaultQueue(host, flows, core, readings, queues, violations);
  if (queues.uniform !== null || readings.some((ingress) => isBest(flows, ingress, core, queues.usable))) return;
  violations.push({ rule: 'queues-not-best', subject, message: 'Another division of the queues carries more, or as much with fewer.' });
};

/** Violations `queue…`, `default-queue-…`. `served`: NIC of each adapter with a virtual function, by label. */
export const judgeQueues = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  plan: HostPlan,
  offloads: OffloadPlan,
  served: ReadonlyMap<string, string>,
  violations: Violation[],
): void => {
  for (const one of facts.switches) {
    const stated = offloads.queues.filter((queues) => isSameName(queues.switch, one.vswitch.name));
    const usable = usableQueues(policy, one, offloads.virtualFunctions.assigned);
    const [queues] = stated;
    if (queues === undefined || stated.length > 1) {
      // Without a usable queue there is nothing to divide.
      if (stated.length === 0 && usable.includes(0)) continue;
      violations.push({ rule: 'queues-listed', subject: one.vswitch.name, message: `Its queues are listed ${stated.length} times.` });
    } else judgeSwitchQueues(host, policy, plan, one, served, queues, usable, violations);
  }
};
