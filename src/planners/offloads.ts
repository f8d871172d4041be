/** Hardware offloads of one host, in the order in which they take from the ports: virtual functions, then queues, then processors. */
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { OffloadPlan, VfAssignment } from '../model/offload-plan.ts';
import type { FlowPlan, MigrationPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { planProcessors } from './processors.ts';
import { planQueues, type QueuePlan } from './queues.ts';
import type { SwitchCase } from './switch-case.ts';
import type { VfCandidate } from './vf-candidates.ts';
import { queuePairsOn } from './vf-queue-pairs.ts';
import { type PlannedFunctions, planVirtualFunctions } from './virtual-functions.ts';

export interface PlannedOffloads {
  readonly plan: OffloadPlan;
  readonly findings: readonly Finding[];
}

/**
 * @param migration says what the vNICs of its path receive from a neighbour's drain
 * @throws SecondSolverNeeded where the virtual functions need a solver, the first cannot answer and there is no second
 */
export const planOffloads = (
  host: Host,
  cases: readonly SwitchCase[],
  migration: MigrationPlan | null,
  policy: Policy,
  solver: Solver,
): PlannedOffloads => {
  const functions = planVirtualFunctions(host, cases, policy, solver);
  const { holders } = functions;
  const queues = planQueues(host, cases, { assigned: functions.plan.assigned, holders }, migration, policy);
  const assigned = withQueuePairs(functions, queues, host, policy);
  const processors = planProcessors(host, cases, queues, migration, policy);
  const vfsUsed = new Map<string, number>();
  for (const { nic } of assigned) vfsUsed.set(nic, (vfsUsed.get(nic) ?? 0) + 1);
  const queuesOf = new Map(queues.nics.map((each) => [each.nic, each]));
  const nics = host.nics.map(({ name }) => ({
    nic: name,
    vfsUsed: vfsUsed.get(name) ?? 0,
    queuesUsable: queuesOf.get(name)?.usable ?? null,
    queuesUsed: queuesOf.get(name)?.used ?? null,
  }));
  return {
    plan: { virtualFunctions: { ...functions.plan, assigned }, queues: queues.switches, nics, processors: processors.processors },
    findings: [...functions.findings, ...queues.findings, ...processors.findings],
  };
};

/** Of the queue pairs of a port each function has one; what the receive queues leave beyond that goes to those that can use it. */
const withQueuePairs = ({ plan, holders }: PlannedFunctions, queues: QueuePlan, host: Host, policy: Policy): readonly VfAssignment[] => {
  if (plan.assigned.length === 0) return plan.assigned;
  const pairs = new Map<string, number>();
  for (const nic of host.nics) {
    const here = holders.get(nic.name) ?? [];
    const held = queues.nics.find((each) => each.nic === nic.name)?.held ?? 0;
    queuePairsOn(nic, here, held, host, policy).forEach((count, index) => {
      const { vm, adapter } = here[index] as VfCandidate;
      pairs.set(`${vm.name}\n${adapter.name}`, count);
    });
  }
  return plan.assigned.map((each) => ({ ...each, queuePairs: pairs.get(`${each.vm}\n${each.adapter}`) ?? 1 }));
};

/** The switches with the flows that leave them: an adapter with a virtual function sends by its port. */
export const routeFunctions = (switches: readonly SwitchPlan[], offloads: OffloadPlan): readonly SwitchPlan[] => {
  const { assigned } = offloads.virtualFunctions;
  if (assigned.length === 0) return switches;
  const nicOf = new Map(assigned.map(({ vm, adapter, nic }) => [`${vm}\n${adapter}`, nic]));
  const route = (flow: FlowPlan): FlowPlan => {
    const nic = nicOf.get(`${flow.vm}\n${flow.adapter}`);
    return nic === undefined ? flow : { ...flow, path: 'vf', nic };
  };
  return switches.map((each) => ({ ...each, flows: each.flows.map(route) }));
};
