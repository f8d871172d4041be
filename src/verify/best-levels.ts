/**
 * The most that whole weights can attain at the levels that rest on floors and host demand alone. For fixed smallest weight
 * every share of a level is a lower bound of one weight, so the question is a sum of bounds, asked by bisection.
 */
import type { Adapter } from '../model/host.ts';
import type { Level } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import { ceil, floor } from '../units/rounding.ts';
import { demandOf, type SwitchFacts } from './host-facts.ts';
import { migrationBound, WEIGHT_SUM } from './weights.ts';

interface Weighed {
  readonly lower: number;
  readonly isMigration: boolean;
  readonly shares: { readonly [Each in Level]?: number };
}

/** Levels before any choice of adapters or of migration. */
export const SETTLED_LEVELS: readonly Level[] = ['host-floors', 'vm-floors-1', 'vm-floors-2', 'host-demand'];

const hostFlow = (facts: SwitchFacts, adapter: Adapter): Weighed => {
  const { role } = adapter;
  const isCritical = role === 'management' || role === 'cluster';
  const demand = isCritical || role === 'storage' ? demandOf(adapter, facts.ceiling) / facts.total : 0;
  const isMigration = role === 'live-migration';
  return {
    lower: isCritical ? 5 : 1,
    isMigration,
    shares: { 'host-floors': isMigration ? 0 : adapter.floor / facts.afterLoss, 'host-demand': demand },
  };
};

/** Null where not every floor finds a weight: then it is a choice which ones go without. */
const flowsOf = (facts: SwitchFacts, policy: Policy): readonly Weighed[] | null => {
  const vms = facts.vmTraffic
    .filter(({ adapter }) => adapter.floor > 0)
    .map(({ adapter, tier }) => ({ lower: 1, isMigration: false, shares: { [`vm-floors-${tier}`]: adapter.floor / facts.afterLoss } }));
  const flows = [...facts.hostVnics.map((adapter) => hostFlow(facts, adapter)), ...vms, { lower: 1, isMigration: false, shares: {} }];
  const least = flows.reduce((sum, { lower }) => sum + lower, 0);
  return vms.length > policy.max_explicit_flows || least > WEIGHT_SUM ? null : flows;
};

const doFit = (flows: readonly Weighed[], lowers: readonly number[], policy: Policy): boolean => {
  const most = migrationBound(policy, flows.filter(({ isMigration }) => isMigration).length);
  for (let smallest = 1; smallest * flows.length <= WEIGHT_SUM; smallest += 1) {
    const highest = floor(policy.max_weight_ratio * smallest);
    let [low, high, fits] = [0, 0, true];
    for (const [index, { isMigration }] of flows.entries()) {
      const lower = Math.max(smallest, lowers[index] as number);
      const upper = isMigration ? Math.min(highest, most) : highest;
      fits &&= lower <= upper;
      low += lower;
      high += upper;
    }
    if (fits && low <= WEIGHT_SUM && high >= WEIGHT_SUM) return true;
  }
  return false;
};

/** Attainments of the settled levels, in the order of the policy up to the first level of another kind; null where nothing is certain. */
export const bestLevels = (facts: SwitchFacts, policy: Policy): ReadonlyMap<Level, number> | null => {
  const flows = flowsOf(facts, policy);
  if (flows === null || facts.total <= 0) return null;
  const kept = flows.map(({ lower }) => lower);
  if (!doFit(flows, kept, policy)) return null;
  const best = new Map<Level, number>();
  for (const level of policy.priorities) {
    if (!SETTLED_LEVELS.includes(level)) break;
    const raised = (attained: number): number[] =>
      flows.map(({ shares }, index) => Math.max(kept[index] as number, ceil(WEIGHT_SUM * (shares[level] ?? 0) * attained)));
    const attained = mostOf(flows, level, (value) => doFit(flows, raised(value), policy));
    best.set(level, attained);
    kept.splice(0, kept.length, ...raised(attained));
  }
  return best;
};

/** What a level can attain is 1, or what some whole weight is of some share. */
const mostOf = (flows: readonly Weighed[], level: Level, fits: (attained: number) => boolean): number => {
  if (fits(1)) return 1;
  const steps = flows.flatMap(({ shares }) => {
    const share = shares[level] ?? 0;
    return share <= 0 ? [] : Array.from({ length: WEIGHT_SUM }, (_, index) => (index + 1) / WEIGHT_SUM / share);
  });
  const values = [...new Set([0, ...steps.filter((value) => value < 1)])].sort((a, b) => a - b);
  let [low, high] = [0, values.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(values[middle] as number)) low = middle;
    else high = middle;
  }
  return values[low] as number;
};
