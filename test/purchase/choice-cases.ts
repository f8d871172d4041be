/** Seeded cases of a choice, and the search of every choice there is. */
import fc from 'fast-check';
import type { Gains } from '../../src/model/purchase.ts';
import { addGains, type ChoiceGroup, compareGains, type GroupOffer, NO_GAINS } from '../../src/purchase/choice-group.ts';

export const NOTHING: GroupOffer = { gains: NO_GAINS, cost: 0 };

const gain = fc.constantFrom(0, 0, 1, 1, -1, 2);
const gains: fc.Arbitrary<Gains> = fc.tuple(gain, gain, gain);

/** Few prices, so that ties are frequent, or many. */
const cost = fc.oneof(fc.constantFrom(0, 100, 100, 200, 300), fc.integer({ min: 0, max: 5000 }));
const offer: fc.Arbitrary<GroupOffer> = fc.record({ gains, cost });

export const groups = (most: number, mostOffers: number, fewest = 0): fc.Arbitrary<ChoiceGroup[]> =>
  fc.array(
    fc.array(offer, { maxLength: mostOffers }).map((offers) => ({ offers: [NOTHING, ...offers] })),
    { minLength: fewest, maxLength: most },
  );

export interface Best {
  readonly gains: Gains;
  readonly cost: number;
}

/** Gains first, in the order of the goals, then money: by trying every choice. */
export const bestByTrying = (all: readonly ChoiceGroup[], budget: number): Best => {
  let best: Best = { gains: NO_GAINS, cost: 0 };
  const tryFrom = (index: number, so: Best): void => {
    if (so.cost > budget) return;
    const group = all[index];
    if (group === undefined) {
      const order = compareGains(so.gains, best.gains);
      if (order > 0 || (order === 0 && so.cost < best.cost)) best = so;
      return;
    }
    for (const each of group.offers) tryFrom(index + 1, { gains: addGains(so.gains, each.gains), cost: so.cost + each.cost });
  };
  tryFrom(0, best);
  return best;
};

/** What the places that were chosen gain and cost, added up again. */
export const sumOfPlaces = (all: readonly ChoiceGroup[], places: readonly number[]): Best => {
  const taken = all.map(({ offers }, group) => offers[places[group] ?? -1] ?? { gains: NO_GAINS, cost: Number.NaN });
  return {
    gains: taken.reduce<Gains>((total, each) => addGains(total, each.gains), NO_GAINS),
    cost: taken.reduce((total, each) => total + each.cost, 0),
  };
};
