/** An assignment built without a solver: everything where it fits, and otherwise the best of a few greedy orders, improved by exchanges. */
import { VF_RANKS } from './vf-candidates.ts';
import {
  emptyPacking,
  hardestFirst,
  isServed,
  type PackMode,
  packAll,
  type Packing,
  packingOf,
  placeUnit,
  put,
  removeUnit,
} from './vf-pack.ts';
import type { Placement, VfProblem, VfUnit } from './vf-problem.ts';
import { compareValues, valueOf } from './vf-value.ts';

const MODES: readonly PackMode[] = ['spread', 'tight'];
/** Exchanges settle within a few rounds; a bound keeps the worst host cheap. */
const MOST_ROUNDS = 8;

/** Units that some assignment serves: each member fits some uplink, and no two need the same one. */
export const servableUnits = (problem: VfProblem): VfUnit[] =>
  problem.units.filter((unit) => {
    const [first] = unit;
    return unit.length === 1 ? (problem.options[first as number]?.length ?? 0) > 0 : placeUnit(emptyPacking(problem), unit, 'spread');
  });

/** The problem with nothing to hope for from units that no assignment serves. */
export const withoutHopeless = (problem: VfProblem, units: readonly VfUnit[]): VfProblem => {
  const servable = new Set(units.flat());
  return { ...problem, options: problem.options.map((options, candidate) => (servable.has(candidate) ? options : [])) };
};

/** Every servable unit on an uplink, which nothing beats; null where the constructions leave one over. */
export const serveAll = (problem: VfProblem, units: readonly VfUnit[]): Placement | null => {
  for (const mode of MODES) {
    const packing = packAll(problem, units, mode);
    if (packing !== null) return packing.placement;
  }
  return null;
};

const rankOf = (problem: VfProblem, unit: VfUnit): number =>
  unit.reduce((least, candidate) => Math.min(least, problem.candidates[candidate]?.rank ?? VF_RANKS), VF_RANKS);

const rateOf = (problem: VfProblem, unit: VfUnit): number =>
  unit.reduce((sum, candidate) => sum + (problem.candidates[candidate]?.rate ?? 0), 0);

const byRank = (problem: VfProblem, units: readonly VfUnit[], largestFirst: boolean): VfUnit[] => {
  const sign = largestFirst ? -1 : 1;
  return [...units].sort(
    (a, b) =>
      rankOf(problem, a) - rankOf(problem, b) || sign * (rateOf(problem, a) - rateOf(problem, b)) || (a[0] as number) - (b[0] as number),
  );
};

/** As many units of each rank as `order` and the pools let in, packed anew from the hardest on where that is possible. */
const admit = (problem: VfProblem, order: readonly VfUnit[], mode: PackMode): Packing => {
  let packing = emptyPacking(problem);
  const served: VfUnit[] = [];
  for (const unit of order) {
    if (placeUnit(packing, unit, mode)) {
      served.push(unit);
      continue;
    }
    const again = slotsRemain(packing) ? packAll(problem, [...served, unit], mode) : null;
    if (again === null) continue;
    packing = again;
    served.push(unit);
  }
  return packing;
};

const slotsRemain = (packing: Packing): boolean => packing.slotsLeft.some((slots) => slots > 0);

/** Serves whoever still fits, in order of rank. */
const fill = (packing: Packing, units: readonly VfUnit[]): boolean => {
  let grew = false;
  for (const unit of units) if (!isServed(packing, unit) && placeUnit(packing, unit, 'tight')) grew = true;
  return grew;
};

/** Exchanges a served adapter for one of the same rank with a larger rate, where that fits. */
const exchange = (packing: Packing, waiting: readonly VfUnit[], served: readonly VfUnit[]): boolean => {
  const { problem } = packing;
  for (const newcomer of waiting) {
    if (newcomer.length > 1 || isServed(packing, newcomer)) continue;
    for (const holder of served) {
      if (holder.length > 1 || !isServed(packing, holder) || rankOf(problem, holder) !== rankOf(problem, newcomer)) continue;
      if (rateOf(problem, holder) >= rateOf(problem, newcomer)) continue;
      const uplink = packing.placement[holder[0] as number] as number;
      removeUnit(packing, holder);
      if (placeUnit(packing, newcomer, 'tight')) return true;
      put(packing, holder[0] as number, uplink);
    }
  }
  return false;
};

/** The placement with all that still fits and every exchange that gains. */
export const improve = (problem: VfProblem, units: readonly VfUnit[], placement: Placement): Placement => {
  const packing = packingOf(problem, placement);
  const inRank = byRank(problem, units, true);
  for (let round = 0; round < MOST_ROUNDS * units.length; round++) {
    const grew = fill(packing, inRank);
    if (!exchange(packing, inRank, [...inRank].reverse()) && !grew) break;
  }
  return packing.placement;
};

/** The best of the greedy orders. */
export const construct = (problem: VfProblem, units: readonly VfUnit[]): Placement => {
  let best: Placement = emptyPacking(problem).placement;
  for (const largestFirst of [true, false]) {
    const order = byRank(problem, units, largestFirst);
    for (const mode of MODES) {
      const placement = improve(problem, units, admit(problem, order, mode).placement);
      if (compareValues(valueOf(problem, placement), valueOf(problem, best)) > 0) best = placement;
    }
  }
  return best;
};

/** The largest of each rank that its count lets in, packed from the hardest on: where it fits, nothing offloads more. */
export const packLargest = (problem: VfProblem, units: readonly VfUnit[], counts: readonly number[]): Placement | null => {
  if (units.some((unit) => unit.length > 1)) return null;
  const left = [...counts];
  const chosen = byRank(problem, units, true).filter((unit) => {
    const rank = rankOf(problem, unit);
    if ((left[rank] as number) === 0) return false;
    left[rank] = (left[rank] as number) - 1;
    return true;
  });
  if (left.some((count) => count > 0)) return null;
  return serveAll(problem, hardestFirst(problem, chosen));
};
