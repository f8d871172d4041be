/** Weights by smallest weight κ: inside fixed bounds the worst ratio of each level in turn is raised one unit at a time. */
import { floor, isBelow } from '../../src/units/rounding.ts';
import { sum } from './capacity.ts';
import { attainmentsOf, compareAttainments, type WeightFlow, type WeightProblem } from './weight-problem.ts';

export interface KappaAnswer {
  readonly kappa: number;
  /** What the attainments need of each flow. */
  readonly needed: readonly number[];
  readonly upper: readonly number[];
  readonly attainments: readonly number[];
}

export interface ChosenWeights {
  readonly kappa: number;
  readonly weights: readonly number[];
  readonly attainments: readonly number[];
}

const at = (values: readonly number[], i: number): number => values[i] ?? 0;

const sharesOf = (problem: WeightProblem, weights: readonly number[]): number[] => weights.map((weight) => weight / problem.total);

export const largestTarget = (flow: WeightFlow): number => Math.max(0, ...flow.targets);

/** Index with the smallest value, the first of equals; −1 where the list of candidates is empty. */
const argmin = (candidates: readonly number[], value: (i: number) => number): number => {
  let best = -1;
  for (const i of candidates) if (best < 0 || isBelow(value(i), value(best))) best = i;
  return best;
};

/** Raises the worst flow of the level until it is attained, the worst is at its bound, or no unit is left; then gives back the surplus. */
const raiseLevel = (problem: WeightProblem, needed: readonly number[], upper: readonly number[], level: number): number[] => {
  const { flows, total } = problem;
  const target = (i: number): number => flows[i]?.targets[level] ?? 0;
  const asking = flows.map((_, i) => i).filter((i) => target(i) > 0);
  const weights = [...needed];
  const ratio = (i: number): number => at(weights, i) / (total * target(i));
  for (let left = total - sum(needed); left > 0; left -= 1) {
    const worst = argmin(asking, ratio);
    if (worst < 0 || !isBelow(ratio(worst), 1) || at(weights, worst) >= at(upper, worst)) break;
    weights[worst] = at(weights, worst) + 1;
  }
  const attained = Math.min(1, ...asking.map(ratio));
  const kept = [...needed];
  for (const i of asking) while (isBelow(at(kept, i) / (total * target(i)), attained)) kept[i] = at(kept, i) + 1;
  return kept;
};

export const solveForKappa = (problem: WeightProblem, kappa: number, levels: readonly number[]): KappaAnswer | null => {
  const { flows, total } = problem;
  const upper = flows.map((flow) => Math.min(flow.upper, floor(problem.maxRatio * kappa), total));
  let needed = flows.map((flow) => Math.max(flow.lower, kappa));
  if (needed.some((weight, i) => weight > at(upper, i))) return null;
  if (sum(needed) > total || sum(upper) < total) return null;
  for (const level of levels) needed = raiseLevel(problem, needed, upper, level);
  return { kappa, needed, upper, attainments: attainmentsOf(flows, sharesOf(problem, needed)) };
};

/** The answers of every κ that reaches the lexicographic optimum of the given levels (most important first). */
export const optima = (problem: WeightProblem, levels: readonly number[]): KappaAnswer[] => {
  let best: KappaAnswer[] = [];
  for (let kappa = 1; kappa <= Math.floor(problem.total / problem.flows.length); kappa += 1) {
    const answer = solveForKappa(problem, kappa, levels);
    if (answer === null) continue;
    const first = best[0];
    const sign = first === undefined ? 1 : compareAttainments(answer.attainments, first.attainments, levels);
    if (sign > 0) best = [answer];
    else if (sign === 0) best.push(answer);
  }
  return best;
};

/** Largest total weight of the flows `members` in any vector that keeps the given levels at their optimum; null: no vector at all. */
export const largestTotal = (problem: WeightProblem, levels: readonly number[], members: readonly number[]): number | null => {
  let largest: number | null = null;
  for (const answer of optima(problem, levels)) {
    const bound = sum(members.map((i) => at(answer.upper, i)));
    const others = sum(answer.needed.filter((_, i) => !members.includes(i)));
    largest = Math.max(largest ?? 0, Math.min(bound, problem.total - others));
  }
  return largest;
};

/** Gives away what the levels do not need: who takes the next unit is asked afresh for every unit. */
export const withLeftOvers = (problem: WeightProblem, answer: KappaAnswer): number[] => {
  const { flows, total } = problem;
  const weights = [...answer.needed];
  const goal = (i: number): number => {
    const flow = flows[i];
    return flow === undefined ? 0 : largestTarget(flow);
  };
  const ratio = (i: number): number => at(weights, i) / (total * goal(i));
  const taker = (): number => {
    const open = flows.map((_, i) => i).filter((i) => at(weights, i) < at(answer.upper, i));
    const ofKind = (kind: WeightFlow['kind']): number[] => open.filter((i) => flows[i]?.kind === kind);
    const shared = [...ofKind('host'), ...ofKind('default')];
    const wanting = argmin(
      shared.filter((i) => goal(i) > 0),
      ratio,
    );
    if (wanting >= 0) return wanting;
    const idle = [...ofKind('default'), ...ofKind('host')][0];
    if (idle !== undefined) return idle;
    const virtual = ofKind('vm');
    const asking = argmin(
      virtual.filter((i) => goal(i) > 0),
      ratio,
    );
    // Without a target there is no ratio: the smallest weight is next.
    return asking >= 0 ? asking : argmin(virtual, (i) => at(weights, i));
  };
  while (sum(weights) < total) {
    const next = taker();
    weights[next] = at(weights, next) + 1;
  }
  return weights;
};

/** Ratios of host vNICs and the default flow that have a target, worst first. */
const sharedRatios = (problem: WeightProblem, weights: readonly number[]): number[] =>
  problem.flows
    .map((flow, i) => ({ flow, ratio: at(weights, i) / (problem.total * largestTarget(flow)) }))
    .filter(({ flow }) => flow.kind !== 'vm' && largestTarget(flow) > 0)
    .map(({ ratio }) => ratio)
    .sort((a, b) => a - b);

/** True where a is the better of two vectors that attain the same: VM adapters hold less; else shared flows are better off. */
const isPreferred = (problem: WeightProblem, a: readonly number[], b: readonly number[]): boolean => {
  const held = (weights: readonly number[]): number => sum(weights.filter((_, i) => problem.flows[i]?.kind === 'vm'));
  if (held(a) !== held(b)) return held(a) < held(b);
  const ratiosA = sharedRatios(problem, a);
  const ratiosB = sharedRatios(problem, b);
  for (let i = 0; i < ratiosA.length; i += 1) {
    if (isBelow(at(ratiosB, i), at(ratiosA, i))) return true;
    if (isBelow(at(ratiosA, i), at(ratiosB, i))) return false;
  }
  return false;
};

/** The weights of the plan; null where no vector obeys the bounds. */
export const chooseWeights = (problem: WeightProblem): ChosenWeights | null => {
  let chosen: ChosenWeights | null = null;
  for (const answer of optima(problem, problem.order)) {
    const weights = withLeftOvers(problem, answer);
    // κ rises, so that of equals the smallest stays.
    if (chosen !== null && !isPreferred(problem, weights, chosen.weights)) continue;
    chosen = { kappa: answer.kappa, weights, attainments: attainmentsOf(problem.flows, sharesOf(problem, weights)) };
  }
  return chosen;
};
