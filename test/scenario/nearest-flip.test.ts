import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumedInputsOf, gradeOf } from '../../src/scenario/data-grade.ts';
import { FINE_STEPS, type FlipsAt, nearestFlip, rememberFlips } from '../../src/scenario/nearest-flip.ts';

const above =
  (threshold: number): FlipsAt =>
  (factor) =>
    factor > threshold ? ['cap'] : [];

describe('the nearest flip', () => {
  it('is exact to a millionth, up and down', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 7_999_999 }), fc.integer({ min: 125_001, max: 1_000_000 }), (up, down) => {
        expect(nearestFlip(above(up / 1e6), 'up', FINE_STEPS, 8)?.factor).toBe((up + 1) / 1e6);
        const below: FlipsAt = (factor) => (factor < down / 1e6 ? ['weights'] : []);
        expect(nearestFlip(below, 'down', FINE_STEPS, 0.125)?.factor).toBe((down - 1) / 1e6);
      }),
    );
  });

  it('is found where the answer flips back farther out', () => {
    const between: FlipsAt = (factor) => (factor > 2 && factor < 3 ? ['transport'] : []);
    expect(nearestFlip(between, 'up', FINE_STEPS, 8)).toEqual({ factor: 2.000001, what: ['transport'] });
  });

  it('is none where nothing flips, nor beyond the limit of the search', () => {
    expect(nearestFlip(() => [], 'down', FINE_STEPS, 0.125)).toBeNull();
    expect(nearestFlip(above(5), 'up', FINE_STEPS, 4.5)).toBeNull();
    expect(nearestFlip(above(4.4), 'up', FINE_STEPS, 4.5)?.factor).toBe(4.400001);
    expect(nearestFlip(above(1), 'up', FINE_STEPS, 1)).toBeNull();
  });

  it('asks each factor once where answers are remembered', () => {
    const asked: number[] = [];
    const flipsAt = rememberFlips((factor) => {
      asked.push(factor);
      return above(3)(factor);
    });
    for (const steps of [FINE_STEPS, FINE_STEPS]) nearestFlip(flipsAt, 'up', steps, 8);
    expect(new Set(asked).size).toBe(asked.length);
  });
});

describe('the grade of data', () => {
  it.each([
    [null, 0, 'A'],
    [2, 0, 'A'],
    [1.99, 0, 'B'],
    [1.5, 0, 'B'],
    [1.49, 0, 'C'],
    [1.19, 0, 'D'],
    [null, 1, 'B'],
    [null, 2, 'B'],
    [null, 3, 'C'],
    [1.6, 3, 'D'],
    [1.1, 3, 'D'],
  ] as const)('with a margin of %s and %d blank inputs is %s', (margin, blanks, grade) => {
    expect(gradeOf(margin, blanks)).toBe(grade);
  });

  it('counts blank inputs, not every coefficient that nobody published', () => {
    expect(assumedInputsOf(['hot_set', 'cpu_ceiling', 'compression_ratio'])).toBe(0);
    expect(assumedInputsOf(['cpu_used_pct', 'dirty_min_mbytes_per_second', 'dirty_memory_pct_per_second', 'hot_set'])).toBe(2);
  });
});
