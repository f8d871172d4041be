/** The search of what a relaxation leaves open: every choice of the offers that stray little enough, as far as its limit allows. */
import type { RankedOffer } from './choice-group.ts';
import { bestWithin, extendList, narrowList, type Reach, startList, type StateStep, stepsTo, type Trail, trailOf } from './state-list.ts';

/** States that a search may make before it keeps only the most promising ones, and the fewest and most that it keeps then. */
export const MOST_STATES = 150_000_000;
const FEWEST_KEPT = 500;
const MOST_KEPT = 400_000;

export interface StrayedOffer {
  readonly offer: RankedOffer;
  readonly stray: number;
  readonly veer: number;
}

/** What the search decides at once: the offer of one group, or how many of groups that are alike but for their price. */
interface Stage {
  readonly steps: readonly StateStep[];
  /** The offers that a step stands for. */
  readonly offersOf: (step: number) => readonly (readonly [group: number, offer: StrayedOffer])[];
}

export interface Searched {
  /** By group; null where nothing within the budget was left. */
  readonly taken: readonly StrayedOffer[] | null;
  /** false: lists grew too long, and only the states that stray least were kept. */
  readonly whole: boolean;
}

/** @param near offers of each group, not empty, in order of cost */
export const searchOffers = (near: readonly (readonly StrayedOffer[])[], reach: Reach, budget: number, mostStates: number): Searched => {
  const stages = stagesOf(near);
  const steps = stages.reduce((total, stage) => total + stage.steps.length, 0);
  const kept = Math.min(MOST_KEPT, Math.max(FEWEST_KEPT, Math.floor(mostStates / steps)));
  const trail: Trail[] = [];
  let last = startList();
  let whole = true;
  for (const stage of stages) {
    const next = extendList(last, stage.steps, reach);
    whole &&= next.size <= kept;
    last = narrowList(next, kept);
    trail.push(trailOf(last));
  }
  const state = bestWithin(last, budget);
  if (state < 0) return { taken: null, whole };
  const taken: StrayedOffer[] = [];
  stepsTo(trail, state).forEach((step, index) => {
    for (const [group, offer] of (stages[index] as Stage).offersOf(step)) taken[group] = offer;
  });
  return { taken, whole };
};

/** Groups with one offer left are settled; those with two that differ by the same gains are used cheapest first. */
const stagesOf = (near: readonly (readonly StrayedOffer[])[]): readonly Stage[] => {
  const settled: (readonly [number, StrayedOffer])[] = [];
  const chains = new Map<number, { group: number; from: StrayedOffer; to: StrayedOffer }[]>();
  const single: Stage[] = [];
  near.forEach((offers, group) => {
    const [from, to] = offers as readonly [StrayedOffer, StrayedOffer | undefined];
    if (to === undefined) settled.push([group, from]);
    else if (offers.length === 2) {
      const difference = to.offer.value - from.offer.value;
      const chain = chains.get(difference);
      if (chain === undefined) chains.set(difference, [{ group, from, to }]);
      else chain.push({ group, from, to });
    } else single.push({ steps: offers.map(stepOf), offersOf: (step) => [[group, offers[step] as StrayedOffer]] });
  });
  const fixed: Stage = {
    steps: [totalOf(settled.map(([, offer]) => stepOf(offer)))],
    offersOf: () => settled,
  };
  const chained = [...chains.values()].sort((a, b) => a.length - b.length).map(chainStage);
  return [fixed, ...single, ...chained];
};

const stepOf = ({ offer, stray, veer }: StrayedOffer): StateStep => ({ cost: offer.cost, value: offer.value, stray, veer });

const ZERO: StateStep = { cost: 0, value: 0, stray: 0, veer: 0 };

const plus = (a: StateStep, b: StateStep, sign: 1 | -1 = 1): StateStep => ({
  cost: a.cost + sign * b.cost,
  value: a.value + sign * b.value,
  stray: a.stray + sign * b.stray,
  veer: a.veer + sign * b.veer,
});

const totalOf = (steps: readonly StateStep[]): StateStep => steps.reduce((sum, step) => plus(sum, step), ZERO);

/** Step n takes the n cheapest of the chain: any other n gain the same and cost no less. */
const chainStage = (chain: readonly { group: number; from: StrayedOffer; to: StrayedOffer }[]): Stage => {
  const sorted = [...chain].sort(
    (a, b) => a.to.offer.cost - a.from.offer.cost - (b.to.offer.cost - b.from.offer.cost) || a.group - b.group,
  );
  const steps = [totalOf(sorted.map(({ from }) => stepOf(from)))];
  for (const { from, to } of sorted) {
    steps.push(plus(plus(steps.at(-1) as StateStep, stepOf(to)), stepOf(from), -1));
  }
  return { steps, offersOf: (step) => sorted.map(({ group, from, to }, index) => [group, index < step ? to : from] as const) };
};
