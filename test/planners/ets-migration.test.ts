/** Migration over ports with DCB classes: what it is guaranteed in its class, and where its cap lies. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { MigrationPlan, SwitchPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps, megabytesPerSecond, minutes } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';
import { quiet, RDMA_PORT, workedExample } from '../builders/rdma-host.ts';

const plan = (host: Host) => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
const switchOf = (host: Host): SwitchPlan => plan(host).switches[0] as SwitchPlan;
const migrationOf = (host: Host): MigrationPlan => (plan(host).migration as { value: MigrationPlan }).value;
const percentsOf = ({ ets }: SwitchPlan) => [ets?.cluster, ets?.smbDirect, ets?.defaultClass];

describe('a migration over a switch under DCB', () => {
  /** Storage sends 44000 of 49219.766, so 90 %; four VMs of 8 GiB are to leave in 55 s. */
  const crowded = (overrides: Partial<Host> = {}): Host =>
    buildHost({
      nics: [buildNic({ ...RDMA_PORT, vmqQueues: 31 }), buildNic({ ...RDMA_PORT, name: 'NIC2', vmqQueues: 31 })],
      switches: [buildSwitch({ loadBalancing: 'dynamic' })],
      adapters: [buildAdapter({ name: 'SMB1', role: 'storage', egress: mbps(44_000) }), buildMigrationAdapter()],
      vms: ['vm01', 'vm02', 'vm03', 'vm04'].map((name) =>
        buildVm({ name, dirtyRate: megabytesPerSecond(0), adapters: [buildVmAdapter({ egress: mbps(0) })] }),
      ),
      drainWindow: minutes(55 / 60),
      ...overrides,
    });

  it('runs in the default class where the class of storage has too little left for SMB Direct', () => {
    // SMB Direct: at most 0.98 R − 44000 = 4235 Mbit/s, 71 s. Compressed to half, 9 % of R = 4430 Mbit/s are plenty.
    const { option, guaranteed, cap, windowMet } = migrationOf(crowded());
    expect([option.transport, windowMet]).toEqual(['compression', true]);
    const planned = switchOf(crowded());
    const migrating = planned.flows.find(({ role }) => role === 'live-migration');
    expect([migrating?.path, migrating?.etsPercent]).toEqual(['switch', planned.ets?.defaultClass]);
    // No other flow is in that class, so its whole percent is guaranteed; the cap may take what no floor needs after a loss.
    expect(guaranteed).toBeCloseTo(((planned.ets?.defaultClass as number) / 100) * planned.capacity, 3);
    expect(cap).toBeGreaterThan(guaranteed as number);
    expect(plan(crowded()).limits.maximumBandwidth).not.toBeNull();
  });

  it('has no guarantee where the others of its class take all that the class has', () => {
    // Storage asks for 100 % and has 98; the VMs ask for 40 % and have 1.
    const busy = buildVm({ dirtyRate: megabytesPerSecond(0), adapters: [buildVmAdapter({ egress: mbps(20_000) })] });
    const full = crowded({ adapters: [buildAdapter({ name: 'SMB1', role: 'storage', egress: mbps(49_219) })], vms: [busy] });
    const { guaranteed, drainGuaranteed, windowMet, option, cap } = migrationOf(full);
    expect([guaranteed, drainGuaranteed, windowMet]).toEqual([null, null, false]);
    // SMB Direct would have to keep to its class; SMB over TCP may use what is idle.
    expect(option.transport).toBe('smb');
    expect(cap).toBeGreaterThan(1000);
    expect(plan(full).firstShort?.level).toBe('host-demand');
  });

  it('by SMB Direct never has a cap above what its class leaves beside storage, on any host', () => {
    const rdmaHost = arbitraryHost({ maxVms: 12, maxSwitches: 1 }).map((host) => ({
      ...host,
      nics: host.nics.map((nic) => ({ ...nic, rdma: 'rocev2' as const, dcbTrafficClasses: 8 })),
    }));
    fc.assert(
      fc.property(rdmaHost, (host) => {
        const { migration, switches } = plan(host);
        const on = switches[0] as SwitchPlan;
        fc.pre(on.ets !== null && migration.kind === 'chosen' && migration.value.path.kind === 'switch');
        const { option, cap, guaranteed, required, windowMet } = (migration as { value: MigrationPlan }).value;
        const beside = on.ets?.classes.find(({ name }) => name === (option.transport === 'smb-direct' ? 'smb-direct' : 'default'));
        const left = (beside?.guaranteed as number) - (beside?.demand as number);
        if (option.transport === 'smb-direct') expect(cap).toBeLessThanOrEqual(Math.max(1, left) + 1e-6);
        expect(guaranteed ?? 0).toBeLessThanOrEqual(Math.max(0, left) + 1e-6);
        if (windowMet) expect(guaranteed).toBeGreaterThanOrEqual((required as number) - 1e-6);
      }),
      { numRuns: 80 },
    );
  });
});

describe('two switches under DCB', () => {
  it('have one set of percents, since Windows keeps one for the host', () => {
    const first = workedExample();
    const other = { switch: 'Storage' };
    const host = quiet({
      ...first,
      switches: [...first.switches, buildSwitch({ name: 'Storage' })],
      nics: [...first.nics, buildNic({ ...RDMA_PORT, ...other, name: 'NIC3' }), buildNic({ ...RDMA_PORT, ...other, name: 'NIC4' })],
      adapters: [...first.adapters, buildAdapter({ ...other, name: 'SMB3', role: 'storage', egress: mbps(24_000) })],
    });
    const [converged, storage] = plan(host).switches as [SwitchPlan, SwitchPlan];
    expect(percentsOf(storage)).toEqual(percentsOf(converged));
    // Storage asks 24000/R = 48.8 % on the one, the others 41.2 % on the other: 49 and 42, and both have it.
    expect([...converged.levels, ...storage.levels].every(({ attainment }) => attainment === 1)).toBe(true);
  });
});
