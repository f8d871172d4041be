import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesGlob } from '../../src/model/match-glob.ts';

/** The textbook definition, exponential in the number of stars. */
const bySplitting = (glob: string, name: string): boolean => {
  if (glob === '') return name === '';
  const rest = glob.slice(1);
  if (glob[0] === '*') return bySplitting(rest, name) || (name !== '' && bySplitting(glob, name.slice(1)));
  return name !== '' && (glob[0] === '?' || glob[0] === name[0]) && bySplitting(rest, name.slice(1));
};

describe('a glob', () => {
  test('matches as its definition says', () => {
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 7 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 });
    fc.assert(
      fc.property(glob, name, (pattern, text) => matchesGlob(pattern, text) === bySplitting(pattern, text)),
      { numRuns: 2000 },
    );
  });

  test('takes no account of case, and every other character as itself', () => {
    expect(matchesGlob('HV-ber-*', 'hv-BER-01')).toBe(true);
    expect(matchesGlob('hv.01', 'hv-01')).toBe(false);
    expect(matchesGlob('hv[0]', 'hv[0]')).toBe(true);
  });

  test('with many stars over a long name is answered at once', () => {
    expect(matchesGlob(`${'*a'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
