/** Fleets too large to try every choice: HiGHS solves the same choice as an integer program, goal by goal. */
import fc from 'fast-check';
import { createRandom } from '../../bench/random.ts';
import { expect, test } from 'vitest';
import { GOALS } from '../../src/model/purchase.ts';
import { type ChoiceGroup, rankGroups } from '../../src/purchase/choice-group.ts';
import { chooseOffers, chooseRanked } from '../../src/purchase/choose-offers.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { type Objective, solveLexicographic } from '../../src/solver/lexicographic.ts';
import type { LinearModel, Row } from '../../src/solver/linear-model.ts';
import { groups } from './choice-cases.ts';

const EXACT = { absolute: 0.1, relative: 0 };
/** Costs in hundreds keep the coefficients of the model near one another. */
const HUNDRED = 100;

const solveByHighs = async (all: readonly ChoiceGroup[], budget: number): Promise<readonly number[] | null> => {
  const second = await loadHighs();
  const offers = all.flatMap(({ offers: own }, group) => own.map((offer) => ({ group, ...offer })));
  const rows: Row[] = all.map((_, group) => ({
    name: `one-offer:${group}`,
    terms: offers.flatMap((offer, index) => (offer.group === group ? [[index, 1] as const] : [])),
    lower: 1,
    upper: 1,
  }));
  const money: Row = {
    name: 'budget',
    terms: offers.map(({ cost }, index) => [index, cost / HUNDRED]),
    lower: -Infinity,
    upper: budget / HUNDRED,
  };
  const goals = GOALS.map(
    (goal, at): Objective => ({ name: goal, sense: 'max', costs: offers.map(({ gains }) => gains[at] ?? 0), tolerance: EXACT }),
  );
  const least: Objective = { name: 'money', sense: 'min', costs: offers.map(({ cost }) => cost / HUNDRED), tolerance: EXACT };
  const variables = offers.map(() => ({ lower: 0, upper: 1, integer: true, cost: 0 }));
  // Every pass is the second solver's: the first would take long over as many binaries.
  const solver = { ...createSolver({ second }), solve: (model: LinearModel) => second.solve(model) };
  const answer = solveLexicographic(solver, { variables, rows: [...rows, money] }, [...goals, least]);
  if (answer.kind !== 'optimal') return null;
  return answer.reached.map(({ value, name }) => Math.round(name === 'money' ? value * HUNDRED : value));
};

test('HiGHS finds no better choice for 30 to 60 hosts, and none for less money', { timeout: 120_000 }, async () => {
  let solved = 0;
  const fleets = groups(60, 5, 30);
  for (const [all, share] of fc.sample(fc.tuple(fleets, fc.integer({ min: 5, max: 80 })), { numRuns: 6, seed: 7 })) {
    const budget = Math.floor((chooseOffers(all, Number.POSITIVE_INFINITY).cost * share) / 100);
    const byHighs = await solveByHighs(all, budget);
    if (byHighs === null) continue;
    const { gains, cost, proof } = chooseOffers(all, budget);
    expect({ reached: [...gains, cost], proof }).toEqual({ reached: byHighs, proof: 'optimal' });
    solved += 1;
  }
  expect(solved).toBeGreaterThan(4);
});

test('a search that is cut short stays within the budget and within its bound, and says so', () => {
  const all: ChoiceGroup[] = Array.from({ length: 400 }, (_, index) => ({
    offers: [
      { gains: [0, 0, 0], cost: 0 },
      { gains: [1, 0, 0], cost: 500 + ((index * 7919) % 997) },
      { gains: [1, 0, 1], cost: 700 + ((index * 104_729) % 991) },
      { gains: [0, 1, 0], cost: 20 + ((index * 31) % 89) },
    ],
  }));
  const ranked = rankGroups(all);
  const budget = 90_000;
  const cut = chooseRanked(ranked, budget, 1);
  const whole = chooseRanked(ranked, budget);
  expect(cut.cost).toBeLessThanOrEqual(budget);
  expect(whole.proof).toBe('optimal');
  expect(cut.proof).toBe('gap');
  const { goal, gains: most } = cut.bound ?? { goal: 0, gains: -1 };
  expect(whole.gains.slice(0, goal)).toEqual(cut.gains.slice(0, goal));
  expect(cut.gains[goal]).toBeLessThanOrEqual(most);
  expect(whole.gains[goal]).toBeLessThanOrEqual(most);
});

test('a search with less room finds the same choice wherever it says that it is the best', () => {
  const seen = { optimal: 0, gap: 0 };
  for (const seed of Array.from({ length: 3 }, (_, index) => index + 1)) {
    const random = createRandom(seed);
    const ranked = rankGroups(
      Array.from({ length: 300 }, () => ({
        offers: [
          { gains: [0, 0, 0], cost: 0 },
          { gains: [1, 0, 0], cost: random.between(500, 1500) },
          { gains: [1, 0, 1], cost: random.between(700, 1700) },
          { gains: [0, 1, 0], cost: random.between(20, 110) },
        ],
      })),
    );
    const budget = random.between(60_000, 120_000);
    const whole = chooseRanked(ranked, budget);
    expect(whole.proof).toBe('optimal');
    for (const states of [1, 100_000, 400_000, 1_600_000]) {
      const { gains, cost, proof, bound } = chooseRanked(ranked, budget, states);
      seen[proof] += 1;
      if (proof === 'gap' && bound !== null) expect(whole.gains[bound.goal]).toBeLessThanOrEqual(bound.gains);
      if (proof === 'optimal') expect({ gains, cost }).toEqual({ gains: whole.gains, cost: whole.cost });
    }
  }
  expect(Math.min(seen.optimal, seen.gap)).toBeGreaterThan(1);
});
