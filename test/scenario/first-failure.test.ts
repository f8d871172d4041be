import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstFailure, rememberTrials, type Try } from '../../src/scenario/first-failure.ts';

/** Loads up to `limits[0]` have the first shape, up to `limits[0] + limits[1]` the second …; each shape stands up to a load of its own. */
interface Ladder {
  readonly widths: readonly number[];
  readonly standsTo: readonly number[];
}

const ladder: fc.Arbitrary<Ladder> = fc.integer({ min: 1, max: 6 }).chain((steps) =>
  fc.record({
    widths: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: steps, maxLength: steps }),
    standsTo: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: steps, maxLength: steps }),
  }),
);

const attemptOf =
  ({ widths, standsTo }: Ladder): Try =>
  (factor) => {
    let at = 0;
    let end = widths[0] as number;
    while (factor > end && at + 1 < widths.length) {
      at += 1;
      end += widths[at] as number;
    }
    return { stands: factor <= (standsTo[at] as number), shape: [widths.length - at] };
  };

const scan = (attempt: Try, low: number, high: number): number | null => {
  for (let factor = low + 1; factor <= high; factor += 1) if (!attempt(factor).stands) return factor;
  return null;
};

describe('the first failure', () => {
  it('is that of a scan of every factor, also where a host stands again later', () => {
    let again = 0;
    fc.assert(
      fc.property(ladder, fc.integer({ min: 2, max: 300 }), (of, high) => {
        const attempt = attemptOf(of);
        fc.pre(attempt(1).stands);
        const first = scan(attempt, 1, high);
        if (first !== null && attempt(high).stands) again += 1;
        expect(firstFailure(attempt, 1, high)).toBe(first);
      }),
      { numRuns: 2000 },
    );
    expect(again).toBeGreaterThan(20);
  });

  it('is missed by plain bisection between ends that both stand', () => {
    const attempt = attemptOf({ widths: [10, 10], standsTo: [7, 20] });
    expect([attempt(1).stands, attempt(20).stands]).toEqual([true, true]);
    expect(firstFailure(attempt, 1, 20)).toBe(8);
  });

  it('asks each factor once where trials are remembered', () => {
    const asked: number[] = [];
    const attempt = rememberTrials((factor) => {
      asked.push(factor);
      return { stands: factor < 777_777, shape: [1] };
    });
    expect(firstFailure(attempt, 1, 64_000_000)).toBe(777_777);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThan(32);
  });
});
