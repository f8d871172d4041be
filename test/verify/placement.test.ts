import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { PlacementPlan } from '../../src/model/placement.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { placeVms } from '../../src/planners/placement.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { gibibytes, mbps, mebibytes } from '../../src/units/quantity.ts';
import { judgePlacement } from '../../src/verify/placement.ts';
import { buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

const solvers = { small: createSolver({ second: null }), large: createSolver({ second: null }) };
const receiver = (host: Host) => ({ host, plan: planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false) });
const vm = (name: string, egress: number, ingress: number, floor = 0) =>
  buildVm({
    name,
    memory: mebibytes(8192),
    adapters: [buildVmAdapter({ egress: mbps(egress), ingress: mbps(ingress), floor: mbps(floor) })],
  });
const VMS = [vm('a', 4000, 100), vm('b', 4000, 12_000), vm('c', 100, 12_000), vm('d', 0, 0, 6000), vm('e', 0, 0, 6000)];
const NICS = [buildNic({ vmqQueues: 16 }), buildNic({ name: 'NIC2', vmqQueues: 16 })];
const RECEIVERS = [
  receiver(buildHost({ name: 'r1', memory: gibibytes(100), nics: NICS })),
  receiver(buildHost({ name: 'r2', memory: gibibytes(100), nics: NICS })),
  receiver(buildHost({ name: 'r3', memory: gibibytes(100), switches: [buildSwitch({ name: 'Other' })], nics: [], adapters: [] })),
];
const PLAN = placeVms(VMS, RECEIVERS, new Set(), DEFAULT_POLICY, solvers, 'failure');
const judge = (plan: PlacementPlan, receivers = RECEIVERS) =>
  judgePlacement(VMS, receivers, plan, DEFAULT_POLICY, 'failure', new Set()).map(({ rule }) => rule);
const onto = (hosts: Readonly<Record<string, string>>): PlacementPlan => ({
  ...PLAN,
  places: PLAN.places.map((place) => ({ ...place, host: hosts[place.vm] ?? place.host, unplaced: null })),
});

describe('the judge of a placement', () => {
  test('has nothing to say of what the planner found', () => {
    expect(PLAN.unplaced).toEqual([0, 0, 0]);
    expect(judge(PLAN)).toEqual([]);
  });

  test('sees more floors, more that is received and more that is sent than a host has', () => {
    expect(judge(onto({ d: 'r1', e: 'r1' }))).toContain('placement-floors');
    expect(judge(onto({ b: 'r1', c: 'r1' }))).toContain('placement-ingress');
    const bare = RECEIVERS.map(({ host }) => receiver({ ...host, nics: host.nics.map((nic) => ({ ...nic, vmqQueues: 0 })) }));
    expect(judge(PLAN, bare)).toContain('placement-queues');
    const busy = RECEIVERS.map((each) => (each.host.name === 'r1' ? receiver({ ...each.host, vms: [vm('x', 3000, 0)] }) : each));
    expect(judge(onto({ a: 'r1', b: 'r1' }), busy)).toContain('placement-egress');
  });

  test('sees a host without the switch, without the memory, and one that is not there', () => {
    expect(judge(onto({ a: 'r3' }))).toContain('placement-switch');
    const small = RECEIVERS.map((each) => receiver({ ...each.host, memory: gibibytes(11) }));
    expect(judge(PLAN, small)).toContain('placement-memory');
    expect(judge(onto({ a: 'nowhere' }))).toContain('placement-host');
  });

  test('sees virtual functions that are not free where the policy asks for them', () => {
    const strict = { ...DEFAULT_POLICY, failover_needs_functions: true };
    const holders = new Set(['a\nNetwork Adapter']);
    const rules = judgePlacement(VMS, RECEIVERS, PLAN, strict, 'failure', holders).map(({ rule }) => rule);
    expect(rules).toEqual(['placement-functions']);
    const iov = RECEIVERS.map(({ host }) => ({
      ...host,
      switches: host.switches.map((each) => ({ ...each, iovEnabled: true })),
      nics: host.nics.map((nic) => ({ ...nic, vfLimit: 1 })),
    }));
    expect(judgePlacement(VMS, iov.map(receiver), PLAN, strict, 'failure', holders)).toEqual([]);
    const hidden = iov.map((host) => receiver({ ...host, switches: host.switches.map((each) => ({ ...each, teaming: 'lbfo' as const })) }));
    expect(judgePlacement(VMS, hidden, PLAN, strict, 'failure', holders).map(({ rule }) => rule)).toContain('placement-functions');
    expect(placeVms(VMS, hidden, holders, strict, solvers, 'failure').unplaced).toEqual([0, 0, 1]);
  });

  test('sees that planned moves may share the uplinks, but not break floors', () => {
    const busy = RECEIVERS.map((each) => (each.host.name === 'r1' ? receiver({ ...each.host, vms: [vm('x', 3000, 0)] }) : each));
    const passing = judgePlacement(VMS, busy, onto({ a: 'r1', b: 'r1' }), DEFAULT_POLICY, 'maintenance', new Set()).map(({ rule }) => rule);
    expect(passing).not.toContain('placement-egress');
    const both = judgePlacement(VMS, RECEIVERS, onto({ d: 'r1', e: 'r1' }), DEFAULT_POLICY, 'maintenance', new Set());
    expect(both.map(({ rule }) => rule)).not.toContain('placement-floors');
  });

  test('sees a VM that is lost on the way, counts that are wrong and a proof that is none', () => {
    expect(judge({ ...PLAN, places: PLAN.places.slice(1) })).toContain('placement-every-vm-once');
    expect(judge({ ...PLAN, placed: [0, 0, 4], unplaced: [0, 0, 1] })).toContain('placement-counts');
    expect(judge({ ...PLAN, leastUnplaced: [1, 0, 0] })).toContain('placement-bound');
    const [first, ...others] = PLAN.places;
    const short = {
      ...PLAN,
      places: [{ ...first, host: null } as (typeof PLAN.places)[number], ...others],
      placed: [0, 0, 4],
      unplaced: [0, 0, 1],
    } as const;
    expect(judge({ ...short, leastUnplaced: [0, 0, 0], gap: 0.2, proof: 'optimal' })).toEqual(['placement-proof']);
    expect(judge({ ...short, leastUnplaced: [0, 0, 0], gap: 0, proof: 'gap' })).toEqual(['placement-gap']);
  });
});
