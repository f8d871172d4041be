/** When queues and processors are proposed as changes, and when Windows does well enough by itself. */
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

/** `subject: setting proposed` of all changes of queues and processors; disruptive ones end with an exclamation mark. */
const proposed = (host: Host): string[] => {
  const plan = planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
  return recommend(host, DEFAULT_POLICY, plan)
    .changes.filter(({ setting }) => /^(Vm|NetAdapter(Vmq|Rss))/.test(setting))
    .map(({ subject, setting, proposed: value, disruptive }) => `${subject}: ${setting} ${value}${disruptive ? '!' : ''}`);
};

const vm = (name: string, ingress: number) => buildVm({ name, vcpus: 8, adapters: [buildVmAdapter({ ingress: mbps(ingress) })] });

const host = (overrides: Partial<Host>): Host =>
  buildHost({
    logicalProcessors: 32,
    numaNodes: 1,
    switches: [buildSwitch({ teaming: 'none' })],
    nics: [buildNic({ link: mbps(25_000), vmqQueues: 32 })],
    adapters: [],
    ...overrides,
  });

describe('changes of queues', () => {
  it('are none where one core receives everything', () => {
    expect(proposed(host({ os: '2016', vms: [vm('a', 2000), vm('b', 1900)] }))).toEqual([]);
    expect(proposed(host({ os: '2022', vms: [vm('a', 2000), vm('b', 3000)] }))).toEqual([]);
  });

  it('turn VMMQ on for those that need more than one queue on 2016, where it is off', () => {
    const changes = proposed(host({ os: '2016', vms: [vm('a', 9000), vm('b', 3000)] }));
    expect(changes.filter((change) => change.includes('Vmmq'))).toEqual([
      'a/Network Adapter: VmmqEnabled true',
      'a/Network Adapter: VmmqQueuePairs 3',
    ]);
  });

  it('are none on 2019 while the pool lasts for 16 pairs each', () => {
    const nics = [buildNic({ link: mbps(25_000), vmqQueues: 32, queuePairLimit: 64 })];
    const changes = proposed(host({ nics, vms: [vm('a', 9000), vm('b', 3000)] }));
    expect(changes.filter((change) => change.includes('Vmmq'))).toEqual([]);
  });

  it('give each adapter its own count on 2019 where the default exhausts the pool, and idle ones give theirs up', () => {
    const nics = [buildNic({ link: mbps(25_000), vmqQueues: 32, queuePairLimit: 32 })];
    const changes = proposed(host({ nics, vms: [vm('a', 9000), vm('b', 3000), vm('c', 4000), vm('d', 0)] }));
    // Two adapters of 16 pairs exhaust the 32: with d and b first, 13 Gbit/s are left to one core of 5.
    expect(changes.filter((change) => change.includes(': Vm'))).toEqual([
      'a/Network Adapter: VmmqQueuePairs 2',
      'b/Network Adapter: VmmqQueuePairs 1',
      'c/Network Adapter: VmmqQueuePairs 1',
      'd/Network Adapter: VmqWeight 0',
    ]);
  });

  it('take the preference from those without a planned queue on 2012 R2', () => {
    const nics = [buildNic({ link: mbps(10_000), vmqQueues: 2 })];
    const changes = proposed(host({ os: '2012r2', nics, vms: [vm('a', 4000), vm('b', 100), vm('c', 3000), vm('d', 1500)] }));
    expect(changes.filter((change) => change.includes(': Vm'))).toEqual([
      'b/Network Adapter: VmqWeight 0',
      'd/Network Adapter: VmqWeight 0',
    ]);
  });

  it('are none on ports without queues', () => {
    const nics = [buildNic({ link: mbps(10_000), vmqQueues: 0 })];
    expect(proposed(host({ os: '2016', nics, vms: [vm('a', 9000)] }))).toEqual([]);
  });
});

describe('changes of processors', () => {
  const busy = [vm('a', 9000), vm('b', 3000)];

  it('restart the port, so they are disruptive; up to 2016 they name base, last and count', () => {
    const changes = proposed(host({ os: '2012r2', vms: busy }));
    expect(changes.filter((change) => change.startsWith('NIC1'))).toEqual([
      'NIC1: NetAdapterVmq.BaseProcessorNumber 2!',
      'NIC1: NetAdapterVmq.MaxProcessorNumber 30!',
      'NIC1: NetAdapterVmq.MaxProcessors 15!',
    ]);
  });

  it('only move the base off core 0 where Dynamic VMMQ places queues itself', () => {
    expect(proposed(host({ os: '2022', vms: busy }))).toEqual(['NIC1: NetAdapterVmq.BaseProcessorNumber 2!']);
  });

  it('name all on an LBFO team of 2019, which has no Dynamic VMMQ', () => {
    const changes = proposed(host({ os: '2019', switches: [buildSwitch({ teaming: 'lbfo' })], vms: busy }));
    expect(changes).toContain('NIC1: NetAdapterVmq.MaxProcessors 15!');
  });

  it('name the group where it is not the first', () => {
    const nics = [buildNic({ link: mbps(25_000), vmqQueues: 32, numaNode: 1 })];
    const changes = proposed(host({ os: '2022', logicalProcessors: 128, numaNodes: 2, nics, vms: busy }));
    expect(changes).toEqual(['NIC1: NetAdapterVmq.BaseProcessorGroup 1!', 'NIC1: NetAdapterVmq.BaseProcessorNumber 0!']);
  });

  it('are none under Network ATC, which has one setting for all ports of an intent', () => {
    expect(proposed(host({ os: '2022', managedBy: 'network-atc', vms: busy }))).toEqual([]);
  });

  it('set RSS on a port of the host whose traffic exceeds a core, but not where RDMA carries it', () => {
    const storage = (rdma: 'none' | 'rocev2') =>
      host({
        switches: [],
        nics: [buildNic({ name: 'SAN', switch: null, link: mbps(25_000), rssQueues: 8, rdma })],
        adapters: [buildAdapter({ name: 'SMB1', role: 'storage', switch: null, nic: 'SAN', ingress: mbps(12_000) })],
      });
    expect(proposed(storage('none'))).toEqual([
      'SAN: NetAdapterRss.NumberOfReceiveQueues 8!',
      'SAN: NetAdapterRss.BaseProcessorNumber 2!',
      'SAN: NetAdapterRss.MaxProcessorNumber 16!',
      'SAN: NetAdapterRss.MaxProcessors 8!',
    ]);
    expect(proposed(storage('rocev2'))).toEqual([]);
  });
});
