import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { planChunk } from '../../src/fleet/worker.ts';
import type { Host, HostSettings } from '../../src/model/host.ts';
import type { Change, PlannedOutcome } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { digestOf } from '../../src/reports/digest.ts';
import { renderClusters } from '../../src/reports/clusters-table.ts';
import { renderOutcome } from '../../src/reports/render-outcome.ts';
import { startTally, tallyHost } from '../../src/reports/tally.ts';
import { bytesPerSecond, mbps, mebibytes, minutes } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildNic, buildSettings, buildVm } from '../builders/host-builder.ts';

/** Migration over RDMA ports, so that the cluster chooses SMB. */
const member = (name: string, link: number, settings: Partial<HostSettings>, overrides: Partial<Host> = {}): Host =>
  buildHost({
    name,
    cluster: 'East',
    os: '2022',
    drainWindow: minutes(10),
    // Too few for compression to be quick.
    logicalProcessors: 8,
    nics: ['NIC1', 'NIC2'].map((nic) => buildNic({ name: nic, link: mbps(link), rdma: 'rocev2', vmqQueues: 31 })),
    adapters: [buildAdapter({ egress: mbps(100) }), buildMigrationAdapter()],
    vms: Array.from({ length: 8 }, (_, index) => buildVm({ name: `${name}-vm${index}`, memory: mebibytes(32_768) })),
    settings: buildSettings({ transport: 'compression', storageMigrations: 1, ...settings }),
    ...overrides,
  });

const plan = async (hosts: readonly Host[]): Promise<readonly PlannedOutcome[]> =>
  (await planChunk(hosts, DEFAULT_POLICY, 0)).flatMap((outcome) => {
    if (outcome.kind !== 'planned') throw new Error(JSON.stringify(outcome));
    return [outcome];
  });
const ofCluster = (outcome: PlannedOutcome | undefined): readonly Change[] =>
  (outcome?.changes ?? []).filter(({ layer }) => layer !== 'host');
const told = (changes: readonly Change[]) => changes.map(({ setting, now, proposed, layer }) => [setting, now, proposed, layer]);
const countOf = (outcome: PlannedOutcome | undefined) => outcome?.plan.uniformity?.cluster.liveMigrations;

/** Replays what is set once for the cluster onto every member. */
const applied = (hosts: readonly Host[], changes: readonly Change[]): readonly Host[] =>
  hosts.map((host) => {
    const settings = { ...host.settings };
    for (const { setting, proposed } of changes) {
      if (setting === 'MaximumParallelMigrations' || setting === 'MaximumVirtualMachineMigrations')
        settings.clusterParallelMigrations = Number(proposed);
      if (setting === 'SMBBandwidthLimitFactor') settings.clusterSmbLimitFactor = Number(proposed);
      if (setting === 'SetSMBBandwidthLimit') settings.clusterSmbLimitFactor = null;
      if (setting === 'VirtualMachineMigrationPerformanceOption') settings.transport = 'smb';
      if (setting === 'MaximumSMBMigrationBandwidthInGbps') settings.liveMigrationLimit = bytesPerSecond((Number(proposed) * 1e9) / 8);
    }
    return { ...host, settings };
  });

describe('what a cluster has once', () => {
  it('is proposed on its first member alone, with the lines to run', async () => {
    const hosts = [
      member('a', 25_000, { liveMigrations: 2, clusterParallelMigrations: 9 }),
      member('b', 25_000, { clusterParallelMigrations: 9 }),
    ];
    const [first, second] = await plan(hosts);
    expect(told(ofCluster(first))).toEqual([['MaximumParallelMigrations', '9', String(countOf(first)), 'cluster']]);
    expect(ofCluster(second)).toEqual([]);
    expect(
      [first, second].flatMap((each) => each?.changes ?? []).filter(({ setting }) => setting === 'MaximumVirtualMachineMigrations'),
    ).toEqual([]);
    const finding = first?.findings.find(({ code }) => code === 'cluster-settings');
    expect(finding?.remedy).toContain(`(Get-Cluster).MaximumParallelMigrations = ${countOf(first)}`);
  });

  it('is one factor where the caps of all members are the same share of their ports', async () => {
    const hosts = ['a', 'b'].map((name) => member(name, 25_000, { clusterSmbLimitFactor: 2500, clusterParallelMigrations: 1 }));
    const outcomes = await plan(hosts);
    const factor = told(ofCluster(outcomes[0])).find(([setting]) => setting === 'SMBBandwidthLimitFactor');
    const cap = outcomes[0]?.plan.limits.smbLiveMigration as number;
    const share = Math.floor((cap / (50_000 * 125_000)) * 10_000);
    expect(factor).toEqual(['SMBBandwidthLimitFactor', '2500', String(share), 'cluster']);
    expect(
      outcomes
        .flatMap(({ changes }) => changes.filter(({ subject }) => subject === 'LiveMigration' && changes.length > 0))
        .map(({ setting }) => setting),
    ).not.toContain('BytesPerSecond');
  });

  it('lets go of the limit where members of different ports need limits of their own', async () => {
    const hosts = [
      member('a', 25_000, { clusterSmbLimitFactor: 2500 }),
      member('b', 10_000, { clusterSmbLimitFactor: 2500 }, { vms: [buildVm({ memory: mebibytes(4096) })] }),
      member(
        'c',
        25_000,
        { clusterSmbLimitFactor: 2500 },
        { adapters: [buildAdapter({ egress: mbps(100), floor: mbps(20_000) }), buildMigrationAdapter()] },
      ),
    ];
    const outcomes = await plan(hosts);
    expect(told(ofCluster(outcomes[0]))).toContainEqual(['SetSMBBandwidthLimit', '1', '0', 'cluster']);
    for (const { changes } of outcomes) expect(changes.map(({ subject }) => subject)).toContain('LiveMigration');
  });

  it('goes to Network ATC as overrides, on the first member that it manages, with the smallest cap in whole Gbit/s', async () => {
    const hosts = [
      member('a', 25_000, {}),
      member('b', 25_000, {}, { managedBy: 'network-atc' }),
      member('c', 10_000, {}, { managedBy: 'network-atc' }),
    ];
    const outcomes = await plan(hosts);
    const caps = outcomes.map(({ plan: { migration } }) => (migration.kind === 'chosen' ? migration.value.cap : 0));
    expect(ofCluster(outcomes[0])).toEqual([]);
    expect(told(ofCluster(outcomes[1]).filter(({ target }) => target.kind === 'cluster'))).toEqual([
      ['MaximumSMBMigrationBandwidthInGbps', '', String(Math.floor(Math.min(...caps) / 1000)), 'network-atc'],
      ['VirtualMachineMigrationPerformanceOption', 'Compression', 'SMB', 'network-atc'],
      ['MaximumVirtualMachineMigrations', '', String(countOf(outcomes[1])), 'network-atc'],
    ]);
    expect(outcomes[1]?.findings.find(({ code }) => code === 'cluster-settings')?.remedy).toMatch(
      /New-NetIntentGlobalClusterOverrides .*-VirtualMachineMigrationPerformanceOption SMB .*; Set-NetIntent -GlobalClusterOverrides/,
    );
  });

  it.each([
    ['of its own', {}, {}],
    ['with a factor', { clusterSmbLimitFactor: 2500 }, {}],
    ['under Network ATC', {}, { managedBy: 'network-atc' }],
  ] as const)('is not proposed again once it is set: a cluster %s', async (_, settings, overrides) => {
    const hosts = [member('a', 25_000, settings, overrides), member('b', 25_000, settings, overrides)];
    const [first] = await plan(hosts);
    expect(ofCluster(first).length).toBeGreaterThan(0);
    const again = await plan(applied(hosts, ofCluster(first)));
    expect(again.flatMap(ofCluster).filter(({ target }) => target.kind === 'cluster')).toEqual([]);
  });

  it('prints one row of clusters.csv, and a line of outcomes.jsonl that its schema knows', async () => {
    const schema = JSON.parse(readFileSync(new URL('../../docs/schema/outcomes.schema.json', import.meta.url), 'utf8')) as object;
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    const outcomes = await plan([
      member('a', 25_000, {}, { clusterUplink: mbps(50), spareHosts: 1 }),
      member('b', 10_000, {}, { clusterUplink: mbps(50), spareHosts: 1 }),
    ]);
    const tally = startTally();
    for (const outcome of outcomes) {
      tallyHost(tally, digestOf(outcome));
      validate(JSON.parse(renderOutcome(outcome, { rawCells: false })['outcomes.jsonl']));
      expect(validate.errors ?? []).toEqual([]);
    }
    const [header, row] = renderClusters(tally, { rawCells: false })
      .split('\n')
      .map((line) => line.split(','));
    const cell = (name: string): string | undefined => row?.[header?.indexOf(name) ?? -1];
    expect(cell('live_migration_transport')).toBe('smb-direct');
    expect(cell('live_migrations')).toBe(String(countOf(outcomes[0])));
    expect(cell('minutes_lost_to_uniformity')).not.toBe('');
    expect(cell('uplink_mbps')).toBe('50');
    expect(outcomes[0]?.findings.map(({ code }) => code)).toContain('cluster-uplink-exceeded');
    expect(outcomes[1]?.findings.map(({ code }) => code)).not.toContain('cluster-uplink-exceeded');
  });
});
