/** The figures of a plan that options are compared by. */
import type { Level } from '../model/levels.ts';
import type { HostPlan } from '../model/plan.ts';
import type { WorthStanding } from '../model/worth.ts';
import { mbps, secondsToMinutes } from '../units/quantity.ts';

/** @param first the level that is the first short one today; null: that of this plan */
export const worthStandingOf = (plan: HostPlan, first: Level | null): WorthStanding => {
  const { status, firstShort, migration, offloads } = plan;
  const level = first ?? firstShort?.level ?? null;
  const { wanted, assigned } = offloads.virtualFunctions;
  return {
    status,
    level: firstShort?.level ?? null,
    attainment: firstShort?.attainment ?? null,
    attainmentOfFirst: level === null ? 1 : attainmentOf(plan, level),
    drain: migration.kind === 'chosen' ? secondsToMinutes(migration.value.drainGuaranteed ?? migration.value.drainAtCap) : null,
    functions: wanted === 0 ? null : assigned.length,
    queued:
      offloads.queues.length === 0
        ? null
        : mbps(offloads.queues.reduce((sum, { flows }) => flows.reduce((part, { carried }) => part + carried, sum), 0)),
  };
};

/** The worst of all switches; of the drain also where the path stands on no switch that guarantees anything. */
const attainmentOf = ({ switches, firstShort, migration }: HostPlan, level: Level): number => {
  if (firstShort?.level === level) return firstShort.attainment;
  const worst = Math.min(1, ...switches.flatMap(({ levels }) => levels.flatMap((each) => (each.level === level ? [each.attainment] : []))));
  if (level !== 'drain' || migration.kind !== 'chosen' || migration.value.windowMet) return worst;
  const { window, drainGuaranteed, drainAtCap } = migration.value;
  return Math.min(worst, window / (drainGuaranteed ?? drainAtCap));
};
