/** The plan of a host as outcomes.jsonl holds it, and the way back. What its findings and blockers repeat is left to them. */
import type { CompatibilityVerdict } from '../model/compatibility-verdict.ts';
import type { Blocker, FlowPlan, HostPlan, LayoutAdvice, NicPlan, RuleOfThumbResult, SolveCount } from '../model/plan.ts';
import type { Finding } from '../model/finding.ts';
import type { JumboProposal, PinningEntry, PinningPlan } from '../model/topology-plan.ts';
import { type Columns, membersOf, rowsOf, someColumns, toColumns, unlessEmpty } from './json-columns.ts';
import { decodeFlows, decodeSwitch, encodeFlows, encodeSwitch, type LeanSwitch, PINNING_ENTRY } from './json-flows.ts';
import { decodeOffloads, encodeOffloads, type LeanOffloads } from './json-offloads.ts';

const NIC = membersOf<NicPlan>({
  nic: (row) => row.nic,
  switch: (row) => row.switch,
  capacity: (row) => row.capacity,
  vfLimit: (row) => row.vfLimit,
  mtu: (row) => row.mtu,
});
const RULE = membersOf<RuleOfThumbResult>({
  rule: (row) => row.rule,
  cap: (row) => row.cap,
  liveMigrations: (row) => row.liveMigrations,
  drain: (row) => row.drain,
  breaksFloor: (row) => row.breaksFloor,
});
const VERDICT = membersOf<CompatibilityVerdict>({ rule: (row) => row.rule, status: (row) => row.status, subjects: (row) => row.subjects });
const SOLVE = membersOf<SolveCount>({ solver: (row) => row.solver, proof: (row) => row.proof, count: (row) => row.count });
const JUMBO = membersOf<JumboProposal>({
  kind: (row) => row.kind,
  name: (row) => row.name,
  mtuNow: (row) => row.mtuNow,
  mtu: (row) => row.mtu,
  jumboPacket: (row) => row.jumboPacket,
  gain: (row) => row.gain,
  pingSize: (row) => row.pingSize,
});

interface LeanPinning extends Omit<PinningPlan, 'mapping'> {
  readonly mapping: Columns<PinningEntry>;
}

type Verbatim = 'status' | 'drainWindow' | 'drainVms' | 'migration' | 'limits' | 'worstGap' | 'proof';

/** Members that are undefined are not written. */
export interface LeanPlan extends Pick<HostPlan, Verbatim> {
  readonly offloads: LeanOffloads;
  readonly firstShort?: HostPlan['firstShort'] | undefined;
  readonly switches?: readonly LeanSwitch[] | undefined;
  /** Left out where it is that of the only switch, or there is none. */
  readonly capacityAfterLoss?: HostPlan['capacityAfterLoss'] | undefined;
  readonly directFlows?: Columns<FlowPlan> | undefined;
  readonly nics?: Columns<NicPlan> | undefined;
  readonly rulesOfThumb?: Columns<RuleOfThumbResult> | undefined;
  readonly jumbo?: Columns<JumboProposal> | undefined;
  readonly pinning?: readonly LeanPinning[] | undefined;
  readonly layoutAdvice?: Omit<LayoutAdvice, 'draft'> | undefined;
  readonly uniformity?: HostPlan['uniformity'] | undefined;
  readonly compatibility?: Columns<CompatibilityVerdict> | undefined;
  readonly assumptions?: HostPlan['assumptions'] | undefined;
  readonly solves?: Columns<SolveCount> | undefined;
  /** Left out where the findings of the outcome have them. */
  readonly findings?: readonly Finding[] | undefined;
  /** Left out where the blockers of the outcome have them. */
  readonly blockers?: readonly Blocker[] | undefined;
}

/** What of the plan the findings and blockers of the outcome do not say. */
export type Unstated = Pick<LeanPlan, 'findings' | 'blockers'>;

export const encodePlan = (plan: HostPlan, unstated: Unstated): object => ({
  status: plan.status,
  firstShort: plan.firstShort ?? undefined,
  drainWindow: plan.drainWindow,
  drainVms: plan.drainVms,
  migration: plan.migration,
  limits: plan.limits,
  rulesOfThumb: someColumns(RULE, plan.rulesOfThumb),
  switches: unlessEmpty(plan.switches.map(encodeSwitch)),
  capacityAfterLoss: plan.switches.length > 1 ? plan.capacityAfterLoss : undefined,
  directFlows: encodeFlows(plan.directFlows),
  nics: someColumns(NIC, plan.nics),
  offloads: encodeOffloads(plan.offloads, plan.switches),
  jumbo: someColumns(JUMBO, plan.jumbo),
  pinning: unlessEmpty(plan.pinning.map(encodePinning)),
  layoutAdvice: plan.layoutAdvice === null ? undefined : { ...plan.layoutAdvice, draft: undefined },
  uniformity: plan.uniformity ?? undefined,
  compatibility: someColumns(VERDICT, plan.compatibility),
  assumptions: unlessEmpty(plan.assumptions),
  solves: someColumns(SOLVE, plan.solves),
  worstGap: plan.worstGap,
  proof: plan.proof,
  findings: unstated.findings,
  blockers: unstated.blockers,
});

const encodePinning = ({ mapping, ...each }: PinningPlan): object => ({
  switch: each.switch,
  leftAside: each.leftAside,
  worstBefore: each.worstBefore,
  worstAfter: each.worstAfter,
  solver: each.solver,
  gap: each.gap,
  mapping: toColumns(PINNING_ENTRY, mapping),
});

export const decodePlan = (plan: LeanPlan, stated: Pick<HostPlan, 'findings' | 'blockers'>): HostPlan => {
  const switches = (plan.switches ?? []).map(decodeSwitch);
  return {
    status: plan.status,
    drainWindow: plan.drainWindow,
    drainVms: plan.drainVms,
    migration: plan.migration,
    limits: plan.limits,
    worstGap: plan.worstGap,
    proof: plan.proof,
    firstShort: plan.firstShort ?? null,
    rulesOfThumb: rowsOf(RULE, plan.rulesOfThumb),
    switches,
    capacityAfterLoss: plan.capacityAfterLoss ?? switches[0]?.capacityAfterLoss ?? null,
    directFlows: decodeFlows(plan.directFlows),
    nics: rowsOf(NIC, plan.nics),
    offloads: decodeOffloads(plan.offloads, switches),
    jumbo: rowsOf(JUMBO, plan.jumbo),
    pinning: (plan.pinning ?? []).map(({ mapping, ...rest }) => ({ ...rest, mapping: rowsOf(PINNING_ENTRY, mapping) })),
    layoutAdvice: plan.layoutAdvice === undefined ? null : { ...plan.layoutAdvice, draft: null },
    uniformity: plan.uniformity ?? null,
    compatibility: rowsOf(VERDICT, plan.compatibility),
    assumptions: plan.assumptions ?? [],
    solves: rowsOf(SOLVE, plan.solves),
    findings: plan.findings ?? stated.findings,
    blockers: plan.blockers ?? stated.blockers,
  };
};
