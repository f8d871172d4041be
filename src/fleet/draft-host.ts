/** Hosts drafted by the hundred for one question: where does it stand, and what would be recommended? */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import { SHORT_LEVELS } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import type { FirstBreak } from '../model/growth.ts';
import { type DrainCase, drainCaseOf, withOtherTraffic } from '../planners/drain-case.ts';
import { draftPlan, type PlanDraft } from '../planners/draft-plan.ts';
import { bindingOf, type StandingPlan, worstShortLevel } from '../recommend/binding.ts';
import { type Growing, scaleLoad } from '../scenario/scale-load.ts';
import { createSolver, type SecondSolver } from '../solver/facade.ts';

/** What all drafts of one host share. */
export interface DraftTerms {
  readonly policy: Policy;
  /** Transport and count that the cluster sets; null: the host has its own. */
  readonly forced: ClusterChoice | null;
  readonly second: SecondSolver;
}

/** @param prepared the drain case of this very host, where it is known already */
export const draftHost = (host: Host, { policy, forced, second }: DraftTerms, prepared: DrainCase | null = null): PlanDraft =>
  draftPlan(host, policy, { solver: createSolver({ second }), audit: false, asked: 'alternative' }, forced, prepared);

/** Drafts of a host whose load is a multiple of what it is, the same as if each were drafted from scratch. */
export const draftsOfLoads = (host: Host, growing: Growing, terms: DraftTerms): ((factor: number) => PlanDraft) => {
  const isTrafficAlone = growing.loads.every((load) => load === 'demand' || load === 'floors');
  const base = isTrafficAlone ? drainCaseOf(host, terms.policy) : null;
  return (factor) => {
    const scaled = scaleLoad(host, growing, factor);
    return draftHost(scaled, terms, base === null ? null : withOtherTraffic(base, scaled, terms.policy));
  };
};

/** Levels 1 to 6 are attained and the drain meets its window. */
export const stands = ({ status }: PlanDraft): boolean => status !== 'short';

/** Less than any count: nothing is left for a migration, so the drain no longer asks anything. */
const NO_DRAIN = -1;

/**
 * Counts that fall as load grows: adapters with a weight of their own, switch by switch, and VMs that a drain can let
 * converge. Where other traffic fills the ports of the migration, no drain is planned, and a host that was short of its
 * window stands again. Between two loads of one shape, more load asks more of the same flows and changes nothing else.
 */
export const shapeOf = ({ cases, options, drained }: PlanDraft): readonly number[] => [
  ...cases.map(({ selection }) => selection?.flows.length ?? 0),
  options === null ? NO_DRAIN : drained.length - options.blackouts.length,
];

/** What gives way first in a draft that does not stand; null where it does. */
export const breakOf = (draft: PlanDraft): FirstBreak | null => {
  const { firstShort } = draft;
  if (firstShort === null || !SHORT_LEVELS.includes(firstShort.level)) return null;
  const standing = standingOf(draft);
  const worst = worstShortLevel(standing)?.result.worstFlow ?? null;
  return { level: firstShort.level, worstFlow: worst, binding: bindingOf(standing) };
};

const standingOf = ({ switches, firstShort, migration }: PlanDraft): StandingPlan => ({
  switches,
  firstShort,
  migration:
    migration === null ? { kind: 'not-applicable', because: 'no-migration-path' } : { kind: 'chosen', value: migration, proof: 'optimal' },
});
