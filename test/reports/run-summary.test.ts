import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { renderClusters } from '../../src/reports/clusters-table.ts';
import { digestOf } from '../../src/reports/digest.ts';
import { type RunSummary, summarize } from '../../src/reports/run-summary.ts';
import { renderSummaryJson, runFactsFromSummary } from '../../src/reports/summary-json.ts';
import { MOST_WORST, startTally, type Tally, tallyHost } from '../../src/reports/tally.ts';
import { mbps } from '../../src/units/quantity.ts';
import { SAMPLE_MIGRATION, SAMPLE_PLAN, sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

const FACTS = {
  version: '0.1.0',
  inputs: [
    { file: 'nics.csv', sha256: 'b' },
    { file: 'hosts.csv', sha256: 'a' },
  ],
  policySha256: 'c',
};

const tallyOf = (outcomes: readonly Outcome[]): Tally => {
  const tally = startTally();
  for (const outcome of outcomes) tallyHost(tally, digestOf(outcome));
  return tally;
};
const summaryOf = (outcomes: readonly Outcome[]): RunSummary => summarize(tallyOf(outcomes), FACTS);

const shortAt = (host: string, level: 'host-floors' | 'drain', attainment: number): Outcome =>
  samplePlanned({ host, plan: { ...SAMPLE_PLAN, firstShort: { level, attainment } } });
const pressed = (host: string): Outcome =>
  samplePlanned({ host, plan: { ...SAMPLE_PLAN, status: 'pressed', firstShort: { level: 'vm-demand-3', attainment: 0 } } });
const fine = (host: string, cluster = 'East'): Outcome =>
  samplePlanned({ host, cluster, plan: { ...SAMPLE_PLAN, status: 'ok', firstShort: null } });

describe('the worst hosts', () => {
  it('are short before pressed, earlier level before lower attainment, and equals as they were read', () => {
    const outcomes = [
      pressed('p'),
      shortAt('b', 'drain', 0.2),
      fine('f'),
      shortAt('a', 'host-floors', 0.9),
      shortAt('c', 'drain', 0.1),
      shortAt('d', 'drain', 0.1),
    ];
    expect(summaryOf(outcomes).worst.map(({ host }) => host)).toEqual(['a', 'c', 'd', 'b', 'p']);
  });

  it('are never more than the review lists, whatever the size of the fleet', () => {
    const outcomes = Array.from({ length: 300 }, (_, index) => shortAt(`h${index}`, 'drain', 1 - index / 300));
    const { worst } = summaryOf(outcomes);
    expect([worst.length, worst[0]?.host, worst.at(-1)?.host]).toEqual([MOST_WORST, 'h299', 'h250']);
  });
});

describe('the figures of a run', () => {
  it('count every host that was read once', () => {
    const { counts } = summaryOf([fine('a'), sampleRejected(), sampleFailed(), pressed('b')]);
    expect(counts).toMatchObject({ read: 4, planned: 2, rejected: 1, failed: 1, clusters: 2, drainVms: 24, blockedVms: 2, changes: 2 });
  });

  it('give the nearest-rank percentiles of each level, and none where no host guarantees it', () => {
    const attained = (attainment: number): Outcome => {
      const [first] = SAMPLE_PLAN.switches;
      const levels = [{ level: 'drain' as const, attainment, worstFlow: null, binding: null }];
      return samplePlanned({ plan: { ...SAMPLE_PLAN, switches: [{ ...(first as (typeof SAMPLE_PLAN.switches)[0]), levels }] } });
    };
    const { attainments } = summaryOf(Array.from({ length: 40 }, (_, index) => attained((index + 1) / 40)));
    expect(attainments.find(({ level }) => level === 'drain')).toMatchObject({ hosts: 40, p5: 2 / 40, p50: 20 / 40, short: 40 });
    expect(attainments.find(({ level }) => level === 'host-floors')).toMatchObject({ hosts: 0, p5: null, p50: null });
  });

  it('sum the hours that the plan saves against each rule of thumb, and the hosts where the rule breaks a floor', () => {
    const { rules, drain } = summaryOf([fine('a'), fine('b')]);
    expect(rules.find(({ rule }) => rule === 'cluster-factor-25-pct')).toMatchObject({ hosts: 2, hoursSaved: 2, hostsBreakingFloors: 0 });
    expect(rules.find(({ rule }) => rule === 'no-cap-8')).toMatchObject({ hosts: 2, hoursSaved: -0.1, hostsBreakingFloors: 2 });
    expect(drain).toEqual({ hosts: 2, hostsMeetingWindow: 0, hoursGuaranteed: 1.25, hostsGuaranteed: 2, hoursAtCap: 1.1 });
  });

  it('add up solves by solver and proof; those of HiGHS are the re-solves', () => {
    const highs = samplePlanned({ plan: { ...SAMPLE_PLAN, solves: [{ solver: 'highs', proof: 'gap', count: 2 }], worstGap: 0.02 } });
    expect(summaryOf([fine('a'), fine('b'), highs]).solver).toEqual({
      solves: [
        { solver: 'closed-form', proof: 'optimal', count: 6 },
        { solver: 'highs', proof: 'gap', count: 2 },
        { solver: 'javascript-lp-solver', proof: 'optimal', count: 2 },
      ],
      resolves: 2,
      worstGap: 0.02,
    });
  });
});

describe('summary.json', () => {
  it('is the same for the same outcomes, with inputs in order of name', () => {
    const text = renderSummaryJson(summaryOf([fine('a')]));
    expect(renderSummaryJson(summaryOf([fine('a')]))).toBe(text);
    expect(Object.keys((JSON.parse(text) as { inputs: object }).inputs)).toEqual(['hosts.csv', 'nics.csv']);
  });

  it('gives its run facts back for rendering a folder again, and refuses another schema', () => {
    const summary = summaryOf([fine('a')]);
    expect(runFactsFromSummary(renderSummaryJson(summary))).toEqual(summary.facts);
    expect(() => runFactsFromSummary('{"schema":"other"}')).toThrow('not converge-summary-1');
  });
});

describe('clusters.csv', () => {
  it('has a row a cluster in the order of the hosts, blank where nothing is computed or members differ', () => {
    const other = {
      ...SAMPLE_MIGRATION,
      option: { ...SAMPLE_MIGRATION.option, liveMigrations: 4 },
      windowMet: true,
      drainGuaranteed: null,
    };
    const mixed = samplePlanned({
      host: 'm',
      cluster: 'WEST',
      plan: { ...SAMPLE_PLAN, migration: { kind: 'chosen', proof: 'optimal', value: other } },
    });
    const outcomes = [sampleRejected({ cluster: 'East' }), fine('a'), fine('b', 'West'), mixed, sampleFailed({ cluster: 'Lost' })];
    expect(renderClusters(tallyOf(outcomes), { rawCells: false })).toBe(
      [
        'cluster,hosts,planned,live_migration_transport,live_migrations,hosts_meeting_window,worst_drain_ratio,minutes_lost_to_uniformity,holding_back,north_south_mbps,uplink_mbps',
        'East,2,1,smb,2,0,1.25,,,1234.568,',
        'West,2,2,,,1,1.25,,,2469.136,',
        'Lost,1,0,,,,,,,,',
        '',
      ].join('\n'),
    );
  });

  it('sums the demand that leaves the cluster', () => {
    const half = samplePlanned({ northSouth: mbps(0.5) });
    expect(renderClusters(tallyOf([half, half]), { rawCells: false }).split('\n')[1]).toContain(',1,');
  });
});
