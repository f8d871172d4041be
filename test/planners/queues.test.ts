/** Queues of whole hosts: pools, teams, the default queue, and what Windows does by default. */
import { describe, expect, it } from 'vitest';
import { nicModelOf, queuesPerVf } from '../../src/catalog/nic-models.ts';
import type { Finding, FindingCode } from '../../src/model/finding.ts';
import type { Adapter, Host, Nic, OsVersion } from '../../src/model/host.ts';
import type { VfAssignment } from '../../src/model/offload-plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { poolOf, queueMode } from '../../src/planners/queues-pool.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps } from '../../src/units/quantity.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';

const second = await loadHighs();
const plan = (host: Host, policy: Policy = DEFAULT_POLICY) => planHost(host, policy, createSolver({ second }), false);

const find = (findings: readonly Finding[], code: FindingCode) => findings.filter((each) => each.code === code);

const port = (overrides: Partial<Nic> = {}): Nic => buildNic({ link: mbps(25_000), vmqQueues: 16, ...overrides });

const vmsReceiving = (rates: readonly number[], overrides: Partial<Adapter> = {}) =>
  rates.map((rate, index) =>
    buildVm({
      name: `vm${String(index + 1).padStart(2, '0')}`,
      vcpus: 8,
      adapters: [buildVmAdapter({ ingress: mbps(rate), ...overrides })],
    }),
  );

/** One switch without a team, one port, only VMs. */
const singlePort = (os: OsVersion, nic: Partial<Nic>, rates: readonly number[], overrides: Partial<Host> = {}): Host =>
  buildHost({
    os,
    switches: [buildSwitch({ teaming: 'none' })],
    nics: [port(nic)],
    adapters: [],
    vms: vmsReceiving(rates),
    ...overrides,
  });

const assigned = (count: number, queuePairs: number): VfAssignment[] =>
  Array.from({ length: count }, (_, index) => ({
    vm: `vm${index}`,
    adapter: 'Network Adapter',
    switch: 'Converged',
    nic: 'NIC1',
    rate: mbps(1),
    queuePairs,
    allowTeaming: false,
  }));

describe('the queues of a port', () => {
  it.each([
    { vmq: 16, vports: null, pairs: null, vfs: 0, each: 1, usable: 16, source: 'NumberOfReceiveQueues does not count the default queue' },
    { vmq: 125, vports: 64, pairs: null, vfs: 31, each: 1, usable: 32, source: 'driver docs: one pool of 64 virtual ports, 64 − 1 − 31' },
    { vmq: 125, vports: 64, pairs: null, vfs: 63, each: 1, usable: 0, source: 'driver docs: virtual functions can exhaust the pool' },
    { vmq: 125, vports: 128, pairs: 64, vfs: 0, each: 1, usable: 63, source: 'driver docs: the default port holds a queue pair' },
    {
      vmq: 125,
      vports: 128,
      pairs: 64,
      vfs: 10,
      each: 4,
      usable: 53,
      source: 'a function needs one queue pair; more of them come from what queues leave',
    },
    { vmq: 0, vports: 64, pairs: 64, vfs: 0, each: 1, usable: 0, source: 'a port without VMQ' },
  ])('are $usable of $vmq beside $vfs functions of $each pairs: $source', ({ vmq, vports, pairs, vfs, each, usable }) => {
    const nic = port({ vmqQueues: vmq, vportLimit: vports, queuePairLimit: pairs });
    expect(poolOf(nic, assigned(vfs, each), DEFAULT_POLICY).usable).toBe(usable);
  });

  it('are not used below 10 Gbit/s unless the policy says that the registry does', () => {
    const slow = port({ link: mbps(1000) });
    expect(poolOf(slow, [], DEFAULT_POLICY).usable).toBe(0);
    expect(poolOf(slow, [], { ...DEFAULT_POLICY, vmq_below_10g: true }).usable).toBe(16);
    expect(poolOf(port({ link: mbps(10_000) }), [], DEFAULT_POLICY).usable).toBe(16);
  });

  // Microsoft Learn, NIC Teaming: sum-of-queues and min-of-queues.
  it.each([
    ['lbfo', 'switch-independent', 'address-hash', 'min'],
    ['lbfo', 'switch-independent', 'hyper-v-port', 'sum'],
    ['lbfo', 'switch-independent', 'dynamic', 'sum'],
    ['lbfo', 'static', 'address-hash', 'min'],
    ['lbfo', 'static', 'hyper-v-port', 'min'],
    ['lbfo', 'static', 'dynamic', 'min'],
    ['lbfo', 'lacp', 'address-hash', 'min'],
    ['lbfo', 'lacp', 'hyper-v-port', 'min'],
    ['lbfo', 'lacp', 'dynamic', 'min'],
    ['set', 'switch-independent', 'hyper-v-port', 'sum'],
    ['set', 'switch-independent', 'dynamic', 'sum'],
    ['none', 'switch-independent', 'hyper-v-port', 'sum'],
  ] as const)('in a team %s, %s, %s are usable as the %s', (teaming, teamMode, loadBalancing, mode) => {
    expect(queueMode(buildSwitch({ teaming, teamMode, loadBalancing }))).toBe(mode);
  });

  it('add up in a SET team, and each port holds its part of those in use', () => {
    const nics = [port({ name: 'NIC1' }), port({ name: 'NIC2', vmqQueues: 8 })];
    const { offloads } = plan(buildHost({ nics, adapters: [], vms: vmsReceiving([20_000, 9000, 9000, 1000]) }));
    // ⌈20/5⌉ + ⌈9/5⌉ + ⌈9/5⌉ + 1 = 4 + 2 + 2 + 1; the largest go to NIC1 (16 free), which has most left for all of them.
    expect(offloads.queues[0]).toMatchObject({ mode: 'sum', usable: 24, used: 9 });
    expect(offloads.nics.map(({ queuesUsable, queuesUsed }) => [queuesUsable, queuesUsed])).toEqual([
      [16, 9],
      [8, 0],
    ]);
  });

  it('are the least of a LACP team, and every port holds all of those in use', () => {
    const team = buildSwitch({ teaming: 'lbfo', teamMode: 'lacp', loadBalancing: 'dynamic' });
    const nics = [port({ name: 'NIC1' }), port({ name: 'NIC2', vmqQueues: 8 })];
    const { offloads } = plan(buildHost({ switches: [team], nics, adapters: [], vms: vmsReceiving([9000, 1000]) }));
    expect(offloads.queues[0]).toMatchObject({ mode: 'min', usable: 8, used: 3 });
    expect(offloads.nics.map(({ queuesUsed }) => queuesUsed)).toEqual([3, 3]);
  });
});

describe('the queues of an adapter', () => {
  const queuesOf = (os: OsVersion, rate: number, vcpus: number): number => {
    const vms = [buildVm({ vcpus, adapters: [buildVmAdapter({ ingress: mbps(rate) })] })];
    return plan(singlePort(os, { link: mbps(100_000), vmqQueues: 64 }, [], { vms })).offloads.queues[0]?.used ?? -1;
  };
  // 4 Gbit/s a core up to 2016, 5 Gbit/s from 2019; VMMQ came with 2016; a VM spreads over its virtual processors.
  it.each([
    ['2012r2', 20_000, 8, 1],
    ['2016', 8000, 8, 2],
    ['2016', 8001, 8, 3],
    ['2019', 8000, 8, 2],
    ['2019', 90_000, 8, 8],
    ['2019', 90_000, 64, 16],
    ['2025', 5000, 1, 1],
    ['2025', 0, 8, 0],
  ] as const)('on %s at %i Mbit/s with %i virtual processors: %i', (os, rate, vcpus, queues) => {
    expect(queuesOf(os, rate, vcpus)).toBe(queues);
  });

  it('of the migration path carry its share of what a drain sends', () => {
    const adapters = [buildAdapter(), buildMigrationAdapter({ name: 'LM1' }), buildMigrationAdapter({ name: 'LM2' })];
    const planned = plan(buildHost({ nics: [port(), port({ name: 'NIC2' })], adapters, vms: vmsReceiving([100, 100, 100]) }));
    if (planned.migration.kind !== 'chosen') throw new Error('The host has a migration path.');
    const each = (planned.migration.value.required ?? 0) / 2;
    const carried = planned.offloads.queues[0]?.flows.filter(({ adapter }) => adapter.startsWith('LM')).map((flow) => flow.carried);
    expect(each).toBeGreaterThan(0);
    expect(carried).toEqual([each, each]);
  });

  it('carry a migration by SMB Direct as well, which goes on over TCP where RDMA is lost', () => {
    const adapters = [buildAdapter(), buildMigrationAdapter({ name: 'LM1' })];
    const nics = [port({ rdma: 'rocev2' }), port({ name: 'NIC2', rdma: 'rocev2' })];
    const planned = plan(buildHost({ nics, adapters, vms: vmsReceiving([100, 100, 100]) }));
    if (planned.migration.kind !== 'chosen') throw new Error('The host has a migration path.');
    const { option, required } = planned.migration.value;
    expect(option.transport).toBe('smb-direct');
    expect(required).toBeGreaterThan(0);
    expect(planned.offloads.queues[0]?.flows.find(({ adapter }) => adapter === 'LM1')?.carried).toBe(required);
  });

  it('are one number for all where the model gives every adapter the same', () => {
    const host = singlePort('2019', { link: mbps(10_000), vmqQueues: 31, model: 'Intel(R) Ethernet Controller X550' }, [9000, 9000, 300]);
    // By 2 all three are carried whole with 6 queues; by 1 the large ones lose 4 Gbit/s each.
    expect(plan(host).offloads.queues[0]).toMatchObject({ uniform: 2, used: 6, defaultQueueLoad: 0 });
  });

  it('with a virtual function are none', () => {
    const vms = [
      buildVm({ trusted: true, adapters: [buildVmAdapter({ ingress: mbps(3000), iov: true })] }),
      buildVm({ name: 'vm02', adapters: [buildVmAdapter({ ingress: mbps(1000) })] }),
    ];
    const iov = buildSwitch({ teaming: 'none', iovEnabled: true, bandwidthMode: 'none' });
    const { offloads } = plan(singlePort('2019', { vfLimit: 8 }, [], { switches: [iov], vms }));
    expect(offloads.virtualFunctions.assigned.map(({ vm }) => vm)).toEqual(['vm01']);
    expect(offloads.queues[0]).toMatchObject({ adapters: 1, used: 1, usable: 16 });
  });
});

describe('the default queue', () => {
  // Two queues of 2016 carry the two largest; 3 + 2 Gbit/s are left to one core of 4.
  it('is overloaded where what is left to it exceeds a core, up to 2016', () => {
    const planned = plan(singlePort('2016', { vmqQueues: 2 }, [4000, 3500, 3000, 2000]));
    expect(planned.offloads.queues[0]).toMatchObject({ used: 2, defaultQueueLoad: 5000, defaultQueueCapacity: 4000 });
    expect(find(planned.findings, 'default-queue-overload').map(({ values }) => values)).toEqual([{ load: 5000, capacity: 4000 }]);
  });

  // Of 8 queue pairs two are in use, so the default queue has six cores of 5 Gbit/s.
  it('spreads over the queue pairs that are left, from 2019', () => {
    const planned = plan(singlePort('2019', { vmqQueues: 2, queuePairLimit: 8 }, [4000, 3500, 3000, 2000]));
    expect(planned.offloads.queues[0]).toMatchObject({ used: 2, defaultQueueLoad: 5000, defaultQueueCapacity: 30_000 });
    expect(find(planned.findings, 'default-queue-overload')).toEqual([]);
  });

  it('is not planned where no uplink uses VMQ, which a finding says', () => {
    const planned = plan(singlePort('2019', { link: mbps(1000) }, [300, 300]));
    expect(planned.offloads.queues).toEqual([]);
    expect(planned.offloads.processors).toEqual([]);
    expect(planned.offloads.nics[0]).toMatchObject({ queuesUsable: null, queuesUsed: null });
    expect(find(planned.findings, 'vmq-unused-below-10g').map(({ values }) => values)).toEqual([{ link: 1000 }]);
  });
});

describe('an upgrade to 2019', () => {
  const vnics = Array.from({ length: 32 }, () => 1000);

  // Dell/QLogic guide: 32 VMQs, 64 queue pairs, 16 pairs for each vNIC: min(32, ⌊64/16⌋) = 4 of 32.
  it('accelerates 4 of 32 adapters by default, where 2016 accelerated all and the plan does again', () => {
    const planned = plan(singlePort('2019', { vmqQueues: 32, queuePairLimit: 64 }, vnics));
    expect(planned.offloads.queues[0]?.byDefault).toMatchObject({ each: 16, accelerated: 4, defaultQueueLoad: 28_000 });
    expect(planned.offloads.queues[0]).toMatchObject({ used: 32, defaultQueueLoad: 0 });
    const [finding] = find(planned.findings, 'default-queue-pairs-exhaust-pool');
    expect(finding).toMatchObject({ severity: 'warning', values: { adapters: 32, accelerated: 4, planned: 32, pairs: 16 } });
  });

  it('is no matter before it: 2016 gives one queue to each of the 32', () => {
    const planned = plan(singlePort('2016', { vmqQueues: 32, queuePairLimit: 64 }, vnics));
    expect(planned.offloads.queues[0]?.byDefault).toMatchObject({ each: 1, accelerated: 32, defaultQueueLoad: 0 });
    expect(find(planned.findings, 'default-queue-pairs-exhaust-pool')).toEqual([]);
  });
});

describe('the catalog of NIC models', () => {
  // DPDK, Intel virtual function driver: 33 to 64 functions have 2 queues each.
  it('gives each of 40 functions of an X520 two queues', () => {
    const fact = nicModelOf('Intel(R) Ethernet Converged Network Adapter X520-DA2');
    expect(fact && [queuesPerVf(fact, 32), queuesPerVf(fact, 40), queuesPerVf(fact, 65)]).toEqual([4, 2, null]);
  });

  it('says nothing of models about which nothing is published', () => {
    expect([nicModelOf(null), nicModelOf('ConnectX-5'), nicModelOf('X5500')]).toEqual([null, null, null]);
  });
});
