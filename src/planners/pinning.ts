/**
 * Which member of a Hyper-V-port team each host vNIC and heavy VM adapter should be mapped to
 * (Set-VMNetworkAdapterTeamMapping), so that the worst of them keeps as much as can be of what its weight promises, with
 * every member at work and after any single failure.
 */
import type { Finding } from '../model/finding.ts';
import { adapterLabel } from '../model/name.ts';
import type { PinningPlan } from '../model/topology-plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { AuditDisagreement } from './audit-disagreement.ts';
import type { DraftContext } from './draft-plan.ts';
import { leastLoad } from './pinning-bound.ts';
import { type PinningCase, pinningCaseOf } from './pinning-case.ts';
import { bestOfAll, isSmall } from './pinning-exact.ts';
import { type Gauge, gaugeOf, loadOf } from './pinning-load.ts';
import { mappingOf, pinningModel } from './pinning-model.ts';
import { mapOntoPair } from './pinning-pair.ts';
import { searchMapping } from './pinning-search.ts';
import type { WeightedSwitch } from './plan-weights.ts';
import type { SwitchCase } from './switch-case.ts';

interface Mapped {
  readonly mapping: readonly number[];
  /** What it attains. */
  readonly after: number;
  /** No mapping attains more. */
  readonly bound: number;
}

/** A plan for each switch whose mapping gains at least the policy's min_gain; the others need none. */
export const pinningOf = (
  cases: readonly SwitchCase[],
  weighted: readonly (WeightedSwitch | null)[],
  policy: Policy,
  context: DraftContext,
): readonly PinningPlan[] =>
  cases.flatMap((of, index) => {
    const pinning = pinningCaseOf(of, weighted[index] ?? null, policy);
    return pinning === null ? [] : planOf(of.virtualSwitch.name, pinning, policy, context);
  });

/** Share of its need that the worst adapter has; 1 where every need is met. */
const attainedAt = (load: number): number => 1 / Math.max(1, load);

const planOf = (name: string, of: PinningCase, policy: Policy, { solver, audit }: DraftContext): PinningPlan[] => {
  const gauge = gaugeOf(of);
  const before = attainedAt(gauge.load(of.today));
  const most = attainedAt(leastLoad(of));
  if (most - before < policy.min_gain) return [];
  const mapped = bestMapping(of, gauge, most, policy);
  if (audit) auditMapping(of, mapped, solver);
  const { mapping, after, bound } = mapped;
  if (after - before < policy.min_gain) return [];
  const gap = Math.max(0, bound - after);
  return [
    {
      switch: name,
      mapping: of.flows.slice(0, of.movable).map(({ flow }, index) => ({
        vm: flow.adapter.vm,
        adapter: flow.adapter.name,
        nic: of.members[mapping[index] as number]?.name as string,
      })),
      leftAside: of.flows.length - of.movable,
      worstBefore: before,
      worstAfter: after,
      solver: gap > 0 ? 'search' : 'closed-form',
      gap,
    },
  ];
};

/** @param most no mapping attains more */
const bestMapping = (of: PinningCase, gauge: Gauge, most: number, policy: Policy): Mapped => {
  const proven = (mapping: readonly number[]): Mapped => {
    const after = attainedAt(gauge.load(mapping));
    return { mapping, after, bound: after };
  };
  if (of.members.length === 2) return proven(mapOntoPair(of));
  // What is within the least gain of the bound leaves nothing to gain that would count.
  const mapping = searchMapping(of, 1 / (most - policy.min_gain / 2), gauge);
  const after = attainedAt(gauge.load(mapping));
  const isEnough = most - after < policy.min_gain;
  return isEnough || !isSmall(of) ? { mapping, after, bound: most } : proven(bestOfAll(of, mapping));
};

/** The same question as a MILP costs a thousand times as much, so it is asked only of an audited host, and only where it is small. */
const MOST_AUDITED_BINARIES = 12;

const auditMapping = (of: PinningCase, { mapping, after, bound }: Mapped, solver: Solver): void => {
  if (of.movable * of.members.length > MOST_AUDITED_BINARIES) return;
  const load = loadOf(of, mapping);
  const answer = solver.solve(pinningModel(of, { lower: 0, upper: load }));
  if (answer.kind !== 'optimal') return;
  const solved = attainedAt(loadOf(of, mappingOf(of, answer.x)));
  if (solved > bound + AUDIT_TOLERANCE || after > attainedAt(answer.objective) + AUDIT_TOLERANCE) {
    throw new AuditDisagreement(`pinning: ${solved} by the solver, at most ${bound} by enumeration`);
  }
};

const AUDIT_TOLERANCE = 1e-6;

/** The mapping in words: each member with what is mapped to it, in order of the members. */
const inWords = ({ mapping }: PinningPlan): string => {
  const members = new Map<string, string[]>();
  for (const { vm, adapter, nic } of mapping) members.set(nic, [...(members.get(nic) ?? []), adapterLabel(vm, adapter)]);
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([nic, adapters]) => `${nic}: ${adapters.join(', ')}`)
    .join('; ');
};

export const pinningAdvice = (plans: readonly PinningPlan[]): Finding[] =>
  plans.map((plan) => ({
    code: 'team-mapping',
    severity: 'advice',
    subject: plan.switch,
    values: { before: plan.worstBefore, after: plan.worstAfter, mapping: inWords(plan), leftAside: plan.leftAside, gap: plan.gap },
  }));
