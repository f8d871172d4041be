/** Are the limits to be set those of the cap, in the units and steps that Windows takes? */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Limits } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { floor } from '../units/rounding.ts';
import { demandOf } from './host-facts.ts';
import type { MigrationCase } from './migration-case.ts';
import { demandOn, type StoragePath } from './storage-copies.ts';
import { expectFigure, isClose } from './tolerance.ts';

/** Set-SmbBandwidthLimit takes no less. */
const LEAST_LIMIT = 1_048_576;
const BYTES_PER_MBIT = 125_000;
const BITS_PER_MBIT = 1_000_000;
const STEP = 8;

const limitOf = (rate: number): number => Math.max(LEAST_LIMIT, floor(rate * BYTES_PER_MBIT));

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

/** What is left of the one switch that carries storage and migration; null where two places or a missed window leave it open. */
const leftForProvisioning = (migration: MigrationCase, storage: readonly StoragePath[]): number | null => {
  const { path, plan } = migration;
  const [only, ...others] = storage;
  if (path.on === null || only === undefined || others.length > 0 || only.on !== path.on || plan.required === null || !plan.windowMet)
    return null;
  return Math.max(path.total / 100, path.total - demandOn(path.on) - plan.required);
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
  expectFigure(violations, 'smb-limit-virtual-machine', host.name, forVms, limits.smbVirtualMachine, 'The limit VirtualMachine');
  const left = leftForProvisioning(migration, storage);
  const { smbDefault } = limits;
  if (left !== null) {
    expectFigure(violations, 'smb-limit-default', host.name, limitOf(left), smbDefault, 'The limit Default');
  } else if (smbDefault === null || smbDefault < LEAST_LIMIT || !Number.isInteger(smbDefault)) {
    violations.push({ rule: 'smb-limit-default', subject: host.name, message: `The limit Default is whole and at least ${LEAST_LIMIT}.` });
  }
};

const judgeNoLimits = (host: Host, limits: Limits, violations: Violation[]): void => {
  const { smbLiveMigration, maximumBandwidth } = limits;
  expectFigure(violations, 'smb-limit-live-migration', host.name, null, smbLiveMigration, 'The limit LiveMigration');
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
  // Rounding down a binary fraction may differ by one byte; the least limit stands as it is.
  const byOne = expected !== null && stated !== null && isClose(expected, stated) && Number.isInteger(stated) && stated >= LEAST_LIMIT;
  if (!byOne) expectFigure(violations, 'smb-limit-live-migration', host.name, expected, stated, 'The limit LiveMigration');
  judgeMaximumBandwidth(host, migration, limits.maximumBandwidth, violations);
  if (storage.length > 0) {
    judgeStorageLimits(host, policy, migration, storage, limits, violations);
  } else {
    expectFigure(violations, 'smb-limit-virtual-machine', host.name, null, limits.smbVirtualMachine, 'The limit VirtualMachine');
    expectFigure(violations, 'smb-limit-default', host.name, null, limits.smbDefault, 'The limit Default');
  }
};
