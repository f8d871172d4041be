/**
 * Figures that Microsoft and the makers published, or that follow from theirs by arithmetic: the planner must come to the same. The
 * fifteen oracles among them by number:
 *
 *  1  weights 3, 3 and 1, 1 on two members: 25 % each            'are a quarter of the team each …'
 *  2  7 × 5, 24 × 3, 11 × 1: 4.24 % for a weight of 5            'are 4.24 % …'
 *  3  234 Mbit/s reserved of 10 GbE: 200 Mbit/s                  'hold whole hundredths …'
 *  4  1,234,567 bit/s of the default flow: 1,234,560             'are rounded down …'
 *  5  Set-SmbBandwidthLimit 750MB: 786,432,000 bytes/s           'say 786,432,000 …'
 *  6  factor 2500 on 2 × 25 GbE: 1,562,500,000 bytes/s           'say 1,562,500,000 …'
 *  7  40 % of 2 × 10 GbE: 1,000,000,000 bytes/s                  'say 1,000,000,000 …'
 *  8  Validate-DCB, 10 GbE, SMB 50 %: below 376                  'asks for less than 376 …'
 *  9  2019, 16 pairs each, 64 in all: 4 accelerated              queues.test.ts, 'accelerates 4 of 32 …'
 * 10  X520 with 40 functions: 2 queues each                      queues.test.ts and vf-queue-pairs.test.ts
 * 11  64 VPorts, 31 functions: 32 for queues                     'of 64 VPorts …'
 * 12  Azure Local, 2 × 25 GbE: SMB 25, CSV 17.5, migration
 *     7.25, heartbeat 0.25                                      'divides 2 × 25 GbE …', 'say 7.25 …' and 'the cluster class …'
 * 13  weights 1 and 25 break the ratio of 20                     'weights of 1 and 25 …'
 * 14  frames of 9014 and 1514 bytes: 99.14 and 94.93 %           'frames of 9014 bytes …'
 * 15  processors 1:16 to 3:8: 2:63 but not 3:9                   'a range of processors …'
 */
import { describe, expect, it, test } from 'vitest';
import { azureLocalDivision } from '../../src/catalog/azure-local.ts';
import type { Host } from '../../src/model/host.ts';
import type { HostPlan, RuleOfThumb } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { frameRate, payloadShare } from '../../src/planners/capacity.ts';
import { limitsOf } from '../../src/planners/limits.ts';
import type { PinningCase } from '../../src/planners/pinning-case.ts';
import { loadOf } from '../../src/planners/pinning-load.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { isInRange } from '../../src/planners/processors-of-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { bytesPerSecond, bytesPerSecondToMbps, mbps } from '../../src/units/quantity.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSettings,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';
import { workedExample } from '../builders/rdma-host.ts';

const plan = (host: Host): HostPlan => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);

describe('shares on a member of a Hyper-V-port team', () => {
  /** Rate of one adapter, where `weights` lie on the members `at` and no default flow shares them; nobody else wants anything. */
  const rateOf = (index: number, weights: readonly number[], at: readonly number[], rates: readonly number[]): number => {
    const of: PinningCase = {
      members: rates.map((_, member) => buildNic({ name: `NIC${member}` })),
      rates,
      flows: weights.map((weight, flow) => ({
        flow: { kind: 'vm', adapter: buildVmAdapter(), vcpus: 1, tier: 1, demand: mbps(0) },
        weight,
        need: flow === index ? 1 / weight : 0,
        needAfterLoss: 0,
      })),
      movable: weights.length,
      today: at,
      defaultWeight: 0,
      losses: [],
    };
    return 1 / loadOf(of, at);
  };

  // Windows Server, NIC teaming with Hyper-V, best practices: weights 3 and 3 on one member, 1 and 1 on the other.
  it('are a quarter of the team each where 3 and 3 meet on one member and 1 and 1 on the other', () => {
    for (const index of [0, 1, 2, 3]) expect(rateOf(index, [3, 3, 1, 1], [0, 0, 1, 1], [10_000, 10_000])).toBeCloseTo(20_000 / 4, 6);
  });

  // marcvaneijk.com, 2013/09/20: 7 of weight 5, 24 of weight 3, 11 of weight 1.
  it('are 4.24 % for a weight of 5 among 7 × 5, 24 × 3 and 11 × 1', () => {
    const weights = [...Array<number>(7).fill(5), ...Array<number>(24).fill(3), ...Array<number>(11).fill(1)];
    expect(
      rateOf(
        0,
        weights,
        weights.map(() => 0),
        [100],
      ),
    ).toBeCloseTo(4.24, 2);
  });
});

describe('published rules for capping live migration', () => {
  const draining = (link: number): HostPlan =>
    plan(
      buildHost({
        nics: ['NIC1', 'NIC2'].map((name) => buildNic({ name, link: mbps(link) })),
        vms: [buildVm()],
      }),
    );
  const capOf = (planned: HostPlan, rule: RuleOfThumb): number | null | undefined =>
    planned.rulesOfThumb.find((each) => each.rule === rule)?.cap;

  it('say 786,432,000 bytes a second, 6.29 Gbit/s, for Set-SmbBandwidthLimit 750MB', () => {
    expect(capOf(draining(25_000), 'limit-750-mb')).toBeCloseTo(6291.456, 9);
    expect(bytesPerSecondToMbps(bytesPerSecond(750 * 1024 * 1024))).toBeCloseTo(6291.456, 9);
  });

  it('say 1,562,500,000 bytes a second for the factor 2500 on 2 × 25 GbE', () => {
    expect(capOf(draining(25_000), 'cluster-factor-25-pct')).toBe(bytesPerSecondToMbps(bytesPerSecond(1_562_500_000)));
  });

  it('say 1,000,000,000 bytes a second for the 40 % of the lab on 2 × 10 GbE', () => {
    expect(capOf(draining(10_000), 'lab-40-pct')).toBe(bytesPerSecondToMbps(bytesPerSecond(1_000_000_000)));
  });

  // Azure Local, host network requirements, 25 Gbps: SMB 25, live migration 7.25, heartbeat 0.25.
  it('say 7.25 Gbit/s for Azure Local on 2 × 25 GbE', () => {
    expect(capOf(draining(25_000), 'azure-local-29-pct-of-smb')).toBeCloseTo(7250, 9);
  });
});

// The same table, whole; its row for 10 GbE is 28 % of the reservation, 2.8 Gbit/s.
test('Azure Local divides 2 × 25 GbE into 25 for SMB, 17.5 of them for CSV, 7.25 for migration and 0.25 for the heartbeat', () => {
  expect(azureLocalDivision(mbps(25_000), 2)).toEqual({ smb: 25_000, storage: 17_500, liveMigration: 7250, heartbeat: 250 });
  expect(azureLocalDivision(mbps(10_000), 2)).toEqual({ smb: 10_000, storage: 7000, liveMigration: 2800, heartbeat: 200 });
});

// The same table: a heartbeat of 250 Mbit/s on each port of 25 GbE, 200 on 10 GbE.
test('the cluster class is 1 % of 25 GbE and 2 % of 10 GbE', () => {
  const slow = workedExample();
  const clusterOf = (host: Host): number | undefined => plan(host).switches[0]?.ets?.cluster;
  expect(clusterOf(slow)).toBe(1);
  expect(clusterOf({ ...slow, nics: slow.nics.map((nic) => ({ ...nic, link: mbps(10_000) })) })).toBe(2);
});

// Hyper-V module, Set-VMSwitch: 1234567 is rounded down to a multiple of 8.
test('a rate in bit/s is rounded down to a multiple of 8: 1,234,567 is 1,234,560', () => {
  expect(limitsOf({ transport: 'tcpip', cap: mbps(1.234567), vnics: 1 }, null).maximumBandwidth).toBe(1_234_560);
});

// Windows drivers, nondefault virtual ports and VMQ: one pool of VPorts for functions and queues.
test('of 64 VPorts with 31 functions and the default one, 32 are left for queues', () => {
  const asking = Array.from({ length: 31 }, (_, index) =>
    buildVm({ name: `vm${index}`, trusted: true, adapters: [buildVmAdapter({ iov: true, egress: mbps(10), ingress: mbps(10) })] }),
  );
  const planned = plan(
    buildHost({
      switches: [buildSwitch({ iovEnabled: true, bandwidthMode: 'none', teaming: 'none' })],
      nics: [buildNic({ link: mbps(25_000), vfLimit: 31, vportLimit: 64, vmqQueues: 200 })],
      vms: asking,
    }),
  );
  expect(planned.offloads.nics).toMatchObject([{ vfsUsed: 31, queuesUsable: 32 }]);
});

// Windows Server, network QoS: the highest weight is at most 20 times the lowest.
test('weights of 1 and 25 today are told to break the ratio of 20', () => {
  const findings = plan(
    buildHost({ adapters: [buildAdapter({ weight: 25 }), buildMigrationAdapter({ weight: 1 })], settings: buildSettings() }),
  ).findings.filter(({ code }) => code === 'weight-ratio-above-limit');
  expect(findings).toMatchObject([{ values: { largest: 25, smallest: 1, limit: 20 } }]);
});

// Frames of 1514 and 9014 bytes with 24 more on the wire and 54 of headers.
test('frames of 9014 bytes carry 99.14 % of the link as payload, those of 1514 carry 94.93 %', () => {
  const payload = (mtu: number): number => frameRate(buildNic({ link: mbps(100), mtu })) * payloadShare(mtu);
  expect([payload(1500), payload(9000)].map((share) => share.toFixed(2))).toEqual(['94.93', '99.14']);
});

// Windows drivers, RSS keywords: base 1:16 and max 3:8, since the group counts first.
test('a range of processors from 1:16 to 3:8 takes 2:63 and leaves out 3:9 and 1:15', () => {
  const [base, last] = [
    { group: 1, number: 16 },
    { group: 3, number: 8 },
  ];
  const isTaken = (group: number, number: number): boolean => isInRange({ group, number }, base, last);
  expect([isTaken(2, 63), isTaken(3, 8), isTaken(3, 9), isTaken(1, 15), isTaken(0, 20)]).toEqual([true, true, false, false, false]);
});
