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

/** The table's order holds, whatever order a policy gives to what comes first. */
const expectedFirst = (plan: HostPlan): Expected | null => {
  const missed = plan.migration.kind === 'chosen' && !plan.migration.value.windowMet;
  for (const level of LEVELS) {
    const attainment = leastAttainment(plan, level);
    if (isBelow(attainment, 1)) return { level, attainment };
    if (level === 'drain' && missed) return { level, attainment: null };
  }
  return null;
};

/** A host that misses a level that counts is short, whatever it misses besides. */
const statusOf = (plan: HostPlan, first: Expected | null): HostStatus => {
  if (first === null) return 'ok';
  const missed = plan.migration.kind === 'chosen' && !plan.migration.value.windowMet;
  return missed || SHORT_LEVELS.some((level) => isBelow(leastAttainment(plan, level), 1)) ? 'short' : 'pressed';
};

const isFirst = (first: Expected | null, stated: HostPlan['firstShort']): boolean => {
  if (first === null || stated === null) return first === null && stated === null;
  if (first.level !== stated.level) return false;
  return first.attainment === null ? stated.attainment >= 0 && stated.attainment <= 1 : isClose(first.attainment, stated.attainment);
};

export const judgeStatus = (host: Host, plan: HostPlan, violations: Violation[]): void => {
  const first = expectedFirst(plan);
  const expected = statusOf(plan, first);
  if (plan.status !== expected) {
    violations.push({ rule: 'status', subject: host.name, message: `The host is ${expected}, the plan states ${plan.status}.` });
  }
  const stated = plan.firstShort;
  if (isFirst(first, stated)) return;
  const message = `The first level short is ${first?.level ?? 'none'}, the plan states ${stated?.level ?? 'none'}.`;
  violations.push({ rule: 'first-short', subject: host.name, message });
};
