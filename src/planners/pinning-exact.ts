/** The best mapping of a few adapters, by trying all of them: a branch ends where its adapters alone press as hard as the best so far. */
import type { PinningCase } from './pinning-case.ts';
import { loadOf } from './pinning-load.ts';

/** Mappings up to which all are tried; each takes less than a microsecond. */
const MOST_MAPPINGS = 4096;

export const isSmall = (of: PinningCase): boolean => of.rates.length ** of.movable <= MOST_MAPPINGS;

/** @param known a mapping to beat; it is returned where none is better */
export const bestOfAll = (of: PinningCase, known: readonly number[]): readonly number[] => {
  let best = known;
  let least = loadOf(of, known);
  const mapping = [...of.today];
  const still = of.flows.slice(of.movable);
  const stillAt = of.today.slice(of.movable);
  const tryFrom = (index: number): void => {
    // Adapters that are not placed yet only add: with them left out, no mapping of this branch presses less.
    const placed = { ...of, flows: [...of.flows.slice(0, index), ...still] };
    if (loadOf(placed, [...mapping.slice(0, index), ...stillAt]) >= least) return;
    if (index === of.movable) {
      least = loadOf(of, mapping);
      best = [...mapping];
      return;
    }
    for (let member = 0; member < of.rates.length; member += 1) {
      mapping[index] = member;
      tryFrom(index + 1);
    }
  };
  tryFrom(0);
  return best;
};
