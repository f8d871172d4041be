/** Is the chosen migration legal, and are its times those of its rates? */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { MigrationPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { HostFacts } from './host-facts.ts';
import type { MigrationCase } from './migration-case.ts';
import { legalTransports, pathRate } from './migration-path.ts';
import { judgeRates } from './migration-rates.ts';
import { judgeMissedWindow, judgeRequiredRate } from './required-rate.ts';
import { doCopiesFit, type StoragePath } from './storage-copies.ts';
import { exceeds, expectFigure, isClose } from './tolerance.ts';

const isCount = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;

const judgeOption = (host: Host, policy: Policy, facts: HostFacts, migration: MigrationCase, violations: Violation[]): void => {
  const { option } = migration.plan;
  const subject = host.name;
  if (!legalTransports(host, migration.path).includes(option.transport)) {
    violations.push({ rule: 'transport', subject, message: `${option.transport} is not legal on this path.` });
  }
  if (!isCount(option.liveMigrations, Math.min(policy.max_live_migrations, facts.drainVms.length))) {
    violations.push({ rule: 'live-migrations', subject, message: `${option.liveMigrations} live migrations at once are not allowed.` });
  }
  if (!isCount(option.storageMigrations, policy.max_storage_migrations)) {
    violations.push({ rule: 'storage-migrations', subject, message: `${option.storageMigrations} storage migrations are not allowed.` });
  }
  const carried = pathRate(host, policy, migration.path, option.transport);
  expectFigure(violations, 'path-rate', subject, carried, migration.plan.pathRate, 'What the path carries');
};

/** An option said to be today's has to be today's; a cluster's count overrides that of the host, and above the number of VMs does what that does. */
const judgeKeptOption = (host: Host, facts: HostFacts, plan: MigrationPlan, violations: Violation[]): void => {
  if (!plan.kept) return;
  const { settings } = host;
  const { transport, liveMigrations, storageMigrations } = plan.option;
  const transportKept = transport === settings.transport || (transport === 'smb-direct' && settings.transport === 'smb');
  const isCountOf = (today: number | null): boolean => today !== null && liveMigrations === Math.min(today, facts.drainVms.length);
  const countKept = isCountOf(settings.liveMigrations) || isCountOf(settings.clusterParallelMigrations);
  if (transportKept && countKept && storageMigrations === settings.storageMigrations) return;
  violations.push({ rule: 'kept-option', subject: host.name, message: 'The option is not what is set today.' });
};

const judgeTimes = (host: Host, migration: MigrationCase, violations: Violation[]): void => {
  const { plan, atCap, atGuaranteed } = migration;
  const subject = host.name;
  const before = violations.length;
  expectFigure(violations, 'drain-time', subject, atCap.seconds, plan.drainAtCap, 'The drain time at the cap');
  expectFigure(violations, 'drain-time', subject, atGuaranteed?.seconds ?? null, plan.drainGuaranteed, 'The drain time when guaranteed');
  if (violations.length > before) return;
  const slowest = plan.drainGuaranteed ?? plan.drainAtCap;
  if (exceeds(plan.drainAtCap, slowest)) {
    violations.push({ rule: 'drain-time-order', subject, message: 'The drain takes longer at the cap than at the guaranteed rate.' });
  }
  // A blank or too small rate has been named; here its times would only repeat it.
  if (plan.windowMet && exceeds(slowest, plan.window) && !isShortOfRequired(plan)) {
    violations.push({ rule: 'window', subject, message: `The drain takes ${slowest} s of ${plan.window} s.` });
  }
};

const isShortOfRequired = ({ required, guaranteed, cap }: MigrationPlan): boolean =>
  required === null || (required > (guaranteed ?? cap) && !isClose(required, guaranteed ?? cap));

export const judgeMigration = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  storage: readonly StoragePath[],
  migration: MigrationCase,
  violations: Violation[],
): void => {
  const { plan } = migration;
  expectFigure(violations, 'drain-window', host.name, (host.drainWindow ?? policy.drain_window_minutes) * 60, plan.window, 'The window');
  judgeOption(host, policy, facts, migration, violations);
  judgeKeptOption(host, facts, plan, violations);
  judgeRequiredRate(host, policy, migration, violations);
  const processorRate = judgeRates(host, policy, facts, storage, migration, violations);
  judgeTimes(host, migration, violations);
  judgeMissedWindow(host, policy, migration, processorRate, violations);
  const beside = plan.windowMet ? (plan.required ?? 0) : 0;
  if (!doCopiesFit(host, policy, facts, storage, migration.path, plan.option.storageMigrations, beside)) {
    violations.push({ rule: 'storage-row', subject: host.name, message: `${plan.option.storageMigrations} storage copies do not fit.` });
  }
};
