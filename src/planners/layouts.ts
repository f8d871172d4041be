/**
 * Other layouts of the NICs of a short host. What a layout could attain at best is worked out first; those that cannot
 * beat today's are left out, and of the others the most promising are planned in full.
 */
import { layoutViolations } from '../compatibility/evaluate-rules.ts';
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { LayoutAdvice, LayoutGroup } from '../model/topology-plan.ts';
import type { Policy } from '../model/policy.ts';
import { formatShare } from '../units/format-quantity.ts';
import { seconds, secondsToMinutes } from '../units/quantity.ts';
import { compareDrafts, drainOf, isClearlyBetter } from './compare-drafts.ts';
import { type DraftContext, draftPlan, type PlanDraft } from './draft-plan.ts';
import { applyLayout, type Bundle, bundleOf, type LayoutPool, layoutPoolOf, placesOf } from './layout.ts';
import { boundLayout, type GroupCapacities, isAsSafe, type LayoutBound, singlePointsToday, sumBundles } from './layouts-bound.ts';
import { enumerateLayouts } from './layouts-enumerate.ts';

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
 */
export const searchLayouts = (question: LayoutQuestion, converged: PlanDraft | null): LayoutSearch => {
  const { host, policy, today } = question;
  const pool = today.status === 'short' && policy.max_layouts > 0 ? layoutPoolOf(host) : null;
  if (pool === null || isIndivisible(pool)) return NOTHING;
  let tried = 0;
  let best: { readonly layout: readonly LayoutGroup[]; readonly draft: PlanDraft } | null = null;
  for (const { layout, bound } of promisingLayouts(question, pool)) {
    if (tried === policy.max_layouts || best?.draft.status === 'ok') break;
    if (best !== null && !mayBeat(bound, best.draft, policy)) continue;
    const draft = layout.length === 1 && converged !== null ? converged : draftLayout(question, pool, layout);
    if (draft === null) continue;
    tried += 1;
    if (!guaranteesAll(layout, draft)) continue;
    if (compareDrafts(draft, best?.draft ?? today, policy) > 0) best = { layout, draft };
  }
  if (best === null || !isClearlyBetter(best.draft, today, policy)) return { advice: null, findings: noBetter(host, tried) };
  const advice = adviceOf(best.layout, best.draft, tried);
  return { advice, findings: [adviceFinding(host, advice, today, best.draft)] };
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

const promisingLayouts = ({ host, policy, today }: LayoutQuestion, pool: LayoutPool): readonly Candidate[] => {
  const wantsIov = host.vms.some((vm) => vm.adapters.some(({ iov }) => iov));
  const sums = sumBundles(host, pool);
  const known = singlePointsToday(pool, policy);
  const capacities: GroupCapacities = new Map();
  const candidates = enumerateLayouts(pool.nics, wantsIov, known.ofHost.has('port') ? 1 : 2).flatMap((layout) => {
    if (isAsToday(host, pool, layout)) return [];
    const bound = boundLayout(pool, layout, sums, capacities, policy);
    return isAsSafe(bound.singlePoints, known) && bound.carriesAll && mayBeat(bound, today, policy) ? [{ layout, bound }] : [];
  });
  return candidates.sort((a, b) => comparePromise(b.bound, a.bound) || a.layout.length - b.layout.length);
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

/** Not where the first short level, or one before it, cannot come out better than today. */
const mayBeat = (bound: LayoutBound, { firstShort }: PlanDraft, policy: Policy): boolean => {
  if (firstShort === null) return false;
  for (const [index, level] of policy.priorities.entries()) {
    const most = bound.attainments[index] as number;
    if (level === firstShort.level) {
      // A drain is not only a matter of the rate: another path may allow another transport, or let more VMs converge.
      return level === 'drain' || most > firstShort.attainment;
    }
    if (most < 1) return false;
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

const adviceOf = (layout: readonly LayoutGroup[], draft: PlanDraft, tried: number): LayoutAdvice => {
  const drain = drainOf(draft);
  return {
    groups: layout,
    status: draft.status,
    firstShortLevel: draft.firstShort?.level ?? null,
    firstShortAttainment: draft.firstShort?.attainment ?? null,
    drainMinutes: drain === null ? null : secondsToMinutes(seconds(drain)),
    tried,
  };
};

const adviceFinding = (host: Host, { groups, tried }: LayoutAdvice, today: PlanDraft, draft: PlanDraft): Finding => {
  const drains = { drainToday: drainOf(today) ?? 0, drain: drainOf(draft) ?? 0 };
  return {
    code: 'other-layout',
    severity: 'advice',
    subject: host.name,
    values: { layout: inWords(groups), tried, today: standing(today), instead: standing(draft), ...drains },
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
const inWords = (layout: readonly LayoutGroup[]): string => {
  const places = placesOf(layout);
  const bundles = (Object.keys(TRAFFIC) as Bundle[]).filter((bundle) => bundle !== 'vf' || places.vf !== places.vm);
  return layout
    .map(({ kind, nics }, index) => {
      const carried = bundles.filter((bundle) => places[bundle] === index).map((bundle) => TRAFFIC[bundle]);
      return `${KINDS[kind]} ${nics.join(', ')} for ${carried.join(', ')}`;
    })
    .join('; ');
};

/** `short at drain (41 %)`. */
const standing = ({ status, firstShort }: PlanDraft): string =>
  firstShort === null ? status : `${status} at ${firstShort.level} (${formatShare(firstShort.attainment)})`;

const noBetter = (host: Host, tried: number): Finding[] =>
  tried === 0 ? [] : [{ code: 'no-better-layout', severity: 'advice', subject: host.name, values: { tried } }];
