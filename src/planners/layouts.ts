/**
 * Other layouts of the NICs of a short host. What each could attain at best is worked out first; those that cannot be
 * better than today's, or than the best found so far, need no plan, and the others are planned in full.
 */
import { layoutViolations } from '../compatibility/evaluate-rules.ts';
import type { Finding } from '../model/finding.ts';
import type { Adapter, Host, Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { OffloadPlan } from '../model/offload-plan.ts';
import type { LayoutAdvice } from '../model/plan.ts';
import type { LayoutGroup } from '../model/topology-plan.ts';
import { minutesToSeconds } from '../units/quantity.ts';
import { compareDrafts, isClearlyBetter } from './compare-drafts.ts';
import type { DrainCase } from './drain-case.ts';
import { draftPlan, type PlanDraft } from './draft-plan.ts';
import { applyLayout, type LayoutPool, layoutPoolOf, movesIn, placesOf, trafficIn, trafficOf } from './layout.ts';
import { adviceOf, otherLayout, noBetterLayout } from './layouts-advice.ts';
import { type BoundOf, boundsOf } from './layouts-bound.ts';
import { layoutDrains, type LayoutDrains } from './layouts-drain.ts';
import { canBuild, type Dealt, layoutOf, type LayoutShape, layoutSpaceOf, type Parting } from './layouts-enumerate.ts';
import type { Drafted, LayoutCounts, LayoutQuestion } from './layouts-question.ts';
import { comparePromises, type LayoutPromise, mayBeBetter, type Measure, measureOf } from './layouts-promise.ts';
import { drainWindowOf } from './plan-migration.ts';

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
  if (best === null) return { advice: null, findings: noBetterLayout(host, counts) };
  const advice = adviceOf(question, pool, best, counts, offloads);
  return { advice, findings: [otherLayout(host, advice, today, best.draft)] };
};

/** The most promising first, so that the others are soon seen to be no better. Nothing is better than a host that lacks nothing. */
const planCandidates = (question: LayoutQuestion, pool: LayoutPool, converged: PlanDraft | null) => {
  const { host, policy, today } = question;
  const drains = layoutDrains(host, pool, policy);
  const measure = measureOf(policy);
  const { candidates, counts } = promisingLayouts(question, pool, drains, measure);
  let best: Drafted | null = null;
  for (const { shape, promise } of candidates) {
    if (best !== null && !mayBeBetter(promise, best.draft, measure, false)) {
      counts.byBound += 1;
      continue;
    }
    if (counts.tried === policy.max_layouts) {
      counts.leftOut += 1;
      continue;
    }
    const layout = layoutOf(shape, pool.nics);
    const draft: PlanDraft | null =
      layout.length === 1 && converged !== null ? converged : draftLayout(question, pool, layout, (edited) => drains.caseOf(shape, edited));
    if (draft === null) {
      counts.forbidden += 1;
      continue;
    }
    counts.tried += 1;
    if (!guaranteesAll(layout, draft) || !isClearlyBetter(draft, today, policy)) continue;
    if (best === null || compareDrafts(draft, best.draft, policy) > 0) best = { layout, draft };
  }
  return { best, counts };
};

/** Two ports of one switch are a team already, and parted they would hang on one port each. */
const isIndivisible = ({ nics, switches }: LayoutPool): boolean =>
  nics.length < 3 && switches.length === 1 && switches[0]?.iovEnabled === false && nics.every((nic) => nic.switch !== null);

/**
 * A what-if draft: nothing is audited again, and no what-if questions are asked of it. Null where a rule forbids the layout.
 * @param drainCase of the host with the layout, where something is known of it already
 */
export const draftLayout = (
  { host, policy, context, forced }: LayoutQuestion,
  pool: LayoutPool,
  layout: readonly LayoutGroup[],
  drainCase: (edited: Host) => DrainCase | null = () => null,
): PlanDraft | null => {
  const edited = applyLayout(host, pool, layout);
  if (layoutViolations(edited).length > 0) return null;
  return draftPlan(edited, policy, { solver: context.solver, audit: false }, forced, drainCase(edited));
};

interface Candidate {
  readonly shape: LayoutShape;
  readonly promise: LayoutPromise;
}

/** @returns layouts that may be clearly better than today's, the most promising first, and how many others there are */
const promisingLayouts = ({ host, policy, today }: LayoutQuestion, pool: LayoutPool, drains: LayoutDrains, measure: Measure) => {
  const bounds = boundsOf(host, pool, policy);
  const { contents, partings } = layoutSpaceOf(pool.nics, trafficIn(host, pool), policy);
  const window = minutesToSeconds(drainWindowOf(host, policy));
  const atDrain = policy.priorities.indexOf('drain');
  const counts: { -readonly [Key in keyof LayoutCounts]: number } = { tried: 0, byBound: 0, forbidden: 0, leftOut: 0 };
  const candidates: Candidate[] = [];
  for (const content of contents) {
    const parts = content.map(bounds);
    for (const dealt of partings[content.length - 1] ?? []) {
      if (!canBuild(content, dealt)) continue;
      const shape = { content, dealt };
      if (dealt.every(isSwitchOfToday(pool)) && isAsToday(host, pool, layoutOf(shape, pool.nics))) continue;
      const attainments = leastOf(parts, dealt);
      if (attainments === null) {
        counts.forbidden += 1;
        continue;
      }
      const hopeful: LayoutPromise = { attainments, drain: 0 };
      const promise = mayBeBetter(hopeful, today, measure, true) ? withDrain(hopeful, drains.leastOf(shape), window, atDrain) : null;
      if (promise !== null && mayBeBetter(promise, today, measure, true)) candidates.push({ shape, promise });
      else counts.byBound += 1;
    }
  }
  candidates.sort((a, b) => comparePromises(b.promise, a.promise) || a.shape.content.length - b.shape.content.length);
  return { candidates, counts };
};

/** A layout attains what its worst group does; null where a group is no choice. */
const leastOf = (parts: readonly BoundOf[], dealt: Parting): readonly number[] | null => {
  let least: readonly number[] = [];
  for (const [index, boundOf] of parts.entries()) {
    const bound = boundOf((dealt[index] as Dealt).group);
    if (bound === null) return null;
    least = index === 0 ? bound : least.map((most, level) => Math.min(most, bound[level] as number));
  }
  return least;
};

/** A drain that cannot be quick enough is short, whatever the weights. */
const withDrain = ({ attainments }: LayoutPromise, drain: number, window: number, atDrain: number): LayoutPromise => ({
  attainments:
    drain <= window ? attainments : attainments.map((most, level) => (level === atDrain ? Math.min(most, window / drain) : most)),
  drain,
});

/** Ports that are together today, and with no other. */
const isSwitchOfToday =
  ({ nics: pooled }: LayoutPool) =>
  ({ places }: Dealt): boolean => {
    const nics = places.map((place) => pooled[place] as Nic);
    const name = nics[0]?.switch ?? null;
    return nics.every((nic) => nic.switch === name) && pooled.filter((nic) => nic.switch === name).length === nics.length;
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
  const moves = movesIn(pool);
  const stays = (adapter: Adapter): boolean => {
    const then = switches[places[trafficOf(adapter)]] ?? null;
    return then === null ? adapter.switch === null : adapter.switch !== null && nameKey(adapter.switch) === nameKey(then);
  };
  return [...host.adapters, ...host.vms.flatMap((vm) => vm.adapters)].every((adapter) => !moves(adapter) || stays(adapter));
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
