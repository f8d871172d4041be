import { expect, test } from 'vitest';
import { nearest } from '../../src/inventory/nearest.ts';

test.each([
  ['linkmbps', ['host', 'link_mbps'], 'link_mbps'],
  ['LINK MBPS', ['host', 'link_mbps'], 'link_mbps'],
  ['alhpa', ['beta', 'alpha'], 'alpha'],
  ['Windows Server 2012 R2', ['2012r2', '2016', '2019'], '2012r2'],
  ['cat', ['dog', 'cot', 'car'], 'cot'],
  ['database', ['web-1', 'web-2'], null],
  ['', ['web-1'], null],
  ['!!!', ['web-1'], null],
  ['x'.repeat(1_000_000), ['xx'], null],
] as const)('%.30s → %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
