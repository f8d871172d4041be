/** How far the search for the best mapping is driven, and what is known of the best where it is not driven to its end. */
import type { PinningCase } from './pinning-case.ts';
import { MappingSearch, ROOT_STEP } from './pinning-exact.ts';
import { type Gauge, gaugeOf } from './pinning-load.ts';

/**
 * Branches looked into; each takes half a microsecond. Of the teams of four of a generated fleet nineteen in twenty are proven with fewer. Few
 * adapters get more of them, since what is left open there goes on to a solver, which takes far longer.
 */
const MOST_BRANCHES = 20_000;
const MOST_BRANCHES_OF_FEW = 50_000;

export interface Enumerated {
  /** A member for each flow; the mapping to beat where none is better. */
  readonly mapping: readonly number[];
  /** No mapping presses less than this. */
  readonly bound: number;
}

/** Adapters times members up to which a MILP is within reach: beyond, javascript-lp-solver takes half a second without an answer. */
const MOST_BINARIES = 40;

export const isFew = ({ movable, rates }: PinningCase): boolean => movable * rates.length <= MOST_BINARIES;

/** @param known a mapping to beat, and `least` a load that no mapping undercuts */
export const enumerateMappings = (
  of: PinningCase,
  known: readonly number[],
  least: number,
  gauge: Gauge = gaugeOf(of),
  mostBranches: number = isFew(of) ? MOST_BRANCHES_OF_FEW : MOST_BRANCHES,
): Enumerated => {
  const search = new MappingSearch(of, known, gauge, mostBranches);
  search.run();
  if (!search.isSpent) return { mapping: search.best, bound: search.load };
  const atRoot = search.leastAtRoot(least);
  return isFew(of) ? { mapping: search.best, bound: atRoot } : narrow(of, search, atRoot, gauge);
};

/** Questions asked of a team that one search leaves open. */
const MOST_QUESTIONS = 6;
const BRANCHES_OF_QUESTION = 4000;

/**
 * Asks whether any mapping presses less than a load halfway. Well below the best that is soon refuted, and the bound rises;
 * well above it a better mapping is soon found. Only close to it a search is spent, and the next question is an easier one.
 */
export const narrow = (
  of: PinningCase,
  { best, load }: Pick<MappingSearch, 'best' | 'load'>,
  atRoot: number,
  gauge: Gauge = gaugeOf(of),
  branches: number = BRANCHES_OF_QUESTION,
): Enumerated => {
  let [mapping, known, bound, open] = [best, load, atRoot, load];
  for (let asked = 0; asked < MOST_QUESTIONS && open - bound > ROOT_STEP * known; asked += 1) {
    const search = new MappingSearch(of, mapping, gauge, branches);
    const halfway = (bound + open) / 2;
    search.run(halfway);
    if (search.load < known) {
      [mapping, known, open] = [search.best, search.load, search.load];
      if (!search.isSpent) return { mapping, bound: known };
    } else if (search.isSpent) open = halfway;
    else bound = halfway;
  }
  return { mapping, bound };
};
