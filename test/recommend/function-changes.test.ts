import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { Host } from '../../src/model/host.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { functionChanges } from '../../src/recommend/function-changes.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { asking, guest, hostWith } from '../planners/vf-host.ts';

const changesOf = (host: Host): readonly string[] =>
  functionChanges(host, planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false)).map(
    ({ subject, setting, proposed, travelsWithVm }) => `${subject} ${setting} ${proposed} ${travelsWithVm}`,
  );

it('more queue pairs than the one that Windows gives are proposed, and travel with the VM', () => {
  expect(changesOf(hostWith([guest('vm01', [asking({ ingress: mbps(8000) })])]))).toEqual([
    'vm01/Network Adapter IovQueuePairsRequested 2 true',
  ]);
});

it('one queue pair is what Windows gives anyway', () => {
  expect(changesOf(hostWith([guest('vm01')]))).toEqual([]);
});

it('members of a guest team may be teamed', () => {
  const team = ['A', 'B'].map((name) => asking({ name, guestTeam: true }));
  expect(changesOf(hostWith([guest('vm01', team)]))).toEqual(['vm01/A AllowTeaming On true', 'vm01/B AllowTeaming On true']);
});

it('nothing is set for an adapter that asks in vain: the finding says it', () => {
  expect(changesOf(hostWith([guest('vm01', [asking({ acl: true, guestTeam: true, ingress: mbps(8000) })])]))).toEqual([]);
});
