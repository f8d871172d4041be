import { describe, expect, it } from 'vitest';
import type { ClusterChoice, Uniformity } from '../../src/model/cluster-plan.ts';
import type { Outcome, PlannedOutcome } from '../../src/model/outcome.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import { compareRuns, type RunDifference } from '../../src/reports/diff-cause.ts';
import { neighbourOf, notePair, notePresence, otherNameOf, settleContext, startContext } from '../../src/reports/diff-context.ts';
import { diffPair, diffPresence } from '../../src/reports/diff-host.ts';
import { compareStandings, standingOf } from '../../src/reports/diff-standing.ts';
import { mbps, minutes, seconds } from '../../src/units/quantity.ts';
import { buildFlow, SAMPLE_MIGRATION, SAMPLE_PLAN, SAMPLE_SWITCH, sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

const NOTHING: RunDifference = { files: [], policy: false, version: null };
const INPUT: RunDifference = { ...NOTHING, files: ['adapters.csv', 'hosts.csv', 'nics.csv', 'vms.csv'] };

const withPlan = (plan: Partial<HostPlan>, outcome: Partial<PlannedOutcome> = {}): PlannedOutcome =>
  samplePlanned({ plan: { ...SAMPLE_PLAN, ...plan }, ...outcome });

const withFlows = (...flows: readonly Parameters<typeof buildFlow>[0][]): Partial<HostPlan> => ({
  switches: [{ ...SAMPLE_SWITCH, flows: flows.map(buildFlow) }],
});

const slower: Partial<HostPlan> = {
  migration: { kind: 'chosen', proof: 'optimal', value: { ...SAMPLE_MIGRATION, drainAtCap: seconds(2400) } },
};

const uniform = (cluster: ClusterChoice, speaksForCluster = false): Uniformity => ({
  because: 'windows-2022-or-later',
  cluster,
  own: { transport: 'smb', liveMigrations: 2 },
  drainOwn: minutes(1),
  drainCluster: minutes(1),
  lost: minutes(0),
  holdsBack: null,
  smbLimit: { kind: 'hosts' },
  speaksForCluster,
});

const rowsOf = (earlier: Outcome, now: Outcome, run: RunDifference, neighbour: string | null = null): readonly string[] =>
  diffPair({ earlier, now }, run, neighbour).rows.map((row) =>
    [row.kind, row.what, row.subject, row.earlier, row.now, row.why.causes].join('|'),
  );

describe('two reports about one host', () => {
  it('that are the same differ in nothing', () => {
    for (const outcome of [samplePlanned(), sampleRejected(), sampleFailed()]) expect(rowsOf(outcome, outcome, INPUT)).toEqual([]);
  });

  it('blame the input that they show', () => {
    const now = withPlan({ ...withFlows({ egress: mbps(400), weight: 9 }), ...slower });
    expect(rowsOf(withPlan(withFlows({})), now, { ...INPUT, policy: false })).toEqual([
      'input|demand_mbps|Management|100|400|input',
      'plan|drain_minutes_at_cap||33|40|input',
      'plan|weight|Management|5|9|input',
    ]);
  });

  it('name the files where the input that differs is not shown', () => {
    const { why } = diffPair({ earlier: samplePlanned(), now: withPlan(slower) }, INPUT, null);
    expect(why).toEqual({ causes: ['input-not-shown'], detail: 'adapters.csv, hosts.csv, nics.csv, vms.csv' });
  });

  it('blame the policy, and the version, where the input is the same', () => {
    const pair = { earlier: samplePlanned(), now: withPlan(slower) };
    expect(diffPair(pair, { ...NOTHING, policy: true }, null).why.causes).toEqual(['policy']);
    const newer = { ...NOTHING, version: { earlier: '0.1.0', now: '0.2.0' } };
    expect(diffPair(pair, newer, null).why).toEqual({ causes: ['version'], detail: '0.1.0 to 0.2.0' });
    expect(diffPair(pair, { ...newer, policy: true }, null).why.causes).toEqual(['policy', 'version']);
    expect(diffPair(pair, { ...INPUT, policy: true }, null).why.causes).toEqual(['policy', 'input-not-shown']);
    expect(diffPair(pair, NOTHING, null).why.causes).toEqual(['not-known']);
  });

  it('do not take a window of the policy for one of the inventory', () => {
    const now = withPlan({ drainWindow: minutes(60), ...slower });
    expect(rowsOf(samplePlanned(), now, INPUT)[0]).toBe('input|drain_window_minutes||30|60|input');
    expect(diffPair({ earlier: samplePlanned(), now }, { ...NOTHING, policy: true }, null).why.causes).toEqual(['policy']);
  });

  it('do not blame an input whose files are the same: another version reads it otherwise', () => {
    const now = withPlan({ nics: [{ nic: 'NIC1', switch: 'Converged', capacity: mbps(9900), vfLimit: 0, mtu: 1500 }] });
    const newer = { ...NOTHING, version: { earlier: '0.1.0', now: '0.2.0' } };
    expect(rowsOf(samplePlanned(), now, newer)).toEqual([
      'input|nics|NIC1|9844 Mbit/s, switch Converged, MTU 1500, 0 VFs|9900 Mbit/s, switch Converged, MTU 1500, 0 VFs|version',
    ]);
  });

  it('blame neighbours only for what the cluster has once, and only where another member differs', () => {
    const earlier = withPlan({ uniformity: uniform({ transport: 'smb', liveMigrations: 2 }) });
    const now = withPlan({ uniformity: uniform({ transport: 'smb', liveMigrations: 1 }), ...slower });
    expect(diffPair({ earlier, now }, INPUT, 'host09').why).toEqual({ causes: ['neighbours'], detail: 'host09' });
    expect(diffPair({ earlier, now }, INPUT, null).why.causes).toEqual(['input-not-shown']);
    const alike = withPlan({ uniformity: uniform({ transport: 'smb', liveMigrations: 2 }, true), ...slower });
    expect(diffPair({ earlier, now: alike }, INPUT, 'host09').why.causes).toEqual(['input-not-shown']);
    const busier = withPlan({ ...now.plan, ...withFlows({ egress: mbps(400) }) });
    const before = withPlan({ ...earlier.plan, ...withFlows({}) });
    expect(diffPair({ earlier: before, now: busier }, INPUT, 'host09').why.causes).toEqual(['input', 'neighbours']);
  });

  it('tell a rejected host by its problem, a mended one by what it was, and our fault as ours', () => {
    expect(diffPair({ earlier: samplePlanned({ host: 'host02' }), now: sampleRejected() }, INPUT, null).why).toEqual({
      causes: ['input'],
      detail: 'nics.csv:42 link-speed-range',
    });
    expect(diffPair({ earlier: sampleRejected(), now: samplePlanned({ host: 'host02' }) }, INPUT, null).why.detail).toBe(
      'mended: nics.csv:42 link-speed-range',
    );
    const failed = diffPair({ earlier: samplePlanned(), now: sampleFailed({ host: 'host01' }) }, INPUT, null);
    expect(failed.why.causes).toEqual(['fault']);
    expect(failed.rows.map(({ what, earlier, now }) => [what, earlier, now])).toEqual([
      ['status', 'short', 'failed'],
      ['binding', 'guaranteed-share', 'weights-sum'],
    ]);
  });

  it('tell many inputs of a kind in one row, and a VM that came once', () => {
    const flow = (vm: string, egress: number) => ({ vm, adapter: 'LAN', role: 'vm', tier: 2, egress: mbps(egress), weight: null }) as const;
    const earlier = withPlan(withFlows(flow('a', 10), flow('b', 20), flow('c', 30), flow('d', 40), flow('e', 1)));
    const now = withPlan(withFlows(flow('a', 11), flow('b', 21), flow('c', 31), flow('d', 41), flow('f', 5)));
    expect(rowsOf(earlier, now, INPUT)).toEqual([
      'input|vms|e (gone), f (new)|6|6|input',
      'input|demand_mbps|a/LAN, b/LAN, c/LAN and 1 more|100|104|input',
    ]);
  });

  it('see a setting that was applied', () => {
    const earlier = withPlan(withFlows({ weightNow: 3, weight: 5 }));
    const now = withPlan(withFlows({ weightNow: 5, weight: 5 }));
    expect(rowsOf(earlier, now, INPUT)).toEqual(['input|weights_today|Management|3|5|input']);
  });

  it('pair a name with the same name in other letters', () => {
    expect(rowsOf(samplePlanned(), samplePlanned({ host: 'HOST01' }), INPUT)).toEqual(['host|name||host01|HOST01|input']);
  });
});

describe('a host that one report alone holds', () => {
  it('came or went with hosts.csv, or was left out on purpose', () => {
    expect(diffPresence(samplePlanned(), 'new', INPUT).rows[0]).toMatchObject({ what: 'new', earlier: '', now: 'short' });
    expect(diffPresence(samplePlanned(), 'gone', INPUT).why.causes).toEqual(['input']);
    expect(diffPresence(samplePlanned(), 'gone', NOTHING).why.causes).toEqual(['selection']);
  });

  it('has another name where its ports and VMs are those of a host that went, and no neighbour is blamed for it', () => {
    const context = startContext();
    notePresence(context, samplePlanned({ host: 'old' }), 'gone');
    notePresence(context, samplePlanned({ host: 'new' }), 'new');
    settleContext(context);
    expect(otherNameOf(context, samplePlanned({ host: 'new' }), 'new')?.host).toBe('old');
    expect(otherNameOf(context, samplePlanned({ host: 'old' }), 'gone')?.host).toBe('new');
    const member = samplePlanned({ host: 'member' });
    expect(neighbourOf(context, { earlier: member, now: member })).toBeNull();
  });

  it('has no other name that anybody could tell where two look alike, or where it has no VM', () => {
    const context = startContext();
    notePresence(context, samplePlanned({ host: 'old' }), 'gone');
    for (const host of ['new1', 'new2']) notePresence(context, samplePlanned({ host }), 'new');
    const empty = withPlan(withFlows({}), { blockers: [] });
    notePresence(context, { ...empty, host: 'bare1' }, 'gone');
    notePresence(context, { ...empty, host: 'bare2' }, 'new');
    settleContext(context);
    expect(otherNameOf(context, samplePlanned({ host: 'new1' }), 'new')).toBeNull();
    expect(otherNameOf(context, samplePlanned({ host: 'old' }), 'gone')).toBeNull();
    expect(otherNameOf(context, { ...empty, host: 'bare2' }, 'new')).toBeNull();
    const member = samplePlanned({ host: 'old' });
    expect(neighbourOf(context, { earlier: member, now: member })).toBe('new2');
  });

  it('is a neighbour to blame for the others of its cluster, and not for itself', () => {
    const context = startContext();
    const pair = { earlier: withPlan(withFlows({})), now: withPlan(withFlows({ egress: mbps(1) })) };
    notePair(context, pair, INPUT);
    settleContext(context);
    expect(neighbourOf(context, pair)).toBeNull();
    const other = samplePlanned({ host: 'host09', cluster: 'EAST' });
    expect(neighbourOf(context, { earlier: other, now: other })).toBe('host01');
  });
});

describe('a standing', () => {
  const standing = (plan: Partial<HostPlan>) => standingOf(withPlan(plan));
  const ORDER = [
    standing({ status: 'ok', firstShort: null }),
    standing({ status: 'pressed', firstShort: { level: 'vm-demand-3', attainment: 0.2 } }),
    standing({ status: 'pressed', firstShort: { level: 'vm-demand-2', attainment: 0.9 } }),
    standing({ status: 'short', firstShort: { level: 'drain', attainment: 0.9 } }),
    standing({ status: 'short', firstShort: { level: 'drain', attainment: 0.8 } }),
    standing({ status: 'short', firstShort: { level: 'host-floors', attainment: 0.99 } }),
    standingOf(sampleRejected()),
    standingOf(sampleFailed()),
  ];

  it('is worse by status, then by an earlier level, then by less of it', () => {
    for (const [index, worse] of ORDER.slice(1).entries()) expect(compareStandings(worse, ORDER[index] as typeof worse)).toBeGreaterThan(0);
  });

  it('does not change with what no report shows', () => {
    const a = standing({ status: 'short', firstShort: { level: 'drain', attainment: 0.80001 } });
    const b = standing({ status: 'short', firstShort: { level: 'drain', attainment: 0.80002 } });
    expect(compareStandings(a, b)).toBe(0);
  });
});

describe('two runs', () => {
  const facts = { version: '0.1.0', inputs: [{ file: 'hosts.csv', sha256: 'a' }], policySha256: 'p' };

  it('differ in files whose bytes differ, and in those that one alone read', () => {
    expect(compareRuns(facts, facts)).toEqual(NOTHING);
    const inputs = [
      { file: 'clusters.csv', sha256: 'c' },
      { file: 'hosts.csv', sha256: 'b' },
    ];
    expect(compareRuns(facts, { ...facts, inputs }).files).toEqual(['clusters.csv', 'hosts.csv']);
  });
});
