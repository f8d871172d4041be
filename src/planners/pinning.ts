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
import { type Enumerated, enumerateMappings, isFew } from './pinning-enumerate.ts';
import { type Gauge, gaugeOf, loadOf } from './pinning-load.ts';
import { mappingOf, pinningModel } from './pinning-model.ts';
import { mapOntoPair } from './pinning-pair.ts';
import { searchMapping } from './pinning-search.ts';
import type { WeightedSwitch } from './plan-weights.ts';
import type { SwitchCase } from './switch-case.ts';

interface Mapped {
  readonly mapping: readonly number[];
  /** No mapping attains more. */
  readonly bound: number;
  readonly by: PinningPlan['solver'];
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
  const least = leastLoad(of);
  if (attainedAt(least) - before < policy.min_gain) return [];
  const mapped = bestMapping(of, gauge, least, solver, policy);
  if (audit) auditMapping(of, mapped, solver);
  const { mapping, bound, by } = mapped;
  const after = attainedAt(gauge.load(mapping));
  if (after - before < policy.min_gain) return [];
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
      solver: by,
      gap: bound - after > PROVEN ? bound - after : 0,
    },
  ];
};

/** Attainments this close are one. */
const PROVEN = 1e-6;

/**
 * Two members by sums; more by search, which is proven best where it meets the bound, or else by enumeration. What that
 * leaves open is asked as a MILP where it is small; a search stands with its gap where it is not.
 */
const bestMapping = (of: PinningCase, gauge: Gauge, least: number, solver: Solver, policy: Policy): Mapped => {
  if (of.members.length === 2) return proven(gauge, mapOntoPair(of), 'closed-form');
  const bound = attainedAt(least);
  const found = searchMapping(of, 1 / (bound - policy.min_gain / 2), gauge);
  if (bound - attainedAt(gauge.load(found)) <= PROVEN) return { mapping: found, bound, by: 'closed-form' };
  const tried = enumerateMappings(of, found, least, gauge);
  const mapped: Mapped = { mapping: tried.mapping, bound: attainedAt(tried.bound), by: 'enumeration' };
  if (mapped.bound - attainedAt(gauge.load(mapped.mapping)) <= PROVEN) return mapped;
  return isFew(of) ? byModel(of, tried, solver, gauge) : { ...mapped, by: 'search' };
};

/** @param known the best mapping so far, and a load that none undercuts */
export const byModel = (of: PinningCase, known: Enumerated, solver: Solver, gauge: Gauge = gaugeOf(of)): Mapped => {
  const load = gauge.load(known.mapping);
  const answer = solver.solve(pinningModel(of, { lower: known.bound, upper: load }));
  const searched: Mapped = { mapping: known.mapping, bound: attainedAt(known.bound), by: 'search' };
  if (answer.kind !== 'optimal' && answer.kind !== 'feasible') return searched;
  const mapping = mappingOf(of, answer.x);
  if (gauge.load(mapping) > load) return searched;
  if (answer.kind === 'optimal') return proven(gauge, mapping, answer.solver);
  return { mapping, bound: attainedAt(Math.max(known.bound, answer.bound ?? 0)), by: 'search' };
};

const proven = (gauge: Gauge, mapping: readonly number[], by: PinningPlan['solver']): Mapped => ({
  mapping,
  bound: attainedAt(gauge.load(mapping)),
  by,
});

/** The same question as a MILP costs a thousand times as much, so it is asked only of an audited host, and only where it is small. */
const MOST_AUDITED_BINARIES = 12;

const auditMapping = (of: PinningCase, { mapping, bound }: Mapped, solver: Solver): void => {
  if (of.movable * of.members.length > MOST_AUDITED_BINARIES) return;
  const load = loadOf(of, mapping);
  const answer = solver.solve(pinningModel(of, { lower: 0, upper: load }));
  if (answer.kind !== 'optimal') return;
  const solved = attainedAt(loadOf(of, mappingOf(of, answer.x)));
  if (solved > bound + AUDIT_TOLERANCE || attainedAt(load) > attainedAt(answer.objective) + AUDIT_TOLERANCE) {
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
