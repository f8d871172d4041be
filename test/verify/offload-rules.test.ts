/** One wrong figure in a plan for functions, queues, processors, frames or classes, and the rule that it breaks. */
import { describe, expect, it, test } from 'vitest';
import type { Uniformity } from '../../src/model/cluster-plan.ts';
import type { Host } from '../../src/model/host.ts';
import type { OffloadPlan, VfAssignment, VirtualFunctionPlan } from '../../src/model/offload-plan.ts';
import type { HostPlan, SwitchPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { EtsPlan, JumboProposal } from '../../src/model/topology-plan.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps, minutes } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';

const plan = (host: Host): HostPlan => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
const brokenRules = (host: Host, planned: HostPlan): readonly string[] => [
  ...new Set(verifyPlan(host, DEFAULT_POLICY, planned).map(({ rule }) => rule)),
];

const asking = (name: string, overrides: object = {}) =>
  buildVm({ name, trusted: true, vcpus: 4, adapters: [buildVmAdapter({ iov: true, ingress: mbps(6000), ...overrides })] });

/** Two ports of 25 GbE with two functions each; four adapters ask that may, one that may not, and vm09 has two in a team. */
const iovHost = buildHost({
  switches: [buildSwitch({ iovEnabled: true })],
  nics: ['NIC1', 'NIC2'].map((name) => buildNic({ name, link: mbps(25_000), vfLimit: 2, queuePairLimit: 16, vmqQueues: 8, mtuMax: 9014 })),
  adapters: [buildAdapter({ egress: mbps(100), ingress: mbps(100) }), buildMigrationAdapter()],
  vms: [
    asking('vm01'),
    asking('vm02'),
    asking('vm03'),
    asking('vm04', { acl: true }),
    buildVm({ name: 'vm05', vcpus: 8, adapters: [buildVmAdapter({ ingress: mbps(12_000) })] }),
    { ...asking('vm06'), tier: 1 },
    asking('vm07'),
  ],
});
const iovPlan = plan(iovHost);

const withOffloads = (overrides: Partial<OffloadPlan>): HostPlan => ({ ...iovPlan, offloads: { ...iovPlan.offloads, ...overrides } });
const withFunctions = (overrides: Partial<VirtualFunctionPlan>): HostPlan =>
  withOffloads({ virtualFunctions: { ...iovPlan.offloads.virtualFunctions, ...overrides } });
const { assigned, refused } = iovPlan.offloads.virtualFunctions;
const withFirst = (overrides: Partial<VfAssignment>): HostPlan =>
  withFunctions({ assigned: assigned.map((one, index) => (index === 0 ? { ...one, ...overrides } : one)) });
const withQueues = (overrides: object): HostPlan =>
  withOffloads({ queues: iovPlan.offloads.queues.map((one) => ({ ...one, ...overrides })) });
const withProcessors = (overrides: object): HostPlan =>
  withOffloads({ processors: iovPlan.offloads.processors.map((one, index) => (index === 0 ? { ...one, ...overrides } : one)) });
const lp = (number: number) => ({ group: 0, number });
const one = (number: number) => ({ processors: [lp(number)], base: lp(number), last: lp(number) });

describe('functions, queues and processors', () => {
  it('stand as they are planned', () => {
    expect(verifyPlan(iovHost, DEFAULT_POLICY, iovPlan)).toEqual([]);
    expect([assigned.length, refused.length]).toEqual([4, 2]);
  });

  it.each<readonly [string, string, HostPlan]>([
    ['vf-wanted', 'seven VMs, six ask', withFunctions({ wanted: 7 })],
    ['vf-missing', 'who asks is served or refused', withFunctions({ refused: refused.slice(1) })],
    ['vf-listed-twice', 'nobody has two functions', withFunctions({ assigned: [...assigned, ...assigned.slice(0, 1)] })],
    ['vf-rate', 'the larger direction counts', withFirst({ rate: mbps(100) })],
    ['vf-allow-teaming', 'no team, no teaming', withFirst({ allowTeaming: true })],
    ['vf-uplink', 'a function is one of a port', withFirst({ nic: 'NIC9' })],
    ['vf-pool', 'a port has two', withFunctions({ assigned: assigned.map((each) => ({ ...each, nic: 'NIC1' })) })],
    ['vf-queue-pairs', 'two cores of ingress', withFirst({ queuePairs: 1 })],
    ['vf-queue-pairs', 'no more than the ingress needs', withFirst({ queuePairs: 3 })],
    ['queue-pair-pool', 'functions, queues and the default queue share the pairs of a port', withFirst({ queuePairs: 16 })],
    [
      'vf-not-allowed',
      'an adapter with ACLs has none',
      withFunctions({
        assigned: assigned.map((each, index) => (index === 0 ? { ...each, vm: 'vm04' } : each)),
        refused: refused.map((each) => (each.vm === 'vm04' ? { ...each, vm: assigned[0]?.vm ?? '' } : each)),
      }),
    ],
    ['vf-refusal', 'ACLs are why', withFunctions({ refused: refused.map((each) => ({ ...each, because: 'vf-pool-exhausted' })) })],
    ['vf-refusal', 'the pool is why', withFunctions({ refused: refused.map((each) => ({ ...each, because: 'vlan-trunk' })) })],
    [
      'vf-could-be-added',
      'a free function serves who may have it',
      withFunctions({
        assigned: assigned.slice(1),
        refused: [
          ...refused,
          ...assigned
            .slice(0, 1)
            .map(({ vm, adapter }) => ({ vm, adapter, because: 'vf-pool-exhausted' as const, binding: 'vf-limit:NIC1' })),
        ],
      }),
    ],
    [
      'vf-served-order',
      'tier 1 goes before tier 3',
      withFunctions({
        assigned: assigned.map((each) => (each.vm === 'vm06' ? { ...each, vm: refused.find(({ vm }) => vm !== 'vm04')?.vm ?? '' } : each)),
        refused: refused.map((each) => (each.vm === 'vm04' ? each : { ...each, vm: 'vm06' })),
      }),
    ],
    ['vf-fallback', 'a lost port takes its functions along', withFunctions({ fallbacks: [] })],
    ['vf-should-ask', 'vm05 does not care for latency', withFunctions({ shouldAsk: ['vm05/Network Adapter'] })],
    ['queue-mode', 'SET adds queues up', withQueues({ mode: 'min' })],
    ['queues-usable', 'eight of each port', withQueues({ usable: 17 })],
    ['queues-used', 'used queues are those of the flows', withQueues({ used: 1 })],
    [
      'queue-carried',
      'a queue carries a core',
      withQueues({ flows: [{ vm: 'vm05', adapter: 'Network Adapter', queues: 1, carried: mbps(6000) }] }),
    ],
    ['queues-not-best', 'idle queues could carry more', withQueues({ flows: [], used: 0, defaultQueueLoad: mbps(24_209) })],
    ['default-queue-load', 'who has no queue is known', withQueues({ defaultQueueLoad: mbps(1) })],
    ['default-queue-capacity', 'sixteen cores at most', withQueues({ defaultQueueCapacity: mbps(17 * 5000) })],
    ['queues-listed', 'a switch with VMQ has queues', withOffloads({ queues: [] })],
    ['vfs-used', 'functions are counted', withOffloads({ nics: iovPlan.offloads.nics.map((each) => ({ ...each, vfsUsed: 1 })) })],
    ['processor-core-0', 'core 0 is left to the system', withProcessors(one(0))],
    ['processor-sibling', 'one processor a core', withProcessors(one(3))],
    ['processor-unknown', 'the machine ends at 63', withProcessors(one(64))],
    [
      'processors-disjoint',
      'ports of a SET team do not share',
      withOffloads({ processors: iovPlan.offloads.processors.map((each) => ({ ...each, ...one(2) })) }),
    ],
    ['processors-numa', 'its own node has free cores', withProcessors(one(40))],
    ['processors-range', 'base and last are of the list', withProcessors({ base: lp(60) })],
  ])('%s: %s', (rule, _, planned) => {
    expect(brokenRules(iovHost, planned)).toContain(rule);
  });
});

/** Two ports of 25 GbE with RoCE: storage asks for 20 Gbit/s, VMs of tier 1 for 10, management for 1. */
const etsHost = buildHost({
  nics: ['NIC1', 'NIC2'].map((name) =>
    buildNic({ name, link: mbps(25_000), rdma: 'rocev2', dcbTrafficClasses: 8, mtuMax: 9014, vmqQueues: 8 }),
  ),
  adapters: [
    buildAdapter({ egress: mbps(1000) }),
    buildAdapter({ name: 'Cluster', role: 'cluster' }),
    buildAdapter({ name: 'Storage', role: 'storage', egress: mbps(20_000) }),
  ],
  vms: [buildVm({ tier: 1, migratable: false, adapters: [buildVmAdapter({ egress: mbps(10_000) })] })],
});
const etsPlan = plan(etsHost);
const [etsSwitch] = etsPlan.switches as readonly [SwitchPlan];
const withEts = (overrides: Partial<EtsPlan>): HostPlan => ({
  ...etsPlan,
  switches: [{ ...etsSwitch, ets: { ...(etsSwitch.ets as EtsPlan), ...overrides } }],
});
const withJumbo = (overrides: Partial<JumboProposal>): HostPlan => ({
  ...etsPlan,
  jumbo: etsPlan.jumbo.map((each) => ({ ...each, ...overrides })),
});

describe('DCB classes and frames', () => {
  it('stand as they are planned', () => {
    expect(verifyPlan(etsHost, DEFAULT_POLICY, etsPlan)).toEqual([]);
    expect(etsPlan.jumbo.length).toBeGreaterThan(0);
  });

  it('give storage and the rest of two 25 GbE ports their share of what they ask, 20 and 11 of 49.2 Gbit/s', () => {
    // 20000/49219.766 = 41 %, 11000/49219.766 = 23 %; the 35 left over keep 20 to 11, and 1 % is the cluster's.
    const { cluster, smbDirect, defaultClass } = etsSwitch.ets as EtsPlan;
    expect([cluster, smbDirect, defaultClass]).toEqual([1, 64, 35]);
  });

  it.each<readonly [string, string, HostPlan]>([
    ['ets-sum-100', 'percents are of one whole', withEts({ defaultClass: 36 })],
    ['ets-percent-whole', 'whole percents', withEts({ smbDirect: 63.5, defaultClass: 35.5 })],
    ['ets-cluster-percent', 'one percent above 10 Gbit/s', withEts({ cluster: 2, smbDirect: 63 })],
    ['ets-priority', 'SMB Direct has priority 3', withEts({ smbDirectPriority: 4 })],
    ['ets-class-percent', 'classes repeat the percents', withEts({ smbDirect: 60, defaultClass: 39 })],
    ['ets-attainment', 'attainments are those of the percents', withEts(percentsOf(30, 69))],
    ['ets-missing', 'the layer needs its percents', { ...etsPlan, switches: [{ ...etsSwitch, ets: null }] }],
    ['layer-lost', 'DCB and weights exclude each other', { ...etsPlan, switches: [{ ...etsSwitch, layersLost: [] }] }],
    [
      'layer-lost',
      'the ports have RDMA',
      { ...etsPlan, switches: [{ ...etsSwitch, layersLost: [{ layer: 'weights', because: 'uplinks-without-rdma' }] }] },
    ],
    [
      'weights-beside-ets',
      'no weights under classes',
      { ...etsPlan, switches: [{ ...etsSwitch, flows: etsSwitch.flows.map((flow) => ({ ...flow, weight: 1 })) }] },
    ],
    ['jumbo-packet', 'the frame has a header of 14 bytes', withJumbo({ jumboPacket: 9000 })],
    ['jumbo-ping', 'the ping has headers of 28 bytes', withJumbo({ pingSize: 9000 })],
    ['jumbo-mtu-max', 'no port takes 9100', withJumbo({ mtu: 9100, jumboPacket: 9114, pingSize: 9072 })],
    ['jumbo-not-larger', 'no gain without larger frames', withJumbo({ mtu: 1500, jumboPacket: 1514, pingSize: 1472 })],
    ['jumbo-gain', 'headers saved, not more', withJumbo({ gain: mbps(1) })],
  ])('%s: %s', (rule, _, planned) => {
    expect(brokenRules(etsHost, planned)).toContain(rule);
  });
});

/** Percents with classes and levels that fit them, so that only the choice is wrong. */
function percentsOf(smbDirect: number, defaultClass: number): Partial<EtsPlan> {
  const ets = etsSwitch.ets as EtsPlan;
  const { capacity, capacityAfterLoss } = etsSwitch;
  const percents = { cluster: ets.cluster, 'smb-direct': smbDirect, default: defaultClass };
  const classes = ets.classes.map((each) => ({
    ...each,
    percent: percents[each.name],
    guaranteed: mbps((capacity * percents[each.name]) / 100),
    guaranteedAfterLoss: mbps((capacityAfterLoss * percents[each.name]) / 100),
    guaranteedWorstPinning: mbps((capacityAfterLoss * percents[each.name]) / 100),
  }));
  return { smbDirect, defaultClass, classes };
}

test('percents that serve a level worse than others would are refused', () => {
  const worse = percentsOf(30, 69);
  const levels = etsSwitch.levels.map((level) =>
    level.level === 'host-demand' ? { ...level, attainment: 0.3 / (20_000 / etsSwitch.capacity), worstFlow: 'Storage' } : level,
  );
  const planned = { ...etsPlan, switches: [{ ...etsSwitch, ets: { ...(etsSwitch.ets as EtsPlan), ...worse }, levels }] };
  expect(brokenRules(etsHost, planned)).toContain('ets-not-best');
});

const uniform = (overrides: Partial<Uniformity>): HostPlan => ({
  ...iovPlan,
  uniformity: {
    because: 'cluster-setting-known',
    cluster: { transport: 'smb', liveMigrations: 1 },
    own: { transport: 'smb', liveMigrations: 1 },
    drainOwn: minutes(5),
    drainCluster: minutes(7),
    lost: minutes(2),
    holdsBack: null,
    smbLimit: { kind: 'hosts' },
    speaksForCluster: true,
    ...overrides,
  },
});
const clusterHost: Host = { ...iovHost, settings: { ...iovHost.settings, clusterParallelMigrations: 1 } };

test.each<readonly [string, string, HostPlan]>([
  ['uniformity-reason', 'a host of 2019 is not of 2022', uniform({ because: 'windows-2022-or-later' })],
  ['uniformity-setting', 'the member does as its cluster', uniform({ cluster: { transport: 'tcpip', liveMigrations: 9 } })],
  ['uniformity-lost', 'seven less five', uniform({ lost: minutes(3) })],
  ['cluster-factor', 'a factor of ten thousand is all', uniform({ smbLimit: { kind: 'factor', factor: 10_001 } })],
  ['cluster-limit-gigabits', 'whole gigabits within the cap', uniform({ smbLimit: { kind: 'network-atc', gigabits: 400 } })],
])('%s: %s', (rule, _, planned) => {
  expect(brokenRules(clusterHost, planned)).toContain(rule);
});
