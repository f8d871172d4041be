import { describe, expect, it } from 'vitest';
import type { HostPlan } from '../../src/model/plan.ts';
import type { PinningPlan } from '../../src/model/topology-plan.ts';
import { topologyLines } from '../../src/reports/explain-topology.ts';
import { mbps } from '../../src/units/quantity.ts';
import { SAMPLE_PLAN } from './sample-outcome.ts';

const linesWith = (overrides: Partial<HostPlan>): string => topologyLines({ ...SAMPLE_PLAN, ...overrides }).join('\n');

const MAPPING: PinningPlan = {
  switch: 'Converged',
  mapping: [
    { vm: null, adapter: 'Storage', nic: 'NIC2' },
    { vm: 'vm01', adapter: 'Net', nic: 'NIC1' },
  ],
  leftAside: 3,
  worstBefore: 0.5,
  worstAfter: 0.9,
  solver: 'enumeration',
  gap: 0,
};

describe('the topology of a host', () => {
  it('says what larger frames carry more, and how to prove the way', () => {
    const jumbo = [{ kind: 'nic', name: 'NIC1', mtuNow: 1500, mtu: 9000, jumboPacket: 9014, gain: mbps(421), pingSize: 8972 }] as const;
    expect(linesWith({ jumbo })).toBe(`
Jumbo frames, on every port of the way, the physical switches too
  port or host vNIC            MTU now    MTU  payload gained  ping -f -l
  NIC1                            1500   9000      421 Mbit/s  8972`);
  });

  it('says what a mapping gains, where each adapter goes, and what proved it', () => {
    expect(linesWith({ pinning: [MAPPING] })).toBe(`
Team members of Converged: the worst adapter has 50 %, mapped 90 %
  Proof      the best mapping, by trying all; 3 lighter adapters stay where
             Windows puts them
  Map to     NIC1: vm01/Net
  Map to     NIC2: Storage`);
    expect(linesWith({ pinning: [{ ...MAPPING, solver: 'search', gap: 0.05, leftAside: 0 }] })).toContain(
      'Proof      found by search; none gives more than 95 %',
    );
  });

  it('says what another layout would be, what it costs in functions, and how it was sought', () => {
    const layoutAdvice: HostPlan['layoutAdvice'] = {
      groups: [{ kind: 'team', nics: ['NIC1', 'NIC2'], carries: ['critical', 'vm', 'vf', 'storage', 'migration', 'backup'] }],
      status: 'pressed',
      firstShortLevel: 'vm-demand-3',
      firstShortAttainment: 0.7,
      attainments: [1, 1, 1, 1, 1, 1, 1, 1, 0.7],
      drainMinutes: 20,
      draft: null,
      offloadsToday: { virtualFunctions: 4, defaultQueueOverload: mbps(0) },
      offloads: { virtualFunctions: 0, defaultQueueOverload: mbps(300) },
      tried: 3,
      byBound: 4,
      forbidden: 2,
      leftOut: 0,
    };
    expect(linesWith({ layoutAdvice })).toBe(`
Another layout: pressed at vm-demand-3 (70 %) instead of short at drain (80 %)
  team       NIC1, NIC2 for management and cluster, VMs, virtual functions,
             storage, migration, backup
  Drain      20 min instead of 37.5 min
  Functions  0 virtual functions instead of 4
  Queues     default queues overloaded by 300 Mbit/s instead of 0 Mbit/s
  Sought     3 planned in full, 4 proven no better by a bound, 2 not allowed, 0
             not looked at; disruptive`);
  });

  it('says nothing where nothing would gain', () => {
    expect(linesWith({})).toBe('');
  });
});
