import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal } from '../../src/units/format-decimal.ts';
import { formatMbps, formatShare } from '../../src/units/format-quantity.ts';

describe('a number in a report', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [-0.0001, '0'],
    [0.0005, '0.001'],
    [-5, '-5'],
    [-2.5, '-2.5'],
    [12.3456, '12.346'],
    [0.1 + 0.2, '0.3'],
    [99.9999, '100'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0'],
    [9_007_199_254_740_991, '9007199254740991'],
  ])('%d is written %s', (value, text) => {
    expect(formatDecimal(value)).toBe(text);
  });

  it('is a plain decimal with at most three places, never an exponent and never -0', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = formatDecimal(value);
        expect(text).toMatch(/^-?\d+(\.\d{0,2}[1-9])?$/);
        expect(text).not.toBe('-0');
      }),
    );
  });

  it('differs from its value by at most half a thousandth', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), (value) => {
        expect(Math.abs(Number(formatDecimal(value)) - value)).toBeLessThanOrEqual(0.0005 + Math.abs(value) * 1e-15);
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d is refused', (value) => {
    expect(() => formatDecimal(value)).toThrow(RangeError);
  });
});

describe('a quantity in a sentence', () => {
  it('says 100 % only of what is whole', () => {
    expect([formatShare(1), formatShare(0.9999), formatShare(0.07)]).toEqual(['100 %', '99.9 %', '7 %']);
  });

  it('carries three significant figures, and whole numbers above 100', () => {
    expect([formatMbps(19_687.5), formatMbps(12.345), formatMbps(0.5)]).toEqual(['19688 Mbit/s', '12.3 Mbit/s', '0.5 Mbit/s']);
  });
});
