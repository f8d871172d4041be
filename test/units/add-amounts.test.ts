import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addAmounts } from '../../src/units/add-amounts.ts';

test('amounts are added without a digit lost', () => {
  expect(addAmounts(['0.1', '0.2'])).toBe('0.3');
  expect(addAmounts(['12800.50', '7'])).toBe('12807.50');
  expect(addAmounts(['999999999999999.000000001', '1'])).toBe('1000000000000000.000000001');
  expect(addAmounts(['5'])).toBe('5');
  expect(addAmounts([])).toBe('0');
});

test('cents added as amounts are the cents added', () => {
  const cents = fc.integer({ min: 0, max: 10 ** 9 });
  const written = (value: number): string => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`;
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 6 }), (list) => {
      expect(addAmounts(list.map(written))).toBe(written(list.reduce((sum, each) => sum + each, 0)));
    }),
  );
});
