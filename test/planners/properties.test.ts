/** What must hold for any host: laws of the plan that no example shows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Adapter, Host } from '../../src/model/host.ts';
import { LEVELS } from '../../src/model/levels.ts';
import type { HostPlan, SwitchPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { compareAttainments } from '../../src/planners/weights.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps, megabytesPerSecond } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';

const plan = (host: Host): HostPlan => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);

const attainments = (one: SwitchPlan, upTo: number): number[] => one.levels.slice(0, upTo).map(({ attainment }) => attainment);

/** Weights are planned afresh, so that nothing is kept for stability. */
const withoutToday = (host: Host): Host => ({
  ...host,
  settings: { ...host.settings, liveMigrations: null, storageMigrations: null, transport: null, clusterParallelMigrations: null },
  adapters: host.adapters.map((adapter) => ({ ...adapter, weight: null })),
  vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map((adapter) => ({ ...adapter, weight: null })) })),
});

const withDirtyRate = (host: Host, index: number, rate: number): Host => ({
  ...host,
  vms: host.vms.map((vm, at) => (at === index ? { ...vm, dirtyRate: megabytesPerSecond(rate) } : vm)),
});

const scaled = (host: Host, factor: number): Host => {
  const scale = (value: number): never => (value * factor) as never;
  const adapter = (one: Adapter): Adapter => ({
    ...one,
    egress: scale(one.egress),
    ingress: scale(one.ingress),
    floor: scale(one.floor),
    cap: one.cap === null ? null : scale(one.cap),
  });
  return {
    ...host,
    nics: host.nics.map((nic) => ({ ...nic, link: scale(nic.link) })),
    adapters: host.adapters.map(adapter),
    switches: host.switches.map((one) => ({
      ...one,
      coincidentEgress: one.coincidentEgress === null ? null : scale(one.coincidentEgress),
    })),
    // Nothing to drain: a migration does not scale with the network.
    vms: host.vms.map((vm) => ({ ...vm, migratable: false, adapters: vm.adapters.map(adapter) })),
  };
};

const shuffled = <Item>(items: readonly Item[], seed: number): Item[] =>
  items
    .map((item, index) => ({ item, key: Math.sin(seed + index * 12.9898) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

describe('a plan', () => {
  it('attains the levels before the drain no worse when a VM dirties more memory', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 15 }), fc.nat(), (host, pick) => {
        fc.pre(host.vms.length > 0);
        const index = pick % host.vms.length;
        const rates = [0, 1, 5, 20, 80, 300, 1000, 4000];
        const before = LEVELS.indexOf('drain');
        const plans = rates.map((rate) => plan(withDirtyRate(withoutToday(host), index, rate)));
        for (const [step, { switches }] of plans.entries()) {
          switches.forEach((one, at) => {
            const calm = attainments((plans[Math.max(0, step - 1)] as HostPlan).switches[at] as SwitchPlan, before);
            expect(compareAttainments(attainments(one, before), calm)).toBeGreaterThanOrEqual(0);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same weights when demand and capacity grow alike', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 20 }), fc.constantFrom(2, 4, 8), (host, factor) => {
        const base = withoutToday(scaled(host, 1));
        const [one, other] = [plan(base), plan(scaled(base, factor))];
        const weights = ({ switches }: HostPlan) =>
          switches.map(({ flows }) => flows.map(({ vm, adapter, weight }) => [vm, adapter, weight]));
        expect(weights(other)).toEqual(weights(one));
      }),
      { numRuns: 100 },
    );
  });

  it('attains its levels no worse with faster uplinks', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 20, maxSwitches: 1 }), fc.constantFrom(1.5, 2, 4), (host, factor) => {
        const base = withoutToday({ ...host, vms: host.vms.map((vm) => ({ ...vm, migratable: false })) });
        const faster = { ...base, nics: base.nics.map((nic) => ({ ...nic, link: mbps(nic.link * factor) })) };
        const [slow, fast] = [plan(base).switches[0] as SwitchPlan, plan(faster).switches[0] as SwitchPlan];
        fc.pre(sameFlows(slow, fast));
        // A demand above the ceiling of one member is cut to it, so a faster member may show more demand; that is not a loss.
        fc.pre(!host.vms.some((vm) => vm.adapters.some((one) => one.egress > slow.capacity / Math.max(1, slow.uplinks.length))));
        fc.pre(!host.adapters.some((one) => one.egress > slow.capacity / Math.max(1, slow.uplinks.length)));
        expect(compareAttainments(attainments(fast, 9), attainments(slow, 9))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same whatever the policy object spells twice and whichever way the lists of a host were built', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 12 }), fc.nat(), (host, seed) => {
        const rebuilt: Host = {
          ...host,
          vms: shuffled(host.vms, seed).sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
        };
        expect(JSON.stringify(plan(rebuilt))).toBe(JSON.stringify(plan(host)));
      }),
      { numRuns: 40 },
    );
  });
});

const sameFlows = (a: SwitchPlan, b: SwitchPlan): boolean => {
  const explicit = ({ flows }: SwitchPlan) => flows.map(({ vm, adapter, path }) => `${vm}/${adapter}/${path}`).join();
  return explicit(a) === explicit(b);
};
