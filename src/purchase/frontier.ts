/**
 * What each sum of money buys: the frontier from nothing to all that can be repaired. A small fleet has all of it, point by
 * point; of a large one so many points are worked out, each as the choice within its own cost.
 */
import { GOALS, type Gains, type PurchaseProof } from '../model/purchase.ts';
import { type RankedGroup, type RankedOffer } from './choice-group.ts';
import { chooseRanked, type OfferChoice } from './choose-offers.ts';
import { hullSteps } from './relaxation.ts';
import { extendList, NO_LIMIT, startList, type StateList } from './state-list.ts';

interface FrontierPoint {
  readonly cost: number;
  readonly gains: Gains;
  readonly proof: PurchaseProof;
}

export interface Frontier {
  /** In order of cost, each with better gains than the one before it. */
  readonly points: readonly FrontierPoint[];
  /** Every point there is. */
  readonly whole: boolean;
}

/** States of the whole search; where there would be more, points are sampled. */
const MOST_STATES = 3_000_000;
/** As many rows as somebody may want to plot. */
const MOST_POINTS = 500;
const SAMPLED_POINTS = 60;
/** States of the search for one sampled point. */
const STATES_OF_POINT = 20_000_000;

export const frontierOf = (groups: readonly RankedGroup[]): Frontier => {
  const points = wholeFrontier(groups);
  return points === null ? { points: sampledFrontier(groups), whole: false } : { points, whole: true };
};

/** The states of a search that leaves nothing out are the frontier; null where there are too many. */
const wholeFrontier = (groups: readonly RankedGroup[]): readonly FrontierPoint[] | null => {
  let list = startList();
  let made = 0;
  for (const { offers } of groups) {
    made += list.size * offers.length;
    if (made > MOST_STATES) return null;
    list = extendList(
      list,
      offers.map(({ cost, value }) => ({ cost, value, stray: 0, veer: 0 })),
      NO_LIMIT,
    );
  }
  return list.size > MOST_POINTS ? null : pointsOf(groups, list);
};

/** A value is read back into gains by choosing within its cost: the same search, which proves it once more. */
const pointsOf = (groups: readonly RankedGroup[], list: StateList): readonly FrontierPoint[] =>
  Array.from(list.cost.subarray(0, list.size), (cost) => pointAt(groups, cost));

const pointAt = (groups: readonly RankedGroup[], budget: number): FrontierPoint => {
  const { cost, gains, proof } = chooseRanked(groups, budget, STATES_OF_POINT);
  return { cost, gains, proof };
};

/** Money after each step of the relaxations, goal after goal. */
const budgetsOf = (groups: readonly RankedGroup[]): readonly number[] => {
  const budgets: number[] = [];
  let open = groups;
  for (let goal = 0; goal < GOALS.length; goal += 1) {
    let spent = open.reduce((total, { offers }) => total + (offers[0] as RankedOffer).cost, 0);
    budgets.push(spent);
    for (const { cost } of hullSteps(open, goal)) {
      spent += cost;
      budgets.push(spent);
    }
    open = open.map(({ offers }) => {
      const most = offers.reduce((top, { gains }) => Math.max(top, gains[goal] as number), Number.NEGATIVE_INFINITY);
      return { offers: offers.filter(({ gains }) => gains[goal] === most) };
    });
  }
  return budgets;
};

const sampledFrontier = (groups: readonly RankedGroup[]): readonly FrontierPoint[] => {
  const budgets = budgetsOf(groups);
  const chosen = Array.from(
    { length: SAMPLED_POINTS },
    (_, index) => budgets[Math.round((index * (budgets.length - 1)) / (SAMPLED_POINTS - 1))],
  );
  const costs = [...new Set([...chosen, chooseRanked(groups, Number.POSITIVE_INFINITY).cost])].filter((each) => each !== undefined);
  const points = costs.sort((a, b) => a - b).map((cost) => pointAt(groups, cost));
  return points.filter(({ cost }, index) => cost !== points[index - 1]?.cost);
};

/**
 * The choice of least money that is better than one with a budget; null where none is.
 * @param mostStates of the search for each sum that is tried
 */
export const nextBetter = (groups: readonly RankedGroup[], choice: OfferChoice, budget: number, mostStates: number): OfferChoice | null => {
  const steps = groups.map(({ offers }, group) => {
    const at = offers.findIndex(({ place }) => place === choice.places[group]);
    return (offers[at + 1]?.cost ?? Number.POSITIVE_INFINITY) - (offers[at] as RankedOffer).cost;
  });
  const step = steps.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(step)) return null;
  // One step more in one group is better already, so that no sum above it need be tried.
  let best = chooseRanked(groups, choice.cost + step, mostStates);
  for (let low = budget; best.cost - low > 1; ) {
    const middle = Math.floor((low + best.cost) / 2);
    const tried = chooseRanked(groups, middle, mostStates);
    if (tried.cost > budget) best = tried;
    else low = middle;
  }
  return best;
};
