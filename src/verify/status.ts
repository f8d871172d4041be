/** Does the status follow from levels and window? */
import type { Host } from '../model/host.ts';
import { LEVELS, type Level, SHORT_LEVELS } from '../model/levels.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostPlan, HostStatus } from '../model/plan.ts';
import { isBelow } from '../units/rounding.ts';
import { isClose } from './tolerance.ts';

interface Expected {
  readonly level: Level;
  /** null: a missed window that no level shows; any share says so. */
  readonly attainment: number | null;
}

const leastAttainment = (plan: HostPlan, level: Level): number => {
  let least = 1;
  for (const one of plan.switches) for (const result of one.levels) if (result.level === level) least = Math.min(least, result.attainment);
  return least;
};

const expectedFirst = (plan: HostPlan): Expected | null => {
  const missed = plan.migration.kind === 'chosen' && !plan.migration.value.windowMet;
  for (const level of LEVELS) {
    const attainment = leastAttainment(plan, level);
    if (isBelow(attainment, 1)) return { level, attainment };
    if (level === 'drain' && missed) return { level, attainment: null };
  }
  return null;
};

const statusOf = (first: Expected | null): HostStatus => {
  if (first === null) return 'ok';
  return SHORT_LEVELS.includes(first.level) ? 'short' : 'pressed';
};

export const judgeStatus = (host: Host, plan: HostPlan, violations: Violation[]): void => {
  const first = expectedFirst(plan);
  const expected = statusOf(first);
  if (plan.status !== expected) {
    violations.push({ rule: 'status', subject: host.name, message: `The host is ${expected}, the plan states ${plan.status}.` });
  }
  const stated = plan.firstShort;
  const same =
    first === null || stated === null
      ? first === null && stated === null
      : first.level === stated.level &&
        (first.attainment === null ? stated.attainment >= 0 && stated.attainment <= 1 : isClose(first.attainment, stated.attainment));
  if (!same) {
    const message = `The first level short is ${first?.level ?? 'none'}, the plan states ${stated?.level ?? 'none'}.`;
    violations.push({ rule: 'first-short', subject: host.name, message });
  }
};
