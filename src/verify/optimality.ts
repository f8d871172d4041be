/**
 * Could other legal weights serve a level better without harm to the levels before it? For fixed smallest weight every
 * demand of a level is a lower bound of one weight, so the question is a sum of bounds: no search, no solver.
 */
import { LEVELS } from '../model/levels.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { floor } from '../units/rounding.ts';
import { attainmentsOf } from './attainments.ts';
import type { JudgedFlow } from './judged-flow.ts';
import { DRAIN, type DrainShare, isOnPath } from './targets.ts';
import { isMigrationVnic, migrationBound, WEIGHT_SUM } from './weights.ts';

/** Below this a gain is rounding, not a better plan. */
const LEAST_GAIN = 1e-8;
const NOISE = 1e-9;

interface Bounds {
  readonly flows: readonly JudgedFlow[];
  /** Least weight of each flow that keeps the levels judged so far. */
  readonly kept: Float64Array;
  readonly migrationBound: number;
  readonly ratio: number;
}

const fitsWith = (bounds: Bounds, level: number, beyond: number, smallest: number): boolean => {
  const highest = floor(bounds.ratio * smallest);
  let low = 0;
  let high = 0;
  for (let index = 0; index < bounds.flows.length; index += 1) {
    const flow = bounds.flows[index];
    if (flow === undefined) continue;
    const target = flow.targets[level] ?? 0;
    const wanted = target > 0 ? Math.floor(WEIGHT_SUM * target * beyond) + 1 : 0;
    const lower = Math.max(flow.lower, smallest, bounds.kept[index] ?? 0, wanted);
    const upper = isMigrationVnic(flow) ? Math.min(highest, bounds.migrationBound) : highest;
    if (lower > upper) return false;
    low += lower;
    high += upper;
  }
  return low <= WEIGHT_SUM && high >= WEIGHT_SUM;
};

/** True when some legal weights attain more than `beyond` in the level and keep the levels before. */
const canExceed = (bounds: Bounds, level: number, beyond: number): boolean => {
  for (let smallest = 1; smallest * bounds.flows.length <= WEIGHT_SUM; smallest += 1) {
    if (fitsWith(bounds, level, beyond, smallest)) return true;
  }
  return false;
};

const keepLevel = (bounds: Bounds, level: number, attained: number): void => {
  for (let index = 0; index < bounds.flows.length; index += 1) {
    const target = bounds.flows[index]?.targets[level] ?? 0;
    if (target > 0) bounds.kept[index] = Math.max(bounds.kept[index] ?? 0, Math.ceil(WEIGHT_SUM * target * attained - NOISE));
  }
};

/** A drain of unknown target is kept by keeping the weights of its vNICs. */
const keepPath = (bounds: Bounds, drain: DrainShare): void => {
  for (let index = 0; index < bounds.flows.length; index += 1) {
    const flow = bounds.flows[index];
    if (flow !== undefined && isOnPath(flow, drain)) bounds.kept[index] = Math.max(bounds.kept[index] ?? 0, flow.weight);
  }
};

/**
 * `sum`: the weights that share the switch; `kept`: they are today's, and may be worse by the least gain. Those are
 * judged up to the first level that is not attained: what the best plan does beyond follows from a choice of its own.
 */
export const judgeOptimality = (
  policy: Policy,
  flows: readonly JudgedFlow[],
  sum: number,
  kept: boolean,
  drain: DrainShare | null,
  subject: string,
  violations: Violation[],
): void => {
  const attained = attainmentsOf(flows, sum);
  const migrationVnics = flows.filter(isMigrationVnic).length;
  const bounds: Bounds = {
    flows,
    kept: new Float64Array(flows.length),
    migrationBound: migrationBound(policy, migrationVnics),
    ratio: policy.max_weight_ratio,
  };
  for (const name of policy.priorities) {
    const level = LEVELS.indexOf(name);
    if (level === DRAIN && drain !== null && drain.rate === null) {
      if (kept) return;
      keepPath(bounds, drain);
      continue;
    }
    const reached = Math.min(1, attained[level] ?? 1);
    if (reached < 1 - NOISE) {
      const allowance = kept ? policy.min_gain : 0;
      // An attainment never counts above 1, so there is nothing to gain where the allowance reaches that far.
      if (reached + allowance + LEAST_GAIN < 1 && canExceed(bounds, level, reached + allowance + LEAST_GAIN)) {
        const message = `Other legal weights attain more than ${reached} at the level ${name} and keep the levels before.`;
        violations.push({ rule: kept ? 'weights-kept-too-low' : 'weights-not-optimal', subject, message });
        return;
      }
      if (kept) return;
    }
    keepLevel(bounds, level, reached);
  }
};
