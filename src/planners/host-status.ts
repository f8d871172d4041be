/** Whether a host is fine, pressed or short, and at which level it is first short. */
import { LEVELS, type Level, SHORT_LEVELS } from '../model/levels.ts';
import type { HostPlan, HostStatus, MigrationPlan, SwitchPlan } from '../model/plan.ts';

export interface StatusResult {
  readonly status: HostStatus;
  readonly firstShort: HostPlan['firstShort'];
}

/** The first short level is the first of the table, whatever order a policy gives to what comes first. */
export const statusOf = (switches: readonly SwitchPlan[], migration: MigrationPlan | null): StatusResult => {
  const worst = worstByLevel(switches);
  const missed = migration !== null && !migration.windowMet;
  if (missed) worst.set('drain', Math.min(worst.get('drain') ?? 1, drainAttainment(migration)));
  const isShort = (level: Level): boolean => (worst.get(level) ?? 1) < 1 || (level === 'drain' && missed);
  const first = LEVELS.find(isShort);
  if (first === undefined) return { status: 'ok', firstShort: null };
  const status = SHORT_LEVELS.includes(first) ? 'short' : 'pressed';
  return { status, firstShort: { level: first, attainment: worst.get(first) ?? 1 } };
};

/** min(1, window/T), at the guaranteed rate where one is guaranteed. */
export const drainAttainment = (migration: MigrationPlan): number =>
  Math.min(1, migration.window / (migration.drainGuaranteed ?? migration.drainAtCap));

const worstByLevel = (switches: readonly SwitchPlan[]): Map<Level, number> => {
  const worst = new Map<Level, number>();
  for (const { levels } of switches) {
    for (const { level, attainment } of levels) worst.set(level, Math.min(worst.get(level) ?? 1, attainment));
  }
  return worst;
};
