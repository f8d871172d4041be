/** Where a host stands by its plan, in the few figures that a purchase is decided by. */
import { type Level, LEVELS } from '../model/levels.ts';
import type { HostPlan } from '../model/plan.ts';
import { type Gains, GOAL_LEVELS, GOALS, type Standing } from '../model/purchase.ts';
import { secondsToMinutes } from '../units/quantity.ts';

export const standingOf = (plan: HostPlan): Standing => {
  const missed = missedLevels(plan);
  const [tier1, tier2, drain] = GOALS.map((goal) => (GOAL_LEVELS[goal].some((level) => missed.has(level)) ? 1 : 0));
  return {
    status: plan.status,
    level: plan.firstShort?.level ?? null,
    attainment: plan.firstShort?.attainment ?? null,
    drain: drainOf(plan),
    short: [tier1, tier2, drain] as Gains,
  };
};

/** A level is missed where one switch misses it; the drain, where its window is missed as well. */
const missedLevels = ({ switches, migration }: HostPlan): ReadonlySet<Level> => {
  const missed = new Set(
    LEVELS.filter((level) => switches.some(({ levels }) => levels.some((each) => each.level === level && each.attainment < 1))),
  );
  if (migration.kind === 'chosen' && !migration.value.windowMet) missed.add('drain');
  return missed;
};

const drainOf = ({ migration }: HostPlan): Standing['drain'] =>
  migration.kind === 'chosen' ? secondsToMinutes(migration.value.drainGuaranteed ?? migration.value.drainAtCap) : null;
