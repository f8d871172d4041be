/** Members of a team that could change places: equally fast, and lost with each other just the same. */
import type { PinningCase } from './pinning-case.ts';

/** A permutation of the members: the place of each in the mirrored team. */
export type Symmetry = readonly number[];

/** Up to this many members all permutations are looked at. */
const MOST_MEMBERS = 4;

/** All permutations that leave speeds and losses as they are, but for the one that moves nothing. */
export const symmetriesOf = ({ rates, losses }: PinningCase): readonly Symmetry[] => {
  const mirrors = MIRRORS[rates.length];
  if (mirrors === undefined) return [];
  const groups = losses.flat();
  const keys = new Set(groups.map((lost) => keyOf(lost, null)));
  return mirrors.filter(
    (mirrored) =>
      mirrored.every((place, member) => rates[place] === rates[member]) && groups.every((lost) => keys.has(keyOf(lost, mirrored))),
  );
};

/** Members as the bits of a number, each where it comes to lie. */
const keyOf = (members: readonly number[], mirrored: Symmetry | null): number => {
  let key = 0;
  for (const member of members) key += 1 << (mirrored === null ? member : (mirrored[member] as number));
  return key;
};

const permutations = (count: number): number[][] =>
  count === 0
    ? [[]]
    : permutations(count - 1).flatMap((shorter) =>
        Array.from({ length: count }, (_, place) => [...shorter.slice(0, place), count - 1, ...shorter.slice(place)]),
      );

/** By number of members: every permutation but the one that moves nothing. */
const MIRRORS: readonly (readonly Symmetry[])[] = Array.from({ length: MOST_MEMBERS + 1 }, (_, count) =>
  permutations(count).filter((mirrored) => mirrored.some((place, member) => place !== member)),
);

/** Whether the rest can be mirrored so that an earlier empty member takes this one's place, and no member in use moves. */
export const isMirrored = (member: number, weights: ArrayLike<number>, symmetries: readonly Symmetry[]): boolean =>
  symmetries.some(
    (mirrored) =>
      (mirrored[member] as number) < member &&
      mirrored.every((place, other) => place === other || (weights[other] === 0 && weights[place] === 0)),
  );
