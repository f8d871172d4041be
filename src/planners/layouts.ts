/**
 * Other layouts of the NICs of a short host. What a layout could attain at best is worked out first; those that cannot
 * beat today's are left out, and of the others the most promising are planned in full.
 */
import { layoutViolations } from '../compatibility/evaluate-rules.ts';
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import { LEVELS, SHORT_LEVELS } from '../model/levels.ts';
import type { OffloadPlan } from '../model/offload-plan.ts';
import { type AdvisedGroup, LAYOUT_TRAFFIC, type LayoutAdvice, type LayoutGroup, type OffloadStanding } from '../model/topology-plan.ts';
import type { Policy } from '../model/policy.ts';
import { formatShare } from '../units/format-quantity.ts';
import { mbps, seconds, secondsToMinutes } from '../units/quantity.ts';
import { isBelow } from '../units/rounding.ts';
import { attainmentsOf, compareDrafts, drainOf, isClearlyBetter } from './compare-drafts.ts';
import { type DraftContext, draftPlan, type PlanDraft } from './draft-plan.ts';
import { applyLayout, type Bundle, bundleOf, type LayoutPool, layoutPoolOf, placesOf } from './layout.ts';
import { boundLayout, type GroupCapacities, isAsSafe, type LayoutBound, singlePointsToday, sumBundles } from './layouts-bound.ts';
import { enumerateLayouts } from './layouts-enumerate.ts';
import { planOffloads } from './offloads.ts';

/** A host, what is planned for it as it stands, and how to plan it otherwise. */
export interface LayoutQuestion {
  readonly host: Host;
  readonly policy: Policy;
  readonly today: PlanDraft;
  readonly context: DraftContext;
  readonly forced: ClusterChoice | null;
}

export interface LayoutSearch {
  readonly advice: LayoutAdvice | null;
  readonly findings: readonly Finding[];
}

const NOTHING: LayoutSearch = { advice: null, findings: [] };

/**
 * Advice for a short host whose NICs could be dealt out otherwise; nothing for any other.
 * @param converged the draft with all NICs in one team, where it was asked for already
 * @param offloads of the host as it stands
 */
export const searchLayouts = (question: LayoutQuestion, converged: PlanDraft | null, offloads: OffloadPlan): LayoutSearch => {
  const { host, policy, today } = question;
  const pool = today.status === 'short' && policy.max_layouts > 0 ? layoutPoolOf(host) : null;
  if (pool === null || isIndivisible(pool)) return NOTHING;
  const { best, counts } = planCandidates(question, pool, converged);
  if (best === null || !isClearlyBetter(best.draft, today, policy)) return { advice: null, findings: noBetter(host, counts) };
  const advice = { ...adviceOf(best, policy), ...counts, ...offloadsOf(question, pool, best, offloads) };
  return { advice, findings: [adviceFinding(host, advice, today, best.draft)] };
};

interface Drafted {
  readonly layout: readonly LayoutGroup[];
  readonly draft: PlanDraft;
}

type Counts = Pick<LayoutAdvice, 'tried' | 'worse' | 'leftOut'>;

/** The most promising first, so that the others are soon seen to be no better. */
const planCandidates = (question: LayoutQuestion, pool: LayoutPool, converged: PlanDraft | null) => {
  const { policy, today } = question;
  const { candidates, ruledOut } = promisingLayouts(question, pool);
  let [tried, worse, leftOut] = [0, ruledOut, 0];
  let best: Drafted | null = null;
  for (const { layout, bound } of candidates) {
    if (best !== null && best.draft.status !== 'ok' && !mayBeat(bound, best.draft, policy)) {
      worse += 1;
      continue;
    }
    if (tried === policy.max_layouts || best?.draft.status === 'ok') {
      leftOut += 1;
      continue;
    }
    const draft = layout.length === 1 && converged !== null ? converged : draftLayout(question, pool, layout);
    if (draft === null) {
      worse += 1;
      continue;
    }
    tried += 1;
    if (guaranteesAll(layout, draft) && compareDrafts(draft, best?.draft ?? today, policy) > 0) best = { layout, draft };
  }
  const counts: Counts = { tried, worse, leftOut };
  return { best, counts };
};

/** Two ports of one switch are a team already, and parted they would hang on one port each. */
const isIndivisible = ({ nics, switches }: LayoutPool): boolean =>
  nics.length < 3 && switches.length === 1 && switches[0]?.iovEnabled === false && nics.every((nic) => nic.switch !== null);

/** A what-if draft: nothing is audited again, and no what-if questions are asked of it. Null where a rule forbids the layout. */
export const draftLayout = (
  { host, policy, context, forced }: LayoutQuestion,
  pool: LayoutPool,
  layout: readonly LayoutGroup[],
): PlanDraft | null => {
  const edited = applyLayout(host, pool, layout);
  if (layoutViolations(edited).length > 0) return null;
  return draftPlan(edited, policy, { solver: context.solver, audit: false }, forced);
};

interface Candidate {
  readonly layout: readonly LayoutGroup[];
  readonly bound: LayoutBound;
}

/** @returns layouts that may be better than today's, the most promising first, and how many others cannot */
const promisingLayouts = ({ host, policy, today }: LayoutQuestion, pool: LayoutPool) => {
  const wantsIov = host.vms.some((vm) => vm.adapters.some(({ iov }) => iov));
  const sums = sumBundles(host, pool);
  const known = singlePointsToday(pool, policy);
  const capacities: GroupCapacities = new Map();
  let ruledOut = 0;
  const candidates: Candidate[] = [];
  for (const layout of enumerateLayouts(pool.nics, wantsIov, known.ofHost.has('port') ? 1 : 2)) {
    if (isAsToday(host, pool, layout)) continue;
    const bound = boundLayout(pool, layout, sums, capacities, policy);
    if (isAsSafe(bound.singlePoints, known) && bound.carriesAll && mayBeat(bound, today, policy)) candidates.push({ layout, bound });
    else ruledOut += 1;
  }
  candidates.sort((a, b) => comparePromise(b.bound, a.bound) || a.layout.length - b.layout.length);
  return { candidates, ruledOut };
};

/** The same NICs together as on the switches of today, with the same traffic on them. */
export const isAsToday = (host: Host, pool: LayoutPool, layout: readonly LayoutGroup[]): boolean => {
  const switches = layout.map(({ kind, nics }) => {
    const on = new Set(nics.map((name) => pool.nics.find((nic) => nic.name === name)?.switch ?? null));
    const [name = null] = on;
    const isWhole = on.size === 1 && pool.nics.filter((nic) => nic.switch === name).length === nics.length;
    const isIov = pool.switches.find((each) => each.name === name)?.iovEnabled ?? false;
    return isWhole && (kind === 'direct-rdma' ? name === null : name !== null && isIov === (kind === 'iov')) ? name : undefined;
  });
  if (switches.includes(undefined)) return false;
  const places = placesOf(layout);
  const adapters = [...host.adapters, ...host.vms.flatMap((vm) => vm.adapters)];
  return adapters.every((adapter) => {
    const isPooled = adapter.switch === null || pool.switches.some(({ name }) => nameKey(name) === nameKey(adapter.switch as string));
    const then = switches[places[bundleOf(adapter)]];
    return (
      !isPooled ||
      (then === null ? adapter.switch === null : adapter.switch !== null && nameKey(adapter.switch) === nameKey(then as string))
    );
  });
};

/** Not where the first short level comes out worse, or one before it short. As good is not worse: the drain may be shorter. */
const mayBeat = (bound: LayoutBound, { firstShort }: PlanDraft, policy: Policy): boolean => {
  if (firstShort === null) return false;
  const countsFirst = SHORT_LEVELS.includes(firstShort.level);
  for (const [index, level] of policy.priorities.entries()) {
    const most = bound.attainments[index] as number;
    if (level === firstShort.level) {
      // A drain is not only a matter of the rate: another path may allow another transport, or let more VMs converge.
      return level === 'drain' || !isBelow(most, firstShort.attainment);
    }
    // A level that makes nobody short does not come before one that does, wherever the policy puts it.
    if (most < 1 && (!countsFirst || SHORT_LEVELS.includes(level))) return false;
  }
  return true;
};

const comparePromise = (a: LayoutBound, b: LayoutBound): number => {
  for (let index = 0; index < a.attainments.length; index += 1) {
    const difference = Math.min(1, a.attainments[index] as number) - Math.min(1, b.attainments[index] as number);
    if (difference !== 0) return difference;
  }
  return a.migrationRate - b.migrationRate;
};

/** A group without a layer of its own may only carry what asked to bypass the switch. */
export const guaranteesAll = (layout: readonly LayoutGroup[], { cases, switches }: PlanDraft): boolean => {
  const places = placesOf(layout);
  return switches.every((each, index) => {
    if (each.levels.length > 0 || each.uplinks.length === 0) return true;
    const of = cases[index];
    const isForFunctions = layout[places.vf]?.kind === 'iov' && of?.virtualSwitch.iovEnabled === true;
    return isForFunctions && of.traffic.hostFlows.length === 0 && of.traffic.vmFlows.every(({ adapter }) => adapter.iov);
  });
};

const adviceOf = ({ layout, draft }: Drafted, policy: Policy): Omit<LayoutAdvice, keyof Counts | 'offloads' | 'offloadsToday'> => {
  const drain = drainOf(draft);
  const attainments = attainmentsOf(draft, policy);
  const places = placesOf(layout);
  return {
    groups: layout.map(({ kind, nics }, index) => ({ kind, nics, carries: LAYOUT_TRAFFIC.filter((each) => places[each] === index) })),
    status: draft.status,
    firstShortLevel: draft.firstShort?.level ?? null,
    firstShortAttainment: draft.firstShort?.attainment ?? null,
    attainments: LEVELS.map((level) => attainments[policy.priorities.indexOf(level)] as number),
    drainMinutes: drain === null ? null : secondsToMinutes(seconds(drain)),
  };
};

/** A layout is chosen for what its switches guarantee; what its offloads come to is worked out for the one that is advised. */
const offloadsOf = (
  { host, policy, context }: LayoutQuestion,
  pool: LayoutPool,
  { layout, draft }: Drafted,
  today: OffloadPlan,
): Pick<LayoutAdvice, 'offloads' | 'offloadsToday'> => {
  const { plan } = planOffloads(applyLayout(host, pool, layout), draft.cases, draft.migration, policy, context.solver);
  return { offloadsToday: standingOf(today), offloads: standingOf(plan) };
};

const standingOf = ({ virtualFunctions, queues }: OffloadPlan): OffloadStanding => ({
  virtualFunctions: virtualFunctions.assigned.length,
  defaultQueueOverload: mbps(queues.reduce((sum, each) => sum + Math.max(0, each.defaultQueueLoad - each.defaultQueueCapacity), 0)),
});

const adviceFinding = (host: Host, advice: LayoutAdvice, today: PlanDraft, draft: PlanDraft): Finding => {
  const { groups, tried, worse, leftOut, offloads, offloadsToday } = advice;
  return {
    code: 'other-layout',
    severity: 'advice',
    subject: host.name,
    values: {
      layout: inWords(groups),
      tried,
      worse,
      leftOut,
      today: standing(today),
      instead: standing(draft),
      drainToday: drainOf(today) ?? 0,
      drain: drainOf(draft) ?? 0,
      functionsToday: offloadsToday.virtualFunctions,
      functions: offloads.virtualFunctions,
      overloadToday: offloadsToday.defaultQueueOverload,
      overload: offloads.defaultQueueOverload,
    },
  };
};

const KINDS = { team: 'a team of', iov: 'an SR-IOV switch over', 'direct-rdma': 'no switch on' } as const;

const TRAFFIC: { readonly [Each in Bundle]: string } = {
  critical: 'management and cluster',
  vm: 'VMs',
  vf: 'virtual functions',
  storage: 'storage and migration',
  backup: 'backup',
};

/** `a team of NIC1, NIC2 for management and cluster, VMs; no switch on NIC3, NIC4 for storage and migration`. */
const inWords = (groups: readonly AdvisedGroup[]): string =>
  groups
    .map(({ kind, nics, carries }) => {
      const carried = carries.filter((each) => each !== 'vf' || !carries.includes('vm')).map((each) => TRAFFIC[each]);
      return `${KINDS[kind]} ${nics.join(', ')} for ${carried.join(', ')}`;
    })
    .join('; ');

/** `short at drain (41 %)`. */
const standing = ({ status, firstShort }: PlanDraft): string =>
  firstShort === null ? status : `${status} at ${firstShort.level} (${formatShare(firstShort.attainment)})`;

const noBetter = (host: Host, counts: Counts): Finding[] =>
  counts.tried === 0 ? [] : [{ code: 'no-better-layout', severity: 'advice', subject: host.name, values: { ...counts } }];
