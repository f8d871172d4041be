/** The weight problem as data, and its answer by trying every integer vector: slow, and without any method to be wrong. */
import { isBelow } from '../../src/units/rounding.ts';

export interface WeightFlow {
  readonly label: string;
  readonly kind: 'host' | 'vm' | 'default';
  readonly lower: number;
  /** A bound of the flow itself, in units; the ratio rule comes on top. */
  readonly upper: number;
  /** Share wanted at each level, in the order of LEVELS; 0: the level does not ask for the flow. */
  readonly targets: readonly number[];
}

export interface WeightProblem {
  /** Units to give away: 100, or fewer where every vector is to be tried. */
  readonly total: number;
  readonly maxRatio: number;
  /** Indices into `targets`, most important first. */
  readonly order: readonly number[];
  /** Host vNICs by name, VM adapters by VM and name, the default flow last. */
  readonly flows: readonly WeightFlow[];
}

export const LEVEL_COUNT = 9;

/** Attainment of one level by shares of the switch: the worst share over target, at most 1. */
export const attainmentOfLevel = (flows: readonly WeightFlow[], shares: readonly number[], level: number): number => {
  let worst = 1;
  flows.forEach((flow, i) => {
    const target = flow.targets[level] ?? 0;
    if (target > 0) worst = Math.min(worst, (shares[i] ?? 0) / target);
  });
  return worst;
};

export const attainmentsOf = (flows: readonly WeightFlow[], shares: readonly number[]): number[] => {
  const attainments: number[] = [];
  for (let level = 0; level < LEVEL_COUNT; level += 1) attainments.push(attainmentOfLevel(flows, shares, level));
  return attainments;
};

/** Positive where a is the better: the first level in `order` that differs by more than nine decimals decides. */
export const compareAttainments = (a: readonly number[], b: readonly number[], order: readonly number[]): number => {
  for (const level of order) {
    if (isBelow(b[level] ?? 1, a[level] ?? 1)) return 1;
    if (isBelow(a[level] ?? 1, b[level] ?? 1)) return -1;
  }
  return 0;
};

export interface ExhaustiveAnswer {
  readonly attainments: readonly number[];
  /** Every vector that reaches them. */
  readonly vectors: readonly (readonly number[])[];
}

/**
 * Tries every integer vector of the sum `problem.total` that obeys the bounds and the ratio rule; null where there is none.
 * Grows with total^(flows − 1): meant for at most five flows and totals up to about thirty.
 */
export const exhaustiveWeights = (problem: WeightProblem): ExhaustiveAnswer | null => {
  const { flows, total, maxRatio, order } = problem;
  let best: number[] | null = null;
  let vectors: number[][] = [];
  const judge = (vector: number[]): void => {
    if (isBelow(maxRatio * Math.min(...vector), Math.max(...vector))) return;
    const attainments = attainmentsOf(
      flows,
      vector.map((weight) => weight / total),
    );
    const sign = best === null ? 1 : compareAttainments(attainments, best, order);
    if (sign > 0) {
      best = attainments;
      vectors = [];
    }
    if (sign >= 0) vectors.push([...vector]);
  };
  const extend = (vector: number[], left: number): void => {
    const flow = flows[vector.length];
    if (flow === undefined) {
      if (left === 0) judge(vector);
      return;
    }
    for (let weight = flow.lower; weight <= Math.min(flow.upper, left); weight += 1) extend([...vector, weight], left - weight);
  };
  extend([], total);
  return best === null ? null : { attainments: best, vectors };
};
