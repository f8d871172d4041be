import { describe, expect, test } from 'vitest';
import { isAudited } from '../../src/fleet/audit-sample.ts';

const NAMES = Array.from({ length: 10_000 }, (_, index) => `HV-${String(index).padStart(5, '0')}`);
const drawn = (share: number): readonly string[] => NAMES.filter((name) => isAudited(name, share));

describe('the audit sample', () => {
  test('is about the share asked for, also of names that differ in their last digits only', () => {
    expect(Math.abs(drawn(5).length - 500)).toBeLessThan(100);
    expect(Math.abs(drawn(50).length - 5000)).toBeLessThan(250);
  });

  test('is nobody at 0 and everybody at 100', () => {
    expect(drawn(0)).toEqual([]);
    expect(drawn(100)).toEqual(NAMES);
  });

  test('grows with the share and does not depend on the case of a name', () => {
    const large = new Set(drawn(10));
    expect(drawn(5).every((name) => large.has(name))).toBe(true);
    expect(NAMES.every((name) => isAudited(name, 30) === isAudited(name.toLowerCase(), 30))).toBe(true);
  });
});
