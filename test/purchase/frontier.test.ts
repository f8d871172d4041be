import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChoiceGroup, compareGains, rankGroups } from '../../src/purchase/choice-group.ts';
import { chooseRanked } from '../../src/purchase/choose-offers.ts';
import { frontierOf, nextBetter } from '../../src/purchase/frontier.ts';
import { bestByTrying, groups, NOTHING } from './choice-cases.ts';

const MOST_STATES = 1_000_000;

describe('the frontier', () => {
  test('of a small fleet is what every sum of money buys at best, by trying all choices', () => {
    fc.assert(
      fc.property(groups(5, 2), (all) => {
        const { points, whole } = frontierOf(rankGroups(all));
        expect(whole).toBe(true);
        points.forEach((point, index) => {
          expect({ gains: point.gains, cost: point.cost }).toEqual(bestByTrying(all, point.cost));
          const next = points[index + 1];
          // Between two points money buys nothing more.
          if (next !== undefined) expect(bestByTrying(all, next.cost - 1).gains).toEqual(point.gains);
        });
        const dearest = points.at(-1);
        expect(dearest?.gains).toEqual(bestByTrying(all, Number.POSITIVE_INFINITY).gains);
      }),
      { numRuns: 150 },
    );
  });

  test('of a large fleet is sampled from nothing to everything, each point with its proof, each better than the last', () => {
    const all: ChoiceGroup[] = Array.from({ length: 3000 }, (_, index) => ({
      offers: [NOTHING, { gains: [index % 3 === 0 ? 1 : 0, index % 3 === 1 ? 1 : 0, index % 2], cost: 1000 + ((index * 7919) % 10_007) }],
    }));
    const { points, whole } = frontierOf(rankGroups(all));
    expect(whole).toBe(false);
    expect(points[0]).toEqual({ cost: 0, gains: [0, 0, 0], proof: 'optimal' });
    expect(points.at(-1)?.gains).toEqual([1000, 1000, 1500]);
    expect(points.length).toBeGreaterThan(40);
    points.slice(1).forEach((point, index) => expect(compareGains(point.gains, points[index]?.gains ?? [9, 9, 9])).toBeGreaterThan(0));
    expect(new Set(points.map(({ proof }) => proof))).toEqual(new Set(['optimal']));
  });
});

describe('the next better choice', () => {
  test('is the one of least money that is better, by trying all choices', () => {
    fc.assert(
      fc.property(groups(5, 2), fc.integer({ min: 0, max: 6000 }), (all, budget) => {
        const ranked = rankGroups(all);
        const next = nextBetter(ranked, chooseRanked(ranked, budget), budget, MOST_STATES);
        const now = bestByTrying(all, budget);
        if (next === null) expect(bestByTrying(all, Number.POSITIVE_INFINITY).gains).toEqual(now.gains);
        else {
          expect({ gains: next.gains, cost: next.cost }).toEqual(bestByTrying(all, next.cost));
          expect(compareGains(next.gains, now.gains)).toBeGreaterThan(0);
          expect(bestByTrying(all, next.cost - 1).gains).toEqual(now.gains);
        }
      }),
      { numRuns: 150 },
    );
  });
});
