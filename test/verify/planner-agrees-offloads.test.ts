/** Virtual functions, queues and processors of whole plans against references that try everything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { adapterLabel } from '../../src/model/name.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { viewSwitch } from '../oracle/capacity.ts';
import { usableCores } from '../oracle/processors.ts';
import { coreRateOf, exhaustiveQueues, type QueueFlow, queueFlowsOf, referenceQueues, usableQueues } from '../oracle/queues.ts';
import { isLegal, referenceVirtualFunctions, valueOf } from '../oracle/virtual-functions.ts';

const plan = (host: Host, policy: Policy = DEFAULT_POLICY): HostPlan => planHost(host, policy, createSolver({ second: null }), false);
const runs = (count: number): { numRuns: number } => ({ numRuns: Number(process.env.CONVERGE_RUNS ?? count) });

/** Every adapter may ask, so that pools and shares are what binds. */
const eager = (host: Host): Host => ({
  ...host,
  switches: host.switches.map((one) => ({ ...one, iovEnabled: true })),
  vms: host.vms.map((vm) => ({
    ...vm,
    state: 'running',
    trusted: true,
    adapters: vm.adapters.map((adapter) => ({ ...adapter, iov: true, floor: 0 as never, cap: null, acl: false, vlans: 1, macs: 1 })),
  })),
});

const policies = fc.constantFrom(0.1, 0.5, 0.9, 1).map((share): Policy => ({ ...DEFAULT_POLICY, vf_link_share: share }));
const hosts = fc.oneof(
  arbitraryHost({ maxVms: 4 }),
  arbitraryHost({ maxVms: 3, maxSwitches: 1 }).map(eager),
  arbitraryHost({ maxVms: 3 }).map(eager),
);

describe('virtual functions of a host', () => {
  it('are the best of all placements', () => {
    fc.assert(
      fc.property(hosts, policies, (host, policy) => {
        const { asking, allowed, best } = referenceVirtualFunctions(host, policy);
        const { wanted, assigned, refused } = plan(host, policy).offloads.virtualFunctions;
        expect([wanted, assigned.length + refused.length]).toEqual([asking, asking]);
        const placement = new Map(
          assigned.flatMap((one) => {
            const who = allowed.find(({ label }) => label === adapterLabel(one.vm, one.adapter));
            const port = host.nics.find(({ name }) => name === one.nic);
            return who === undefined || port === undefined ? [] : [[who, port] as const];
          }),
        );
        expect([placement.size, isLegal(policy, allowed, placement)]).toEqual([assigned.length, true]);
        const reached = valueOf([...placement.keys()]);
        expect(reached.counts).toEqual(best.counts);
        // The rate is sought to a thousandth.
        expect(reached.rate).toBeGreaterThanOrEqual(best.rate * 0.999 - 1e-6);
      }),
      runs(120),
    );
  });
});

const flows: fc.Arbitrary<readonly QueueFlow[]> = fc.array(
  fc.record({
    label: fc.constant('flow'),
    rank: fc.integer({ min: 0, max: 3 }),
    ingress: fc.constantFrom(0, 300, 4000, 5000, 7000, 12_000, 40_000),
    most: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 5 },
);

/** What the migration brings in: settled only where its rate is. */
const receivedOf = ({ migration }: HostPlan): { adapters: readonly string[]; received: number } | null => {
  if (migration.kind !== 'chosen' || migration.value.path.kind === 'direct') return { adapters: [], received: 0 };
  const { path, required } = migration.value;
  return required === null ? null : { adapters: path.adapters, received: required / path.adapters.length };
};

describe('queues of a host', () => {
  it('are judged by a table that knows what every vector carries', () => {
    fc.assert(
      fc.property(flows, fc.integer({ min: 0, max: 7 }), (some, usable) => {
        const { carried, queues } = referenceQueues(some, 4000, usable);
        const all = exhaustiveQueues(some, 4000, usable);
        expect([carried.map(Math.round), queues]).toEqual([all.carried.map(Math.round), all.queues]);
      }),
      runs(150),
    );
  });

  it('carry the most, in the order of the tiers, with the fewest queues', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 12 }), fc.boolean(), (host, below) => {
        const policy = { ...DEFAULT_POLICY, vmq_below_10g: below };
        const planned = plan(host, policy);
        const migration = receivedOf(planned);
        // By SMB Direct migrations may be counted or not: RDMA goes past the queues.
        fc.pre(migration !== null && !(planned.migration.kind === 'chosen' && planned.migration.value.option.transport === 'smb-direct'));
        const { assigned } = planned.offloads.virtualFunctions;
        for (const one of host.switches) {
          const view = viewSwitch(host, policy, one);
          const usable = usableQueues(policy, view, (nic) => assigned.filter((function_) => function_.nic === nic).length);
          const stated = planned.offloads.queues.find((queues) => queues.switch === one.name);
          expect(stated?.usable ?? null).toBe(usable);
          if (stated === undefined || usable === null) continue;
          const served = assigned.map((function_) => adapterLabel(function_.vm, function_.adapter));
          const some = queueFlowsOf(host, view, migration as NonNullable<typeof migration>, served);
          const best = referenceQueues(some, coreRateOf(host, policy), usable);
          const carried = [0, 1, 2, 3].map((rank) =>
            stated.flows
              .filter((flow) => some.find(({ label }) => label === adapterLabel(flow.vm, flow.adapter))?.rank === rank)
              .reduce((sum, flow) => sum + flow.carried, 0),
          );
          expect([carried.map(Math.round), stated.used]).toEqual([best.carried.map(Math.round), best.queues]);
        }
      }),
      runs(100),
    );
  });
});

describe('processors of a host', () => {
  it('are cores but the first, each for one port while there are enough', () => {
    const small = arbitraryHost({ maxVms: 2 }).map((host): Host => ({ ...host, logicalProcessors: 32, numaNodes: 2 }));
    fc.assert(
      fc.property(small, (host) => {
        const usable = usableCores(host).map(({ name }) => name);
        const { processors } = plan(host).offloads;
        const named = processors.map((row) => ({ ...row, names: row.processors.map(({ group, number }) => `${group}:${number}`) }));
        for (const { names } of named) {
          expect(new Set(names).size).toBe(names.length);
          expect(names.filter((name) => !usable.includes(name))).toEqual([]);
        }
        const alike = host.switches.filter((one) => one.teaming === 'lbfo').map(({ name }) => name);
        const alone = named.filter(({ nic, shared }) => {
          const port = host.nics.find(({ name }) => name === nic);
          return !shared && !(port !== undefined && port.switch !== null && alike.includes(port.switch));
        });
        const taken = alone.filter((row) => !named.some((other) => other.shared && other.nic !== row.nic)).flatMap(({ names }) => names);
        expect(new Set(taken).size).toBe(taken.length);
      }),
      runs(100),
    );
  });
});
