/** Puts units on uplinks one after the other, and takes them off again: the moves of which constructive answers are made. */
import { NOT_SERVED, type Placement, RATE_TOLERANCE, type VfProblem, type VfUnit } from './vf-problem.ts';

/** Which of the uplinks with room is taken: the one with most rate left, or the one with least. */
export type PackMode = 'spread' | 'tight';

export interface Packing {
  readonly problem: VfProblem;
  readonly placement: number[];
  readonly slotsLeft: number[];
  readonly rateLeft: number[];
}

export const emptyPacking = (problem: VfProblem): Packing => ({
  problem,
  placement: problem.candidates.map(() => NOT_SERVED),
  slotsLeft: problem.uplinks.map(({ slots }) => slots),
  rateLeft: problem.uplinks.map(({ rate }) => rate),
});

export const packingOf = (problem: VfProblem, placement: Placement): Packing => {
  const packing = emptyPacking(problem);
  placement.forEach((uplink, candidate) => {
    if (uplink !== NOT_SERVED) put(packing, candidate, uplink);
  });
  return packing;
};

const rateOf = ({ problem }: Packing, candidate: number): number => problem.candidates[candidate]?.rate ?? 0;

export const hasRoom = (packing: Packing, rate: number, uplink: number): boolean =>
  (packing.slotsLeft[uplink] as number) > 0 && rate <= (packing.rateLeft[uplink] as number) + RATE_TOLERANCE;

export const put = (packing: Packing, candidate: number, uplink: number): void => {
  packing.placement[candidate] = uplink;
  packing.slotsLeft[uplink] = (packing.slotsLeft[uplink] as number) - 1;
  packing.rateLeft[uplink] = (packing.rateLeft[uplink] as number) - rateOf(packing, candidate);
};

export const take = (packing: Packing, candidate: number): void => {
  const uplink = packing.placement[candidate] as number;
  packing.placement[candidate] = NOT_SERVED;
  packing.slotsLeft[uplink] = (packing.slotsLeft[uplink] as number) + 1;
  packing.rateLeft[uplink] = (packing.rateLeft[uplink] as number) + rateOf(packing, candidate);
};

export const isServed = (packing: Packing, unit: VfUnit): boolean => packing.placement[unit[0] as number] !== NOT_SERVED;

export const removeUnit = (packing: Packing, unit: VfUnit): void => {
  for (const candidate of unit) take(packing, candidate);
};

/** Positive where `a` has more rate left than `b`; what only the order of adding up makes different is equal. */
const compareRateLeft = ({ rateLeft }: Packing, a: number, b: number): number => {
  const more = (rateLeft[a] as number) - (rateLeft[b] as number);
  return Math.abs(more) <= RATE_TOLERANCE ? 0 : more;
};

/** Negative where `a` is preferred to `b`: by the rate left, then more functions left, then in order of port. */
const comparePreferred = (packing: Packing, a: number, b: number, mode: PackMode): number => {
  const { slotsLeft } = packing;
  const byRate = compareRateLeft(packing, a, b);
  return (mode === 'spread' ? -byRate : byRate) || (slotsLeft[b] as number) - (slotsLeft[a] as number) || a - b;
};

const holdsMate = (packing: Packing, unit: VfUnit, candidate: number, uplink: number): boolean =>
  unit.length > 1 && unit.some((mate) => mate !== candidate && packing.placement[mate] === uplink);

/** The preferred uplink with room that holds no mate of the candidate; NOT_SERVED where there is none. */
const preferredOf = (packing: Packing, unit: VfUnit, candidate: number, mode: PackMode): number => {
  const rate = rateOf(packing, candidate);
  let best = NOT_SERVED;
  for (const uplink of packing.problem.options[candidate] ?? []) {
    if (!hasRoom(packing, rate, uplink) || holdsMate(packing, unit, candidate, uplink)) continue;
    if (best === NOT_SERVED || comparePreferred(packing, uplink, best, mode) < 0) best = uplink;
  }
  return best;
};

/** All of them, the preferred first. */
const choicesOf = (packing: Packing, unit: VfUnit, candidate: number, mode: PackMode): number[] => {
  const rate = rateOf(packing, candidate);
  return (packing.problem.options[candidate] ?? [])
    .filter((uplink) => hasRoom(packing, rate, uplink) && !holdsMate(packing, unit, candidate, uplink))
    .sort((a, b) => comparePreferred(packing, a, b, mode));
};

/** Solvers are content with a row that is broken by a millionth; a pool is not. */
export const isWithinPools = (problem: VfProblem, placement: Placement): boolean => {
  const { slotsLeft, rateLeft } = packingOf(problem, placement);
  return slotsLeft.every((slots) => slots >= 0) && rateLeft.every((rate) => rate >= -RATE_TOLERANCE);
};

/** Serves the unit where it fits beside what is placed already; members of a guest team on different uplinks. */
export const placeUnit = (packing: Packing, unit: VfUnit, mode: PackMode): boolean =>
  unit.length === 1 ? placeMember(packing, unit, unit[0] as number, mode) : placeMembers(packing, unit, 0, mode);

const placeMembers = (packing: Packing, unit: VfUnit, from: number, mode: PackMode): boolean => {
  if (from === unit.length) return true;
  const candidate = unit[from] as number;
  for (const uplink of choicesOf(packing, unit, candidate, mode)) {
    put(packing, candidate, uplink);
    if (placeMembers(packing, unit, from + 1, mode)) return true;
    take(packing, candidate);
  }
  return false;
};

/** Serves one member of a unit, on an uplink that none of its mates has. */
export const placeMember = (packing: Packing, unit: VfUnit, candidate: number, mode: PackMode): boolean => {
  const uplink = preferredOf(packing, unit, candidate, mode);
  if (uplink === NOT_SERVED) return false;
  put(packing, candidate, uplink);
  return true;
};

const unitRate = (problem: VfProblem, unit: VfUnit): number =>
  unit.reduce((most, candidate) => Math.max(most, problem.candidates[candidate]?.rate ?? 0), 0);

/** The hardest to place first: teams, then large rates; ties in order of VM and adapter. */
export const hardestFirst = (problem: VfProblem, units: readonly VfUnit[]): VfUnit[] =>
  [...units].sort((a, b) => b.length - a.length || unitRate(problem, b) - unitRate(problem, a) || (a[0] as number) - (b[0] as number));

/** All the units on the uplinks, or null where this order and mode leave one over. */
export const packAll = (problem: VfProblem, units: readonly VfUnit[], mode: PackMode): Packing | null => {
  const packing = emptyPacking(problem);
  for (const unit of hardestFirst(problem, units)) if (!placeUnit(packing, unit, mode)) return null;
  return packing;
};
