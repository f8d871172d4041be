import { describe, expect, test } from 'vitest';
import type { Host, Nic } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { mbps, mebibytes, megabytesPerSecond, minutes } from '../../src/units/quantity.ts';
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
import { reference } from './reference.ts';

const plan = (host: Host) => reference(host, DEFAULT_POLICY);
const weightsOf = (host: Host) => plan(host).switches[0]?.flows.map((flow) => flow.weight);

/** 10 GbE at 1500 MTU: 10,000 × 1514/1538. */
const TEN = (10_000 * 1514) / 1538;
const MEMORY = (8192 * 2 ** 20 * 8) / 1e6; // Mbit of an 8 GiB VM: 68,719.476736.
const EPSILON = 1460 / 1514;

const ports = (count: number, overrides: Partial<Nic> = {}): Nic[] =>
  Array.from({ length: count }, (_, i) => buildNic({ name: `NIC${i + 1}`, ...overrides }));

const idleVms = (count: number, egress = 100) =>
  Array.from({ length: count }, (_, i) =>
    buildVm({ name: `vm${i + 10}`, dirtyRate: megabytesPerSecond(0), adapters: [buildVmAdapter({ egress: mbps(egress) })] }),
  );

const tenVms = (overrides: Partial<Host> = {}): Host => buildHost({ vms: idleVms(10), ...overrides });

describe('capacity and layer', () => {
  const capacities = (nics: readonly Nic[]) => {
    const one = plan(buildHost({ nics }))?.switches[0];
    return [one?.capacity ?? 0, one?.capacityAfterLoss ?? 0].map((rate) => rate / TEN);
  };

  test('one port is lost of two; a group that holds every uplink is left out', () => {
    expect(capacities(ports(2)).map((x) => x.toFixed(9))).toEqual(['2.000000000', '1.000000000']);
    expect(capacities(ports(2, { device: 'card' })).map((x) => x.toFixed(9))).toEqual(['2.000000000', '1.000000000']);
    expect(capacities(ports(1)).map((x) => x.toFixed(9))).toEqual(['1.000000000', '1.000000000']);
  });

  test('a card of three ports of four costs three', () => {
    const nics = ports(4).map((nic, i) => ({ ...nic, device: i < 3 ? 'Card' : 'other' }));
    expect(capacities(nics).map((x) => x.toFixed(9))).toEqual(['4.000000000', '1.000000000']);
  });

  test('the layer is ets over RDMA with three classes, none with IOV, else weights', () => {
    const layer = (overrides: Partial<Host>) => plan(buildHost(overrides)).switches[0]?.layer;
    const rdma = ports(2, { rdma: 'rocev2', dcbTrafficClasses: 3 });
    expect(layer({ nics: rdma })).toBe('ets');
    expect(layer({ nics: rdma, os: '2012r2' })).toBe('weights');
    expect(layer({ nics: rdma, switches: [buildSwitch({ teaming: 'lbfo' })] })).toBe('weights');
    expect(layer({ nics: rdma, adapters: [buildAdapter()] })).toBe('ets');
    expect(layer({ nics: rdma, adapters: [buildAdapter({ role: 'cluster' })] })).toBe('weights');
    expect(layer({ switches: [buildSwitch({ iovEnabled: true })] })).toBe('none');
    expect(layer({ switches: [buildSwitch({ bandwidthMode: 'absolute' })] })).toBe('weights');
    expect(layer({ switches: [buildSwitch({ bandwidthMode: 'absolute' })], managedBy: 'network-atc' })).toBe('none');
  });
});

describe('a converged switch of 2 × 10 GbE and ten idle VMs of 8 GiB', () => {
  // 6871.9 Gbit of memory in all: 687,194.77 Mbit. R = 19,687.9; no VMQ, so tcpip, smb, compression: P = 1 × 1 × 5000.
  const host = tenVms();

  test('weights are 16 for migration, 5 for management, 79 for the default flow', () => {
    // Migration needs 199/R = 1.01 → 2; the default flow 1000/R = 5.08 → 6. 87 are left: at (15, 79) migration is worse
    // (14.84 < 15.55), so (16, 79). κ = 3 stops the default flow at 60; κ = 6 takes a unit for management.
    expect(weightsOf(host)).toEqual([16, 5, 79]);
    expect(plan(host).switches[0]?.weights?.kappa).toBe(4);
    expect(plan(host).switches[0]?.flows[0]?.guaranteed).toBeCloseTo(2 * TEN * 0.16, 9);
    expect(plan(host).switches[0]?.flows[0]?.afterLoss).toBeCloseTo(TEN * 0.16, 9);
    expect(plan(host).switches[0]?.flows[0]?.worstPinning).toBeCloseTo(TEN * 0.16, 9);
  });

  test('compression with three migrations is chosen: the least CPU within a tenth of the least time', () => {
    // At P = 5000 compression takes 3.5 + 687,194.77/(5000 × ε × 2) = 74.8 s from n = 3 (below 90 s, 0.05 of the window, all
    // are equal), n = 2 103 s, smb 146 s. b = 199: 687,194.77/(1800 − 3.5) = 382.5 = 198.3 × ε × 2. CPU alike; n = 3 is smallest.
    const migration = plan(host).migration;
    expect(migration?.option).toEqual({ transport: 'compression', liveMigrations: 3, storageMigrations: 4 });
    expect(migration?.required).toBe(199);
    expect(migration?.unitsLeft).toBe(40);
    expect(migration?.pathRate).toBe(5000);
    expect(migration?.cap).toBe(5000);
    expect(migration?.guaranteed).toBeCloseTo(2 * TEN * 0.16, 9);
    expect(migration?.drainAtCap).toBeCloseTo(3.5 + (10 * MEMORY) / (5000 * EPSILON * 2), 9);
    expect(migration?.options.find((one) => one.transport === 'tcpip' && one.n === 1)?.required).toBe(404);
    expect(migration?.limits).toEqual({
      smbLiveMigration: null,
      smbVirtualMachine: null,
      smbDefault: null,
      maximumBandwidth: 5_000_000_000,
    });
    expect(plan(host).status).toBe('ok');
  });

  test('rules of thumb: 40 % of the path is above P and breaks no floor', () => {
    const rules = plan(host).migration?.rulesOfThumb ?? [];
    const caps = rules.map((rule) => rule.cap);
    expect(caps).toEqual([5000, 2900, 8000, 6291.456, null, null, null, 5000]);
    // One migration compresses at 4000: 35 s of set-up and 171.8 s of copying.
    expect(rules[1]?.drain).toBeCloseTo(35 + (10 * MEMORY) / 4000, 9);
    expect(rules.every((rule) => !rule.breaksFloor)).toBe(true);
  });

  test('a window of a minute is missed: the target is the least rate within 1 % of the best time', () => {
    // T = 74.76 at 5000; 75.51 − 3.5 = 72.01 s ask for 9543.2 = 4948.1 × ε × 2.
    const short = plan({ ...host, drainWindow: minutes(1) });
    expect(short.migration?.windowMet).toBe(false);
    expect(short.migration?.drainTarget).toBe(4949);
    expect(short.migration?.option.liveMigrations).toBe(3);
    expect(short.status).toBe('short');
    expect(short.firstShort?.level).toBe('drain');
    expect(short.firstShort?.attainment).toBeCloseTo(60 / (short.migration?.drainGuaranteed ?? 0), 12);
  });

  test('transports that would take units from VM traffic are dropped in the second pass', () => {
    // 180 s: compression needs 2019 (11 units), tcpip and smb 4038 and more (21). The VMs want 97 %: 84 are left for them.
    const busy = plan(buildHost({ vms: idleVms(10, 0.097 * 2 * TEN), drainWindow: minutes(3) }));
    // Of 10 + 10 + 9 options (one compressing migration needs 207 s) 9 are left, each with four counts of copies.
    expect(busy.migration?.remaining).toMatchObject({ window: 116, 'vm-traffic': 36 });
    expect(busy.switches[0]?.flows.map((flow) => flow.weight)).toEqual([11, 5, 84]);
    expect(busy.status).toBe('pressed');
    expect(busy.firstShort?.level).toBe('vm-demand-3');
    expect(busy.firstShort?.attainment).toBeCloseTo(84 / 97, 9);
  });

  test("today's weights stay when nothing would gain, and then share = weight over sum", () => {
    const adapters = [buildAdapter({ weight: 5 }), buildMigrationAdapter({ weight: 20 })];
    const kept = plan({ ...host, adapters, switches: [buildSwitch({ defaultFlowWeight: 10 })] });
    expect(kept.switches[0]?.weights).toMatchObject({ kept: true, sum: 35, kappa: null });
    expect(kept.switches[0]?.flows.map((flow) => flow.share)).toEqual([20 / 35, 5 / 35, 10 / 35]);
    // 20/35 of R is above one member, to which the vNIC is pinned.
    expect(kept.switches[0]?.flows[0]?.guaranteed).toBeCloseTo(TEN, 9);
    const halfSet = plan({ ...host, adapters: [buildAdapter(), buildMigrationAdapter({ weight: 20 })] });
    expect(halfSet.switches[0]?.weights?.kept).toBe(false);
  });

  test("today's transport and counts stay within a fifth of the best time, and go beyond it", () => {
    const today = (transport: 'compression' | 'smb', liveMigrations: number) =>
      plan({ ...host, settings: buildSettings({ transport, liveMigrations, storageMigrations: 2 }) }).migration;
    // n = 2 takes 103.4 s, at most 1.2 × 90; smb takes 146 s.
    expect(today('compression', 2)).toMatchObject({ kept: true, option: { liveMigrations: 2, storageMigrations: 2 } });
    expect(today('smb', 2)).toMatchObject({ kept: false, option: { transport: 'compression', liveMigrations: 3 } });
  });
});

describe('explicit flows', () => {
  test('fourteen of twenty tier-2 adapters become explicit beside a storage vNIC that needs half of the switch', () => {
    // 50 asks for κ ≥ 3: 5 + 50 + 3 leave 42 = 14 × 3. The largest come first: vm29 down to vm16.
    const vms = Array.from({ length: 20 }, (_, i) =>
      buildVm({ name: `vm${i + 10}`, tier: 2, migratable: false, adapters: [buildVmAdapter({ egress: mbps(i + 1) })] }),
    );
    const adapters = [buildAdapter(), buildAdapter({ name: 'Storage', role: 'storage', egress: mbps(9843) })];
    const [one] = plan(buildHost({ vms, adapters })).switches;
    expect(one?.explicit).toEqual(Array.from({ length: 14 }, (_, i) => `vm${i + 16}/Network Adapter`));
    expect(one?.levels?.['host-demand']).toBe(1);
  });

  test('an adapter with a floor is explicit in every tier, one of a VM that is off is no flow', () => {
    const floor = [buildVmAdapter({ floor: mbps(984), egress: mbps(984) })];
    const vms = [buildVm({ name: 'a', adapters: floor }), buildVm({ name: 'b', adapters: floor, state: 'off' }), buildVm({ name: 'c' })];
    const [one] = plan(buildHost({ vms })).switches;
    expect(one?.explicit).toEqual(['a/Network Adapter']);
    // 984 of R′ = 9843.95 are 9.996 %: 10 units, and left-over units go to the others.
    expect(one?.flows.find((flow) => flow.label === 'a/Network Adapter')?.weight).toBe(10);
    expect(plan(buildHost({ vms })).blockers).toEqual([{ vm: 'b', reason: 'not-running', blackout: null }]);
  });
});

describe('a direct path of one 10 GbE port with RDMA', () => {
  const direct = (overrides: Partial<Host> = {}): Host =>
    buildHost({
      nics: [...ports(2), buildNic({ name: 'LM', switch: null, rdma: 'iwarp', rssQueues: 8 })],
      adapters: [buildAdapter(), buildMigrationAdapter({ switch: null, nic: 'LM' })],
      vms: idleVms(8),
      ...overrides,
    });

  test('in thirty minutes every drain below 90 s is equal, and SMB Direct costs no CPU', () => {
    // smb-direct, n = 1: 8 × 3.5 + 549,755.8/9492.9 = 85.9 s.
    const migration = plan(direct()).migration;
    expect(migration?.option).toEqual({ transport: 'smb-direct', liveMigrations: 1, storageMigrations: 4 });
    expect(migration?.cap).toBeCloseTo(TEN, 9);
    expect(migration?.guaranteed).toBe(migration?.cap);
    expect(migration?.drainAtCap).toBeCloseTo(28 + (8 * MEMORY) / (TEN * EPSILON), 9);
    expect(migration?.limits.smbLiveMigration).toBe(Math.floor((TEN * 1e6) / 8));
  });

  test('in ten minutes compression is faster by more than a tenth, and five migrations are enough', () => {
    // Line 549,755.8/18,985.7 = 28.96 s. n = 4 stops at 16,000: slots (28 + 137.4)/4 − 3.5 = 37.9. n = 5: 29.6 + 3.5 = 33.1.
    // SMB Direct from n = 2 takes 61.4 s. b(smb-direct, 1) = 549,755.8/572/ε = 996.7, from n = 2 549,755.8/596.5/ε = 955.7.
    const migration = plan(direct({ drainWindow: minutes(10) })).migration;
    expect(migration?.option).toEqual({ transport: 'compression', liveMigrations: 5, storageMigrations: 4 });
    const required = (n: number) => migration?.options.find((one) => one.transport === 'smb-direct' && one.n === n)?.required;
    expect([required(1), required(2)]).toEqual([997, 956]);
    expect(migration?.limits.maximumBandwidth).toBeNull();
  });

  test('storage copies stay within the throughput that is left', () => {
    const copies = (throughput: number) =>
      plan(direct({ storageThroughput: megabytesPerSecond(throughput), storageUsed: megabytesPerSecond(100) })).migration?.option
        .storageMigrations;
    expect([copies(100), copies(499), copies(500), copies(700), copies(5000)]).toEqual([1, 1, 2, 3, 4]);
  });

  test('a VM that dirties more than the path carries is named and left out of the convergence test', () => {
    // 40 GiB at 5000 MB/s: every pass dirties the hot set of 10 GiB, whatever the transport; SMB Direct gives the shortest pause.
    const wild = buildVm({ name: 'wild', memory: mebibytes(40_960), dirtyRate: megabytesPerSecond(5000) });
    const result = plan(direct({ vms: [wild, ...idleVms(1)] }));
    expect(result.blockers.map((one) => [one.vm, one.reason])).toEqual([['wild', 'does-not-converge']]);
    expect(result.blockers[0]?.blackout).toBeCloseTo((10_240 * 2 ** 20 * 8) / 1e6 / (TEN * EPSILON), 9);
    expect(result.migration?.windowMet).toBe(true);
  });
});

describe('a switch without weights', () => {
  test('there is no guarantee, and the cap leaves the floors what a loss leaves', () => {
    const floor = [buildVmAdapter({ floor: mbps(6000), egress: mbps(6000) })];
    const host = buildHost({ switches: [buildSwitch({ iovEnabled: true })], vms: [buildVm({ adapters: floor })] });
    const migration = plan(host).migration;
    expect(migration).toMatchObject({ guaranteed: null, drainGuaranteed: null, unitsLeft: null, otherFloors: 6000, windowMet: true });
    expect(migration?.cap).toBeCloseTo(TEN - 6000, 9);
    expect(migration?.rulesOfThumb.find((rule) => rule.rule === 'lab-40-pct')?.breaksFloor).toBe(true);
  });
});
