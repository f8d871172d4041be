/** Do the field's rules of thumb, and our own row beside them, give what the plan says they give? */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import { type HostPlan, RULES_OF_THUMB, type RuleOfThumb, type RuleOfThumbResult } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { capacityOf } from './host-facts.ts';
import type { MigrationCase } from './migration-case.ts';
import { floorsBeside } from './migration-rates.ts';
import { runDrain } from './pre-copy.ts';
import { exceeds, expectFigure, isClose } from './tolerance.ts';

interface Rule {
  /** Readings of the cap: by link rates, as its authors count, or by rates of frames. null: none. */
  readonly caps: readonly (number | null)[];
  readonly liveMigrations: number;
}

const CLUSTER_FACTOR = 0.25;
const SMB_SHARE = 0.5;
const AZURE_LOCAL_SHARE = 0.29;
const LAB_SHARE = 0.4;
const LIMIT_750_MB = 6291.456;

const ruleOf = (name: RuleOfThumb, host: Host, migration: MigrationCase): Rule => {
  const { nics, total } = migration.path;
  switch (name) {
    case 'cluster-factor-25-pct':
      return {
        caps: [CLUSTER_FACTOR * sumOf(host.nics, (nic) => nic.link), CLUSTER_FACTOR * sumOf(host.nics, capacityOf)],
        liveMigrations: 1,
      };
    case 'azure-local-29-pct-of-smb':
      return { caps: [total, sumOf(nics, (nic) => nic.link)].map((rate) => AZURE_LOCAL_SHARE * SMB_SHARE * rate), liveMigrations: 1 };
    case 'lab-40-pct':
      return { caps: [total, sumOf(nics, (nic) => nic.link)].map((rate) => LAB_SHARE * rate), liveMigrations: 4 };
    case 'limit-750-mb':
      return { caps: [LIMIT_750_MB], liveMigrations: 2 };
    case 'no-cap-2':
      return { caps: [null], liveMigrations: 2 };
    case 'no-cap-4':
      return { caps: [null], liveMigrations: 4 };
    case 'no-cap-8':
      return { caps: [null], liveMigrations: 8 };
  }
};

const sumOf = (nics: Host['nics'], rate: (nic: Host['nics'][number]) => number): number => {
  let sum = 0;
  for (const nic of nics) sum += rate(nic);
  return sum;
};

const isCap = (stated: number | null, caps: readonly (number | null)[]): boolean =>
  caps.some((cap) => (cap === null || stated === null ? cap === stated : isClose(cap, stated)));

/** More slots than VMs stay empty: both readings of the count give a time. */
const isDrainTime = (policy: Policy, migration: MigrationCase, row: RuleOfThumbResult, rate: number): boolean => {
  const { load, carrier } = migration;
  if (isClose(runDrain(load, carrier, row.liveMigrations, rate, policy).seconds, row.drain)) return true;
  const vms = load.memory.length;
  return vms < row.liveMigrations && isClose(runDrain(load, carrier, vms, rate, policy).seconds, row.drain);
};

const judgeRow = (
  host: Host,
  policy: Policy,
  migration: MigrationCase,
  row: RuleOfThumbResult,
  rule: Rule,
  violations: Violation[],
): void => {
  if (!isCap(row.cap, rule.caps) || row.liveMigrations !== rule.liveMigrations) {
    violations.push({ rule: 'rule-of-thumb', subject: row.rule, message: 'Cap or count are not those of the rule.' });
    return;
  }
  const { path, plan } = migration;
  const rate = Math.min(row.cap ?? Infinity, plan.pathRate);
  if (!isDrainTime(policy, migration, row, rate)) {
    violations.push({ rule: 'rule-of-thumb-drain', subject: row.rule, message: `${row.drain} s is not the drain time of the rule.` });
  }
  const otherFloors = path.on === null ? plan.otherFloors : floorsBeside(path);
  const asSent = exceeds(rate + otherFloors, path.afterLoss);
  const asSet = exceeds((row.cap ?? rate) + otherFloors, path.afterLoss);
  if (row.breaksFloor === asSent || row.breaksFloor === asSet) return;
  violations.push({
    rule: 'rule-of-thumb-floor',
    subject: `${host.name}: ${row.rule}`,
    message: 'Cap and floors against the capacity after a loss say otherwise.',
  });
};

const judgeOurs = (migration: MigrationCase, rows: readonly RuleOfThumbResult[], violations: Violation[]): void => {
  const ours = rows.find((row) => row.rule === 'converge');
  const { plan } = migration;
  if (
    ours !== undefined &&
    ours.cap !== null &&
    isClose(ours.cap, plan.cap) &&
    ours.liveMigrations === plan.option.liveMigrations &&
    isClose(ours.drain, plan.drainAtCap) &&
    ours.breaksFloor === plan.breaksFloor
  ) {
    return;
  }
  violations.push({ rule: 'rule-of-thumb', subject: 'converge', message: 'Our own row is missing or not that of the plan.' });
};

export const judgeRulesOfThumb = (
  host: Host,
  policy: Policy,
  migration: MigrationCase | null,
  plan: HostPlan,
  violations: Violation[],
): void => {
  const rows = plan.rulesOfThumb;
  const expected = migration === null ? 0 : RULES_OF_THUMB.length + 1;
  expectFigure(violations, 'rules-of-thumb-listed', host.name, expected, rows.length, 'The number of rules');
  if (migration === null || rows.length !== expected) return;
  judgeOurs(migration, rows, violations);
  for (const name of RULES_OF_THUMB) {
    const row = rows.find((one) => one.rule === name);
    if (row === undefined) violations.push({ rule: 'rules-of-thumb-listed', subject: name, message: 'The rule is missing.' });
    else judgeRow(host, policy, migration, row, ruleOf(name, host, migration), violations);
  }
};
