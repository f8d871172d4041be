/**
 * The linear relaxation of the choice at one goal: groups may take a mixture of two offers. It is solved by spending on what
 * gains most for its money first, along the concave hull of each group, and gives the price of one more gain.
 */
import type { RankedGroup, RankedOffer } from './choice-group.ts';

/** One step up the hull of a group. */
interface HullStep {
  readonly group: number;
  /** Place among the offers of the group. */
  readonly to: number;
  readonly cost: number;
  readonly gain: number;
}

export interface Relaxation {
  /** Money for so many gains more where the budget runs out, as a fraction of whole numbers. */
  readonly price: { readonly money: number; readonly gain: number };
  /** Whole choice that the steps in order lead to, later ones taken where they still fit: place of an offer by group. */
  readonly choice: readonly number[];
}

/** Corners of the concave hull of gain over cost, from the cheapest offer on. */
const hullOf = (offers: readonly RankedOffer[], goal: number): readonly number[] => {
  const corners: number[] = [];
  offers.forEach((offer, place) => {
    const gain = offer.gains[goal] as number;
    const last = corners.at(-1);
    if (last !== undefined && gain <= ((offers[last] as RankedOffer).gains[goal] as number)) return;
    while (corners.length > 1 && isBelowLine(offers, goal, corners.at(-2) as number, corners.at(-1) as number, place)) corners.pop();
    corners.push(place);
  });
  return corners;
};

const isBelowLine = (offers: readonly RankedOffer[], goal: number, from: number, middle: number, to: number): boolean => {
  const [a, b, c] = [offers[from], offers[middle], offers[to]] as [RankedOffer, RankedOffer, RankedOffer];
  const gain = (x: RankedOffer, y: RankedOffer): number => (y.gains[goal] as number) - (x.gains[goal] as number);
  return gain(a, b) * (c.cost - b.cost) <= gain(b, c) * (b.cost - a.cost);
};

/** All steps of all hulls, those that gain most for their money first. */
export const hullSteps = (groups: readonly RankedGroup[], goal: number): readonly HullStep[] =>
  groups
    .flatMap(({ offers }, group) => {
      const corners = hullOf(offers, goal);
      return corners.slice(1).map((to, index): HullStep => {
        const [before, after] = [offers[corners[index] as number], offers[to]] as [RankedOffer, RankedOffer];
        return { group, to, cost: after.cost - before.cost, gain: (after.gains[goal] as number) - (before.gains[goal] as number) };
      });
    })
    .sort((a, b) => a.cost * b.gain - b.cost * a.gain || a.group - b.group || a.to - b.to);

/** @param budget at least what the cheapest offers cost; null where it pays for every step, so that nothing limits the goal */
export const relax = (groups: readonly RankedGroup[], goal: number, budget: number): Relaxation | null => {
  const choice = groups.map(() => 0);
  let left = budget - groups.reduce((total, { offers }) => total + (offers[0] as RankedOffer).cost, 0);
  let price: Relaxation['price'] | null = null;
  const closed = new Set<number>();
  for (const { group, to, cost, gain } of hullSteps(groups, goal)) {
    if (closed.has(group)) continue;
    if (cost <= left) {
      left -= cost;
      choice[group] = to;
    } else {
      price ??= { money: cost, gain };
      // The steps of a group build on one another.
      closed.add(group);
    }
  }
  return price === null ? null : { price, choice };
};
