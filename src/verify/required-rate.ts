/** Is the required rate the least whole one at which every VM that can converge does, within the window? */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { floor } from '../units/rounding.ts';
import type { MigrationCase } from './migration-case.ts';
import { runDrain } from './pre-copy.ts';
import { exceeds } from './tolerance.ts';

const meets = (migration: MigrationCase, rate: number, policy: Policy): boolean => {
  const { seconds, converges } = runDrain(migration.load, migration.carrier, migration.plan.option.liveMigrations, rate, policy);
  return converges && !exceeds(seconds, migration.plan.window);
};

/** As `meets`, but a tie within the tolerance counts as missed: rounding must not convict. */
const clearlyMeets = (migration: MigrationCase, rate: number, policy: Policy): boolean => {
  const { seconds, converges } = runDrain(migration.load, migration.carrier, migration.plan.option.liveMigrations, rate, policy);
  return converges && exceeds(migration.plan.window, seconds);
};

export const judgeRequiredRate = (host: Host, policy: Policy, migration: MigrationCase, violations: Violation[]): void => {
  const { plan } = migration;
  const subject = host.name;
  const { required } = plan;
  if (required === null) {
    if (plan.windowMet) violations.push({ rule: 'required-rate', subject, message: 'The window is met at a rate that is blank.' });
    return;
  }
  if (!Number.isInteger(required) || required < 1 || exceeds(required, floor(plan.pathRate))) {
    const message = `${required} is no whole rate of at least 1 that the path carries.`;
    violations.push({ rule: 'required-rate', subject, message });
    return;
  }
  if (!meets(migration, required, policy)) {
    violations.push({
      rule: 'required-rate-too-low',
      subject,
      message: `At ${required} Mbit/s the window is missed or a VM does not converge.`,
    });
  }
  if (required > 1 && clearlyMeets(migration, required - 1, policy)) {
    violations.push({ rule: 'required-rate-not-least', subject, message: `${required - 1} Mbit/s would do.` });
  }
};

/**
 * Where the window is said to be missed: it must be missed at the most that the path's own weights and the processors
 * allow. `processorRate`: Mbit/s that the processors allow beside one storage copy.
 */
export const judgeMissedWindow = (
  host: Host,
  policy: Policy,
  migration: MigrationCase,
  processorRate: number,
  violations: Violation[],
): void => {
  const { plan, path, share } = migration;
  if (plan.windowMet) return;
  // Without weights of our own, or beside other demand of the same vNICs, nothing says what the drain may count on.
  if (path.on !== null && (share === null || migration.keepsWeights || path.role !== 'live-migration')) return;
  const offered = share === null ? Infinity : path.total * share;
  const rate = floor(Math.min(offered, plan.pathRate, processorRate));
  if (rate < 1 || !clearlyMeets(migration, rate, policy)) return;
  violations.push({ rule: 'window-met-after-all', subject: host.name, message: `At ${rate} Mbit/s the chosen option meets the window.` });
};
