/** Are the limits to be set those of the cap, in the units and steps that Windows takes? */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Limits } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { floor } from '../units/rounding.ts';
import { demandOf } from './host-facts.ts';
import type { MigrationCase } from './migration-case.ts';
import { demandOn, type StoragePath } from './storage-copies.ts';
import { expectFigure } from './tolerance.ts';

/** Set-SmbBandwidthLimit takes no less. */
const LEAST_LIMIT = 1_048_576;
const BYTES_PER_MBIT = 125_000;
const BITS_PER_MBIT = 1_000_000;
const STEP = 8;

const limitOf = (rate: number): number => (rate === Infinity ? rate : Math.max(LEAST_LIMIT, floor(rate * BYTES_PER_MBIT)));

/** Whole, and at least what Windows takes; a binary fraction rounded down may differ by one byte. */
const expectLimit: typeof expectFigure = (violations, rule, subject, expected, stated, what) => {
  const byOne = expected !== null && stated !== null && Math.abs(expected - stated) <= 1;
  if (byOne && Number.isInteger(stated) && stated >= LEAST_LIMIT) return;
  expectFigure(violations, rule, subject, expected, stated, what);
};

const judgeMaximumBandwidth = (host: Host, migration: MigrationCase, stated: number | null, violations: Violation[]): void => {
  const { plan, path } = migration;
  const paced = path.on !== null && (plan.option.transport === 'tcpip' || plan.option.transport === 'compression');
  if (!paced) {
    expectFigure(violations, 'maximum-bandwidth', host.name, null, stated, 'MaximumBandwidth');
    return;
  }
  const each = (plan.cap * BITS_PER_MBIT) / path.adapters.length;
  // One step of slack: the division may round across a multiple of 8.
  if (stated !== null && stated >= 0 && stated % STEP === 0 && stated <= each + 1 && stated > each - STEP - 1) return;
  violations.push({
    rule: 'maximum-bandwidth',
    subject: host.name,
    message: `MaximumBandwidth is ${each} bit/s down to a multiple of ${STEP}, the plan states ${stated ?? 'a blank'}.`,
  });
};

const storageDemand = (storage: readonly StoragePath[]): number => {
  let demand = 0;
  for (const { on, adapters } of storage) for (const adapter of adapters) demand += demandOf(adapter, on?.ceiling ?? Infinity);
  return demand;
};

/** Least and most that is left of the one switch for storage and migration; null where two places or a missed window leave it open. */
const leftForProvisioning = (migration: MigrationCase, storage: readonly StoragePath[]): readonly [number, number] | null => {
  const { path, plan } = migration;
  const [only, ...others] = storage;
  if (path.on === null || only === undefined || others.length > 0 || only.on !== path.on || plan.required === null || !plan.windowMet)
    return null;
  const least = path.total / 100;
  const beside = path.total - plan.required;
  // VMs that peak at different times may be counted one by one or together.
  return [
    Math.max(least, beside - demandOn(path.on, Infinity)),
    Math.max(least, beside - demandOn(path.on, path.on.vswitch.coincidentEgress ?? Infinity)),
  ];
};

const judgeStorageLimits = (
  host: Host,
  policy: Policy,
  migration: MigrationCase,
  storage: readonly StoragePath[],
  limits: Limits,
  violations: Violation[],
): void => {
  const copies = migration.plan.option.storageMigrations * policy.storage_stream_mbytes_per_second * 8;
  const forVms = limitOf(storageDemand(storage) + copies);
  expectLimit(violations, 'smb-limit-virtual-machine', host.name, forVms, limits.smbVirtualMachine, 'The limit VirtualMachine');
  const [least, most] = leftForProvisioning(migration, storage) ?? [0, Infinity];
  const stated = limits.smbDefault;
  if (stated !== null && Number.isInteger(stated) && stated >= limitOf(least) - 1 && stated <= limitOf(most) + 1 && stated >= LEAST_LIMIT)
    return;
  const message = `The limit Default is ${limitOf(least)} to ${limitOf(most)}, the plan states ${stated ?? 'a blank'}.`;
  violations.push({ rule: 'smb-limit-default', subject: host.name, message });
};

const judgeNoLimits = (host: Host, limits: Limits, violations: Violation[]): void => {
  const { smbLiveMigration, smbVirtualMachine, smbDefault, maximumBandwidth } = limits;
  expectFigure(violations, 'smb-limit-live-migration', host.name, null, smbLiveMigration, 'The limit LiveMigration');
  expectFigure(violations, 'smb-limit-virtual-machine', host.name, null, smbVirtualMachine, 'The limit VirtualMachine');
  expectFigure(violations, 'smb-limit-default', host.name, null, smbDefault, 'The limit Default');
  expectFigure(violations, 'maximum-bandwidth', host.name, null, maximumBandwidth, 'MaximumBandwidth');
};

export const judgeLimits = (
  host: Host,
  policy: Policy,
  migration: MigrationCase | null,
  storage: readonly StoragePath[],
  limits: Limits,
  violations: Violation[],
): void => {
  if (migration === null) {
    judgeNoLimits(host, limits, violations);
    return;
  }
  const { transport } = migration.plan.option;
  const bySmb = transport === 'smb' || transport === 'smb-direct';
  const expected = bySmb ? limitOf(migration.plan.cap) : null;
  const stated = limits.smbLiveMigration;
  expectLimit(violations, 'smb-limit-live-migration', host.name, expected, stated, 'The limit LiveMigration');
  judgeMaximumBandwidth(host, migration, limits.maximumBandwidth, violations);
  if (storage.length > 0) {
    judgeStorageLimits(host, policy, migration, storage, limits, violations);
  } else {
    expectFigure(violations, 'smb-limit-virtual-machine', host.name, null, limits.smbVirtualMachine, 'The limit VirtualMachine');
    expectFigure(violations, 'smb-limit-default', host.name, null, limits.smbDefault, 'The limit Default');
  }
};
