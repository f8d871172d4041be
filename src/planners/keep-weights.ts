/** Stability: weights set today stay while they serve every level almost as well as the best ones. */
import type { VirtualSwitch } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { attainmentOf, RATIO_TOLERANCE, TOTAL_UNITS } from './apportion.ts';
import type { Flow, SwitchTraffic } from './flows.ts';
import type { WeightProblem, WeightSolution } from './weights.ts';

/** What is set today, as hundredths of the switch. */
export interface WeightsToday {
  /** Per flow, in hundredths: 100 × w/Σw. */
  readonly shares: readonly number[];
  /** Per flow, as set. */
  readonly weights: readonly number[];
  readonly sum: number;
  /** Every explicit flow has a weight of at least 1. */
  readonly complete: boolean;
}

const DEFAULT_FLOW_WEIGHT = 1;

/** Null where the switch has no weights, or where a weight is not known. */
export const weightsToday = (virtualSwitch: VirtualSwitch, traffic: SwitchTraffic, flows: readonly Flow[]): WeightsToday | null => {
  if (virtualSwitch.bandwidthMode !== 'weight') return null;
  const defaultWeight = virtualSwitch.defaultFlowWeight ?? DEFAULT_FLOW_WEIGHT;
  const explicit = flows.flatMap((flow) => (flow.kind === 'default' ? [] : [flow.adapter.weight]));
  if (explicit.includes(null)) return null;
  const all = [...traffic.hostFlows, ...traffic.vmFlows];
  const sum = all.reduce((total, flow) => total + (flow.adapter.weight ?? 0), defaultWeight);
  if (sum <= 0) return null;
  const weights = flows.map((flow) => (flow.kind === 'default' ? defaultWeight : (flow.adapter.weight ?? 0)));
  return {
    shares: weights.map((weight) => (TOTAL_UNITS * weight) / sum),
    weights,
    sum,
    complete: explicit.every((weight) => (weight ?? 0) >= 1),
  };
};

export interface PathNeed {
  readonly flows: readonly number[];
  /** Hundredths of the switch that the path must keep for the window; 0 where the window is missed anyway. */
  readonly units: number;
}

export const mayStay = (
  today: WeightsToday,
  problem: WeightProblem,
  best: WeightSolution,
  need: PathNeed | null,
  policy: Policy,
): boolean => {
  if (!today.complete) return false;
  if (need !== null) {
    const held = need.flows.reduce((sum, flow) => sum + (today.shares[flow] as number), 0);
    if (held < need.units - RATIO_TOLERANCE) return false;
  }
  return problem.levels.every(
    (level, index) => attainmentOf(level, today.shares) >= (best.attainments[index] as number) - policy.min_gain - RATIO_TOLERANCE,
  );
};
