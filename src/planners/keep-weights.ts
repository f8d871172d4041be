/** Stability: weights set today stay while they serve every level almost as well as the best ones. */
import type { VirtualSwitch } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { attainmentOf, RATIO_TOLERANCE, TOTAL_UNITS } from './apportion.ts';
import type { AdapterFlow, Flow, SwitchTraffic } from './flows.ts';
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
  const weights: number[] = [];
  let complete = true;
  for (const flow of flows) {
    const weight = flow.kind === 'default' ? defaultWeight : flow.adapter.weight;
    if (weight === null) return null;
    weights.push(weight);
    if (flow.kind !== 'default' && weight < 1) complete = false;
  }
  const sum = weightsSet(traffic.vmFlows, weightsSet(traffic.hostFlows, defaultWeight));
  if (sum <= 0) return null;
  return { shares: weights.map((weight) => (TOTAL_UNITS * weight) / sum), weights, sum, complete };
};

const weightsSet = (flows: readonly AdapterFlow[], start: number): number => {
  let sum = start;
  for (const { adapter } of flows) sum += adapter.weight ?? 0;
  return sum;
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
