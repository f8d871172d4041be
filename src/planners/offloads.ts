/** Hardware offloads of one host, in the order in which they take from the ports: virtual functions, then queues, then processors. */
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { OffloadPlan } from '../model/offload-plan.ts';
import type { FlowPlan, MigrationPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { planProcessors } from './processors.ts';
import { planQueues } from './queues.ts';
import type { SwitchCase } from './switch-case.ts';
import { planVirtualFunctions } from './virtual-functions.ts';

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
  const { assigned } = functions.plan;
  const queues = planQueues(host, cases, assigned, migration, policy);
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
    plan: { virtualFunctions: functions.plan, queues: queues.switches, nics, processors: processors.processors },
    findings: [...functions.findings, ...queues.findings, ...processors.findings],
  };
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
