/** Is every VM that a drain cannot move or converge named, for a reason that holds? */
import type { Host, Vm } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Blocker, BlockerReason, HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { type HostFacts, isDrained } from './host-facts.ts';
import { bestLoneRate, type MigrationCase } from './migration-case.ts';
import { legalTransports, loneRate, pathRate } from './migration-path.ts';
import { blackoutAt, dirtyRateOf } from './pre-copy.ts';
import { expectFigure, isClose } from './tolerance.ts';

const MEGA = 1_000_000;
const MEBI = 1_048_576;

const holds = (reason: BlockerReason, vm: Vm, policy: Policy, hopeless: ReadonlySet<string>): boolean => {
  switch (reason) {
    case 'not-running':
      return vm.state !== 'running';
    case 'not-migratable':
      return !vm.migratable;
    case 'below-priority':
      return vm.priority < policy.drain_min_priority;
    case 'does-not-converge':
      return hopeless.has(vm.name);
  }
};

/** Lone pause of the VM under each legal transport, at all that the path carries: one of them is the stated one. */
const isLonePause = (host: Host, policy: Policy, migration: MigrationCase, vm: Vm, stated: number): boolean =>
  legalTransports(host, migration.path).some((transport) => {
    const rate = pathRate(host, policy, migration.path, transport);
    const lone = loneRate(host, policy, migration.path, transport, rate);
    return isClose(blackoutAt(vm.memory * MEBI, dirtyRateOf(vm, policy), lone, policy), stated);
  });

const ANY_RATE = 1e12;
/** Of a rate: two programs round apart. */
const ROUNDING = 1e-9;

/** Does some legal transport move the VM, alone on a path of this rate? */
const convergesAt = (host: Host, policy: Policy, migration: MigrationCase, vm: Vm, rate: number): boolean =>
  legalTransports(host, migration.path).some((transport) => {
    const lone = loneRate(host, policy, migration.path, transport, rate);
    return blackoutAt(vm.memory * MEBI, dirtyRateOf(vm, policy), lone, policy) <= policy.blackout_s;
  });

/** The least whole rate that moves the VM; blank where none does, because one migration copies too slowly. */
const isNeeded = (host: Host, policy: Policy, migration: MigrationCase, vm: Vm, stated: number | null): boolean =>
  stated === null
    ? !convergesAt(host, policy, migration, vm, ANY_RATE)
    : Number.isInteger(stated) &&
      convergesAt(host, policy, migration, vm, stated * (1 + ROUNDING)) &&
      !convergesAt(host, policy, migration, vm, stated * (1 - ROUNDING) - 1);

const judgeBlocker = (
  host: Host,
  policy: Policy,
  migration: MigrationCase | null,
  vm: Vm,
  blocker: Blocker,
  violations: Violation[],
): void => {
  expectFigure(violations, 'blocker-facts', vm.name, vm.memory, blocker.memory, 'The memory');
  expectFigure(violations, 'blocker-facts', vm.name, dirtyRateOf(vm, policy) / MEGA, blocker.dirtyRate, 'The dirty rate');
  if (blocker.reason !== 'does-not-converge' || migration === null) return;
  if (blocker.blackout === null || !isLonePause(host, policy, migration, vm, blocker.blackout)) {
    const message = `${blocker.blackout ?? 'A blank'} is not its pause when it is alone on the path.`;
    violations.push({ rule: 'blocker-blackout', subject: vm.name, message });
  }
  if (!isNeeded(host, policy, migration, vm, blocker.required)) {
    const message = `${blocker.required ?? 'A blank'} is not the least rate at which it converges alone.`;
    violations.push({ rule: 'blocker-required', subject: vm.name, message });
  }
};

/** Drain VMs that no transport converges even alone. */
const hopelessVms = (host: Host, policy: Policy, facts: HostFacts, migration: MigrationCase | null): ReadonlySet<string> => {
  const hopeless = new Set<string>();
  if (migration === null) return hopeless;
  const best = bestLoneRate(host, policy, migration.path);
  facts.drainVms.forEach((vm) => {
    if (blackoutAt(vm.memory * MEBI, dirtyRateOf(vm, policy), best, policy) > policy.blackout_s) hopeless.add(vm.name);
  });
  return hopeless;
};

export const judgeBlockers = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  migration: MigrationCase | null,
  plan: HostPlan,
  violations: Violation[],
): void => {
  expectFigure(violations, 'drain-vms', host.name, facts.drainVms.length, plan.drainVms, 'The number of VMs to move');
  const hopeless = hopelessVms(host, policy, facts, migration);
  const stated = new Map<string, Blocker>();
  for (const blocker of plan.blockers) {
    if (stated.has(blocker.vm)) violations.push({ rule: 'blocker-listed-twice', subject: blocker.vm, message: 'The VM is listed twice.' });
    stated.set(blocker.vm, blocker);
  }
  let matched = 0;
  for (const vm of host.vms) {
    const blocker = stated.get(vm.name);
    const blocks = !isDrained(vm, policy) || hopeless.has(vm.name);
    if (blocker !== undefined) {
      matched += 1;
      if (!holds(blocker.reason, vm, policy, hopeless)) {
        violations.push({ rule: 'blocker-reason', subject: vm.name, message: `${blocker.reason} is not true of the VM.` });
      } else judgeBlocker(host, policy, migration, vm, blocker, violations);
    } else if (blocks) {
      violations.push({ rule: 'blocker-missing', subject: vm.name, message: 'A drain cannot move the VM, and it is not listed.' });
    }
  }
  if (matched < stated.size)
    violations.push({ rule: 'blocker-unknown', subject: host.name, message: 'A VM is listed that the host does not have.' });
};
