import { describe, expect, it } from 'vitest';
import type { Uniformity } from '../../src/model/cluster-plan.ts';
import type { Host, HostSettings } from '../../src/model/host.ts';
import { auditSettings } from '../../src/planners/settings-audit.ts';
import { bytesPerSecond, mbps, minutes } from '../../src/units/quantity.ts';
import { buildHost, buildNic, buildSettings } from '../builders/host-builder.ts';
import { SAMPLE_PLAN } from '../reports/sample-outcome.ts';

const host = (settings: Partial<HostSettings>, overrides: Partial<Host> = {}): Host =>
  buildHost({ name: 'hv01', cluster: 'East', os: '2022', settings: buildSettings(settings), ...overrides });
const audit = (of: Host) => auditSettings(of, SAMPLE_PLAN);

describe('settings on two layers', () => {
  it('are no conflict where they agree, or where one is not known', () => {
    expect(audit(host({ liveMigrations: 2, clusterParallelMigrations: 2 }))).toEqual([]);
    expect(audit(host({ liveMigrations: 2 }))).toEqual([]);
    expect(audit(host({ clusterParallelMigrations: 1 }))).toEqual([]);
  });

  it('name both counts, and the cluster wins', () => {
    expect(audit(host({ liveMigrations: 4, clusterParallelMigrations: 1 }))).toMatchObject([
      { code: 'setting-conflict', subject: 'hv01', values: { setting: 'live-migrations', onHost: '4', onCluster: '1', wins: 'cluster' } },
    ]);
  });

  it('are decided by Network ATC where it manages the host', () => {
    const [finding] = audit(host({ liveMigrations: 4, clusterParallelMigrations: 1 }, { managedBy: 'network-atc' }));
    expect(finding?.values).toMatchObject({ wins: 'network-atc' });
  });

  it('compare an SMB limit with what the factor makes of all ports: 25 % of 2 × 25 Gbit/s is 1,562,500,000 bytes/s', () => {
    const nics = ['NIC1', 'NIC2'].map((name) => buildNic({ name, link: mbps(25_000) }));
    const limited = (limit: number): Host => host({ liveMigrationLimit: bytesPerSecond(limit), clusterSmbLimitFactor: 2500 }, { nics });
    expect(audit(limited(1_562_500_000))).toEqual([]);
    expect(audit(limited(786_432_000))).toMatchObject([
      { values: { setting: 'smb-limit', onHost: '786432000', onCluster: '1562500000', wins: 'cluster', planned: '1125000000' } },
    ]);
  });

  it('lose no byte to a binary fraction: three ten-thousandths of 10 Gbit/s are 375,000 bytes/s', () => {
    const nics = [buildNic({ link: mbps(10_000) })];
    const [finding] = audit(host({ liveMigrationLimit: bytesPerSecond(786_432_000), clusterSmbLimitFactor: 3 }, { nics }));
    expect(finding?.values).toMatchObject({ onCluster: '375000' });
  });

  it('are told the limit in whole Gbit/s where Network ATC keeps one for all: 8 are 1,000,000,000 bytes/s', () => {
    const nics = ['NIC1', 'NIC2'].map((name) => buildNic({ name, link: mbps(25_000) }));
    const settings = { liveMigrationLimit: bytesPerSecond(786_432_000), clusterSmbLimitFactor: 2500 };
    const choice = { transport: 'smb', liveMigrations: 2 } as const;
    const uniformity: Uniformity = {
      because: 'network-atc',
      cluster: { transport: 'smb', liveMigrations: 2 },
      own: choice,
      drainOwn: minutes(1),
      drainCluster: minutes(1),
      lost: minutes(0),
      holdsBack: null,
      smbLimit: { kind: 'network-atc', gigabits: 8 },
      speaksForCluster: true,
    };
    const findings = auditSettings(host(settings, { nics, managedBy: 'network-atc' }), { ...SAMPLE_PLAN, uniformity });
    expect(findings).toMatchObject([{ values: { setting: 'smb-limit', wins: 'network-atc', planned: '1000000000' } }]);
  });

  it('tell ports of one switch apart under Network ATC, and nowhere else', () => {
    const nics = [buildNic({ mtu: 9014, vmqQueues: 16 }), buildNic({ name: 'NIC2', mtu: 1500, vmqQueues: 31 })];
    expect(audit(host({}, { nics }))).toEqual([]);
    expect(audit(host({}, { nics, managedBy: 'network-atc' }))).toMatchObject([
      { code: 'ports-differ-under-atc', values: { setting: 'mtu', ports: 'NIC1 9014, NIC2 1500' } },
      { code: 'ports-differ-under-atc', values: { setting: 'vmq', ports: 'NIC1 16, NIC2 31' } },
    ]);
  });
});
