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

/** The least weights that one κ needs for the levels. Written anew for every κ: whoever keeps one copies it. */
interface Raised {
  kappa: number;
  readonly upper: Float64Array;
  readonly weights: Float64Array;
  readonly attainments: Float64Array;
  spare: number;
}

/** The plan, or null where not even the least weights fit into 100. */
export const solveWeights = (problem: WeightProblem): WeightSolution | null => {
  const largest = largestTargets(problem);
  const takers = takersOf(problem, largest);
  let best: Settled | null = null;
  eachBest(problem, problem.levels.length, ({ kappa, upper, weights, attainments, spare }, isAhead) => {
    giveLeftOvers(takers, weights, upper, spare, largest);
    const vmUnits = unitsOfVms(problem, weights);
    const ratios = sortedRatios(problem, weights, largest);
    if (best !== null && !isAhead && !isBetter(vmUnits, ratios, best)) return;
    best = { kappa, upper: upper.slice(), weights: weights.slice(), attainments: attainments.slice(), vmUnits, ratios };
  });
  return best === null ? null : solutionOf(best);
};

/** A solution with what decides between several of the same attainments. */
interface Settled extends Omit<Raised, 'spare'> {
  readonly vmUnits: number;
  readonly ratios: Float64Array;
}

const solutionOf = ({ kappa, upper, weights, attainments }: Settled): WeightSolution => ({
  weights: [...weights],
  attainments: [...attainments],
  smallestWeight: kappa,
  upper: [...upper],
});

/**
 * The largest total weight that the flows of a path can have in any vector that keeps the first `levelCount` levels
 * at their lexicographic optimum; 0 where no vector exists.
 */
export const largestPathWeight = (problem: WeightProblem, levelCount: number, path: readonly number[]): number => {
  const onPath = new Set(path);
  let largest = 0;
  eachBest(problem, levelCount, ({ weights, upper, spare }, isAhead) => {
    let held = spare;
    let bound = 0;
    for (const flow of onPath) {
      held += weights[flow] as number;
      bound += upper[flow] as number;
    }
    largest = Math.max(isAhead ? 0 : largest, Math.min(held, bound));
  });
  return largest;
};

/** The attainments of the first `levelCount` levels at their optimum; null where no vector exists. */
export const bestAttainments = (problem: WeightProblem, levelCount: number): Float64Array | null => {
  let best: Float64Array | null = null;
  eachBest(problem, levelCount, ({ attainments }, isAhead) => {
    if (isAhead) best = attainments.slice();
    // Nothing is above 1.
    return isAhead && attainments.every((attainment) => attainment === 1) ? 'enough' : undefined;
  });
  return best;
};

/** Some vector keeps all bounds. */
export const isFeasible = (problem: WeightProblem): boolean => bestAttainments(problem, 0) !== null;

/**
 * Visits every κ that attains the first `levelCount` levels at least as well as all before it.
 * @param visit is told whether it attains more than those; nothing more is visited once it says `enough`
 */
const eachBest = (
  problem: WeightProblem,
  levelCount: number,
  visit: (raised: Raised, isAhead: boolean) => 'enough' | undefined | void,
): void => {
  const count = problem.lower.length;
  const shareBound = shareBoundOf(problem);
  const wholeUnits = problem.levels.slice(0, levelCount).map(wholeUnitsOf);
  const raised: Raised = {
    kappa: 0,
    upper: new Float64Array(count),
    weights: new Float64Array(count),
    attainments: new Float64Array(levelCount),
    spare: 0,
  };
  let best: Float64Array | null = null;
  for (let kappa = 1; kappa * count <= TOTAL_UNITS; kappa++) {
    raised.kappa = kappa;
    if (!spreadLeast(raised, problem, shareBound) || !raiseLevels(raised, problem, wholeUnits, best)) continue;
    const order = best === null ? 1 : compareAttainments(raised.attainments, best);
    if (order < 0) continue;
    if (order > 0) best = raised.attainments.slice();
    if (visit(raised, order > 0) === 'enough') return;
  }
};

/**
 * The bounds of κ and the least weights inside them; false where no vector keeps them.
 * @param shareBound the most that one flow of live migration may have
 */
const spreadLeast = (raised: Raised, { lower, liveMigration, maxRatio }: WeightProblem, shareBound: number): boolean => {
  const ratioBound = Math.min(TOTAL_UNITS, floor(maxRatio * raised.kappa));
  raised.spare = TOTAL_UNITS;
  let room = 0;
  for (let flow = 0; flow < lower.length; flow++) {
    const least = Math.max(lower[flow] as number, raised.kappa);
    const most = liveMigration[flow] === true ? Math.min(ratioBound, shareBound) : ratioBound;
    if (least > most) return false;
    raised.weights[flow] = least;
    raised.upper[flow] = most;
    raised.spare -= least;
    room += most;
  }
  return raised.spare >= 0 && room >= TOTAL_UNITS;
};

/**
 * Raises level by level; false as soon as κ falls behind `best`.
 * @param wholeUnits of each level that counts
 */
const raiseLevels = (
  raised: Raised,
  { levels }: WeightProblem,
  wholeUnits: readonly Float64Array[],
  best: Float64Array | null,
): boolean => {
  const { attainments, weights, upper } = raised;
  let isAhead = best === null;
  for (let level = 0; level < wholeUnits.length; level++) {
    const units = wholeUnits[level] as Float64Array;
    let attainment = 1;
    if (units.length > 0) {
      const after = raiseLevel(levels[level] as readonly Target[], units, weights, upper, raised.spare);
      attainment = after.attainment;
      raised.spare = after.spare;
    }
    attainments[level] = attainment;
    if (isAhead) continue;
    // The first level that differs decides, so what comes after it cannot make up for it.
    const difference = attainment - ((best as Float64Array)[level] as number);
    if (difference < -RATIO_TOLERANCE) return false;
    isAhead = difference > RATIO_TOLERANCE;
  }
  return true;
};

/** What live migration may have at most, in equal whole parts. */
export const shareBoundOf = ({ liveMigration, liveMigrationShare }: WeightProblem): number => {
  let migrating = 0;
  for (const migrates of liveMigration) if (migrates) migrating += 1;
  return migrating === 0 ? TOTAL_UNITS : floor(floor(TOTAL_UNITS * liveMigrationShare) / migrating);
};

/** T_f: the largest target of each flow over all levels; 0 where it has none. */
export const largestTargets = (problem: WeightProblem): Float64Array => {
  const largest = new Float64Array(problem.lower.length);
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

const takersOf = ({ groups }: WeightProblem, largest: Float64Array): Takers => {
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

const giveLeftOvers = (takers: Takers, weights: Float64Array, upper: Float64Array, spare: number, largest: Float64Array): void => {
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
  weights: Float64Array,
  upper: Float64Array,
  spare: number,
  largest: Float64Array,
): number => {
  if (spare <= 0 || flows.length === 0) return spare;
  // A flow at its bound has no ratio: it takes nothing more.
  const ratioNow = (flow: number): number => {
    const weight = weights[flow] as number;
    const share = largest[flow] as number;
    return weight >= (upper[flow] as number) ? Number.POSITIVE_INFINITY : share > 0 ? ratioOf(weight, share) : weight;
  };
  const ratios = new Float64Array(flows.length);
  for (let place = 0; place < ratios.length; place++) ratios[place] = ratioNow(flows[place] as number);
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

const unitsOfVms = ({ groups }: WeightProblem, weights: Float64Array): number => {
  let sum = 0;
  for (let flow = 0; flow < weights.length; flow++) if (groups[flow] === 'vm') sum += weights[flow] as number;
  return sum;
};

const sortedRatios = (problem: WeightProblem, weights: Float64Array, largest: Float64Array): Float64Array => {
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

const isBetter = (vmUnits: number, ratios: Float64Array, best: Settled): boolean =>
  vmUnits === best.vmUnits ? compareAttainments(ratios, best.ratios) > 0 : vmUnits < best.vmUnits;
