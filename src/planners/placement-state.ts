/** VMs on hosts, moved one at a time: what every method of placing works on. */
import type { ByTier } from '../model/placement.ts';
import { FIT_TOLERANCE, type PlacementProblem } from './placement-problem.ts';

export const NOWHERE = -1;

export class PlacementState {
  readonly problem: PlacementProblem;
  /** Per VM its host, NOWHERE where it has none. */
  readonly at: Int32Array;
  /** Per host and resource what is left. */
  readonly left: readonly Float64Array[];

  constructor(problem: PlacementProblem, at?: ArrayLike<number>) {
    this.problem = problem;
    this.at = new Int32Array(problem.needs.length).fill(NOWHERE);
    this.left = problem.room.map((room) => room.slice());
    if (at !== undefined) for (let vm = 0; vm < at.length; vm++) if (at[vm] !== NOWHERE) this.put(vm, at[vm] as number);
  }

  fits(vm: number, host: number): boolean {
    if ((this.problem.open[vm] as Uint8Array)[host] !== 1) return false;
    return fitsInto(this.problem.needs[vm] as Float64Array, this.left[host] as Float64Array);
  }

  put(vm: number, host: number): void {
    const needs = this.problem.needs[vm] as Float64Array;
    const left = this.left[host] as Float64Array;
    for (let resource = 0; resource < needs.length; resource++) left[resource] = (left[resource] as number) - (needs[resource] as number);
    this.at[vm] = host;
  }

  take(vm: number): void {
    const needs = this.problem.needs[vm] as Float64Array;
    const left = this.left[this.at[vm] as number] as Float64Array;
    for (let resource = 0; resource < needs.length; resource++) left[resource] = (left[resource] as number) + (needs[resource] as number);
    this.at[vm] = NOWHERE;
  }

  counts(): ByTier {
    const counts: [number, number, number] = [0, 0, 0];
    for (let vm = 0; vm < this.at.length; vm++) {
      const tier = (this.problem.tiers[vm] as number) - 1;
      if (this.at[vm] !== NOWHERE) counts[tier as 0 | 1 | 2] += 1;
    }
    return counts;
  }
}

/** What a VM does not need may be overdrawn: it makes nothing worse there. */
export const fitsInto = (needs: Float64Array, left: Float64Array): boolean => {
  for (let resource = 0; resource < needs.length; resource++) {
    const need = needs[resource] as number;
    if (need > 0 && need > (left[resource] as number) + FIT_TOLERANCE) return false;
  }
  return true;
};

/** Positive where a places more, of tier 1 first. */
export const compareCounts = (a: ByTier, b: ByTier): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/** Of all rooms together the largest share that the VM takes of one resource: how hard it is to place. */
export const sizesOf = (problem: PlacementProblem): Float64Array => {
  const totals = problem.resources.map((_, resource) => problem.room.reduce((sum, room) => sum + Math.max(0, room[resource] as number), 0));
  return Float64Array.from(problem.needs, (needs) => {
    let size = 0;
    for (let resource = 0; resource < needs.length; resource++) {
      const total = totals[resource] as number;
      if ((needs[resource] as number) <= 0 || total === Number.POSITIVE_INFINITY) continue;
      size = Math.max(size, total > 0 ? (needs[resource] as number) / total : Number.POSITIVE_INFINITY);
    }
    return size;
  });
};
