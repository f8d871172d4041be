import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { type DemandCalendar, HOURS_OF_WEEK } from '../../src/model/maintenance-study.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { planRoll } from '../../src/planners/maintenance-roll.ts';
import { rollMemberOf, stepCaseOf } from '../../src/planners/maintenance-step.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { gibibytes, mbps, mebibytes, megabytesPerSecond } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildVm, buildVmAdapter } from '../builders/host-builder.ts';
import { quiet, workedExample } from '../builders/rdma-host.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, reboot_minutes: 20, storage_resync_minutes: 10 };

const roll = (hosts: readonly Host[], policy: Policy, demand: DemandCalendar | null = null, start: number | null = null) => {
  const members = hosts.map((host) => rollMemberOf({ host, plan: planHost(host, policy, createSolver({ second: null }), false) }, policy));
  const solvers = { small: createSolver({ second: null }), large: createSolver({ second: null }) };
  const steps = members.map((member) =>
    stepCaseOf(
      member,
      members.filter((other) => other !== member),
      policy,
      solvers,
    ),
  );
  return planRoll({ cluster: 'c', steps, demand, start }, policy);
};

const vm = (name: string, ingress: number, overrides: Parameters<typeof buildVm>[0] = {}) =>
  buildVm({
    name,
    memory: mebibytes(8192),
    dirtyRate: megabytesPerSecond(0),
    adapters: [buildVmAdapter({ egress: mbps(0), ingress: mbps(ingress) })],
    ...overrides,
  });

/**
 * Three hosts of 2 × 10 GbE, R = 19687.906 each. h1 has one VM of 8 GiB to move. h3 has no memory for it. On h2 a VM that cannot
 * move receives 18,000 Mbit/s, which leaves 1687.906 Mbit/s to receive with.
 */
const R = (2 * 10_000 * 1514) / 1538;
const FREE = R - 18_000;
const CLUSTER: readonly Host[] = [
  buildHost({ name: 'h1', cluster: 'c', memory: gibibytes(64), vms: [vm('moves', 0)] }),
  buildHost({ name: 'h2', cluster: 'c', memory: gibibytes(64), vms: [vm('stays', 18_000, { migratable: false })] }),
  buildHost({ name: 'h3', cluster: 'c', memory: gibibytes(8) }),
];
/** V = 8192 MiB in Mbit, over the payload of a frame of 1500 bytes; compression halves what is sent. */
const SENT = ((8192 * 1_048_576 * 8) / 1e6) * (1514 / 1460);
const minutesAt = (rate: number, transport: string | null): number => (3.5 + SENT / (transport === 'compression' ? 2 : 1) / rate) / 60;

describe('the roll of three hosts', () => {
  const study = roll(CLUSTER, POLICY);
  const [first, second, third] = study.steps;

  test('moves a VM at what its target can still receive, and names that target', () => {
    expect(first).toMatchObject({ host: 'h1', moved: 1, memory: 8192, limitedBy: 'h2' });
    expect(first?.atCap?.rate).toBeCloseTo(FREE, 6);
    expect(first?.atCap?.minutes).toBeCloseTo(minutesAt(FREE, first?.transport ?? null), 6);
  });

  test('leaves the storage traffic of a target on its wires, where migrations come in over storage vNICs', () => {
    const storage = (ingress: number) => [buildAdapter({ name: 'SMB1', role: 'storage', egress: mbps(0), ingress: mbps(ingress) })];
    const [emptied] = roll(
      [
        buildHost({ name: 'h1', cluster: 'c', adapters: storage(0), vms: [vm('moves', 0)] }),
        buildHost({ name: 'h2', cluster: 'c', adapters: storage(18_000) }),
      ],
      POLICY,
    ).steps;
    expect(emptied?.limitedBy).toBe('h2');
    expect(emptied?.atCap?.rate).toBeCloseTo(FREE, 6);
  });

  test('comes in over the stack of a target whose ports have no RDMA: one core for each of its two storage vNICs', () => {
    const one = workedExample({ name: 'h1', cluster: 'c' });
    const [nic] = one.nics;
    const plain = one.nics.map((each) => ({ ...each, rdma: 'none' as const }));
    const [emptied] = roll([one, { ...quiet(workedExample({ name: 'h2', cluster: 'c', nics: plain })), memory: null }], POLICY).steps;
    expect([nic?.rdma, emptied?.transport]).toEqual(['rocev2', 'smb-direct']);
    expect(emptied?.limitedBy).toBe('h2');
    expect(emptied?.atCap?.rate).toBeCloseTo(2 * 5000, 6);
  });

  test('lasts as long as the moves there and back, and three restarts with their storage', () => {
    const there = minutesAt(FREE, first?.transport ?? null);
    expect(study.hoursAtCaps).toBeCloseTo((2 * there + 3 * 30) / 60, 6);
    expect(second?.staying).toEqual([{ vm: 'stays', reason: 'not-migratable', lack: null }]);
    expect(third).toMatchObject({ moved: 0, staying: [] });
  });

  test('is shorter by the way back where the policy leaves VMs where they are', () => {
    const one = roll(CLUSTER, { ...POLICY, maintenance_returns_vms: false });
    const there = minutesAt(FREE, first?.transport ?? null);
    expect(one.hoursAtCaps).toBeCloseTo((there + 3 * 30) / 60, 6);
  });

  test('lasts no shorter under a rule whose cap is below what the target receives', () => {
    const rule = study.rules.find((each) => each.rule === 'azure-local-29-pct-of-smb');
    // 14.5 % of 20 Gbit/s are 2900 Mbit/s: the target is slower than that, so the rule changes nothing.
    expect(rule?.hours).toBeCloseTo(study.hoursAtCaps ?? 0, 6);
  });

  test('says who has no room, and is not called the best at any hour then', () => {
    const full = CLUSTER.map((host) => (host.name === 'h1' ? host : { ...host, memory: gibibytes(8) }));
    const demand = { hosts: new Map(), clusters: new Map([['c', Array.from({ length: HOURS_OF_WEEK }, () => 1)]]) };
    const stuck = roll(full, POLICY, demand);
    expect(stuck.steps[0]?.staying).toEqual([{ vm: 'moves', reason: 'no-room', lack: 'memory' }]);
    expect(stuck.bestStart).toBeNull();
  });

  test('names a VM that writes faster than its target receives', () => {
    const writing = CLUSTER.map((host) =>
      host.name === 'h1' ? { ...host, vms: [vm('moves', 0, { dirtyRate: megabytesPerSecond(1000) })] } : host,
    );
    expect(roll(writing, POLICY).steps[0]?.diverging).toEqual(['moves']);
  });
});

describe('the calendar', () => {
  /** h2 receives nothing from Tuesday 10:00 to 12:00, so that the path itself is the limit. */
  const quiet = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => (hour === 34 || hour === 35 ? 0 : 1));
  const demand: DemandCalendar = { hosts: new Map([['h2', quiet]]), clusters: new Map() };
  const study = roll(CLUSTER, POLICY, demand);

  test('has every hour of the week, and the quiet hour is the best', () => {
    expect(study.calendar.map(({ start }) => start)).toEqual([...Array(HOURS_OF_WEEK).keys()]);
    expect(study.bestStart).toBe(34);
    const hours = (start: number): number => study.calendar[start]?.hours ?? 0;
    expect(hours(0)).toBeCloseTo(study.hoursAtCaps ?? 0, 6);
    expect(hours(34)).toBeLessThan(hours(0));
  });

  test('holds a move that lasts into a busy hour against the busy hour', () => {
    const slow = { ...POLICY, setup_s: 600, maintenance_returns_vms: false };
    const late = roll(CLUSTER, { ...slow, reboot_minutes: 0 }, { hosts: new Map([['h2', quiet.with(35, 1)]]), clusters: new Map() });
    const early = late.calendar[34]?.hours ?? 0;
    // Ten minutes of set-up fit into the hour; with seventy they do not, and nothing is gained by beginning there.
    const longer = roll(CLUSTER, { ...slow, setup_s: 4200 }, { hosts: new Map([['h2', quiet.with(35, 1)]]), clusters: new Map() });
    expect(early).toBeLessThan(late.calendar[0]?.hours ?? 0);
    expect(longer.calendar[34]?.hours).toBeCloseTo(longer.calendar[0]?.hours ?? 0, 9);
  });

  test('is read from the hour that was asked for, and from the best one otherwise', () => {
    expect(study.steps[0]?.clock?.begins).toBe(34);
    const asked = roll(CLUSTER, POLICY, demand, 167);
    expect(asked.steps.map(({ clock }) => Math.floor(clock?.begins ?? -1))).toEqual([167, 167, 0]);
    expect(roll(CLUSTER, POLICY).steps[0]?.clock).toBeNull();
  });

  test('prefers the factors of a host to those of its cluster', () => {
    const ofCluster: DemandCalendar = { hosts: new Map([['h2', quiet]]), clusters: new Map([['c', quiet.map(() => 0)]]) };
    expect(roll(CLUSTER, POLICY, ofCluster).calendar[0]?.hours).toBeCloseTo(study.calendar[0]?.hours ?? 0, 9);
  });
});
