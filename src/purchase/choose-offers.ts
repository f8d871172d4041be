/**
 * Which offer each group takes within a budget: first most gains of the first goal, then of the second, then of the third,
 * then least money. Goals that the budget can meet in full are settled group by group. At the first goal where it runs out,
 * the relaxation prices a gain; an optimum strays from it by less than a known sum, and that leaves few groups open, which are
 * then searched whole.
 */
import { GOALS, type Gains, type PurchaseProof } from '../model/purchase.ts';
import { addGains, type ChoiceGroup, NO_GAINS, type RankedGroup, rankGroups, type RankedOffer } from './choice-group.ts';
import { relax, type Relaxation } from './relaxation.ts';
import {
  bestWithin,
  extendList,
  narrowList,
  startList,
  type StateList,
  type StateStep,
  stepsTo,
  type Trail,
  trailOf,
} from './state-list.ts';

export interface OfferChoice {
  /** Place of the offer taken, by group. */
  readonly places: readonly number[];
  readonly gains: Gains;
  readonly cost: number;
  readonly proof: PurchaseProof;
  /** The goal at which the budget runs out, and most gains of it that any choice can have; null where it does not run out. */
  readonly bound: { readonly goal: number; readonly gains: number } | null;
}

/** States that a search may make before it keeps only the most promising ones, and the fewest and most that it keeps then. */
export const MOST_STATES = 150_000_000;
const FEWEST_KEPT = 500;
const MOST_KEPT = 400_000;

/** @param budget money in minor units; Infinity: whatever it takes */
export const chooseOffers = (groups: readonly ChoiceGroup[], budget: number): OfferChoice => chooseRanked(rankGroups(groups), budget);

export const chooseRanked = (ranked: readonly RankedGroup[], budget: number, mostStates = MOST_STATES): OfferChoice => {
  let open = ranked;
  for (let goal = 0; goal < GOALS.length; goal += 1) {
    const met = open.map((group) => withMostGains(group, goal));
    const least = met.reduce((total, { offers }) => total + (offers[0] as RankedOffer).cost, 0);
    if (least > budget) return chooseAtGoal(open, goal, budget, mostStates);
    open = met;
  }
  const offers = open.map((group) => group.offers[0] as RankedOffer);
  return { ...sumOf(offers), places: offers.map(({ place }) => place), proof: 'optimal', bound: null };
};

/** The offers that gain most of one goal; since they rise in value, the first of them is the cheapest. */
const withMostGains = ({ offers }: RankedGroup, goal: number): RankedGroup => {
  const most = offers.reduce((top, { gains }) => Math.max(top, gains[goal] as number), Number.NEGATIVE_INFINITY);
  return { offers: offers.filter(({ gains }) => gains[goal] === most) };
};

const sumOf = (offers: readonly RankedOffer[]): { readonly gains: Gains; readonly cost: number } => ({
  gains: offers.reduce<Gains>((total, { gains }) => addGains(total, gains), NO_GAINS),
  cost: offers.reduce((total, { cost }) => total + cost, 0),
});

interface Strayed {
  readonly offer: RankedOffer;
  readonly stray: number;
}

/** What the search decides at once: the offer of one group, or how many of groups that are alike but for their price. */
interface Stage {
  readonly steps: readonly StateStep[];
  /** The offers that a step stands for. */
  readonly offersOf: (step: number) => readonly (readonly [group: number, offer: RankedOffer])[];
}

const chooseAtGoal = (groups: readonly RankedGroup[], goal: number, budget: number, mostStates: number): OfferChoice => {
  const relaxed = relax(groups, goal, budget);
  const strays = groups.map(({ offers }) => strayOf(offers, goal, relaxed.price));
  const { room, most } = roomOf(strays, groups, goal, budget, relaxed);
  const near = strays.map((offers) => offers.filter(({ stray }) => stray <= room));
  const stages = stagesOf(near);
  const { last, trail, whole } = search(stages, room, mostStates);
  const state = bestWithin(last, budget);
  if (state < 0) return fallBack(groups, relaxed, goal, most);
  const taken: RankedOffer[] = [];
  stepsTo(trail, state).forEach((step, index) => {
    for (const [group, offer] of (stages[index] as Stage).offersOf(step)) taken[group] = offer;
  });
  const sum = sumOf(taken);
  return { ...sum, places: taken.map(({ place }) => place), proof: whole ? 'optimal' : 'gap', bound: { goal, gains: most } };
};

/** The whole choice next to the relaxation: it stands where a search that had to be narrowed lost every better one. */
const fallBack = (groups: readonly RankedGroup[], { choice }: Relaxation, goal: number, most: number): OfferChoice => {
  const taken = groups.map(({ offers }, group) => offers[choice[group] as number] as RankedOffer);
  return { ...sumOf(taken), places: taken.map(({ place }) => place), proof: 'gap', bound: { goal, gains: most } };
};

/** By how much an offer is worse for its group than the best one, gains counted at the price of the relaxation. */
const strayOf = (offers: readonly RankedOffer[], goal: number, { money, gain }: Relaxation['price']): readonly Strayed[] => {
  const reduced = offers.map(({ cost, gains }) => gain * cost - money * (gains[goal] as number));
  const least = Math.min(...reduced);
  return offers.map((offer, index) => ({ offer, stray: (reduced[index] as number) - least }));
};

/**
 * gain × cost = L + money × gains + strays holds for every choice, L the sum of the least reduced costs. So within the budget,
 * and with no fewer gains than the whole choice next to the relaxation has, the strays together are at most `room`.
 */
const roomOf = (
  strays: readonly (readonly Strayed[])[],
  groups: readonly RankedGroup[],
  goal: number,
  budget: number,
  { price, choice }: Relaxation,
): { readonly room: number; readonly most: number } => {
  const taken = groups.map(({ offers }, group) => offers[choice[group] as number] as RankedOffer);
  const { gains, cost } = sumOf(taken);
  const held = gains[goal] as number;
  const strayed = taken.reduce(
    (total, offer, group) => total + ((strays[group] as readonly Strayed[]).find((each) => each.offer === offer)?.stray ?? 0),
    0,
  );
  // gain × budget − L − money × held, with L taken from the identity at the choice in hand: small numbers stay exact.
  const room = price.gain * (budget - cost) + strayed;
  return { room, most: held + Math.floor(room / price.money) };
};

/** Groups with one offer left are settled; those with two that differ by the same gains are used cheapest first. */
const stagesOf = (near: readonly (readonly Strayed[])[]): readonly Stage[] => {
  const settled: (readonly [number, Strayed])[] = [];
  const chains = new Map<number, { group: number; from: Strayed; to: Strayed }[]>();
  const single: Stage[] = [];
  near.forEach((offers, group) => {
    const [from, to] = offers as readonly [Strayed, Strayed | undefined];
    if (to === undefined) settled.push([group, from]);
    else if (offers.length === 2) {
      const difference = to.offer.value - from.offer.value;
      const chain = chains.get(difference);
      if (chain === undefined) chains.set(difference, [{ group, from, to }]);
      else chain.push({ group, from, to });
    } else single.push({ steps: offers.map(stepOf), offersOf: (step) => [[group, (offers[step] as Strayed).offer]] });
  });
  const fixed: Stage = {
    steps: [totalOf(settled.map(([, offer]) => stepOf(offer)))],
    offersOf: () => settled.map(([group, { offer }]) => [group, offer] as const),
  };
  const chained = [...chains.values()].sort((a, b) => a.length - b.length).map(chainStage);
  return [fixed, ...single, ...chained];
};

const stepOf = ({ offer, stray }: Strayed): StateStep => ({ cost: offer.cost, value: offer.value, stray });

const totalOf = (steps: readonly StateStep[]): StateStep =>
  steps.reduce<StateStep>(
    (sum, { cost, value, stray }) => ({ cost: sum.cost + cost, value: sum.value + value, stray: sum.stray + stray }),
    {
      cost: 0,
      value: 0,
      stray: 0,
    },
  );

/** Step n takes the n cheapest of the chain: any other n gain the same and cost no less. */
const chainStage = (chain: readonly { group: number; from: Strayed; to: Strayed }[]): Stage => {
  const sorted = [...chain].sort(
    (a, b) => a.to.offer.cost - a.from.offer.cost - (b.to.offer.cost - b.from.offer.cost) || a.group - b.group,
  );
  const steps = [totalOf(sorted.map(({ from }) => stepOf(from)))];
  for (const { from, to } of sorted) {
    const { cost, value, stray } = steps.at(-1) as StateStep;
    steps.push({
      cost: cost + to.offer.cost - from.offer.cost,
      value: value + to.offer.value - from.offer.value,
      stray: stray + to.stray - from.stray,
    });
  }
  return { steps, offersOf: (step) => sorted.map(({ group, from, to }, index) => [group, (index < step ? to : from).offer] as const) };
};

interface Searched {
  readonly last: StateList;
  readonly trail: readonly Trail[];
  /** false: lists grew too long, and only the states that stray least were kept. */
  readonly whole: boolean;
}

const search = (stages: readonly Stage[], room: number, mostStates: number): Searched => {
  const steps = stages.reduce((total, stage) => total + stage.steps.length, 0);
  const kept = Math.min(MOST_KEPT, Math.max(FEWEST_KEPT, Math.floor(mostStates / steps)));
  const trail: Trail[] = [];
  let last = startList();
  let whole = true;
  for (const stage of stages) {
    const next = extendList(last, stage.steps, room);
    whole &&= next.size <= kept;
    last = narrowList(next, kept);
    trail.push(trailOf(last));
  }
  return { last, trail, whole };
};
