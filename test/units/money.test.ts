import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalsOf, formatMoney, type Minor, minor, parseMoney, sum, times } from '../../src/units/money.ts';

const amount = (text: string, scale: number): Minor => parseMoney(text, scale) ?? minor(-1);

describe('money', () => {
  test('0.1 and 0.2 are 0.3', () => {
    expect(formatMoney(sum([amount('0.1', 1), amount('0.2', 1)]), 1)).toBe('0.3');
    expect(formatMoney(times(amount('0.07', 2), 100), 2)).toBe('7.00');
  });

  test.each(['', '.', '-1', '+1', '1e3', '1,5', '0x10', '1.2.3', 'NaN', '1.1234567', '1234567890123456'])('%s is no amount', (text) => {
    expect([decimalsOf(text), parseMoney(text, 2) === null || text === '1234567890123456']).toEqual([null, true]);
  });

  test('an amount with more decimals than the scale is not cut but refused', () => {
    expect(parseMoney('0.125', 2)).toBe(null);
    expect(parseMoney('99999999999999.9', 6)).toBe(null);
  });

  test('what is written is read again, at any scale that holds it', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 6 }), (value, scale) => {
        const text = formatMoney(minor(Math.abs(value)), scale);
        expect(parseMoney(text, scale)).toBe(Math.abs(value));
        expect(formatMoney(minor(-Math.abs(value)), scale)).toBe(value === 0 ? text : `-${text}`);
      }),
    );
  });

  test('a sum that cannot be counted exactly is refused', () => {
    expect(() => sum([minor(Number.MAX_SAFE_INTEGER), minor(1)])).toThrow(RangeError);
    expect(() => times(minor(Number.MAX_SAFE_INTEGER), 2)).toThrow(RangeError);
  });
});
