import { expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { jumboChanges } from '../../src/recommend/jumbo-changes.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { buildHost, buildNic } from '../builders/host-builder.ts';

const host = (overrides: Partial<Host> = {}): Host =>
  buildHost({ nics: [buildNic({ mtuMax: 9014 }), buildNic({ name: 'NIC2', mtuMax: 9014 })], ...overrides });
const planOf = (of: Host) => planHost(of, DEFAULT_POLICY, createSolver({ second: null }), false);

test('frame sizes are set on NICs, then on host vNICs, as *JumboPacket and with the header counted', () => {
  const of = host();
  expect(jumboChanges(of, planOf(of)).map(({ target, now, proposed, gain }) => [target, now, proposed, gain])).toEqual([
    [{ kind: 'nic', nic: 'NIC1' }, '1514', '9014', '842 Mbit/s more payload on its path'],
    [{ kind: 'nic', nic: 'NIC2' }, '1514', '9014', '842 Mbit/s more payload on its path'],
    [{ kind: 'host-vnic', adapter: 'LiveMigration' }, '1514', '9014', '842 Mbit/s more payload on its path'],
  ]);
});

test('a NIC restarts when its frame size changes, so the change is disruptive and comes after all that is not', () => {
  const of = host();
  const { changes } = recommend(of, DEFAULT_POLICY, planOf(of));
  const jumbo = changes.filter(({ setting }) => setting === '*JumboPacket');
  expect(jumbo.map(({ disruptive }) => disruptive)).toEqual([true, true, true]);
  expect(changes.slice(0, -3).filter(({ disruptive }) => disruptive)).toEqual([]);
});

test('Network ATC sets the frame size of an intent, and the host vNICs with it', () => {
  const of = host({ os: '2025', managedBy: 'network-atc' });
  expect(jumboChanges(of, planOf(of)).map(({ target, layer }) => [target, layer])).toEqual([
    [{ kind: 'intent', nic: 'NIC1' }, 'network-atc'],
    [{ kind: 'intent', nic: 'NIC2' }, 'network-atc'],
  ]);
});
