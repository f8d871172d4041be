import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthRateOf } from '../../src/scenario/growth-rate.ts';
import { monthsUntil, runwayOf } from '../../src/scenario/runway.ts';

describe('the pace of growth', () => {
  it('is not known from two runs', () => {
    expect(growthRateOf([1, 2].map((months) => ({ months, sum: 100 * months })))).toBeNull();
  });

  it('is not known from runs of one day, nor from runs without traffic', () => {
    expect(growthRateOf([100, 110, 120].map((sum) => ({ months: 4, sum })))).toBeNull();
    expect(growthRateOf([0, 0, 0, 90].map((sum, months) => ({ months, sum })))).toBeNull();
  });

  it('is found exactly where load compounds exactly, without a band', () => {
    const points = [0, 1, 2, 5, 9].map((months) => ({ months, sum: 80 * 1.03 ** months }));
    const rate = growthRateOf(points);
    for (const value of [rate?.low, rate?.mid, rate?.high]) expect(value).toBeCloseTo(0.03, 12);
  });

  it('by hand: sums 100, 110, 100 a month apart have the slopes ln 1.1, 0 and -ln 1.1', () => {
    const rate = growthRateOf([100, 110, 100].map((sum, months) => ({ months, sum })));
    // Sorted: -0.0953, 0, 0.0953; the quartiles lie half way to the ends.
    expect(rate?.mid).toBeCloseTo(0, 12);
    expect(rate?.low).toBeCloseTo(1.1 ** -0.5 - 1, 12);
    expect(rate?.high).toBeCloseTo(1.1 ** 0.5 - 1, 12);
  });

  it('is hardly moved by one odd run among seven', () => {
    const points = Array.from({ length: 7 }, (_, months) => ({ months, sum: months === 3 ? 100_000 : 100 * 1.02 ** months }));
    expect(growthRateOf(points)?.mid).toBeCloseTo(0.02, 6);
  });

  it('lies within its band, whatever the order of the runs', () => {
    const point = fc.record({ months: fc.integer({ min: 0, max: 60 }), sum: fc.double({ min: 1, max: 1e6, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 9 }), (points) => {
        const rate = growthRateOf(points);
        fc.pre(rate !== null);
        const { low, mid, high } = rate as NonNullable<typeof rate>;
        expect(low <= mid && mid <= high).toBe(true);
        expect(growthRateOf([...points].reverse())?.mid).toBeCloseTo(mid, 9);
      }),
    );
  });
});

describe('months until a factor is used up', () => {
  it('by hand: at 3 % a month load doubles in ln 2 / ln 1.03 = 23.45 months', () => {
    expect(monthsUntil(2, 0.03)).toBeCloseTo(23.4498, 4);
    expect(1.03 ** (monthsUntil(2, 0.03) ?? 0)).toBeCloseTo(2, 12);
  });

  it('never come where load does not grow, and are over where the factor is below 1', () => {
    expect(monthsUntil(2, 0)).toBeNull();
    expect(monthsUntil(2, -0.01)).toBeNull();
    expect(monthsUntil(0.5, 0.03)).toBe(0);
  });

  it('are fewest at the fastest growth, 0 for a host that is short, and not known beyond the search', () => {
    const rate = { low: 0.01, mid: 0.03, high: 0.05 };
    const grows = runwayOf({ standing: 'grows', factor: 2, breaks: null }, rate);
    expect([grows.low, grows.mid, grows.high].map((months) => Math.round(months ?? -1))).toEqual([14, 23, 70]);
    expect(runwayOf({ standing: 'short-today', factor: 0.4, breaks: null }, null)).toEqual({ low: 0, mid: 0, high: 0 });
    expect(runwayOf({ standing: 'beyond-search', factor: 64, breaks: null }, rate)).toEqual({ low: null, mid: null, high: null });
  });
});
