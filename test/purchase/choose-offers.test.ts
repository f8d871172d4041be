import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Gains } from '../../src/model/purchase.ts';
import type { ChoiceGroup } from '../../src/purchase/choice-group.ts';
import { chooseOffers } from '../../src/purchase/choose-offers.ts';
import { bestByTrying, groups, NOTHING, sumOfPlaces } from './choice-cases.ts';

const groupOf = (...offers: readonly (readonly [Gains, number])[]): ChoiceGroup => ({
  offers: [NOTHING, ...offers.map(([gains, cost]) => ({ gains, cost }))],
});

describe('the choice within a budget', () => {
  test('is the best of all choices, and says what it says, in thousands of small fleets', () => {
    fc.assert(
      fc.property(groups(7, 4), fc.integer({ min: 0, max: 9000 }), (all, budget) => {
        const chosen = chooseOffers(all, budget);
        const { gains, cost } = bestByTrying(all, budget);
        expect({ gains: chosen.gains, cost: chosen.cost, proof: chosen.proof }).toEqual({ gains, cost, proof: 'optimal' });
        expect(sumOfPlaces(all, chosen.places)).toEqual({ gains, cost });
        if (chosen.bound !== null) expect(chosen.gains[chosen.bound.goal]).toBeLessThanOrEqual(chosen.bound.gains);
      }),
      { numRuns: 4000 },
    );
  });

  test('is the best where prices are alike and many choices tie', () => {
    const alike = fc.array(
      fc.constantFrom(
        groupOf([[1, 0, 0], 100]),
        groupOf([[1, 0, 0], 100], [[1, 0, 1], 250]),
        groupOf([[0, 1, 0], 100]),
        groupOf([[0, 0, 1], 50]),
        groupOf([[2, 0, 0], 150], [[3, 0, -1], 300]),
      ),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(alike, fc.integer({ min: 0, max: 30 }), (all, fifties) => {
        const { gains, cost } = chooseOffers(all, fifties * 50);
        expect({ gains, cost }).toEqual(bestByTrying(all, fifties * 50));
      }),
      { numRuns: 2000 },
    );
  });

  test('takes what costs exactly the budget, and not what costs one more', () => {
    const one = [groupOf([[1, 0, 0], 30])];
    expect(chooseOffers(one, 30)).toMatchObject({ places: [1], cost: 30 });
    expect(chooseOffers(one, 29)).toMatchObject({ places: [0], cost: 0, bound: { goal: 0, gains: 0 } });
  });

  test('one host of tier 1 outweighs any number of others', () => {
    const others = Array.from({ length: 50 }, () => groupOf([[0, 1, 1], 1]));
    expect(chooseOffers([...others, groupOf([[1, 0, 0], 50])], 50)).toMatchObject({ gains: [1, 0, 0], cost: 50 });
  });

  test('spends what tier 1 leaves on the other goals', () => {
    const all = [groupOf([[1, 0, 0], 60]), groupOf([[1, 0, 0], 70]), groupOf([[0, 1, 0], 30]), groupOf([[0, 0, 1], 10])];
    expect(chooseOffers(all, 100)).toMatchObject({ gains: [1, 1, 1], cost: 100, places: [1, 0, 1, 1] });
  });

  test('without a limit repairs all that can be, for least money', () => {
    const all = [groupOf([[1, 0, 0], 60], [[1, 0, 0], 40], [[1, 0, 1], 90]), groupOf([[0, 0, 0], 5])];
    expect(chooseOffers(all, Number.POSITIVE_INFINITY)).toMatchObject({ places: [3, 0], cost: 90, proof: 'optimal', bound: null });
  });

  test('a uniform part of a cluster competes with what its hosts could buy alone', () => {
    // Two hosts alone cost 40 each; the same part for both costs 70.
    const cluster = groupOf([[1, 0, 0], 40], [[2, 0, 0], 80], [[2, 0, 0], 70]);
    expect(chooseOffers([cluster], 79)).toMatchObject({ places: [3], cost: 70 });
    expect(chooseOffers([cluster], 69)).toMatchObject({ places: [1], cost: 40 });
  });

  test('nothing to choose costs nothing', () => {
    expect(chooseOffers([], 10)).toEqual({ places: [], gains: [0, 0, 0], cost: 0, proof: 'optimal', bound: null });
  });

  test('money that cannot be added up exactly is refused', () => {
    expect(() => chooseOffers([groupOf([[1, 0, 0], 2 ** 52])], 1)).toThrow(RangeError);
  });
});
