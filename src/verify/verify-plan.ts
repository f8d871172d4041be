/** The second opinion: a plan is judged from host and policy by code that shares nothing with the planner but the nouns. */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { judgeBlockers } from './blockers.ts';
import { judgeHostCapacity, judgeNics } from './capacity.ts';
import { type EtsCase, judgeEts } from './ets.ts';
import { type HostFacts, isSameName, readHost, type SwitchFacts } from './host-facts.ts';
import { judgeMigration } from './judge-migration.ts';
import { judgeSwitch, type SwitchDrain } from './judge-switch.ts';
import { judgeDirectFlows } from './judged-flow.ts';
import { judgeJumbo } from './jumbo.ts';
import { type JudgeDraft, judgeLayoutAdvice } from './layout-advice.ts';
import { judgeLimits } from './limits.ts';
import { type MigrationCase, readMigration } from './migration-case.ts';
import { judgeOffloads } from './offloads.ts';
import { judgeRulesOfThumb } from './rules-of-thumb.ts';
import { judgeStatus } from './status.ts';
import { storagePaths } from './storage-copies.ts';
import { expectFigure } from './tolerance.ts';
import { judgeUniformity } from './uniformity.ts';

/** A layout is judged by what its switches guarantee, before any virtual function is handed out. */
const NO_FUNCTIONS: ReadonlyMap<string, string> = new Map();

const NO_DRAIN: SwitchDrain = { share: null, attainment: 1 };

const drainOn = (facts: SwitchFacts, migration: MigrationCase | null): SwitchDrain => {
  if (migration === null || migration.path.on !== facts) return NO_DRAIN;
  const { plan, path, atGuaranteed, atCap } = migration;
  return {
    share: {
      vnics: new Set(path.adapters.map((adapter) => adapter.name)),
      rate: plan.windowMet ? plan.required : null,
      onTop: path.role !== 'live-migration',
    },
    attainment: Math.min(1, plan.window / (atGuaranteed ?? atCap).seconds),
  };
};

const etsCaseOf = (facts: SwitchFacts, plan: SwitchPlan, migration: MigrationCase | null, drainAttainment: number): EtsCase => {
  const isHere = migration !== null && migration.path.on === facts;
  const drain = isHere
    ? { rate: migration.plan.windowMet ? migration.plan.required : null, inSmbClass: migration.plan.option.transport === 'smb-direct' }
    : null;
  return { facts, plan, drain, drainAttainment };
};

const judgeSwitches = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  migration: MigrationCase | null,
  plan: HostPlan,
  served: ReadonlyMap<string, string>,
  violations: Violation[],
): void => {
  const classed: EtsCase[] = [];
  expectFigure(violations, 'switches-listed', host.name, facts.switches.length, plan.switches.length, 'The number of switches');
  for (const one of facts.switches) {
    const switchPlan = plan.switches.find((candidate) => isSameName(candidate.switch, one.vswitch.name));
    if (switchPlan === undefined) {
      violations.push({ rule: 'switches-listed', subject: one.vswitch.name, message: 'The switch is not in the plan.' });
      continue;
    }
    const drain = drainOn(one, migration);
    judgeSwitch(host, policy, one, switchPlan, drain, served, plan.pinning, violations);
    if (switchPlan.layer === 'ets') classed.push(etsCaseOf(one, switchPlan, migration, drain.attainment));
    else if (switchPlan.ets !== null) {
      violations.push({ rule: 'ets-without-layer', subject: switchPlan.switch, message: 'Percents are planned where DCB does not rule.' });
    }
  }
  for (const { switch: name } of plan.pinning) {
    if (plan.switches.some((each) => isSameName(each.switch, name) && each.weights.kind === 'chosen')) continue;
    violations.push({ rule: 'pinning-team', subject: name, message: 'Members are mapped where no weights rule.' });
  }
  if (classed.length > 0) judgeEts(policy, classed, served, violations);
};

/** The part of a plan that another layout of the host is advised for. */
const judgeDraft =
  (policy: Policy): JudgeDraft =>
  (edited, plan, violations) => {
    const facts = readHost(edited, policy);
    const migration = readMigration(edited, policy, facts, plan, violations);
    judgeSwitches(edited, policy, facts, migration, plan, NO_FUNCTIONS, violations);
    if (migration !== null) judgeMigration(edited, policy, facts, storagePaths(edited, facts), migration, violations);
    judgeStatus(edited, plan, violations);
  };

/**
 * Every rule that a plan for one host has to keep, recomputed from host and policy; rates in Mbit/s, times in seconds.
 * An empty list: the plan stands. Never throws on figures, however odd. What the rules leave open is accepted in every
 * reading.
 */
export const verifyPlan = (host: Host, policy: Policy, plan: HostPlan): readonly Violation[] => {
  const violations: Violation[] = [];
  const facts = readHost(host, policy);
  const storage = storagePaths(host, facts);
  judgeNics(host, plan, violations);
  judgeHostCapacity(facts.switches, policy, plan, violations);
  judgeDirectFlows(facts.directAdapters, plan.directFlows, violations);
  const migration = readMigration(host, policy, facts, plan, violations);
  const served = judgeOffloads(host, policy, facts, plan, violations);
  judgeSwitches(host, policy, facts, migration, plan, served, violations);
  if (migration !== null) judgeMigration(host, policy, facts, storage, migration, violations);
  judgeBlockers(host, policy, facts, migration, plan, violations);
  // A migration on a path that the host does not have has been named; nothing that rests on it can be judged.
  if (migration !== null || plan.migration.kind !== 'chosen') {
    judgeLimits(host, policy, migration, storage, plan.limits, violations);
    judgeRulesOfThumb(host, policy, migration, plan, violations);
  }
  expectFigure(violations, 'drain-window', host.name, host.drainWindow ?? policy.drain_window_minutes, plan.drainWindow, 'The window');
  judgeStatus(host, plan, violations);
  judgeJumbo(host, facts, plan.jumbo, violations);
  judgeLayoutAdvice(host, policy, plan, judgeDraft(policy), violations);
  judgeUniformity(host, plan, violations);
  return violations;
};
