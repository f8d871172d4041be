/** The weights of one switch, planned or kept, and what they attain. */
import { adapterLabel } from '../model/name.ts';
import type { LevelBinding, LevelResult } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { attainmentOf, ratioOf, RATIO_TOLERANCE, TOTAL_UNITS, type Target } from './apportion.ts';
import { type DrainDemand, type Flow, withDrain } from './flows.ts';
import { mayStay, type PathNeed, weightsToday } from './keep-weights.ts';
import type { SwitchCase } from './switch-case.ts';
import { reservedShares } from './reservations.ts';
import { solveWeights, type WeightProblem, type WeightSolution } from './weights.ts';

export interface WeightedSwitch {
  readonly flows: readonly Flow[];
  readonly problem: WeightProblem;
  readonly best: WeightSolution;
  /** Per flow the weight to be set. */
  readonly weights: readonly number[];
  /** Per flow, in hundredths of the switch. */
  readonly shares: readonly number[];
  readonly sum: number;
  readonly kept: boolean;
  readonly levels: readonly LevelResult[];
  readonly levelsToday: readonly LevelResult[] | null;
}

export const DEFAULT_FLOW_LABEL = '(default flow)';

/** Null where not even the least weights fit into 100, or no weights are planned on this switch. */
export const planWeights = (of: SwitchCase, drain: DrainDemand | null, need: PathNeed | null, policy: Policy): WeightedSwitch | null => {
  if (of.selection === null) return null;
  const { flows } = of.selection;
  const problem = withDrain(of.selection, of.capacity, policy, drain);
  const best = solveWeights(problem);
  if (best === null) return null;
  const today = weightsToday(of.virtualSwitch, of.traffic, flows);
  const kept = today !== null && mayStay(today, problem, best, need, policy);
  const shares = kept ? today.shares : best.weights;
  return {
    flows,
    problem,
    best,
    weights: kept ? today.weights : best.weights,
    shares,
    sum: kept ? today.sum : TOTAL_UNITS,
    kept,
    levels: levelResults(problem, flows, shares, kept ? null : best.upper, policy).map((result) =>
      withWorstOfPath(result, problem, flows, shares, policy),
    ),
    levelsToday: levelsOfToday(of, problem, flows, today?.shares ?? reservedShares(of.virtualSwitch, of.capacity, flows), policy),
  };
};

const levelResults = (
  problem: WeightProblem,
  flows: readonly Flow[],
  shares: readonly number[],
  upper: readonly number[] | null,
  policy: Policy,
): LevelResult[] =>
  problem.levels.map((targets, index) => {
    const level = policy.priorities[index] as LevelResult['level'];
    const attainment = attainmentOf(targets, shares);
    const worst = attainment < 1 ? worstOf(targets, shares) : null;
    return {
      level,
      attainment,
      worstFlow: worst === null ? null : labelOf(flows[worst] as Flow),
      binding: worst === null || upper === null ? null : bindingOf(problem, worst, shares, upper),
    };
  });

/** A window may be missed although the weights attain the rate asked of them; the flow that comes closest to missing it is named then. */
const withWorstOfPath = (
  result: LevelResult,
  problem: WeightProblem,
  flows: readonly Flow[],
  shares: readonly number[],
  policy: Policy,
): LevelResult => {
  if (result.level !== 'drain' || result.worstFlow !== null) return result;
  const worst = worstOf(problem.levels[policy.priorities.indexOf('drain')] ?? [], shares);
  return worst === null ? result : { ...result, worstFlow: labelOf(flows[worst] as Flow) };
};

/** @param shares of weights or reservations, in hundredths; null where they are not known */
const levelsOfToday = (
  of: SwitchCase,
  problem: WeightProblem,
  flows: readonly Flow[],
  shares: readonly number[] | null,
  policy: Policy,
): LevelResult[] | null =>
  shares === null ? levelsWithoutGuarantees(of, problem, flows, policy) : levelResults(problem, flows, shares, null, policy);

/** A switch in mode none guarantees nothing, so every level that asks for something has none of it. */
const levelsWithoutGuarantees = (of: SwitchCase, problem: WeightProblem, flows: readonly Flow[], policy: Policy): LevelResult[] | null => {
  if (of.virtualSwitch.bandwidthMode !== 'none') return null;
  return problem.levels.map(([first], index) => ({
    level: policy.priorities[index] as LevelResult['level'],
    attainment: first === undefined ? 1 : 0,
    worstFlow: first === undefined ? null : labelOf(flows[first.flow] as Flow),
    binding: null,
  }));
};

const worstOf = (targets: readonly Target[], shares: readonly number[]): number | null => {
  let worst: Target | null = null;
  for (const target of targets) {
    if (worst === null || ratioAt(target, shares) < ratioAt(worst, shares) - RATIO_TOLERANCE) worst = target;
  }
  return worst?.flow ?? null;
};

const ratioAt = ({ flow, share }: Target, shares: readonly number[]): number => ratioOf(shares[flow] as number, share);

const bindingOf = (problem: WeightProblem, flow: number, weights: readonly number[], upper: readonly number[]): LevelBinding => {
  if ((weights[flow] as number) < (upper[flow] as number)) return 'uplink-capacity';
  return problem.liveMigration[flow] ? 'live-migration-share' : 'weight-ratio';
};

export const labelOf = (flow: Flow): string =>
  flow.kind === 'default' ? DEFAULT_FLOW_LABEL : adapterLabel(flow.adapter.vm, flow.adapter.name);
