import type { Box, LinearModel } from './linear-model.ts';

/** Integer variables that are not whole by more than the tolerance and still have room on both sides. */
export const listFractional = (model: LinearModel, x: ArrayLike<number>, box: Box, tolerance: number): number[] => {
  const fractional: number[] = [];
  for (const [index, { integer }] of model.variables.entries()) {
    const value = x[index] ?? Number.NaN;
    if (!integer || !(Math.abs(value - Math.round(value)) > tolerance)) continue;
    const below = Math.floor(value);
    if (below >= (box.lower[index] ?? -Infinity) && below + 1 <= (box.upper[index] ?? Infinity)) fractional.push(index);
  }
  return fractional;
};

const divisorOf = (a: number, b: number): number => {
  let [larger, smaller] = [Math.max(a, b), Math.min(a, b)];
  const rounding = 1e-9 * larger;
  while (smaller > rounding) [larger, smaller] = [smaller, larger % smaller];
  return larger;
};

/**
 * The step of which every objective value is a multiple, or null when the objective may take any value: all its variables
 * must be integer and their costs multiples of one number.
 */
export const findObjectiveStep = (model: LinearModel): number | null => {
  const priced = model.variables.filter(({ cost }) => cost !== 0);
  if (priced.length === 0 || priced.some(({ integer }) => !integer)) return null;
  const costs = priced.map(({ cost }) => Math.abs(cost));
  const step = costs.reduce(divisorOf);
  // A divisor found by rounding is worthless: every cost must be an exact multiple, and not by a huge factor.
  return costs.every((cost) => Number.isInteger(cost / step) && cost / step < 1e6) ? step : null;
};

interface Record {
  gain: number;
  count: number;
}

/** Remembers how much the bound rose per unit when a variable was branched on (pseudo-costs), and picks by it. */
export class BranchingScores {
  private readonly up: Record[];
  private readonly down: Record[];

  constructor(size: number) {
    this.up = Array.from({ length: size }, () => ({ gain: 0, count: 0 }));
    this.down = Array.from({ length: size }, () => ({ gain: 0, count: 0 }));
  }

  learn(branch: { readonly variable: number; readonly up: boolean; readonly distance: number }, gain: number): void {
    const record = (branch.up ? this.up : this.down)[branch.variable];
    if (record === undefined || !Number.isFinite(gain) || branch.distance < 1e-6) return;
    record.gain += Math.max(0, gain) / branch.distance;
    record.count += 1;
  }

  /** The candidate whose two branches promise to raise the bound most; the first of equals; null when there is none. */
  choose(candidates: readonly number[], x: ArrayLike<number>): number | null {
    let chosen: number | null = null;
    let most = -1;
    for (const variable of candidates) {
      const fraction = (x[variable] ?? 0) - Math.floor(x[variable] ?? 0);
      const score = this.promise(this.down, variable, fraction) * this.promise(this.up, variable, 1 - fraction);
      if (score > most) {
        most = score;
        chosen = variable;
      }
    }
    return chosen;
  }

  private promise(side: readonly Record[], variable: number, distance: number): number {
    const record = side[variable];
    const rate = record === undefined || record.count === 0 ? 1 : record.gain / record.count;
    return Math.max(rate * distance, 1e-6);
  }
}
