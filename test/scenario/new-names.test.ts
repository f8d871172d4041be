import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newNames } from '../../src/scenario/new-names.ts';

const taken = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));

test('the number at the end counts on until the name is free, whatever the case', () => {
  expect(newNames('NIC1', 2, taken('NIC1', 'nic2'))).toEqual(['NIC3', 'NIC4']);
  expect(newNames('hv-09', 2, taken('hv-09'))).toEqual(['hv-10', 'hv-11']);
  expect(newNames('hv-99', 1, taken('hv-99'))).toEqual(['hv-100']);
  expect(newNames('SLOT 3 Port 1', 1, taken())).toEqual(['SLOT 3 Port 2']);
});

test('a name without a number gets one', () => {
  expect(newNames('Backup', 3, taken('Backup', 'backup 3'))).toEqual(['Backup 2', 'Backup 4', 'Backup 5']);
});

test('new names are as many as asked for, free, different and no longer than a name may be', () => {
  const name = fc.string({ minLength: 1, maxLength: 256, unit: fc.constantFrom(...'aB9 0-é') });
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 20 }), fc.array(name, { maxLength: 5 }), (like, count, others) => {
      const known = taken(like, ...others);
      const names = newNames(like, count, known);
      expect(new Set(names.map((each) => each.toLowerCase())).size).toBe(count);
      expect(names.every((each) => !known.has(each.toLowerCase()) && each.length <= 256)).toBe(true);
    }),
  );
});
