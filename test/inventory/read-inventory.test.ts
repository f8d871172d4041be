import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/inventory/format-problem.ts';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import { dataSet } from '../data-sets.ts';
import { hostNames, readWith, rejectedNames, SMALL, withLine } from './inventory-folder.ts';

test('a host is read with the defaults of every column that its files leave out', () => {
  const [alpha] = readWith({}).hosts;
  expect(alpha).toStrictEqual({
    name: 'alpha',
    cluster: 'prod',
    os: '2019',
    logicalProcessors: 32,
    smt: true,
    numaNodes: 1,
    cpuUsed: null,
    memory: 256,
    storageThroughput: null,
    storageUsed: 0,
    drainWindow: null,
    settings: {
      liveMigrations: null,
      storageMigrations: null,
      transport: null,
      liveMigrationLimit: null,
      clusterParallelMigrations: null,
      clusterSmbLimitFactor: null,
    },
    managedBy: 'none',
    clusterUplink: null,
    spareHosts: null,
    switches: [
      {
        name: 'Converged',
        teaming: 'set',
        teamMode: 'switch-independent',
        loadBalancing: 'hyper-v-port',
        bandwidthMode: 'weight',
        iovEnabled: false,
        defaultFlowWeight: null,
        defaultFlowReservation: null,
        coincidentEgress: null,
        coincidentIngress: null,
      },
    ],
    nics: ['NIC1', 'NIC2'].map((name) => ({
      name,
      switch: 'Converged',
      link: 25_000,
      vfLimit: 0,
      vportLimit: null,
      queuePairLimit: null,
      vmqQueues: 0,
      rssQueues: 1,
      rdma: 'none',
      dcbTrafficClasses: 0,
      numaNode: 0,
      device: null,
      fabric: null,
      mtu: 1500,
      mtuMax: null,
      lso: true,
      model: 'ConnectX-4 Lx',
    })),
    adapters: [
      {
        name: 'Management',
        vm: null,
        switch: 'Converged',
        nic: null,
        role: 'management',
        egress: 20,
        ingress: 10,
        floor: 50,
        cap: null,
        eastWest: 0,
        weight: 10,
        reservation: null,
        iov: false,
        latencySensitive: false,
        acl: false,
        vlans: 1,
        macs: 1,
        guestTeam: false,
        mtu: 1500,
      },
    ],
    vmsElsewhere: [],
    vms: [
      {
        name: 'web-1',
        vcpus: 4,
        memory: 8192,
        dirtyRate: null,
        disk: 0,
        tier: 1,
        trusted: false,
        state: 'running',
        migratable: true,
        priority: 2000,
        adapters: [
          {
            name: 'Network Adapter',
            vm: 'web-1',
            switch: 'Converged',
            nic: null,
            role: 'vm',
            egress: 300.5,
            ingress: 200,
            floor: 100,
            cap: null,
            eastWest: 0,
            weight: 10,
            reservation: null,
            iov: false,
            latencySensitive: false,
            acl: false,
            vlans: 1,
            macs: 1,
            guestTeam: false,
            mtu: null,
          },
        ],
      },
    ],
  });
});

test('a reference takes the spelling of what it refers to', () => {
  const [alpha] = readWith({
    ...withLine('nics.csv', 2, 'ALPHA,NIC1,CONVERGED,25000,1500,'),
    ...withLine('adapters.csv', 3, 'Alpha,Network Adapter,WEB-1,converged,nic1,vm,300.5,200,100,10,false'),
  }).hosts;
  expect(alpha?.nics[0]?.switch).toBe('Converged');
  expect(alpha?.vms[0]?.adapters[0]).toMatchObject({ vm: 'web-1', switch: 'Converged', nic: 'NIC1' });
});

test.each([
  ['none', '', 'hyper-v-port'],
  ['none', 'dynamic', 'hyper-v-port'],
  ['lbfo', '', 'dynamic'],
  ['lbfo', 'Address-Hash', 'address-hash'],
  ['set', '', 'hyper-v-port'],
  ['SET', 'Dynamic', 'dynamic'],
])('teaming %s with load balancing "%s" is read as %s', (teaming, written, expected) => {
  const switches = `host,switch,teaming,bandwidth_mode,load_balancing\nalpha,Converged,${teaming},weight,${written}\nbeta,Converged,set,weight,\n`;
  expect(readWith({ 'switches.csv': switches }).hosts[0]?.switches[0]?.loadBalancing).toBe(expected);
});

test.each([
  ['True', true],
  ['FALSE', false],
  ['1', true],
  ['0', false],
  ['Yes', true],
  ['no', false],
  ['', false],
])('the boolean "%s" is read as %s', (written, expected) => {
  const inventory = readWith(withLine('adapters.csv', 2, `alpha,Management,,Converged,,management,20,10,50,10,${written}`));
  expect(inventory.hosts[0]?.adapters[0]?.iov).toBe(expected);
});

test.each([
  ['8192', 8192],
  ['8.192e3', 8192],
  ['1E3', 1000],
  ['+0.5', 0.5],
  ['.5', 0.5],
  ['5.', 5],
  [' 5 ', 5],
])('the number "%s" is read as %d', (written, expected) => {
  expect(readWith(withLine('vms.csv', 2, `alpha,web-1,4,${written},1`)).hosts[0]?.vms[0]?.memory).toBe(expected);
});

test('minus zero is zero', () => {
  const inventory = readWith(withLine('adapters.csv', 2, 'alpha,Management,,Converged,,management,-0,10,50,10,'));
  expect(Object.is(inventory.hosts[0]?.adapters[0]?.egress, 0)).toBe(true);
});

test('a host uses a port directly when no switch holds it', () => {
  const inventory = readWith({
    'nics.csv': `${SMALL['nics.csv']}alpha,NIC3,,10000,9000,\n`,
    'adapters.csv': `${SMALL['adapters.csv']}alpha,LiveMigration,,,nic3,live-migration,0,0,,,\n`,
  });
  expect(inventory.problems).toEqual([]);
  expect(inventory.hosts[0]?.adapters[0]).toMatchObject({ name: 'LiveMigration', switch: null, nic: 'NIC3', mtu: 1500 });
});

test('the order of rows is lost: hosts and their lists are in order of name, without regard to case', () => {
  const vms = 'host,vm,memory_mib\nbeta,web-2,1\nalpha,web-9,1\nalpha,Web-1,1\nalpha,WEB-10,1\n';
  const inventory = readWith({ 'vms.csv': vms });
  expect(inventory.hosts[0]?.vms.map(({ name }) => name)).toEqual(['Web-1', 'WEB-10', 'web-9']);
});

test('problems are in order of file, line and column, whichever host they are of', () => {
  const inventory = readWith({
    ...withLine('hosts.csv', 3, 'beta,prod,1999,x,lots'),
    ...withLine('nics.csv', 5, 'beta,NIC2,Converged,fast,slow,'),
    ...withLine('vms.csv', 2, 'alpha,web-1,none,8192,1'),
  });
  expect(inventory.problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    'hosts.csv:3:11',
    'hosts.csv:3:16',
    'hosts.csv:3:18',
    'nics.csv:5:21',
    'nics.csv:5:26',
    'vms.csv:2:13',
  ]);
  expect(inventory.rejected.map(({ host, problems }) => [host, problems.length])).toEqual([
    ['alpha', 1],
    ['beta', 5],
  ]);
});

test('a path before the file is printed where it is given', () => {
  const [problem] = readWith(withLine('vms.csv', 2, 'alpha,web-1,4,0,1')).problems;
  expect(problem === undefined ? '' : formatProblem(problem, 'inputs/')).toBe(
    'inputs/vms.csv:2:15: error below-range: The memory_mib (0) is not above 0.\n    Write a number above 0 and up to 1000000000 (MiB).',
  );
});

test('100,000 rows of unknown hosts are told one by one in little time', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => `ghost-${index},web,4,1,1`);
  const inventory = readWith({ 'vms.csv': `${SMALL['vms.csv']}${rows.join('\n')}\n` });
  expect(inventory.problems.length).toBe(100_000);
  expect(hostNames(inventory)).toEqual(['alpha', 'beta']);
  expect(rejectedNames(inventory)).toEqual([]);
}, 10_000);

const BITBRAINS = dataSet('fleet-bitbrains');

describe('a fleet made of measured demand', () => {
  test.skipIf(BITBRAINS === null)(
    `24 hosts and 500 VMs are read without an error${BITBRAINS === null ? ' (skipped: the data set is absent)' : ''}`,
    () => {
      const inventory = readInventory(BITBRAINS ?? '');
      expect(inventory.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(inventory.hosts.length).toBe(24);
      expect(inventory.hosts.reduce((sum, host) => sum + host.vms.length, 0)).toBe(500);
      expect(inventory.hosts.reduce((sum, host) => sum + host.adapters.length + host.vms.flatMap((vm) => vm.adapters).length, 0)).toBe(596);
    },
  );
});
