import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { HostPlan, Limits, MigrationPlan } from '../../src/model/plan.ts';
import { orderChanges } from '../../src/recommend/draft-change.ts';
import { migrationChanges } from '../../src/recommend/migration-changes.ts';
import { bitsPerSecond, bytesPerSecond, mbps } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildSettings } from '../builders/host-builder.ts';
import { SAMPLE_MIGRATION, SAMPLE_PLAN } from '../reports/sample-outcome.ts';

const NO_LIMITS: Limits = { smbLiveMigration: null, smbVirtualMachine: null, smbDefault: null, maximumBandwidth: null };
const planWith = (limits: Partial<Limits>, migration: Partial<MigrationPlan> = {}): HostPlan => ({
  ...SAMPLE_PLAN,
  limits: { ...NO_LIMITS, ...limits },
  migration: { kind: 'chosen', proof: 'optimal', value: { ...SAMPLE_MIGRATION, ...migration } },
});
/** Everything of the sample plan is set already, but what a test takes away. */
const settled = (overrides: Partial<Host> = {}): Host =>
  buildHost({ settings: buildSettings({ liveMigrations: 2, storageMigrations: 1, transport: 'smb' }), ...overrides });
const changes = (host: Host, plan: HostPlan) => orderChanges([migrationChanges(host, plan)]);

describe('migration settings', () => {
  it('stay unmentioned where they stand as planned', () => {
    expect(changes(settled(), planWith({}))).toEqual([]);
  });

  it.each(['smb', 'smb-direct'] as const)('%s is the setting SMB', (transport) => {
    const plan = planWith({}, { option: { ...SAMPLE_MIGRATION.option, transport } });
    expect(changes(settled(), plan)).toEqual([]);
    const host = settled({ settings: buildSettings({ liveMigrations: 2, storageMigrations: 1, transport: 'compression' }) });
    expect(changes(host, plan)).toMatchObject([
      { setting: 'VirtualMachineMigrationPerformanceOption', now: 'Compression', proposed: 'SMB' },
    ]);
  });

  it('give SMB limits in bytes per second, caps before counts', () => {
    const limits = {
      smbLiveMigration: bytesPerSecond(1_125_000_000),
      smbVirtualMachine: bytesPerSecond(2e8),
      smbDefault: bytesPerSecond(1e8),
    };
    const host = settled({
      settings: buildSettings({
        liveMigrations: 4,
        storageMigrations: 1,
        transport: 'smb',
        liveMigrationLimit: bytesPerSecond(786_432_000),
      }),
    });
    expect(changes(host, planWith(limits)).map(({ setting, subject, now, proposed }) => [setting, subject, now, proposed])).toEqual([
      ['BytesPerSecond', 'LiveMigration', '786432000', '1125000000'],
      ['BytesPerSecond', 'VirtualMachine', '', '200000000'],
      ['BytesPerSecond', 'Default', '', '100000000'],
      ['MaximumVirtualMachineMigrations', 'host01', '4', '2'],
    ]);
  });

  it('cap every migration vNIC in bit/s, and only those whose cap differs', () => {
    const adapters = [
      buildAdapter(),
      buildMigrationAdapter({ name: 'LiveMigration', cap: mbps(4000) }),
      buildMigrationAdapter({ name: 'LiveMigration2', cap: mbps(5000) }),
      buildMigrationAdapter({ name: 'LiveMigration3' }),
    ];
    const path = { ...SAMPLE_MIGRATION.path, adapters: ['LiveMigration', 'LiveMigration2', 'LiveMigration3'] };
    const plan = planWith({ maximumBandwidth: bitsPerSecond(5_000_000_000) }, { path });
    expect(changes(settled({ adapters }), plan).map(({ setting, subject, now, proposed }) => [setting, subject, now, proposed])).toEqual([
      ['MaximumBandwidth', 'LiveMigration', '4000000000', '5000000000'],
      ['MaximumBandwidth', 'LiveMigration3', '', '5000000000'],
    ]);
  });

  it('tell Network ATC whole Gbit/s, rounded down, and nothing below 1 Gbit/s', () => {
    const host = settled({ cluster: 'East', managedBy: 'network-atc', os: '2022' });
    const limits = { smbLiveMigration: bytesPerSecond(1_237_500_000) };
    expect(changes(host, planWith(limits, { cap: mbps(9900) }))).toMatchObject([
      { setting: 'MaximumSMBMigrationBandwidthInGbps', subject: 'East', now: '', proposed: '9', layer: 'network-atc' },
    ]);
    expect(changes(host, planWith(limits, { cap: mbps(999.9) }))).toEqual([]);
  });

  it('say that the promises hold beside the cap, but only where they do', () => {
    const limits = { smbLiveMigration: bytesPerSecond(1_125_000_000) };
    expect(changes(settled(), planWith(limits))[0]?.gain).toBe('promises of 50 Mbit/s hold beside 9000 Mbit/s of migration after a loss');
    expect(changes(settled(), planWith(limits, { breaksFloor: true }))[0]?.gain).toBe('');
  });

  it('are none where there is nothing to migrate', () => {
    const plan: HostPlan = { ...SAMPLE_PLAN, migration: { kind: 'not-applicable', because: 'nothing-to-drain' } };
    expect(changes(buildHost(), plan)).toEqual([]);
  });
});
