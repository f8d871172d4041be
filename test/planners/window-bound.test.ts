import { describe, expect, it } from 'vitest';
import { planOne } from '../../src/fleet/plan-one.ts';
import type { Host, Vm } from '../../src/model/host.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { bindingOf } from '../../src/recommend/binding.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps, mebibytes, megabytesPerSecond, minutes } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildNic, buildVm } from '../builders/host-builder.ts';

/** Plans and judges: a plan that breaks a rule throws. */
const planOf = (host: Host): HostPlan => {
  const judged = planOne(host, DEFAULT_POLICY, createSolver({ second: null }), false, null, null);
  if (judged.kind !== 'sound') throw new Error(judged.violations.map(({ message }) => message).join());
  return judged.plan;
};

const ports = (rdma: 'none' | 'rocev2', count = 2) =>
  Array.from({ length: count }, (_, at) => buildNic({ name: `NIC${at + 1}`, link: mbps(100_000), vmqQueues: 16, rdma }));

const vmsOf = (count: number, memoryGib: number, dirty: number): Vm[] =>
  Array.from({ length: count }, (_, at) =>
    buildVm({
      name: `vm${String(at + 1).padStart(2, '0')}`,
      memory: mebibytes(memoryGib * 1024),
      dirtyRate: megabytesPerSecond(dirty),
      adapters: [],
    }),
  );

const hostOf = (window: number, vms: readonly Vm[], rdma: 'none' | 'rocev2' = 'none'): Host =>
  buildHost({
    os: '2016',
    logicalProcessors: 256,
    drainWindow: minutes(window),
    nics: ports(rdma),
    adapters: [buildAdapter(), buildMigrationAdapter()],
    vms,
  });

const bindingsOf = (plan: HostPlan): readonly unknown[] => [
  plan.firstShort?.level,
  plan.migration.kind === 'chosen' ? plan.migration.value.binding : null,
  bindingOf(plan),
  plan.findings.find(({ code }) => code === 'window-missed')?.values,
];

describe('a window that no bandwidth keeps', () => {
  it('is bound by the work of the host for each VM: 3.5 s + 40 × 0.9 s are more than 30 s', () => {
    const found = bindingsOf(planOf(hostOf(0.5, vmsOf(40, 1, 1))));
    expect(found).toMatchObject(['drain', 'host-work', 'host-work', { bound: 'host-work' }]);
  });

  it('is bound by what one migration copies: 256 GiB at 16 Gbit/s take 2.3 min', () => {
    const found = bindingsOf(planOf(hostOf(1, vmsOf(1, 256, 1))));
    expect(found).toMatchObject(['drain', 'migration-stream', 'migration-stream', { bound: 'migration-stream' }]);
  });

  it('is a matter of the path where its whole rate is too little, whatever share of it migration holds', () => {
    const slow = { ...hostOf(5, vmsOf(4, 64, 1)), nics: [buildNic({ name: 'NIC1', link: mbps(1000) })] };
    expect(bindingsOf(planOf(slow))).toMatchObject(['drain', 'path-rate', 'path-rate', { bound: null }]);
  });

  it('is not bound so where SMB Direct copies as fast as its path', () => {
    const [level, binding, , values] = bindingsOf(planOf(hostOf(0.2, vmsOf(1, 256, 1), 'rocev2')));
    expect([level, binding, values]).toMatchObject(['drain', expect.not.stringMatching(/^(host-work|migration-stream)$/), { bound: null }]);
  });
});

describe('a VM that writes 2,000 MB/s', () => {
  // Its last pass leaves at most a second of copying at 16,000 × 1.1 Mbit/s and more; one SMB migration of one vNIC copies 16,000.
  it('needs a rate that no bandwidth brings where one migration is the limit', () => {
    const [blocker] = planOf(hostOf(30, vmsOf(1, 16, 2000))).blockers;
    expect(blocker).toMatchObject({ reason: 'does-not-converge', required: null });
  });

  it('needs a faster path where that is the limit', () => {
    const slow = { ...hostOf(30, vmsOf(1, 16, 2000), 'rocev2'), nics: ports('rocev2').map((nic) => ({ ...nic, link: mbps(10_000) })) };
    const [blocker] = planOf(slow).blockers;
    expect(blocker).toMatchObject({ reason: 'does-not-converge' });
    expect(blocker?.required).toBeGreaterThan(10_000);
  });

  it('is judged by the port with fewest queues where direct ports differ', () => {
    const direct = (nic: string) => buildMigrationAdapter({ name: `LM-${nic}`, switch: null, nic });
    const own = ['NIC1', 'NIC2'].map((name, at) => buildNic({ name, switch: null, link: mbps(25_000), rssQueues: at === 0 ? 16 : 1 }));
    const host = buildHost({
      logicalProcessors: 64,
      drainWindow: minutes(5),
      nics: [buildNic({ name: 'P0' }), ...own],
      adapters: [buildAdapter(), direct('NIC1'), direct('NIC2')],
      vms: vmsOf(1, 64, 2000),
    });
    const { migration } = planOf(host);
    // Two vNICs, one queue each: 2 × 5 Gbit/s from 2019 on, 2 × 4 before.
    expect(migration).toMatchObject({ kind: 'chosen', value: { pathRate: host.os === '2016' || host.os === '2012r2' ? 8000 : 10_000 } });
  });
});

describe('a direct path', () => {
  it('has what the others on its port are measured to send taken off, whatever their caps, and counts their floors', () => {
    const nics = [buildNic({ name: 'P0' }), buildNic({ name: 'NIC1', switch: null, link: mbps(25_000), rssQueues: 16 })];
    const backup = buildAdapter({
      name: 'Backup',
      role: 'backup',
      switch: null,
      nic: 'NIC1',
      egress: mbps(3000),
      cap: mbps(1000),
      floor: mbps(1000),
    });
    const direct = buildMigrationAdapter({ switch: null, nic: 'NIC1' });
    const host = buildHost({ os: '2019', logicalProcessors: 256, nics, adapters: [buildAdapter(), backup, direct], vms: vmsOf(4, 8, 1) });
    const { migration } = planOf(host);
    if (migration.kind !== 'chosen') throw new Error('The host has a migration path.');
    const { pathRate, cap, otherFloors, breaksFloor } = migration.value;
    expect(pathRate).toBeCloseTo((25_000 * 1514) / 1538 - 3000, 6);
    expect({ cap, otherFloors, breaksFloor }).toEqual({ cap: pathRate, otherFloors: 1000, breaksFloor: true });
  });
});

describe('the first short level', () => {
  it('is the first of the table, whatever order a policy gives', () => {
    const [first, second, ...rest] = DEFAULT_POLICY.priorities;
    const policy = { ...DEFAULT_POLICY, priorities: [second, first, ...rest] } as typeof DEFAULT_POLICY;
    const host = buildHost({
      nics: [buildNic({ link: mbps(1000) })],
      adapters: [buildAdapter({ floor: mbps(900) })],
      vms: [buildVm({ tier: 1, adapters: [{ ...buildVm().adapters[0]!, floor: mbps(900) }] })],
    });
    const judged = planOne(host, policy, createSolver({ second: null }), false, null, null);
    if (judged.kind !== 'sound') throw new Error(judged.violations.map(({ message }) => message).join());
    const below = judged.plan.switches.flatMap(({ levels }) => levels.filter(({ attainment }) => attainment < 1).map(({ level }) => level));
    expect(below).toEqual(expect.arrayContaining([first]));
    expect(judged.plan.firstShort?.level).toBe(first);
  });
});
