import { describe, expect, it } from 'vitest';
import type { Change, PlannedOutcome } from '../../src/model/outcome.ts';
import { pooledProposals, startApplyTally, tallyProposal } from '../../src/reports/apply-cluster-tally.ts';
import { type ApplyFile, type ClusterProposal, clusterProposal, clusterScripts, hostScripts } from '../../src/reports/apply-files.ts';
import { scriptText } from '../../src/reports/apply-script.ts';
import { changeOf, everyChange } from './sample-changes.ts';
import { sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

const planned = (changes: readonly Change[], overrides: Partial<PlannedOutcome> = {}): PlannedOutcome =>
  samplePlanned({ changes, ...overrides });
const textsOf = (files: readonly ApplyFile[]): readonly { readonly path: string; readonly text: string }[] =>
  files.map(({ path, script }) => ({ path, text: scriptText(script) }));
const paths = (files: readonly { readonly path: string }[]): readonly string[] => files.map(({ path }) => path);
const weight = changeOf('MinimumBandwidthWeight', 'host-vnic');
const recreation = changeOf('MinimumBandwidthMode', 'switch');
const count = changeOf('MaximumParallelMigrations', 'cluster');

describe('the scripts of a host', () => {
  it('are one with its undo for what interrupts nothing, and one with its undo for what does', () => {
    expect(paths(hostScripts(planned([weight, recreation])))).toEqual([
      'apply/east/host01.ps1',
      'apply/east/host01.undo.ps1',
      'apply/east/host01.disruptive.ps1',
      'apply/east/host01.disruptive.undo.ps1',
    ]);
  });

  it('recreate a switch in the disruptive script only', () => {
    const files = textsOf(hostScripts(planned(everyChange())));
    const recreating = files.filter(({ text }) => text.includes('Remove-VMSwitch') || text.includes('Restart-NetAdapter'));
    expect(paths(recreating)).toEqual(['apply/east/host01.disruptive.ps1', 'apply/east/host01.disruptive.undo.ps1']);
    for (const { text } of recreating) expect(text).toContain('-AllowManagementLoss');
  });

  it('are none where nothing changes, where the host was not planned, and under SCVMM, whose changes are listed only', () => {
    const outcomes = [planned([]), sampleRejected(), sampleFailed(), planned([weight], { managedBy: 'scvmm' })];
    expect(outcomes.flatMap(hostScripts)).toEqual([]);
    expect(outcomes.map(clusterProposal)).toEqual([null, null, null, null]);
  });

  it('leave what a cluster has once to the script of the cluster', () => {
    const outcome = planned([weight, count]);
    expect(textsOf(hostScripts(outcome)).some(({ text }) => text.includes('MaximumParallelMigrations'))).toBe(false);
    expect(clusterProposal(outcome)).toEqual({ cluster: 'East', changes: [count] });
  });

  it('stand below the folder of the run, whatever host and cluster are called', () => {
    const files = hostScripts(planned([weight], { host: '..\\..\\evil', cluster: '/etc/../passwd' }));
    for (const { path } of files) expect(path).toMatch(/^apply\/_etc_.._passwd-[0-9a-f]{12}\/_.*_evil-[0-9a-f]{12}(?:\.undo)?\.ps1$/);
    expect(files).toHaveLength(2);
  });

  it('say nothing of when, where and by whom they were written', () => {
    expect(hostScripts(planned(everyChange()))).toEqual(hostScripts(planned(everyChange(), { plan: samplePlanned().plan })));
    for (const { text } of textsOf(hostScripts(planned([weight])))) expect(text).not.toMatch(/\d{4}-\d\d-\d\d|\/tmp|\/home/);
  });
});

describe('the script of a cluster', () => {
  const pool = (proposals: readonly ClusterProposal[]): readonly ClusterProposal[] => {
    const tally = startApplyTally();
    for (const proposal of proposals) tallyProposal(tally, proposal);
    return pooledProposals(tally);
  };

  it('is one, whoever of its members proposes and however they spell its name', () => {
    const pooled = pool([
      { cluster: 'West', changes: [count] },
      { cluster: 'East', changes: [count] },
      { cluster: 'EAST', changes: [count] },
    ]);
    expect(pooled.map(({ cluster, changes }) => [cluster, changes.length])).toEqual([
      ['East', 1],
      ['West', 1],
    ]);
    expect(pooled.flatMap((each) => paths(clusterScripts(each)))).toEqual([
      'apply/east/cluster.ps1',
      'apply/east/cluster.undo.ps1',
      'apply/west/cluster.ps1',
      'apply/west/cluster.undo.ps1',
    ]);
  });

  it('takes the smallest count that a member wants, and leaves out what has no smallest and is disputed', () => {
    const transport = changeOf('VirtualMachineMigrationPerformanceOption', 'cluster');
    const [pooled] = pool([
      { cluster: 'East', changes: [{ ...count, proposed: '4' }, transport] },
      {
        cluster: 'East',
        changes: [
          { ...count, proposed: '10' },
          { ...transport, proposed: 'SMB' },
        ],
      },
      { cluster: 'East', changes: [{ ...count, proposed: '2' }, transport] },
    ]);
    expect(pooled?.changes).toMatchObject([{ setting: 'MaximumParallelMigrations', proposed: '2' }]);
  });

  it('goes back to what was recorded where members disagree on what stands today', () => {
    const [pooled] = pool([
      { cluster: 'East', changes: [{ ...count, now: '1' }] },
      { cluster: 'East', changes: [{ ...count, now: '2' }] },
    ]);
    expect(pooled?.changes).toMatchObject([{ now: '' }]);
  });

  it('refuses a host of another cluster', () => {
    const [apply] = textsOf(clusterScripts({ cluster: 'East.corp.example', changes: [count] }));
    expect(apply?.text).toContain("$expected = 'East.corp.example'\n$label = $expected.Split('.')[0]\n$cluster = (Get-Cluster");
  });
});
