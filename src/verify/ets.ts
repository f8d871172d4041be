/** Are the percents of the DCB classes legal, their attainments those of the percents, and no others better? */
import { LEVELS } from '../model/levels.ts';
import type { Violation } from '../model/outcome.ts';
import type { SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { EtsPlan } from '../model/topology-plan.ts';
import {
  type ClassTargets,
  classTargets,
  ETS_READINGS,
  type EtsDrain,
  etsAttainment,
  restDemandsOn,
  storageDemandOn,
} from './ets-targets.ts';
import type { SwitchFacts } from './host-facts.ts';
import { DRAIN } from './targets.ts';
import { expectFigure, isClose } from './tolerance.ts';

const CLUSTER_PRIORITY = 7;
const SMB_DIRECT_PRIORITY = 3;
const TEN_GIGABIT = 10_000;
/** Below this a gain is rounding, not a better plan. */
const LEAST_GAIN = 1e-8;

/** One switch whose classes are judged, with all that Windows would set alike on the host. */
export interface EtsCase {
  readonly facts: SwitchFacts;
  readonly plan: SwitchPlan;
  readonly drain: EtsDrain | null;
  readonly drainAttainment: number;
}

/** Two percent for the heartbeat up to 10 Gbit/s, one above; ports of both speeds leave it open. */
const clusterPercents = (cases: readonly EtsCase[]): readonly number[] => {
  const percents = new Set<number>();
  for (const { facts } of cases) for (const nic of facts.uplinks) percents.add(nic.link <= TEN_GIGABIT ? 2 : 1);
  return [...percents];
};

const judgePercents = (one: EtsCase, ets: EtsPlan, cases: readonly EtsCase[], violations: Violation[]): void => {
  const subject = one.plan.switch;
  const percents = [ets.cluster, ets.smbDirect, ets.defaultClass];
  if (percents.some((percent) => !Number.isInteger(percent) || percent < 1)) {
    violations.push({
      rule: 'ets-percent-whole',
      subject,
      message: `${percents.join(', ')}: each class has a whole percent of at least 1.`,
    });
  }
  const sum = percents.reduce((total, percent) => total + percent, 0);
  if (sum !== 100) violations.push({ rule: 'ets-sum-100', subject, message: `The percents add up to ${sum}.` });
  const possible = clusterPercents(cases);
  if (!possible.includes(ets.cluster)) {
    const message = `The cluster class has ${possible.join(' or ')} %, the plan states ${ets.cluster}.`;
    violations.push({ rule: 'ets-cluster-percent', subject, message });
  }
  if (ets.clusterPriority !== CLUSTER_PRIORITY || ets.smbDirectPriority !== SMB_DIRECT_PRIORITY) {
    violations.push({ rule: 'ets-priority', subject, message: 'The cluster has priority 7, SMB Direct priority 3.' });
  }
  if (one.facts.uplinks.some((nic) => nic.dcbTrafficClasses < percents.length)) {
    violations.push({ rule: 'ets-traffic-classes', subject, message: `A port has fewer than ${percents.length} traffic classes.` });
  }
};

const judgeClasses = (facts: SwitchFacts, ets: EtsPlan, served: ReadonlyMap<string, string>, violations: Violation[]): void => {
  const percents: Readonly<Record<string, number>> = { cluster: ets.cluster, 'smb-direct': ets.smbDirect, default: ets.defaultClass };
  for (const one of ets.classes) {
    const subject = `${facts.vswitch.name}: ${one.name}`;
    const share = (percents[one.name] ?? 0) / 100;
    const afterLoss = facts.afterLoss * share;
    const worst = facts.vswitch.loadBalancing === 'hyper-v-port' ? facts.slowest * share : afterLoss;
    expectFigure(violations, 'ets-class-percent', subject, percents[one.name] ?? null, one.percent, 'The percent');
    expectFigure(violations, 'ets-class-guaranteed', subject, facts.total * share, one.guaranteed, 'The guaranteed rate');
    expectFigure(violations, 'ets-class-guaranteed', subject, afterLoss, one.guaranteedAfterLoss, 'The rate after the worst loss');
    expectFigure(violations, 'ets-class-guaranteed', subject, worst, one.guaranteedWorstPinning, 'The rate in the worst pinning');
  }
  for (const one of ets.classes) {
    const demands =
      one.name === 'smb-direct' ? [storageDemandOn(facts)] : one.name === 'default' ? restDemandsOn(facts, served) : [one.demand];
    if (demands.some((demand) => isClose(demand, one.demand))) continue;
    const message = `It is asked for ${demands[0]} Mbit/s, the plan states ${one.demand}.`;
    violations.push({ rule: 'ets-class-demand', subject: `${facts.vswitch.name}: ${one.name}`, message });
  }
};

const expectedAt = (one: EtsCase, targets: ClassTargets, ets: EtsPlan, level: number): number =>
  level === DRAIN ? one.drainAttainment : etsAttainment(targets, level, ets.smbDirect, ets.defaultClass);

const statedAt = (plan: SwitchPlan, level: number): number | null =>
  plan.levels.find((result) => result.level === LEVELS[level])?.attainment ?? null;

const fits = (one: EtsCase, targets: ClassTargets, ets: EtsPlan): boolean =>
  LEVELS.every((_, level) => {
    const stated = statedAt(one.plan, level);
    return stated !== null && isClose(stated, expectedAt(one, targets, ets, level));
  });

const nameDifferences = (one: EtsCase, targets: ClassTargets, ets: EtsPlan, violations: Violation[]): void => {
  LEVELS.forEach((name, level) => {
    const subject = `${one.plan.switch}: ${name}`;
    expectFigure(violations, 'ets-attainment', subject, expectedAt(one, targets, ets, level), statedAt(one.plan, level), 'The attainment');
  });
};

/** The least attainment over the switches that share one set of percents. */
const together = (all: readonly ClassTargets[], level: number, smb: number, rest: number): number => {
  let least = 1;
  for (const targets of all) least = Math.min(least, etsAttainment(targets, level, smb, rest));
  return least;
};

/** Compares along the priorities, up to a drain whose target is not known here. */
const isBetter = (policy: Policy, all: readonly ClassTargets[], open: boolean, ets: EtsPlan, smb: number): boolean => {
  for (const name of policy.priorities) {
    const level = LEVELS.indexOf(name);
    if (open && level === DRAIN) return false;
    const other = together(all, level, smb, 100 - ets.cluster - smb);
    const planned = together(all, level, ets.smbDirect, ets.defaultClass);
    // One percent more is at least a hundredth of an attainment, however small floors beyond all ports make it.
    const least = LEAST_GAIN * Math.max(other, planned);
    if (other - planned > least) return true;
    if (planned - other > least) return false;
  }
  return false;
};

const canImprove = (policy: Policy, all: readonly ClassTargets[], open: boolean, ets: EtsPlan): boolean => {
  for (let smb = 1; smb < 100 - ets.cluster; smb += 1) if (isBetter(policy, all, open, ets, smb)) return true;
  return false;
};

const isSamePercents = (a: EtsPlan | null, b: EtsPlan): boolean =>
  a !== null && a.cluster === b.cluster && a.smbDirect === b.smbDirect && a.defaultClass === b.defaultClass;

/**
 * Judges every switch under DCB of one host. Violations `ets-…`. Percents may be best for one switch alone or, since
 * Windows keeps one set a host, for all of them together.
 */
export const judgeEts = (policy: Policy, cases: readonly EtsCase[], served: ReadonlyMap<string, string>, violations: Violation[]): void => {
  for (const one of cases) {
    const { ets } = one.plan;
    const subject = one.plan.switch;
    if (ets === null) {
      violations.push({ rule: 'ets-missing', subject, message: 'The layer is ETS, and no percents are planned.' });
      continue;
    }
    const before = violations.length;
    judgePercents(one, ets, cases, violations);
    judgeClasses(one.facts, ets, served, violations);
    if (violations.length > before) continue;
    const readings = ETS_READINGS.filter((reading) => fits(one, classTargets(one.facts, policy, reading, one.drain, served), ets));
    const [plainest] = ETS_READINGS;
    if (readings.length === 0 && plainest !== undefined) {
      nameDifferences(one, classTargets(one.facts, policy, plainest, one.drain, served), ets, violations);
      continue;
    }
    const shared = cases.filter((other) => isSamePercents(other.plan.ets, ets));
    const isBest = readings.some((reading) => {
      const alone = classTargets(one.facts, policy, reading, one.drain, served);
      if (!canImprove(policy, [alone], one.drain?.rate === null, ets)) return true;
      const all = shared.map((other) => classTargets(other.facts, policy, reading, other.drain, served));
      return (
        shared.length > 1 &&
        !canImprove(
          policy,
          all,
          shared.some((other) => other.drain?.rate === null),
          ets,
        )
      );
    });
    if (!isBest)
      violations.push({ rule: 'ets-not-best', subject, message: 'Other percents attain a level better without harm to those before.' });
  }
};
