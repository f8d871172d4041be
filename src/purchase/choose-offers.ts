/**
 * Which offer each group takes within a budget: first most gains of the first goal, then of the second, then of the third,
 * then least money. Goals that the budget can meet in full are settled group by group. At the first goal where it runs out,
 * the relaxation prices a gain; an optimum strays from it by less than a known sum, and that leaves few groups open, which are
 * then searched whole.
 */
import { GOALS, type Gains, type PurchaseProof } from '../model/purchase.ts';
import { addGains, type ChoiceGroup, compareGains, NO_GAINS, type RankedGroup, rankGroups, type RankedOffer } from './choice-group.ts';
import { relax, type Relaxation } from './relaxation.ts';
import { MOST_STATES, type Searched, searchOffers, type StrayedOffer } from './search-offers.ts';
import type { Reach } from './state-list.ts';

export interface OfferChoice {
  /** Place of the offer taken, by group. */
  readonly places: readonly number[];
  readonly gains: Gains;
  readonly cost: number;
  readonly proof: PurchaseProof;
  /**
   * The first goal that is not settled, and most gains of it that a choice as good at the goals before it can have: the goal at which
   * the budget runs out, or, where the search was cut short, perhaps the one behind it. null where the money does not run out.
   */
  readonly bound: { readonly goal: number; readonly gains: number } | null;
}

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

/** Offers that are open, by group. */
type OpenGroups = readonly (readonly StrayedOffer[])[];

interface Narrowed {
  /** Most gains of the next goal that a choice as good at the goals before it has. */
  readonly most: number;
  readonly near: OpenGroups;
  readonly reach: Reach;
}

/** Most choices need a small part of the states that a search may make; the first try has so small a part of them. */
const QUICK = 8;

const chooseAtGoal = (groups: readonly RankedGroup[], goal: number, budget: number, mostStates: number): OfferChoice => {
  const relaxed = relax(groups, goal, budget);
  if (relaxed === null) throw new Error('The budget pays for all gains of a goal that it does not meet.');
  const { room, most, strays, held } = openOffers(groups, goal, budget, relaxed);
  const near = within(strays, { stray: room, veer: 0 });
  const reach: Reach = { stray: room, veer: 0 };
  const quick = searchOffers(near, reach, budget, mostStates / QUICK);
  const found = quick.taken ?? held;
  const left = room - relaxed.price.money * (gainsOf(found, goal) - gainsOf(held, goal));
  const fewer = quick.whole ? null : narrowed(near, found, goal, left, most);
  const last = quick.whole ? quick : searchFurther(near, reach, fewer, budget, mostStates);
  const taken = betterOf(found, last.taken ?? found);
  const offers = taken.map(({ offer }) => offer);
  const proof = last.whole ? 'optimal' : 'gap';
  const bound = proof === 'gap' && fewer !== null ? { goal: goal + 1, gains: fewer.most } : { goal, gains: most };
  return { ...sumOf(offers), places: offers.map(({ place }) => place), proof, bound };
};

/** Over the offers that the next goal leaves open too, where it rules out any. */
const searchFurther = (near: OpenGroups, reach: Reach, fewer: Narrowed | null, budget: number, mostStates: number): Searched =>
  fewer === null ? searchOffers(near, reach, budget, mostStates) : searchOffers(fewer.near, fewer.reach, budget, mostStates);

const gainsOf = (taken: readonly StrayedOffer[], goal: number): number =>
  taken.reduce((total, { offer }) => total + (offer.gains[goal] as number), 0);

const betterOf = (a: readonly StrayedOffer[], b: readonly StrayedOffer[]): readonly StrayedOffer[] => {
  const [first, second] = [sumOf(a.map(({ offer }) => offer)), sumOf(b.map(({ offer }) => offer))];
  const order = compareGains(second.gains, first.gains);
  return order > 0 || (order === 0 && second.cost < first.cost) ? b : a;
};

const within = (groups: OpenGroups, reach: Reach): OpenGroups =>
  groups.map((offers) => offers.filter(({ stray, veer }) => stray <= reach.stray && veer <= reach.veer));

interface OpenOffers {
  /** Every offer with how far it strays. */
  readonly strays: OpenGroups;
  /** What all offers of a choice that is no worse than `held` may stray together. */
  readonly room: number;
  /** Most gains of the goal that any choice has. */
  readonly most: number;
  /** The whole choice next to the relaxation. */
  readonly held: readonly StrayedOffer[];
}

/**
 * By how much an offer is worse for its group than the best one, gains counted at the price of the relaxation. For every choice
 * gain × cost = L + money × gains + strays, L the sum of the least reduced costs. So within the budget, and with no fewer gains
 * than the choice in hand has, the strays together are at most the room.
 */
const openOffers = (groups: readonly RankedGroup[], goal: number, budget: number, { price, choice }: Relaxation): OpenOffers => {
  const strays = groups.map(({ offers }) => {
    const reduced = offers.map(({ cost, gains }) => price.gain * cost - price.money * (gains[goal] as number));
    const least = Math.min(...reduced);
    return offers.map((offer, index): StrayedOffer => ({ offer, stray: (reduced[index] as number) - least, veer: 0 }));
  });
  const held = strays.map((offers, group) => offers[choice[group] as number] as StrayedOffer);
  const { cost } = sumOf(held.map(({ offer }) => offer));
  // gain × budget − L − money × gains, with L taken from the identity at the choice in hand: small numbers stay exact.
  const room = price.gain * (budget - cost) + held.reduce((total, { stray }) => total + stray, 0);
  return { strays, room, most: gainsOf(held, goal) + Math.floor(room / price.money), held };
};

/**
 * Where the choice in hand has all gains of the goal that there can be, only choices with as many are better, and what they stray is
 * the money of the next goal: its relaxation rules out offers likewise. null where that has nothing to say.
 */
const narrowed = (near: OpenGroups, found: readonly StrayedOffer[], goal: number, room: number, most: number): Narrowed | null => {
  const next = goal + 1;
  if (next >= GOALS.length || gainsOf(found, goal) !== most) return null;
  const byStray = near.map((offers) => ({
    offers: offers
      .map(({ offer, stray }, place) => ({ ...offer, cost: stray, place }))
      .sort((a, b) => a.cost - b.cost || (b.gains[next] as number) - (a.gains[next] as number)),
  }));
  const relaxed = relax(byStray, next, room);
  if (relaxed === null) return null;
  const { gain, money } = relaxed.price;
  const veered = near.map((offers) => {
    const reduced = offers.map(({ offer, stray }) => gain * stray - money * (offer.gains[next] as number));
    const least = Math.min(...reduced);
    return offers.map((each, index): StrayedOffer => ({ ...each, veer: (reduced[index] as number) - least }));
  });
  const inHand = found.map(({ offer }, group) => (veered[group] as readonly StrayedOffer[]).find((each) => each.offer === offer));
  const [stray, veer] = [total(inHand, 'stray'), total(inHand, 'veer')];
  const reach: Reach = { stray: room, veer: gain * (room - stray) + veer };
  if (!Number.isSafeInteger(reach.veer) || !Number.isSafeInteger(gain * room)) return null;
  return { near: within(veered, reach), reach, most: gainsOf(found, next) + Math.floor(reach.veer / money) };
};

const total = (offers: readonly (StrayedOffer | undefined)[], key: 'stray' | 'veer'): number =>
  offers.reduce((sum, offer) => sum + (offer?.[key] ?? 0), 0);
