/**
 * The best mapping onto two members, exactly. Only the most demanding adapter of each member counts, so for every choice
 * of the two the rest is a question of sums: which weights can lie on the first member. Weights are whole and few.
 */
import type { PinningCase } from './pinning-case.ts';

/** The flows with the most demanding first, and what the rest of them can do from each place on. */
interface Ordered {
  readonly of: PinningCase;
  readonly order: readonly number[];
  readonly total: number;
  /** Row i, of total + 1 sums, has a 1 at s where the adapters from place i on can put the weight s on member 0. */
  readonly reachable: Uint8Array;
}

interface Best {
  readonly load: number;
  /** Weight of the free adapters on member 0. */
  readonly sum: number;
  /** The member of the most demanding adapter of all. */
  readonly lead: 0 | 1;
  /** Place of the most demanding adapter of the other member; those before it lie on `lead`, those after it are free. */
  readonly other: number;
}

/**
 * @param of two members; a loss leaves one member with everything, whatever the mapping, and is not looked at
 * @returns a member for each flow, with the least load of all mappings
 */
export const mapOntoPair = (of: PinningCase): readonly number[] => {
  const ordered = orderByNeed(of);
  const mostNeed = needAt(of, ordered.order[0]);
  let best: Best | null = null;
  for (const lead of [0, 1] as const) {
    let before = 0;
    for (let other = 0; other <= ordered.order.length; other += 1) {
      const candidate = other === 0 ? null : bestSum(ordered, lead, other, before);
      if (candidate !== null && (best === null || candidate.load < best.load)) best = candidate;
      const index = ordered.order[other];
      if (index === undefined || !mayLieOn(of, index, lead)) break;
      before += weightAt(of, index);
      // What lies beside the most demanding adapter only grows from here on.
      if (best !== null && (mostNeed * (before + of.defaultWeight)) / (of.rates[lead] as number) > best.load + ROUNDING_ROOM) break;
    }
  }
  return best === null ? of.today : mappingOf(ordered, best);
};

/** Far above what the order of a few additions changes in a load. */
const ROUNDING_ROOM = 1e-9;

const needAt = (of: PinningCase, index: number | undefined): number => (index === undefined ? 0 : (of.flows[index]?.need ?? 0));
const weightAt = (of: PinningCase, index: number | undefined): number => (index === undefined ? 0 : (of.flows[index]?.weight ?? 0));
const mayLieOn = (of: PinningCase, index: number, member: number): boolean => index < of.movable || of.today[index] === member;

const orderByNeed = (of: PinningCase): Ordered => {
  const order = of.flows.map((_, index) => index).sort((a, b) => needAt(of, b) - needAt(of, a) || a - b);
  let total = 0;
  for (const { weight } of of.flows) total += weight;
  const width = total + 1;
  const reachable = new Uint8Array((order.length + 1) * width);
  reachable[order.length * width] = 1;
  // What the adapters from this place on weigh together, beyond which no sum is reachable.
  let most = 0;
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const index = order[place] as number;
    const weight = weightAt(of, index);
    const here = place * width;
    const after = here + width;
    if (mayLieOn(of, index, 1)) reachable.copyWithin(here, after, after + width);
    most += weight;
    if (!mayLieOn(of, index, 0)) continue;
    for (let sum = weight; sum <= most; sum += 1) if (reachable[after + sum - weight] === 1) reachable[here + sum] = 1;
  }
  return { of, order, total, reachable };
};

/** The best sum for one choice of the two leaders; null where the adapter at place `other` cannot lie opposite. */
const bestSum = ({ of, order, total, reachable }: Ordered, lead: 0 | 1, other: number, before: number): Best | null => {
  const index = order[other];
  if (index !== undefined && !mayLieOn(of, index, 1 - lead)) return null;
  const onFirst = lead === 0 ? before : weightAt(of, index);
  const needOfLead = needAt(of, order[0]);
  const needOfOther = needAt(of, index);
  const needOnFirst = lead === 0 ? needOfLead : needOfOther;
  const needOnSecond = lead === 0 ? needOfOther : needOfLead;
  const [rateOfFirst, rateOfSecond] = of.rates as readonly [number, number];
  const free = Math.min(other + 1, order.length) * (total + 1);
  let least = Number.POSITIVE_INFINITY;
  let bestAt = -1;
  for (let sum = 0; onFirst + sum <= total; sum += 1) {
    if (reachable[free + sum] !== 1) continue;
    const first = (needOnFirst * (onFirst + sum + of.defaultWeight)) / rateOfFirst;
    // The first member only fills up from here on.
    if (first >= least) break;
    const second = (needOnSecond * (total - onFirst - sum + of.defaultWeight)) / rateOfSecond;
    const load = first > second ? first : second;
    if (load < least) [least, bestAt] = [load, sum];
  }
  return bestAt < 0 ? null : { load: least, sum: bestAt, lead, other };
};

const mappingOf = ({ of, order, total, reachable }: Ordered, { sum, lead, other }: Best): number[] => {
  const mapping = [...of.today];
  let left = sum;
  for (const [place, index] of order.entries()) {
    if (place <= other) {
      mapping[index] = place < other ? lead : 1 - lead;
      continue;
    }
    // Member 0 takes an adapter only where the rest cannot make up the sum without it.
    const isSecond = mayLieOn(of, index, 1) && reachable[(place + 1) * (total + 1) + left] === 1;
    mapping[index] = isSecond ? 1 : 0;
    if (!isSecond) left -= weightAt(of, index);
  }
  return mapping;
};
