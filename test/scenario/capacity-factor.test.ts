import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { capacityFactorOf } from '../../src/scenario/capacity-factor.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildSwitch, buildVm, buildVmAdapter, SWITCH } from '../builders/host-builder.ts';

/** Two ports of 10 GbE under one switch. */
const R = (2 * 10_000 * 1514) / 1538;

const capacityOf = (host: Host) => capacityFactorOf(host, planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false));

const vmOf = (name: string, egress: number, ingress: number, cap: number | null = null) =>
  buildVm({ name, adapters: [buildVmAdapter({ egress: mbps(egress), ingress: mbps(ingress), cap: cap === null ? null : mbps(cap) })] });

describe('the factor at which ports are full', () => {
  test('is capacity over what is sent', () => {
    const host = buildHost({ adapters: [buildAdapter({ egress: mbps(100), ingress: mbps(0) })], vms: [vmOf('a', 300, 0)] });
    expect(capacityOf(host)).toEqual({ factor: expect.closeTo(R / 400, 9), of: SWITCH, direction: 'egress' });
  });

  test('counts VMs together at the percentile of their sum', () => {
    const host = buildHost({
      switches: [buildSwitch({ coincidentIngress: mbps(500) })],
      adapters: [buildAdapter({ egress: mbps(0), ingress: mbps(100) })],
      vms: [vmOf('a', 0, 400), vmOf('b', 0, 600)],
    });
    expect(capacityOf(host)).toEqual({ factor: expect.closeTo(R / 600, 9), of: SWITCH, direction: 'ingress' });
  });

  test('lets a capped adapter grow to its cap and no further', () => {
    const host = buildHost({
      adapters: [buildAdapter({ egress: mbps(100), ingress: mbps(0) })],
      vms: [vmOf('a', 300, 0, 900)],
    });
    expect(capacityOf(host)?.factor).toBeCloseTo((R - 900) / 100, 9);
  });

  test('is not known where caps hold the load below what is carried', () => {
    const host = buildHost({ adapters: [buildAdapter({ egress: mbps(0), ingress: mbps(0) })], vms: [vmOf('a', 300, 0, 900)] });
    expect(capacityOf(host)).toBeNull();
  });

  test('receives on one member under switch-independent address hash', () => {
    const host = buildHost({
      os: '2016',
      switches: [buildSwitch({ teaming: 'lbfo', loadBalancing: 'address-hash' })],
      adapters: [buildAdapter({ egress: mbps(0), ingress: mbps(100) })],
      vms: [],
    });
    expect(capacityOf(host)?.factor).toBeCloseTo(R / 2 / 100, 9);
  });

  test('is where the load of any adapters reaches what is carried', () => {
    const adapter = fc.record({
      egress: fc.integer({ min: 0, max: 3000 }),
      cap: fc.option(fc.integer({ min: 1, max: 9000 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(adapter, { maxLength: 6 }), fc.option(fc.integer({ min: 1, max: 4000 }), { nil: null }), (each, together) => {
        const host = buildHost({
          switches: [buildSwitch({ coincidentEgress: together === null ? null : mbps(together) })],
          adapters: [buildAdapter({ egress: mbps(50), ingress: mbps(0), cap: mbps(5000) })],
          vms: each.map(({ egress, cap }, index) => vmOf(`vm${index}`, egress, 0, cap)),
        });
        const loadAt = (factor: number): number => {
          const ofVms = each.reduce((sum, { egress, cap }) => sum + Math.min(factor * egress, cap ?? Infinity), 0);
          return Math.min(factor * 50, 5000) + Math.min(ofVms, factor * (together ?? Infinity));
        };
        const factor = capacityOf(host)?.factor ?? null;
        if (factor === null) expect(loadAt(1e9)).toBeLessThan(R + 1e-6);
        else expect(loadAt(factor)).toBeCloseTo(R, 5);
      }),
      { numRuns: 200 },
    );
  });
});
