/** Processors of five hosts, worked out by hand, and what they may never be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host, Nic } from '../../src/model/host.ts';
import type { NicProcessors } from '../../src/model/offload-plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { coresOf, isInRange } from '../../src/planners/processors-of-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

const second = await loadHighs();
const plan = (host: Host) => planHost(host, DEFAULT_POLICY, createSolver({ second }), false);

/** `NIC1 0:2-0:30 15`: the port, base and last processor, and how many between them serve it. */
const tell = ({ nic, base, last, processors, shared }: NicProcessors): string =>
  `${nic} ${base.group}:${base.number}-${last.group}:${last.number} ${processors.length}${shared ? ' shared' : ''}`;

const port = (name: string, overrides: Partial<Nic> = {}): Nic => buildNic({ name, link: mbps(25_000), vmqQueues: 16, ...overrides });

describe('the processors of five hosts', () => {
  // 32 cores of two threads: node 0 has the logical processors 0 to 31, node 1 has 32 to 63. Core 0 is left out, so node 0 gives
  // 2, 4 … 30 (15 cores) and node 1 gives 32, 34 … 62 (16 cores). 31 queues a port are more than that.
  it('two sockets, a port on each: all cores of its own socket but core 0', () => {
    const nics = [port('NIC1', { vmqQueues: 31 }), port('NIC2', { vmqQueues: 31, numaNode: 1 })];
    const host = buildHost({ logicalProcessors: 64, smt: true, numaNodes: 2, nics });
    expect(plan(host).offloads.processors.map(tell)).toEqual(['NIC1 0:2-0:30 15', 'NIC2 0:32-0:62 16']);
  });

  // 16 cores of two threads: node 0 gives 2, 4 … 14 (7 cores), node 1 gives 16 … 30 (8 cores). Two ports of 25 Gbit/s at 5 Gbit/s a
  // core need 5 each: one at a time, 4 and 3. The second is short of 2 and has free neighbours in node 1: 16 and 18.
  it('a card of two ports on one small socket: the second port borrows from the other socket', () => {
    const host = buildHost({ logicalProcessors: 32, smt: true, numaNodes: 2, nics: [port('NIC1'), port('NIC2')] });
    expect(plan(host).offloads.processors.map(tell)).toEqual(['NIC1 0:2-0:8 4', 'NIC2 0:10-0:18 5']);
  });

  // Under LACP every member must serve all adapters: the least of 8 and 16 queues, on the same 8 processors 1 to 8.
  it('a LACP team of unequal ports without hyper-threading: the same processors for both', () => {
    const team = buildSwitch({ teaming: 'lbfo', teamMode: 'lacp', loadBalancing: 'dynamic' });
    const nics = [port('NIC1', { vmqQueues: 8 }), port('NIC2')];
    const host = buildHost({ os: '2016', logicalProcessors: 16, smt: false, numaNodes: 1, switches: [team], nics });
    expect(plan(host).offloads.processors.map(tell)).toEqual(['NIC1 0:1-0:8 8', 'NIC2 0:1-0:8 8']);
  });

  // Two sockets of 18 cores are two groups of 36 logical processors, for a node stands in one group. NIC1 has 0:2 to 0:34 (17 cores)
  // and 16 queues. Node 1 has 18 cores, 1:0 to 1:34, for NIC2 (line rate: 5) and Storage (100 Gbit/s: 20, but RSS has 16 queues):
  // evenly to 5 and 5, then Storage alone to 13, and none is left.
  it('two sockets of 18 cores are two processor groups of 36, and a storage port of the host takes its share', () => {
    const storage = port('Storage', { switch: null, link: mbps(100_000), rssQueues: 32, numaNode: 1 });
    const nics = [port('NIC1'), port('NIC2', { numaNode: 1 }), storage];
    const adapters = [buildAdapter(), buildAdapter({ name: 'SMB1', role: 'storage', switch: null, nic: 'Storage' })];
    const host = buildHost({ logicalProcessors: 72, smt: true, numaNodes: 2, nics, adapters });
    const { processors } = plan(host).offloads;
    expect(processors.map(tell)).toEqual(['NIC1 0:2-0:32 16', 'NIC2 1:0-1:8 5', 'Storage 1:10-1:34 13']);
    expect(processors.map(({ feature, queues }) => `${feature} ${queues}`)).toEqual(['vmq 16', 'vmq 16', 'rss 16']);
  });

  // Four cores of two threads leave 2, 4 and 6 for four ports: the fourth begins anew and shares 2 with the first.
  it('four ports on four cores: the fourth shares with the first, and the plan says so', () => {
    const nics = ['NIC1', 'NIC2', 'NIC3', 'NIC4'].map((name) => port(name));
    const planned = plan(buildHost({ logicalProcessors: 8, smt: true, numaNodes: 1, nics }));
    expect(planned.offloads.processors.map(tell)).toEqual([
      'NIC1 0:2-0:2 1 shared',
      'NIC2 0:4-0:4 1',
      'NIC3 0:6-0:6 1',
      'NIC4 0:2-0:2 1 shared',
    ]);
    expect(planned.findings.filter(({ code }) => code === 'processors-shared').map(({ values }) => values)).toEqual([
      { ports: 4, cores: 3 },
    ]);
  });
});

describe('processor groups', () => {
  const lastOf = (logicalProcessors: number, numaNodes: number): string => {
    const last = coresOf(buildHost({ logicalProcessors, numaNodes, smt: true })).at(-1)?.processor;
    return `${last?.group}:${last?.number}`;
  };
  // Microsoft Learn, Processor Groups and NUMA Support: groups of up to 64, a node stands whole in one, as few groups as fit.
  it.each([
    [64, 1, '0:62'],
    [64, 8, '0:62'],
    [72, 2, '1:34'],
    [96, 4, '1:46'],
    [128, 2, '1:62'],
    [160, 2, '3:38'],
    [256, 4, '3:62'],
    // Three nodes cannot be equal parts of 40 cores, so groups are filled in order.
    [80, 3, '1:14'],
  ])('%i logical processors in %i nodes end with the core %s', (processors, nodes, last) => {
    expect(lastOf(processors, nodes)).toBe(last);
  });

  // The example of the driver documentation: base 1:16 and last 3:8.
  it.each([
    [1, 15, false],
    [1, 16, true],
    [2, 0, true],
    [2, 63, true],
    [3, 8, true],
    [3, 9, false],
    [0, 40, false],
  ])('of the range 1:16 to 3:8, %i:%i is a part: %s', (group, number, expected) => {
    expect(isInRange({ group, number }, { group: 1, number: 16 }, { group: 3, number: 8 })).toBe(expected);
  });
});

describe('ports of the host itself', () => {
  const queuesOf = (rssQueues: number, overrides: Partial<Host> = {}): number | undefined => {
    const nics = [buildNic({ name: 'Storage', switch: null, rssQueues, link: mbps(100_000) })];
    const adapters = [buildAdapter({ name: 'SMB1', role: 'storage', switch: null, nic: 'storage' })];
    return plan(buildHost({ switches: [], nics, adapters, ...overrides })).offloads.processors[0]?.queues;
  };

  it('have as many receive queues as the port, RSS and the NUMA node allow', () => {
    expect(queuesOf(4)).toBe(4);
    expect(queuesOf(64, { logicalProcessors: 128, numaNodes: 1 })).toBe(16);
    expect(queuesOf(16, { logicalProcessors: 32, numaNodes: 2, smt: true })).toBe(8);
  });

  it('get processors only where an adapter of the host uses them', () => {
    const nics = [buildNic({ name: 'Spare', switch: null, rssQueues: 8 })];
    expect(plan(buildHost({ switches: [], nics, adapters: [] })).offloads.processors).toEqual([]);
  });
});

describe('any host', () => {
  it('never uses core 0, a hyper-threaded sibling or two groups for one port, and shares no core unseen', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 8 }), (host) => {
        const { processors, queues } = plan(host).offloads;
        const alike = new Set(queues.filter(({ mode }) => mode === 'min').map((each) => each.switch));
        const users = new Map<string, Set<string>>();
        for (const row of processors) {
          const owner = host.nics.find(({ name }) => name === row.nic)?.switch ?? row.nic;
          expect(new Set(row.processors.map(({ group }) => group)).size).toBe(1);
          expect(row.maxProcessors).toBeLessThanOrEqual(row.queues);
          for (const { group, number } of row.processors) {
            expect(group * 64 + number).toBeGreaterThanOrEqual(host.smt ? 2 : 1);
            if (host.smt) expect(number % 2).toBe(0);
            if (!row.shared)
              users.set(`${group}:${number}`, (users.get(`${group}:${number}`) ?? new Set()).add(alike.has(owner) ? owner : row.nic));
          }
        }
        expect([...users.values()].filter((owners) => owners.size > 1)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('with one core has no processors to choose from', () => {
    const vms = [buildVm({ adapters: [buildVmAdapter({ ingress: mbps(9000) })] })];
    const nics = [port('NIC1')];
    expect(plan(buildHost({ logicalProcessors: 2, smt: true, numaNodes: 1, nics, vms })).offloads.processors).toEqual([]);
  });
});
