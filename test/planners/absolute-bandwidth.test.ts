/** Minimum bandwidth in bit/s as Windows holds it, and what a switch in absolute mode attains with it today. */
import { describe, expect, it } from 'vitest';
import { defaultFlowReservation, reservedPercent } from '../../src/catalog/absolute-bandwidth.ts';
import type { Adapter, Host } from '../../src/model/host.ts';
import type { LevelResult } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { bitsPerSecond, mbps } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

const TEN_GIGABIT = bitsPerSecond(10_000_000_000);

describe('reservations in bit/s', () => {
  // Windows Server, network QoS, bandwidth limits: 234 Mbit/s of 10 GbE come to 200 Mbit/s.
  it('hold whole hundredths of the link: 234 Mbit/s of 10 GbE hold 2 %, 200 Mbit/s', () => {
    expect(reservedPercent(bitsPerSecond(234_000_000), TEN_GIGABIT)).toBe(2);
    expect((reservedPercent(bitsPerSecond(234_000_000), TEN_GIGABIT) * TEN_GIGABIT) / 100).toBe(200_000_000);
    expect(reservedPercent(bitsPerSecond(99_999_999), TEN_GIGABIT)).toBe(0);
    expect(reservedPercent(bitsPerSecond(700_000_000), TEN_GIGABIT)).toBe(7);
  });

  // Hyper-V module, Set-VMSwitch: DefaultFlowMinimumBandwidthAbsolute 1234567 is kept as 1234560; 10 % of the link by default.
  it('are rounded down to a multiple of 8 for the default flow: 1,234,567 is 1,234,560; where none is set it has a tenth of the link', () => {
    expect(defaultFlowReservation(bitsPerSecond(1_234_567), TEN_GIGABIT)).toBe(1_234_560);
    expect(defaultFlowReservation(null, TEN_GIGABIT)).toBe(1_000_000_000);
    expect(defaultFlowReservation(bitsPerSecond(0), TEN_GIGABIT)).toBe(0);
  });
});

describe('a switch in absolute mode', () => {
  const management = (reservation: number | null): Adapter =>
    buildAdapter({ egress: mbps(100), floor: mbps(234), reservation: reservation === null ? null : bitsPerSecond(reservation) });
  const host = (reservation: number | null, overrides: Partial<Host> = {}): Host =>
    buildHost({
      switches: [buildSwitch({ teaming: 'none', bandwidthMode: 'absolute' })],
      nics: [buildNic()],
      adapters: [management(reservation)],
      vms: [buildVm({ adapters: [buildVmAdapter({ egress: mbps(2000) })] })],
      ...overrides,
    });
  const today = (of: Host): readonly LevelResult[] | null | undefined =>
    planHost(of, DEFAULT_POLICY, createSolver({ second: null }), false).switches[0]?.levelsToday;
  const attained = (of: Host, level: string): number | undefined => today(of)?.find((each) => each.level === level)?.attainment;

  // C = 10,000 × 1514/1538 = 9843.953; 2 % of it over 234 Mbit/s, which a reservation of 234 Mbit/s is meant to hold.
  it('attains for a floor of 234 Mbit/s what the 2 % hold that Windows makes of it', () => {
    const frames = (10_000 * 1514) / 1538;
    expect(attained(host(234_000_000), 'host-floors')).toBeCloseTo((0.02 * frames) / 234, 9);
    expect(attained(host(300_000_000), 'host-floors')).toBe(1);
    expect(attained(host(0), 'host-floors')).toBe(0);
  });

  it('holds a tenth of the link for all VMs without a reservation, or what is set, rounded', () => {
    const frames = (10_000 * 1514) / 1538;
    expect(attained(host(300_000_000), 'vm-demand-3')).toBeCloseTo((0.1 * frames) / 2000, 9);
    const set = host(300_000_000, {
      switches: [buildSwitch({ teaming: 'none', bandwidthMode: 'absolute', defaultFlowReservation: bitsPerSecond(1_234_567_000) })],
    });
    expect(attained(set, 'vm-demand-3')).toBeCloseTo((0.12 * frames) / 2000, 9);
  });

  it('has no levels of today where a reservation is not known', () => {
    expect(today(host(null))).toBeNull();
  });
});
