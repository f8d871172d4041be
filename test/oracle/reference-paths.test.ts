import { describe, expect, test } from 'vitest';
import type { Adapter, Host, Nic } from '../../src/model/host.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { mbps, megabytesPerSecond, minutes, percent } from '../../src/units/quantity.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';
import { reference } from './reference.ts';

const TEN = (10_000 * 1514) / 1538;
const idleVms = (count: number, egress = 100) =>
  Array.from({ length: count }, (_, i) =>
    buildVm({ name: `vm${i + 10}`, dirtyRate: megabytesPerSecond(0), adapters: [buildVmAdapter({ egress: mbps(egress) })] }),
  );
const storage = (egress: number, overrides: Partial<Adapter> = {}) =>
  buildAdapter({ name: 'Storage', role: 'storage', egress: mbps(egress), ...overrides });
const plan = (overrides: Partial<Host>, policy: Policy = DEFAULT_POLICY) =>
  reference(buildHost({ vms: idleVms(10), ...overrides }), policy);
const nic = (name: string, link: number, overrides: Partial<Nic> = {}) => buildNic({ name, link: mbps(link), ...overrides });

describe('storage copies over the switch of the migration', () => {
  const adapters = [buildAdapter(), buildMigrationAdapter(), storage(4000)];

  test('two copies fit after a loss beside b = 199 and the demand: 3200 + 199 of 9844 − 5000', () => {
    // Three would need 4800 + 199 of 4843.95.
    const { migration } = plan({ adapters });
    expect(migration?.option).toEqual({ transport: 'compression', liveMigrations: 3, storageMigrations: 2 });
    expect(migration?.required).toBe(199);
    // (4000 + 3200) × 125,000, and (19,687.906 − 5000 − 199) × 125,000.
    expect(migration?.limits.smbVirtualMachine).toBe(900_000_000);
    expect(migration?.limits.smbDefault).toBe(1_811_113_296);
  });

  test('three fit where the VMs together are measured at 500', () => {
    const switches = [buildSwitch({ coincidentEgress: mbps(500) })];
    expect(plan({ adapters, switches }).migration?.option.storageMigrations).toBe(3);
  });

  test('the limit for provisioning is never below a hundredth of R', () => {
    expect(plan({ adapters, vms: idleVms(10, 2000) }).migration?.limits.smbDefault).toBe(24_609_882);
  });

  test('the head for CPU is at least one storage copy and half a core', () => {
    // One copy is 1600 Mbit/s of 5000 a core.
    expect(plan({ adapters, cpuUsed: percent(90) }).migration?.cpuHead).toBeCloseTo(0.82, 12);
    expect(plan({ cpuUsed: percent(90) }).migration?.cpuHead).toBeCloseTo(0.5, 12);
  });
});

describe('the path', () => {
  test('of two migration vNICs the line, the streams and the cap are shared', () => {
    const adapters = [buildAdapter(), buildMigrationAdapter({ name: 'LM1' }), buildMigrationAdapter({ name: 'LM2' })];
    // 30 min: smb from n = 2 (75.9 s) and compression from n = 3 are all below 90 s; smb and tcpip cost least CPU (397/5000).
    expect(plan({ adapters }).migration?.option).toMatchObject({ transport: 'smb', liveMigrations: 2 });
    expect(plan({ adapters }).migration?.pathRate).toBe(10_000);
    expect(plan({ adapters }).migration?.unitsLeft).toBe(40);
    // 10 min: compression takes 41.4 s from n = 5; the cap is R′ = 9,843,953,185 bit/s, half for each vNIC.
    const { migration } = plan({ adapters, drainWindow: minutes(10) });
    expect(migration?.option).toMatchObject({ transport: 'compression', liveMigrations: 5 });
    expect(migration?.limits.maximumBandwidth).toBe(4_921_976_592);
  });

  test('one SMB migration over two vNICs has two times four streams and may use more than 20,000', () => {
    // 2 × 25 GbE with queues; one VM of 68,719.5 Mbit; window 6 s leaves 2.5 s: 27,487.8 Mbit/s > 20,000; b = 28,504.5 → 28,505.
    const nics = [nic('a', 25_000, { vmqQueues: 16 }), nic('b', 25_000, { vmqQueues: 16 })];
    const adapters = [buildAdapter(), buildMigrationAdapter({ name: 'LM1' }), buildMigrationAdapter({ name: 'LM2' })];
    const { migration } = plan({ nics, adapters, vms: idleVms(1), drainWindow: minutes(0.1) });
    expect(migration?.options.find((one) => one.transport === 'smb')?.required).toBe(28_505);
  });

  test('is the place with the larger R, and of equals the first by name', () => {
    const switches = [buildSwitch({ name: 'Alpha' }), buildSwitch()];
    const adapters = [buildMigrationAdapter({ name: 'LM1', switch: 'Alpha' }), buildMigrationAdapter({ name: 'LM2' })];
    const nics = [nic('a', 10_000, { switch: 'Alpha' }), nic('b', 10_000)];
    expect(plan({ switches, adapters, nics }).migration?.pathSwitch).toBe('Alpha');
    expect(plan({ switches, adapters, nics: [...nics, nic('c', 10_000)] }).migration?.pathSwitch).toBe('Converged');
  });

  test('that is direct carries what others there leave', () => {
    const direct = { switch: null, nic: 'LM' };
    const adapters = [buildMigrationAdapter(direct), buildAdapter({ name: 'Backup', role: 'backup', egress: mbps(1000), ...direct })];
    const { migration } = plan({ adapters, nics: [nic('LM', 10_000, { switch: null, rdma: 'iwarp' })], switches: [], vms: idleVms(1, 0) });
    expect(migration?.option.transport).toBe('smb-direct');
    expect(migration?.pathRate).toBeCloseTo(TEN - 1000, 9);
  });

  test('over storage vNICs is smb only, on top of their own demand', () => {
    // Storage wants 4000 + 397 of R: 22.3 %; the default flow 5.08 %. 95 units: (77, 18), where 4000 alone would give (76, 19).
    const { migration, switches } = plan({ adapters: [buildAdapter(), storage(4000)] });
    expect(new Set(migration?.options.map((one) => one.transport))).toEqual(new Set(['smb']));
    expect(migration?.required).toBe(397);
    expect(switches[0]?.flows.map((flow) => flow.weight)).toEqual([5, 77, 18]);
  });

  test('over the management vNIC does not count its own floor among the others', () => {
    const { migration } = plan({ adapters: [buildAdapter({ floor: mbps(1000) })] });
    expect(migration?.role).toBe('management');
    expect(migration?.otherFloors).toBe(0);
  });

  test('is received by one core on 2012 R2, below 10 Gb/s and without queues, by sixteen otherwise', () => {
    const queues = { vmqQueues: 16 };
    const carried = (overrides: Partial<Host>) => plan(overrides).migration?.options.find((one) => one.transport === 'smb')?.pathRate;
    const fast = [nic('a', 25_000, queues), nic('b', 25_000, queues)];
    expect(carried({ nics: fast })).toBeCloseTo(2.5 * TEN, 9);
    expect(carried({ nics: [nic('a', 1000, queues), nic('b', 25_000, queues)] })).toBe(5000);
    expect(carried({ nics: fast.map((one) => ({ ...one, vmqQueues: 0 })) })).toBe(5000);
    expect(carried({ nics: fast, os: '2012r2' })).toBe(4000);
  });
});

describe('when the window is missed', () => {
  const direct = (overrides: Partial<Host>) =>
    plan({
      nics: [nic('LM', 10_000, { switch: null, rssQueues: 8 })],
      switches: [],
      adapters: [buildMigrationAdapter({ switch: null, nic: 'LM' })],
      ...overrides,
    });

  test('options within 1 % of the least time are equal, and six migrations are the fewest of those', () => {
    // Compression: n = 5 takes 33.1 s, n = 6 and more 32.5 s; the window is 18 s.
    const { migration } = direct({ vms: idleVms(8, 0), drainWindow: minutes(0.3) });
    expect(migration).toMatchObject({ windowMet: false, option: { transport: 'compression', liveMigrations: 6 } });
  });

  test('for want of convergence alone, the host is short at the drain though its time would fit', () => {
    // Half a core sends 2500 by smb: 301 MB/s against 400 MB/s dirtied. At the whole line of 1187 MB/s the VM converges.
    const busy = buildVm({ dirtyRate: megabytesPerSecond(400), adapters: [] });
    const result = direct({ vms: [busy], cpuUsed: percent(90) });
    expect(result.blockers).toEqual([]);
    expect(result.migration?.windowMet).toBe(false);
    expect(result.migration?.cap).toBeCloseTo(2500, 9);
    expect(result).toMatchObject({ status: 'short', firstShort: { level: 'drain', attainment: 1 } });
  });
});

test('where one adapter may be explicit, the larger floor has it', () => {
  const vms = [984, 2000].map((floor, i) =>
    buildVm({ name: `vm${i}`, adapters: [buildVmAdapter({ floor: mbps(floor), egress: mbps(floor) })] }),
  );
  expect(plan({ vms }, { ...DEFAULT_POLICY, max_explicit_flows: 1 }).switches[0]?.explicit).toEqual(['vm1/Network Adapter']);
});

test('the worst pinning is to the slowest member', () => {
  const [one] = plan({ nics: [nic('a', 10_000), nic('b', 25_000)] }).switches;
  for (const flow of one?.flows ?? []) expect(flow.worstPinning).toBeCloseTo(TEN * flow.share, 9);
  const dynamic = plan({ switches: [buildSwitch({ loadBalancing: 'dynamic' })] }).switches[0];
  for (const flow of dynamic?.flows ?? []) expect(flow.worstPinning).toBe(flow.afterLoss);
});
