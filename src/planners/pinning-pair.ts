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
  /** reachable[i][s] is 1 where the adapters from place i on can put the weight s on member 0. */
  readonly reachable: readonly Uint8Array[];
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
  let best: Best | null = null;
  for (const lead of [0, 1] as const) {
    let before = 0;
    for (let other = 0; other <= ordered.order.length; other += 1) {
      const candidate = other === 0 ? null : bestSum(ordered, lead, other, before);
      if (candidate !== null && (best === null || candidate.load < best.load)) best = candidate;
      const index = ordered.order[other];
      if (index === undefined || !mayLieOn(of, index, lead)) break;
      before += weightAt(of, index);
    }
  }
  return best === null ? of.today : mappingOf(ordered, best);
};

const needAt = (of: PinningCase, index: number | undefined): number => (index === undefined ? 0 : (of.flows[index]?.need ?? 0));
const weightAt = (of: PinningCase, index: number | undefined): number => (index === undefined ? 0 : (of.flows[index]?.weight ?? 0));
const mayLieOn = (of: PinningCase, index: number, member: number): boolean => index < of.movable || of.today[index] === member;

const orderByNeed = (of: PinningCase): Ordered => {
  const order = of.flows.map((_, index) => index).sort((a, b) => needAt(of, b) - needAt(of, a) || a - b);
  const total = of.flows.reduce((sum, { weight }) => sum + weight, 0);
  let after = new Uint8Array(total + 1);
  after[0] = 1;
  const reachable = [after];
  for (const index of [...order].reverse()) {
    const weight = weightAt(of, index);
    const here = new Uint8Array(total + 1);
    if (mayLieOn(of, index, 1)) here.set(after);
    if (mayLieOn(of, index, 0)) {
      for (let sum = weight; sum <= total; sum += 1) if (after[sum - weight] === 1) here[sum] = 1;
    }
    reachable.unshift(here);
    after = here;
  }
  return { of, order, total, reachable };
};

/** The best sum for one choice of the two leaders; null where the adapter at place `other` cannot lie opposite. */
const bestSum = ({ of, order, total, reachable }: Ordered, lead: 0 | 1, other: number, before: number): Best | null => {
  const index = order[other];
  if (index !== undefined && !mayLieOn(of, index, 1 - lead)) return null;
  const onFirst = lead === 0 ? before : weightAt(of, index);
  const needs = [needAt(of, order[0]), needAt(of, index)];
  const free = reachable[Math.min(other + 1, order.length)] as Uint8Array;
  let best: Best | null = null;
  for (let sum = 0; onFirst + sum <= total; sum += 1) {
    if (free[sum] !== 1) continue;
    const first = ((needs[lead] as number) * (onFirst + sum + of.defaultWeight)) / (of.rates[0] as number);
    const second = ((needs[1 - lead] as number) * (total - onFirst - sum + of.defaultWeight)) / (of.rates[1] as number);
    const load = Math.max(first, second);
    if (best === null || load < best.load) best = { load, sum, lead, other };
  }
  return best;
};

const mappingOf = ({ of, order, reachable }: Ordered, { sum, lead, other }: Best): number[] => {
  const mapping = [...of.today];
  let left = sum;
  for (const [place, index] of order.entries()) {
    if (place <= other) {
      mapping[index] = place < other ? lead : 1 - lead;
      continue;
    }
    // Member 0 takes an adapter only where the rest cannot make up the sum without it.
    const isSecond = mayLieOn(of, index, 1) && reachable[place + 1]?.[left] === 1;
    mapping[index] = isSecond ? 1 : 0;
    if (!isSecond) left -= weightAt(of, index);
  }
  return mapping;
};
