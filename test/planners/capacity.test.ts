/** R′ of a host with two switches: one loss, on every switch that it reaches. */
import { describe, expect, it } from 'vitest';
import type { Nic } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { afterLossOfHost, capacityOf } from '../../src/planners/capacity.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { buildHost, buildNic, buildSwitch } from '../builders/host-builder.ts';

/** 1500 bytes of packet: 1514 of frame on 1538 of wire. */
const FRAMES = 1514 / 1538;
const SWITCHES = ['Compute', 'Storage'].map((name) => buildSwitch({ name }));

const portOf = (name: string, on: string, overrides: Partial<Nic> = {}): Nic => buildNic({ name, switch: on, ...overrides });

const leftOf = (nics: readonly Nic[], policy = DEFAULT_POLICY): number | null => {
  const left = afterLossOfHost(
    SWITCHES.map((one) => capacityOf(one, nics, policy)),
    policy,
  );
  return left === null ? null : Math.round(left / FRAMES);
};

/** Two ports of 10 Gb/s on Compute and two of 25 Gb/s on Storage: 70 Gb/s. */
const fourPorts = (fabrics: readonly (string | null)[]): readonly Nic[] => [
  portOf('C1', 'Compute', { fabric: fabrics[0] ?? null }),
  portOf('C2', 'Compute', { fabric: fabrics[1] ?? null }),
  portOf('S1', 'Storage', { fabric: fabrics[2] ?? null, link: mbps(25_000) }),
  portOf('S2', 'Storage', { fabric: fabrics[3] ?? null, link: mbps(25_000) }),
];

describe('what is left to a host of two switches', () => {
  it('lacks the one port that carries most where no card and no top-of-rack switch is known', () => {
    expect(leftOf(fourPorts([]))).toBe(45_000);
  });

  it('lacks a port of each where both hang on the top-of-rack switch that is lost, however it is spelt', () => {
    expect(leftOf(fourPorts(['tor-1', 'tor-2', 'TOR-1', 'Tor-2']))).toBe(35_000);
  });

  it('lacks nothing of a switch that hangs on one top-of-rack switch alone, since no plan survives that', () => {
    expect(leftOf(fourPorts(['tor-1', 'tor-1', 'tor-1', 'tor-2']))).toBe(45_000);
  });

  it('lacks nothing where the policy plans for no failure', () => {
    expect(leftOf(fourPorts(['tor-1', 'tor-2', 'tor-1', 'tor-2']), { ...DEFAULT_POLICY, survive_failure: false })).toBe(70_000);
  });
});

describe('the judge of a host of two switches', () => {
  const host = buildHost({ switches: SWITCHES, nics: fourPorts(['tor-1', 'tor-2', 'tor-1', 'tor-2']), adapters: [], vms: [] });
  const plan = planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);

  it('accepts what is left after the worst loss', () => {
    expect(verifyPlan(host, DEFAULT_POLICY, plan)).toEqual([]);
  });

  it('refuses a loss that spares one of them', () => {
    const rules = verifyPlan(host, DEFAULT_POLICY, { ...plan, capacityAfterLoss: mbps(45_000 * FRAMES) }).map(({ rule }) => rule);
    expect(rules).toEqual(['host-capacity-after-loss']);
  });
});
