/** Can a layout come out better than a draft, by what its bounds leave open? */
import { LEVELS, SHORT_LEVELS } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import { isBelow } from '../units/rounding.ts';
import { drainOf } from './compare-drafts.ts';
import type { PlanDraft } from './draft-plan.ts';

export interface LayoutPromise {
  /** No plan attains more, in order of priority. */
  readonly attainments: readonly number[];
  /** Seconds that no drain undercuts; 0 where nothing is known. */
  readonly drain: number;
}

const SAME = 1e-9;

/** What promises are measured by: levels as places in the order of priority. */
export interface Measure {
  readonly policy: Policy;
  /** Levels in the order in which the first short one is sought, that of the table: those that make a host short come first. */
  readonly sought: readonly number[];
  /** How many of them make a host short. */
  readonly short: number;
  /** The first short level is sought in the order of the table, but compared in that of the policy. */
  readonly areOrdersOne: boolean;
}

export const measureOf = (policy: Policy): Measure => {
  const { priorities } = policy;
  return {
    policy,
    sought: LEVELS.map((level) => priorities.indexOf(level)),
    short: SHORT_LEVELS.length,
    areOrdersOne: priorities.every((level, index) => level === LEVELS[index]),
  };
};

/** A place in `sought`, of the first level that is short for certain; -1 where none is. */
const firstShortFor = ({ attainments }: LayoutPromise, { sought }: Measure): number => {
  for (let index = 0; index < sought.length; index += 1) if (isBelow(attainments[sought[index] as number] as number, 1)) return index;
  return -1;
};

/**
 * Whatever is planned for the layout, its first short level is the one that its bounds show or comes before it.
 * @param clearly by so much that it would be advised, see `isClearlyBetter`
 */
export const mayBeBetter = (promise: LayoutPromise, than: PlanDraft, measure: Measure, clearly: boolean): boolean => {
  const { policy, sought, short, areOrdersOne } = measure;
  if (than.firstShort === null) return false;
  const first = firstShortFor(promise, measure);
  if (first < 0) return true;
  const place = policy.priorities.indexOf(than.firstShort.level);
  const other = sought.indexOf(place);
  if (first < short !== other < short) return first >= short;
  if (!areOrdersOne) return true;
  if (first !== other) return first > other;
  const gain = (promise.attainments[place] as number) - than.firstShort.attainment;
  if (gain >= (clearly ? policy.min_gain - SAME : SAME)) return true;
  const drain = drainOf(than);
  return gain >= -SAME && (drain === null || promise.drain < drain * (clearly ? 1 - policy.time_tolerance : 1) - SAME);
};

/** Positive where a promises more: levels in order, then the drain. */
export const comparePromises = (a: LayoutPromise, b: LayoutPromise): number => {
  for (const [level, most] of a.attainments.entries()) {
    const difference = most - (b.attainments[level] as number);
    if (difference !== 0) return difference;
  }
  return b.drain - a.drain;
};
