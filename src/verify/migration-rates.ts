/** Do cap, guaranteed rate and processor figures follow from path, weights, floors and head room? */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { type HostFacts, isSameName } from './host-facts.ts';
import type { MigrationCase } from './migration-case.ts';
import { coresPerMbps, type PathFacts } from './migration-path.ts';
import { coresOfCopies, type StoragePath } from './storage-copies.ts';
import { exceeds, expectFigure, isClose } from './tolerance.ts';

const LEAST_HEAD = 0.5;

interface Expected {
  readonly head: number;
  readonly cap: number;
  readonly guaranteed: number | null;
  /** null where the rate of the processors is not settled: the window is missed. */
  readonly cpu: number | null;
  readonly processorRate: number;
}

/** Floors of all other flows of the path's switch. */
export const floorsBeside = (path: PathFacts): number => {
  if (path.on === null) return 0;
  let floors = 0;
  for (const adapter of path.on.hostVnics) if (!path.adapters.includes(adapter)) floors += adapter.floor;
  for (const { adapter } of path.on.vmTraffic) floors += adapter.floor;
  return floors;
};

/** On direct ports: floors of other adapters there. */
const directFloors = (facts: HostFacts, path: PathFacts): number => {
  let floors = 0;
  for (const adapter of facts.directAdapters) {
    const { nic } = adapter;
    if (nic !== null && !path.adapters.includes(adapter) && path.nics.some((one) => isSameName(one.name, nic))) floors += adapter.floor;
  }
  return floors;
};

const capOf = (migration: MigrationCase, processorRate: number): number => {
  const { plan, path, share, inSmbClass } = migration;
  const shared = Math.max(0, path.total * (share ?? 0));
  const offer = path.on === null ? Infinity : inSmbClass ? shared : Math.max(shared, path.afterLoss - floorsBeside(path));
  const required = plan.windowMet ? (plan.required ?? 0) : -Infinity;
  return Math.min(plan.pathRate, Math.max(required, Math.min(offer, processorRate)));
};

const expectedRates = (host: Host, policy: Policy, migration: MigrationCase, oneCopy: number, copies: number): Expected => {
  const { plan, path, share } = migration;
  const cores = host.logicalProcessors / (host.smt ? 2 : 1);
  const used = (host.cpuUsed ?? policy.cpu_used_pct) / 100;
  const head = Math.max(cores * (policy.cpu_ceiling - used), oneCopy + LEAST_HEAD);
  const each = coresPerMbps(host, policy, plan.option.transport);
  const cap = capOf(migration, each > 0 ? (head - copies) / each : Infinity);
  return {
    head,
    cap,
    // A class that its own traffic fills leaves nothing to guarantee.
    guaranteed: path.on === null ? cap : share === null || share <= 0 ? null : Math.min(cap, path.total * share),
    cpu: plan.windowMet && plan.required !== null ? plan.required * each + copies : null,
    processorRate: each > 0 ? (head - oneCopy) / each : Infinity,
  };
};

const fits = (expected: Expected, migration: MigrationCase): boolean =>
  isClose(expected.head, migration.plan.cpuHead) &&
  (expected.cap <= 0 || isClose(expected.cap, migration.plan.cap)) &&
  (expected.cpu === null || isClose(expected.cpu, migration.plan.cpu));

const judgeFigures = (host: Host, expected: Expected, migration: MigrationCase, violations: Violation[]): void => {
  const { plan } = migration;
  const subject = host.name;
  expectFigure(violations, 'cpu-head', subject, expected.head, plan.cpuHead, 'The processor head room');
  // Where nothing is left any small cap will do: only its bounds are judged.
  if (expected.cap > 0) expectFigure(violations, 'cap', subject, expected.cap, plan.cap, 'The cap');
  if (expected.cap > 0 || expected.guaranteed === null) {
    expectFigure(violations, 'migration-guaranteed', subject, expected.guaranteed, plan.guaranteed, 'The guaranteed rate of the migration');
  }
  if (expected.cpu !== null) expectFigure(violations, 'cpu', subject, expected.cpu, plan.cpu, 'The processor need');
  if (exceeds(plan.cpu, expected.head)) {
    violations.push({ rule: 'cpu-headroom', subject, message: `${plan.cpu} cores are needed of ${expected.head}.` });
  }
};

const judgeOrder = (host: Host, migration: MigrationCase, violations: Violation[]): void => {
  const { plan } = migration;
  const { guaranteed, cap, pathRate, required } = plan;
  const subject = host.name;
  const ordered = cap > 0 && !exceeds(cap, pathRate) && (guaranteed === null || (guaranteed > 0 && !exceeds(guaranteed, cap)));
  if (!ordered) violations.push({ rule: 'cap-order', subject, message: 'The order guaranteed ≤ cap ≤ path rate is broken.' });
  if (!plan.windowMet || required === null) return;
  const carried = guaranteed ?? cap;
  if (exceeds(required, carried)) {
    violations.push({ rule: 'guaranteed-below-required', subject, message: `${required} Mbit/s are required, ${carried} are there.` });
  }
};

const judgeFloors = (host: Host, facts: HostFacts, migration: MigrationCase, violations: Violation[]): void => {
  const { plan, path } = migration;
  const floors = path.on === null ? directFloors(facts, path) : floorsBeside(path);
  expectFigure(violations, 'other-floors', host.name, floors, plan.otherFloors, 'The sum of the other floors');
  if (plan.breaksFloor === exceeds(plan.cap + floors, path.afterLoss)) return;
  violations.push({
    rule: 'breaks-floor',
    subject: host.name,
    message: 'Cap and other floors against the capacity after a loss say otherwise.',
  });
};

/** Judges the figures; returns the rate that the processors allow beside one copy, Mbit/s. */
export const judgeRates = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  storage: readonly StoragePath[],
  migration: MigrationCase,
  violations: Violation[],
): number => {
  const once = coresOfCopies(host, policy, storage, 1);
  const all = coresOfCopies(host, policy, storage, migration.plan.option.storageMigrations);
  const readings = once.map((oneCopy, index) => expectedRates(host, policy, migration, oneCopy, all[index] ?? oneCopy));
  const reading = readings.find((expected) => fits(expected, migration)) ?? readings[0];
  judgeOrder(host, migration, violations);
  judgeFloors(host, facts, migration, violations);
  if (reading === undefined) return Infinity;
  judgeFigures(host, reading, migration, violations);
  return reading.processorRate;
};
