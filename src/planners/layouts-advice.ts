/** What is told of the layouts of a host: the best one with what it gains, or that none is better. */
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import { LEVELS } from '../model/levels.ts';
import type { OffloadPlan } from '../model/offload-plan.ts';
import type { LayoutAdvice } from '../model/plan.ts';
import { type LayoutGroup, type OffloadStanding, TRAFFIC_NAMES } from '../model/topology-plan.ts';
import { formatShare } from '../units/format-quantity.ts';
import { mbps, seconds, secondsToMinutes } from '../units/quantity.ts';
import { attainmentsOf, drainOf } from './compare-drafts.ts';
import type { PlanDraft } from './draft-plan.ts';
import { applyLayout, type LayoutPool } from './layout.ts';
import type { Drafted, LayoutCounts, LayoutQuestion } from './layouts-question.ts';
import { planOffloads } from './offloads.ts';

/** A layout is chosen for what its switches guarantee; what its offloads come to is worked out for the one that is advised. */
export const adviceOf = (
  { host, policy, context }: LayoutQuestion,
  pool: LayoutPool,
  { layout, draft }: Drafted,
  counts: LayoutCounts,
  offloadsToday: OffloadPlan,
): LayoutAdvice => {
  const drain = drainOf(draft);
  const attainments = attainmentsOf(draft, policy);
  const { plan } = planOffloads(applyLayout(host, pool, layout), draft.cases, draft.migration, policy, context.solver);
  return {
    groups: layout,
    status: draft.status,
    firstShortLevel: draft.firstShort?.level ?? null,
    firstShortAttainment: draft.firstShort?.attainment ?? null,
    attainments: LEVELS.map((level) => attainments[policy.priorities.indexOf(level)] as number),
    drainMinutes: drain === null ? null : secondsToMinutes(seconds(drain)),
    draft: { switches: draft.switches, migration: draft.migration },
    ...counts,
    offloadsToday: standingOf(offloadsToday),
    offloads: standingOf(plan),
  };
};

const standingOf = ({ virtualFunctions, queues }: OffloadPlan): OffloadStanding => ({
  virtualFunctions: virtualFunctions.assigned.length,
  defaultQueueOverload: mbps(queues.reduce((sum, each) => sum + Math.max(0, each.defaultQueueLoad - each.defaultQueueCapacity), 0)),
});

export const otherLayout = (host: Host, advice: LayoutAdvice, today: PlanDraft, draft: PlanDraft): Finding => {
  const { groups, tried, byBound, forbidden, leftOut, offloads, offloadsToday } = advice;
  return {
    code: 'other-layout',
    severity: 'advice',
    subject: host.name,
    values: {
      layout: inWords(groups),
      tried,
      byBound,
      forbidden,
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

/** Nothing is said where there is no other layout that a rule allows. */
export const noBetterLayout = (host: Host, counts: LayoutCounts): Finding[] =>
  counts.tried + counts.byBound + counts.leftOut === 0
    ? []
    : [{ code: 'no-better-layout', severity: 'advice', subject: host.name, values: { ...counts } }];

const KINDS = { team: 'a team of', iov: 'an SR-IOV switch over', 'direct-rdma': 'no switch on' } as const;
const ALONE = 'a switch over';

/** `a team of NIC1, NIC2 for management and cluster, VMs; no switch on NIC3, NIC4 for storage, migration`. */
const inWords = (groups: readonly LayoutGroup[]): string =>
  groups
    .map(({ kind, nics, carries }) => {
      const carried = carries.filter((each) => each !== 'vf' || !carries.includes('vm')).map((each) => TRAFFIC_NAMES[each]);
      return `${kind === 'team' && nics.length === 1 ? ALONE : KINDS[kind]} ${nics.join(', ')} for ${carried.join(', ')}`;
    })
    .join('; ');

/** `short at drain (41 %)`. */
const standing = ({ status, firstShort }: PlanDraft): string =>
  firstShort === null ? status : `${status} at ${firstShort.level} (${formatShare(firstShort.attainment)})`;
