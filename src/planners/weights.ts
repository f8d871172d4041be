/**
 * QoS weights of one switch: integers that sum to 100 and maximize the attainments of the levels lexicographically.
 * Exact: for every smallest weight κ the ratio rule becomes fixed bounds, and inside fixed bounds `apportion` is optimal.
 */
import { floor } from '../units/rounding.ts';
import { RATIO_TOLERANCE, raiseLevel, ratioOf, TOTAL_UNITS, type Target } from './apportion.ts';

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
  let best: { raised: Raised; weights: number[]; vmUnits: number; ratios: number[] } | null = null;
  const largest = largestTargets(problem);
  for (const raised of optima) {
    const weights = [...raised.weights];
    giveLeftOvers(problem, weights, raised.upper, raised.spare, largest);
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
  let best: readonly number[] | null = null;
  for (let kappa = 1; kappa * count <= TOTAL_UNITS; kappa++) {
    const raised = raiseLevels(problem, kappa, levelCount, shareBound, best);
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
  for (let kappa = 1; kappa * count <= TOTAL_UNITS; kappa++) {
    const raised = raiseLevels(problem, kappa, levelCount, shareBound, optima[0]?.attainments ?? null);
    if (raised === null) continue;
    const order = optima.length === 0 ? 1 : compareAttainments(raised.attainments, (optima[0] as Raised).attainments);
    if (order > 0) optima = [raised];
    else if (order === 0) optima.push(raised);
  }
  return optima;
};

/**
 * Null where κ leaves no vector, or where it falls behind `best`.
 * @param shareBound the most that one flow of live migration may have
 */
const raiseLevels = (
  problem: WeightProblem,
  kappa: number,
  levelCount: number,
  shareBound: number,
  best: readonly number[] | null,
): Raised | null => {
  const { lower, liveMigration } = problem;
  const ratioBound = Math.min(TOTAL_UNITS, floor(problem.maxRatio * kappa));
  const weights: number[] = [];
  const upper: number[] = [];
  let spare = TOTAL_UNITS;
  let room = 0;
  for (let flow = 0; flow < lower.length; flow++) {
    const least = Math.max(lower[flow] as number, kappa);
    const most = liveMigration[flow] === true ? Math.min(ratioBound, shareBound) : ratioBound;
    if (least > most) return null;
    weights.push(least);
    upper.push(most);
    spare -= least;
    room += most;
  }
  if (spare < 0 || room < TOTAL_UNITS) return null;
  const attainments: number[] = [];
  let isAhead = best === null;
  for (let level = 0; level < levelCount; level++) {
    const targets = problem.levels[level] as readonly Target[];
    const raised = targets.length === 0 ? null : raiseLevel(targets, weights, upper, spare);
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
const largestTargets = (problem: WeightProblem): number[] => {
  const largest = problem.lower.map(() => 0);
  for (const level of problem.levels) {
    for (const { flow, share } of level) largest[flow] = Math.max(largest[flow] as number, share);
  }
  return largest;
};

const giveLeftOvers = (
  problem: WeightProblem,
  weights: number[],
  upper: readonly number[],
  spare: number,
  largest: readonly number[],
): void => {
  const all = weights.map((_, flow) => flow);
  const shared = all.filter((flow) => problem.groups[flow] !== 'vm');
  const wanting = shared.filter((flow) => (largest[flow] as number) > 0);
  let left = giveByRatio(wanting, weights, upper, spare, largest);
  const rest = [...all.filter((flow) => problem.groups[flow] === 'default'), ...all.filter((flow) => problem.groups[flow] === 'host')];
  for (const flow of rest) {
    const given = Math.min(left, (upper[flow] as number) - (weights[flow] as number));
    weights[flow] = (weights[flow] as number) + given;
    left -= given;
  }
  const vms = all.filter((flow) => problem.groups[flow] === 'vm');
  left = giveByRatio(
    vms.filter((flow) => (largest[flow] as number) > 0),
    weights,
    upper,
    left,
    largest,
  );
  giveByRatio(vms, weights, upper, left, largest);
};

/** Gives units one at a time to the flow with the smallest w/(100 T) that is not at its bound; returns what nobody can take. */
const giveByRatio = (
  flows: readonly number[],
  weights: number[],
  upper: readonly number[],
  spare: number,
  largest: readonly number[],
): number => {
  let left = spare;
  while (left > 0) {
    let chosen = -1;
    let chosenRatio = Number.POSITIVE_INFINITY;
    for (const flow of flows) {
      if ((weights[flow] as number) >= (upper[flow] as number)) continue;
      const share = largest[flow] as number;
      const ratio = share > 0 ? ratioOf(weights[flow] as number, share) : (weights[flow] as number);
      if (chosen === -1 || ratio < chosenRatio - RATIO_TOLERANCE) {
        chosen = flow;
        chosenRatio = ratio;
      }
    }
    if (chosen === -1) return left;
    weights[chosen] = (weights[chosen] as number) + 1;
    left -= 1;
  }
  return left;
};

const unitsOfVms = (problem: WeightProblem, weights: readonly number[]): number =>
  weights.reduce((sum, weight, flow) => (problem.groups[flow] === 'vm' ? sum + weight : sum), 0);

const sortedRatios = (problem: WeightProblem, weights: readonly number[], largest: readonly number[]): number[] => {
  const ratios: number[] = [];
  for (let flow = 0; flow < weights.length; flow++) {
    const share = largest[flow] as number;
    if (problem.groups[flow] !== 'vm' && share > 0) ratios.push(ratioOf(weights[flow] as number, share));
  }
  return ratios.sort((a, b) => a - b);
};

/** Positive where a is lexicographically larger; differences of binary rounding count as none. */
export const compareAttainments = (a: readonly number[], b: readonly number[]): number => {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (Math.abs(difference) > RATIO_TOLERANCE) return difference;
  }
  return 0;
};

const isBetter = (
  candidate: { vmUnits: number; ratios: readonly number[] },
  best: { vmUnits: number; ratios: readonly number[] },
): boolean => {
  if (candidate.vmUnits !== best.vmUnits) return candidate.vmUnits < best.vmUnits;
  return compareAttainments(candidate.ratios, best.ratios) > 0;
};
