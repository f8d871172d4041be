/** Drain times against the published ones, with predicted over measured printed. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { type Carrier, copyVm, drainSetOf, drainTime } from '../../src/planners/drain-time.ts';
import { convergingRate } from '../../src/planners/drain-trials.ts';
import { requiredRate } from '../../src/planners/required-rate.ts';
import { mebibytes, megabytesPerSecond } from '../../src/units/quantity.ts';
import { buildVm } from '../builders/host-builder.ts';

const FRAME_SHARE = 1514 / 1538;
const PAYLOAD_SHARE = 1460 / 1514;

/** 512 MB VMs of a 2012 test host (aidanfinn.com, p=12228), and 18 VMs of 80 GB together on 1 and 10 GbE. */
const PUBLISHED = [
  { link: 1000, vms: 1, mebibytesEach: 512, measured: 7 },
  { link: 1000, vms: 10, mebibytesEach: 512, measured: 40 },
  { link: 1000, vms: 20, mebibytesEach: 512, measured: 80 },
  { link: 10_000, vms: 1, mebibytesEach: 512, measured: 5 },
  { link: 10_000, vms: 10, mebibytesEach: 512, measured: 13 },
  { link: 10_000, vms: 20, mebibytesEach: 512, measured: 21 },
  { link: 1000, vms: 18, mebibytesEach: 80e9 / 18 / 2 ** 20, measured: 795 },
  { link: 10_000, vms: 18, mebibytesEach: 80e9 / 18 / 2 ** 20, measured: 65 },
];

const idleVms = (count: number, size: number) =>
  drainSetOf(
    Array.from({ length: count }, () => buildVm({ memory: mebibytes(size), dirtyRate: megabytesPerSecond(0) })),
    DEFAULT_POLICY,
  );

const NONE_EXCEPTED = new Uint8Array(64);

describe('drain times', () => {
  it('lie within 0.85 and 1.22 of the published ones, for idle VMs moved up to ten at a time', () => {
    const rows = PUBLISHED.map(({ link, vms, mebibytesEach, measured }) => {
      const carrier: Carrier = { yield: PAYLOAD_SHARE, stream: DEFAULT_POLICY.core_rate_to_2016_mbps, count: Math.min(10, vms) };
      const { total } = drainTime(idleVms(vms, mebibytesEach), carrier, link * FRAME_SHARE, NONE_EXCEPTED, DEFAULT_POLICY);
      return { link, vms, measured, predicted: Number(total.toFixed(1)), 'predicted/measured': Number((total / measured).toFixed(2)) };
    });
    console.table(rows);
    const ratios = rows.map((row) => row['predicted/measured']);
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(0.85);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.22);
  });

  it('count every byte of a VM that dirties its hot set in each pass: 1 + 9 × 0.25 + 0.25 of its memory', () => {
    const { sent, rest, converges } = copyVm(8000, 1e6, 1000, DEFAULT_POLICY);
    expect([sent / 8000, rest / 8000, converges]).toEqual([3.5, 0.25, false]);
  });

  it('ask for the least whole rate: one less misses the window', () => {
    const set = idleVms(12, 8192);
    const carrier: Carrier = { yield: PAYLOAD_SHARE, stream: 4000, count: 2 };
    const rate = requiredRate(set, carrier, 20_000, 600, NONE_EXCEPTED, DEFAULT_POLICY) as number;
    expect(Number.isInteger(rate)).toBe(true);
    expect(drainTime(set, carrier, rate, NONE_EXCEPTED, DEFAULT_POLICY).total).toBeLessThanOrEqual(600);
    expect(drainTime(set, carrier, rate - 1, NONE_EXCEPTED, DEFAULT_POLICY).total).toBeGreaterThan(600);
  });

  it('have no required rate where the work of the host alone fills the window', () => {
    const carrier: Carrier = { yield: PAYLOAD_SHARE, stream: 4000, count: 10 };
    expect(requiredRate(idleVms(60, 512), carrier, 20_000, 50, NONE_EXCEPTED, DEFAULT_POLICY)).toBeNull();
  });

  it('find the rate from which one VM converges', () => {
    const rate = convergingRate(65_536, 3200, DEFAULT_POLICY);
    expect(copyVm(65_536, 3200, rate * (1 + 1e-12), DEFAULT_POLICY).converges).toBe(true);
    expect(copyVm(65_536, 3200, rate * (1 - 1e-9), DEFAULT_POLICY).converges).toBe(false);
  });
});
