/**
 * QoS weights of one switch: integers that sum to 100 and maximize the attainments of the levels lexicographically.
 * Exact: for every smallest weight κ the ratio rule becomes fixed bounds, and inside fixed bounds `apportion` is optimal.
 */
import { floor } from '../units/rounding.ts';
import { RATIO_TOLERANCE, raiseLevel, ratioOf, TOTAL_UNITS, type Target, wholeUnitsOf } from './apportion.ts';

export type FlowGroup = 'host' | 'default' | 'vm';

export interface WeightProblem {
  /** One entry a flow: host vNICs by name, then VM adapters, then the default flow. */
  readonly groups: readonly FlowGroup[];
  /** l_f: the least weight of each flow. */
  readonly lower: readonly number[];
  /** Flows that share the live-migration bound. */
  readonly liveMigration: readonly boolean[];
  /** Targets of each level, in order of priority. */
  readonly levels: readonly (readonly Target[])[];
  readonly maxRatio: number;
  readonly liveMigrationShare: number;
}

export interface WeightSolution {
  readonly weights: readonly number[];
  /** In the order of `levels`. */
  readonly attainments: readonly number[];
  readonly smallestWeight: number;
  /** Upper bounds in force for κ = smallestWeight. */
  readonly upper: readonly number[];
}

interface Raised {
  readonly kappa: number;
  readonly upper: readonly number[];
  readonly weights: number[];
  readonly attainments: readonly number[];
  readonly spare: number;
}

/** The plan, or null where not even the least weights fit into 100. */
export const solveWeights = (problem: WeightProblem): WeightSolution | null => {
  const optima = optimaOver(problem, problem.levels.length);
  let best: { raised: Raised; weights: number[]; vmUnits: number; ratios: Float64Array } | null = null;
  const largest = largestTargets(problem);
  const takers = takersOf(problem, largest);
  for (const raised of optima) {
    const { weights } = raised;
    giveLeftOvers(takers, weights, raised.upper, raised.spare, largest);
    const candidate = { raised, weights, vmUnits: unitsOfVms(problem, weights), ratios: sortedRatios(problem, weights, largest) };
    if (best === null || isBetter(candidate, best)) best = candidate;
  }
  if (best === null) return null;
  const { kappa, upper, attainments } = best.raised;
  return { weights: best.weights, attainments, smallestWeight: kappa, upper };
};

/**
 * The largest total weight that the flows of a path can have in any vector that keeps the first `levelCount` levels
 * at their lexicographic optimum; 0 where no vector exists.
 */
export const largestPathWeight = (problem: WeightProblem, levelCount: number, path: readonly number[]): number => {
  const onPath = new Set(path);
  let largest = 0;
  for (const { weights, upper, spare } of optimaOver(problem, levelCount)) {
    let held = spare;
    let bound = 0;
    for (const flow of onPath) {
      held += weights[flow] as number;
      bound += upper[flow] as number;
    }
    largest = Math.max(largest, Math.min(held, bound));
  }
  return largest;
};

/** The attainments of the first `levelCount` levels at their optimum; null where no vector exists. */
export const bestAttainments = (problem: WeightProblem, levelCount: number): readonly number[] | null => {
  const count = problem.lower.length;
  const shareBound = shareBoundOf(problem);
  const wholeUnits = problem.levels.slice(0, levelCount).map(wholeUnitsOf);
  let best: readonly number[] | null = null;
  for (let kappa = 1; kappa * count <= TOTAL_UNITS; kappa++) {
    const raised = raiseLevels(problem, wholeUnits, kappa, shareBound, best);
    if (raised === null) continue;
    const { attainments } = raised;
    if (best === null || compareAttainments(attainments, best) > 0) best = attainments;
    // Nothing is above 1.
    if (best.every((attainment) => attainment === 1)) return best;
  }
  return best;
};

/** Every κ that reaches the optimum of the first `levelCount` levels, with the least weights that keep it. */
const optimaOver = (problem: WeightProblem, levelCount: number): Raised[] => {
  let optima: Raised[] = [];
  const count = problem.lower.length;
  const shareBound = shareBoundOf(problem);
  const wholeUnits = problem.levels.slice(0, levelCount).map(wholeUnitsOf);
  for (let kappa = 1; kappa * count <= TOTAL_UNITS; kappa++) {
    const raised = raiseLevels(problem, wholeUnits, kappa, shareBound, optima[0]?.attainments ?? null);
    if (raised === null) continue;
    const order = optima.length === 0 ? 1 : compareAttainments(raised.attainments, (optima[0] as Raised).attainments);
    if (order > 0) optima = [raised];
    else if (order === 0) optima.push(raised);
  }
  return optima;
};

/**
 * Null where κ leaves no vector, or where it falls behind `best`.
 * @param wholeUnits of each level that counts
 * @param shareBound the most that one flow of live migration may have
 */
const raiseLevels = (
  problem: WeightProblem,
  wholeUnits: readonly (readonly number[])[],
  kappa: number,
  shareBound: number,
  best: readonly number[] | null,
): Raised | null => {
  const { lower, liveMigration } = problem;
  const ratioBound = Math.min(TOTAL_UNITS, floor(problem.maxRatio * kappa));
  const weights = lower.slice();
  const upper = lower.slice();
  let spare = TOTAL_UNITS;
  let room = 0;
  for (let flow = 0; flow < lower.length; flow++) {
    const least = Math.max(lower[flow] as number, kappa);
    const most = liveMigration[flow] === true ? Math.min(ratioBound, shareBound) : ratioBound;
    if (least > most) return null;
    weights[flow] = least;
    upper[flow] = most;
    spare -= least;
    room += most;
  }
  if (spare < 0 || room < TOTAL_UNITS) return null;
  const attainments: number[] = [];
  let isAhead = best === null;
  for (const [level, units] of wholeUnits.entries()) {
    const raised = units.length === 0 ? null : raiseLevel(problem.levels[level] as readonly Target[], units, weights, upper, spare);
    const attainment = raised === null ? 1 : raised.attainment;
    attainments.push(attainment);
    if (raised !== null) spare = raised.spare;
    if (isAhead) continue;
    // The first level that differs decides, so what comes after it cannot make up for it.
    const difference = attainment - ((best as readonly number[])[level] as number);
    if (difference < -RATIO_TOLERANCE) return null;
    isAhead = difference > RATIO_TOLERANCE;
  }
  return { kappa, upper, weights, attainments, spare };
};

/** What live migration may have at most, in equal whole parts. */
export const shareBoundOf = ({ liveMigration, liveMigrationShare }: WeightProblem): number => {
  let migrating = 0;
  for (const migrates of liveMigration) if (migrates) migrating += 1;
  return migrating === 0 ? TOTAL_UNITS : floor(floor(TOTAL_UNITS * liveMigrationShare) / migrating);
};

/** T_f: the largest target of each flow over all levels; 0 where it has none. */
export const largestTargets = (problem: WeightProblem): number[] => {
  const largest = problem.lower.map(() => 0);
  for (const level of problem.levels) {
    for (const { flow, share } of level) largest[flow] = Math.max(largest[flow] as number, share);
  }
  return largest;
};

/** Who takes left-over units, in this order; each list is served before the next. */
interface Takers {
  /** Host vNICs and the default flow with a target, by their ratio. */
  readonly wanting: readonly number[];
  /** The default flow, then the host vNICs, each to its bound. */
  readonly filling: readonly number[];
  /** VM adapters by their ratio: those with a target, then all. */
  readonly wantingVms: readonly number[];
  readonly vms: readonly number[];
}

const takersOf = ({ groups }: WeightProblem, largest: readonly number[]): Takers => {
  const takers = { wanting: [] as number[], filling: [] as number[], wantingVms: [] as number[], vms: [] as number[] };
  const hosts: number[] = [];
  for (let flow = 0; flow < groups.length; flow++) {
    const isWanting = (largest[flow] as number) > 0;
    if (groups[flow] === 'vm') {
      takers.vms.push(flow);
      if (isWanting) takers.wantingVms.push(flow);
      continue;
    }
    if (isWanting) takers.wanting.push(flow);
    (groups[flow] === 'default' ? takers.filling : hosts).push(flow);
  }
  takers.filling.push(...hosts);
  return takers;
};

const giveLeftOvers = (takers: Takers, weights: number[], upper: readonly number[], spare: number, largest: readonly number[]): void => {
  let left = giveByRatio(takers.wanting, weights, upper, spare, largest);
  for (const flow of takers.filling) {
    const given = Math.min(left, (upper[flow] as number) - (weights[flow] as number));
    weights[flow] = (weights[flow] as number) + given;
    left -= given;
  }
  left = giveByRatio(takers.wantingVms, weights, upper, left, largest);
  giveByRatio(takers.vms, weights, upper, left, largest);
};

/** Gives units one at a time to the flow with the smallest w/(100 T) that is not at its bound; returns what nobody can take. */
const giveByRatio = (
  flows: readonly number[],
  weights: number[],
  upper: readonly number[],
  spare: number,
  largest: readonly number[],
): number => {
  if (spare <= 0 || flows.length === 0) return spare;
  // A flow at its bound has no ratio: it takes nothing more.
  const ratioNow = (flow: number): number => {
    const weight = weights[flow] as number;
    const share = largest[flow] as number;
    return weight >= (upper[flow] as number) ? Number.POSITIVE_INFINITY : share > 0 ? ratioOf(weight, share) : weight;
  };
  const ratios = Float64Array.from(flows, ratioNow);
  for (let left = spare; left > 0; left--) {
    let chosen = 0;
    for (let place = 1; place < ratios.length; place++) {
      if ((ratios[place] as number) < (ratios[chosen] as number) - RATIO_TOLERANCE) chosen = place;
    }
    if (ratios[chosen] === Number.POSITIVE_INFINITY) return left;
    const flow = flows[chosen] as number;
    weights[flow] = (weights[flow] as number) + 1;
    ratios[chosen] = ratioNow(flow);
  }
  return 0;
};

const unitsOfVms = (problem: WeightProblem, weights: readonly number[]): number =>
  weights.reduce((sum, weight, flow) => (problem.groups[flow] === 'vm' ? sum + weight : sum), 0);

const sortedRatios = (problem: WeightProblem, weights: readonly number[], largest: readonly number[]): Float64Array => {
  const ratios = new Float64Array(weights.length);
  let count = 0;
  for (let flow = 0; flow < weights.length; flow++) {
    const share = largest[flow] as number;
    if (problem.groups[flow] === 'vm' || share <= 0) continue;
    ratios[count] = ratioOf(weights[flow] as number, share);
    count += 1;
  }
  return ratios.subarray(0, count).sort();
};

/** Positive where a is lexicographically larger; differences of binary rounding count as none. */
export const compareAttainments = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (Math.abs(difference) > RATIO_TOLERANCE) return difference;
  }
  return 0;
};

const isBetter = (candidate: { vmUnits: number; ratios: Float64Array }, best: { vmUnits: number; ratios: Float64Array }): boolean => {
  if (candidate.vmUnits !== best.vmUnits) return candidate.vmUnits < best.vmUnits;
  return compareAttainments(candidate.ratios, best.ratios) > 0;
};
