import { expect, test } from 'vitest';
import { compatibilityLines } from '../../src/reports/explain-compatibility.ts';

test('broken rules are told first, then those that cannot be judged, then those that hold', () => {
  expect(
    compatibilityLines([
      { rule: 'vmq-works-on-set', status: 'holds', subjects: ['Converged'] },
      { rule: 'vf-excluded-by-port-acl', status: 'triggered', subjects: ['vm01/WAN', 'vm02/WAN', 'vm03/WAN'] },
      { rule: 'absolute-conditional-on-team', status: 'not-observable', subjects: ['Converged'] },
    ]),
  ).toEqual([
    '',
    'Compatibility',
    '  broken   vf-excluded-by-port-acl: vm01/WAN and 2 more',
    '  not seen absolute-conditional-on-team: Converged',
    '  holds    vmq-works-on-set: Converged',
  ]);
});

test('a host on which nothing is in use has no paragraph', () => {
  expect(compatibilityLines([])).toEqual([]);
});
