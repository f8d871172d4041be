/** Members of a team that could change places: equally fast, and lost with each other just the same. */
import type { PinningCase } from './pinning-case.ts';

/** A permutation of the members: the place of each in the mirrored team. */
export type Symmetry = readonly number[];

/** Up to this many members all permutations are looked at. */
const MOST_MEMBERS = 4;

/** All permutations that leave speeds and losses as they are, but for the one that moves nothing. */
export const symmetriesOf = ({ rates, losses }: PinningCase): readonly Symmetry[] => {
  if (rates.length > MOST_MEMBERS) return [];
  const groups = new Set(losses.flat().map(keyOf));
  return permutations(rates.length).filter(
    (mirrored) =>
      mirrored.some((place, member) => place !== member) &&
      mirrored.every((place, member) => rates[place] === rates[member]) &&
      losses.flat().every((lost) => groups.has(keyOf(lost.map((member) => mirrored[member] as number)))),
  );
};

const keyOf = (members: readonly number[]): string => [...members].sort().join();

const permutations = (count: number): number[][] =>
  count === 0
    ? [[]]
    : permutations(count - 1).flatMap((shorter) =>
        Array.from({ length: count }, (_, place) => [...shorter.slice(0, place), count - 1, ...shorter.slice(place)]),
      );

/** Whether the rest can be mirrored so that an earlier empty member takes this one's place, and no member in use moves. */
export const isMirrored = (member: number, weights: ArrayLike<number>, symmetries: readonly Symmetry[]): boolean =>
  symmetries.some(
    (mirrored) =>
      (mirrored[member] as number) < member &&
      mirrored.every((place, other) => place === other || (weights[other] === 0 && weights[place] === 0)),
  );
