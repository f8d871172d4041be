/** SR-IOV virtual functions of one host: who gets one and where, who is refused and why, and who falls back when a port is lost. */
import type { Finding } from '../model/finding.ts';
import type { Host, Vm } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { VfAssignment, VfRefused, VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Proof } from '../model/decision.ts';
import type { Solver } from '../solver/facade.ts';
import { mbps } from '../units/quantity.ts';
import type { SwitchCase } from './switch-case.ts';
import { assignFunctions } from './vf-assign.ts';
import { screenAdapters, type VfCandidate, type VfScreening } from './vf-candidates.ts';
import { fallbacksOf } from './vf-fallbacks.ts';
import { vfFindings } from './vf-findings.ts';
import { NOT_SERVED, type Placement, splitProblem, type VfProblem, type VfUplink, vfProblemOf, vfUplinksOf } from './vf-problem.ts';
import { unservedOf } from './vf-refusals.ts';

export interface PlannedFunctions {
  /** Each function with one queue pair; how many more it gets depends on what the receive queues leave. */
  readonly plan: VirtualFunctionPlan;
  /** The adapters with a function on each port, by its name, in the order in which they are assigned. */
  readonly holders: ReadonlyMap<string, readonly VfCandidate[]>;
  readonly findings: readonly Finding[];
}

interface Settled {
  readonly problem: VfProblem;
  readonly placement: Placement;
  readonly proof: Proof;
  readonly gap: number;
}

const NOTHING_ASKED: PlannedFunctions = {
  plan: { wanted: 0, assigned: [], refused: [], shouldAsk: [], fallbacks: [], proof: 'optimal', gap: 0 },
  holders: new Map(),
  findings: [],
};

/**
 * Lists are in order of VM and adapter, fallbacks in order of port. A host where nobody asks for a function and nobody should costs
 * one look at its adapters.
 * @throws SecondSolverNeeded where the assignment needs a solver, the first cannot answer and there is no second
 */
export const planVirtualFunctions = (host: Host, cases: readonly SwitchCase[], policy: Policy, solver: Solver): PlannedFunctions => {
  const screening = screenAdapters(host);
  if (screening.wanted === 0 && screening.shouldAsk.length === 0) return NOTHING_ASKED;
  const uplinks = vfUplinksOf(cases, policy);
  const whole = vfProblemOf(screening.candidates, uplinks);
  const settled = splitProblem(whole).map((problem) => settle(problem, solver));
  const refused = refusedOf(host.vms, screening, settled);
  const plan: VirtualFunctionPlan = {
    wanted: screening.wanted,
    assigned: assignmentsOf(settled, host),
    refused,
    shouldAsk: screening.shouldAsk.map(labelOf),
    fallbacks: fallbacksOf(whole, mergedPlacement(whole, settled)),
    proof: settled.some(({ proof }) => proof !== 'optimal') ? 'gap' : 'optimal',
    gap: Math.max(0, ...settled.map(({ gap }) => gap)),
  };
  return { plan, holders: holdersOf(settled), findings: vfFindings(plan, screening.shouldAsk, settled) };
};

const settle = (problem: VfProblem, solver: Solver): Settled => {
  if (problem.candidates.length === 0) return { problem, placement: [], proof: 'optimal', gap: 0 };
  return { problem, ...assignFunctions(problem, solver) };
};

/** A card may have ports under switches that were settled apart, so a loss is looked at on the whole host. */
const mergedPlacement = (whole: VfProblem, settled: readonly Settled[]): Placement => {
  const uplinkOf = new Map<VfCandidate, number>();
  for (const { problem, placement } of settled) {
    placement.forEach((uplink, index) => {
      if (uplink !== NOT_SERVED)
        uplinkOf.set(problem.candidates[index] as VfCandidate, whole.uplinks.indexOf(problem.uplinks[uplink] as VfUplink));
    });
  }
  return whole.candidates.map((candidate) => uplinkOf.get(candidate) ?? NOT_SERVED);
};

const labelOf = ({ vm, adapter }: VfCandidate): string => adapterLabel(vm.name, adapter.name);

/** The order of VMs and adapters on the host, which the lists of several switches are brought back into. */
const inOrderOfHost = <Entry extends { readonly of: VfCandidate }>(vms: readonly Vm[], entries: readonly Entry[]): Entry[] => {
  if (entries.length < 2) return [...entries];
  const place = new Map<VfCandidate['adapter'], number>();
  for (const vm of vms) for (const adapter of vm.adapters) place.set(adapter, place.size);
  return [...entries].sort((a, b) => (place.get(a.of.adapter) ?? 0) - (place.get(b.of.adapter) ?? 0));
};

const holdersOf = (settled: readonly Settled[]): ReadonlyMap<string, readonly VfCandidate[]> =>
  new Map(
    settled.flatMap(({ problem, placement }) =>
      problem.uplinks.map(({ nic }, uplink) => [nic.name, problem.candidates.filter((_, index) => placement[index] === uplink)] as const),
    ),
  );

const assignmentsOf = (settled: readonly Settled[], host: Host): VfAssignment[] => {
  const entries = [...holdersOf(settled)].flatMap(([nic, holders]) => holders.map((of) => ({ of, nic })));
  return inOrderOfHost(host.vms, entries).map(({ of: { vm, adapter, rate }, nic }) => ({
    vm: vm.name,
    adapter: adapter.name,
    switch: adapter.switch ?? '',
    nic,
    rate: mbps(rate),
    queuePairs: 1,
    allowTeaming: adapter.guestTeam,
  }));
};

const refusedOf = (vms: readonly Vm[], screening: VfScreening, settled: readonly Settled[]): VfRefused[] => {
  const unserved = settled.flatMap(({ problem, placement }) =>
    placement.includes(NOT_SERVED)
      ? unservedOf(problem, placement).map(({ candidate, because, binding }) => ({
          of: problem.candidates[candidate] as VfCandidate,
          because,
          binding,
        }))
      : [],
  );
  const ruledOut = screening.ruledOut.map(({ vm, adapter, because, binding }) => ({
    of: { vm, adapter, rate: 0, rank: 0 },
    because,
    binding,
  }));
  const all = [...ruledOut, ...unserved];
  return inOrderOfHost(vms, all).map(({ of, because, binding }) => ({ vm: of.vm.name, adapter: of.adapter.name, because, binding }));
};
