import { describe, expect, it } from 'vitest';
import { explainHost } from '../../src/reports/explain.ts';
import { SAMPLE_MIGRATION, SAMPLE_PLAN, sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

describe('the explanation of a host', () => {
  it('shows levels with their worst flow, the choice of migration against the next best, and the rules of thumb', () => {
    expect(explainHost(samplePlanned({ findings: [], changes: [] }))).toBe(`host01 in East: short
  A 2019 host is short at drain.
  Binding: guaranteed-share

Switch Converged: layer weights, 19688 Mbit/s, 9844 Mbit/s after a loss
  Weights rule this switch: its traffic passes the software switch.
  Layer ets lost: not every uplink has RDMA.
  Layer none lost: it would promise nobody anything.
  level            attained     today  worst flow
  host-floors         100 %      60 %
  drain                80 %      41 %  LiveMigration (live-migration-share)

Migration: smb, 2 live and 1 storage at a time
  Path       live-migration over Converged, carries 9844 Mbit/s
  Rates      none that it can count on meets the window, guaranteed 7875 Mbit/s,
             cap 9000 Mbit/s
  Drain      37.5 min at the guaranteed rate, 33 min at the cap
  Window     30 min, missed; 12 VMs to move
  Processor  1.8 cores of 6.4 cores free
  Held by    guaranteed-share
  Next best  tcpip, 2 live and 1 storage at a time
             loses in meeting the window: drain time: 3100 s against 2250 s of
             the plan

Rules of thumb beside the plan (drain at the cap)
  rule                       cap Mbit/s count  drain min    saved
  cluster-factor-25-pct            5000     1         93       60
  no-cap-8                         none     8         30       -3  breaks floors
  converge                         9000     2         33`);
  });

  it('says why there is no migration', () => {
    const plan = { ...SAMPLE_PLAN, migration: { kind: 'not-applicable' as const, because: 'nothing-to-drain' } };
    expect(explainHost(samplePlanned({ plan }))).toContain('Migration: none planned (nothing-to-drain)');
  });

  it('says that today was kept rather than compare numbers of different kinds', () => {
    const alternative = {
      ...(SAMPLE_MIGRATION.alternative as NonNullable<typeof SAMPLE_MIGRATION.alternative>),
      lostIn: 'stability' as const,
    };
    const plan = {
      ...SAMPLE_PLAN,
      migration: { kind: 'chosen' as const, proof: 'optimal' as const, value: { ...SAMPLE_MIGRATION, kept: true, alternative } },
    };
    const text = explainHost(samplePlanned({ plan }));
    expect(text).toContain('at a time (as today)');
    expect(text).toContain("not taken: today's setting is close enough to the best");
  });

  it('lists the problems of a rejected host with their remedies, and the broken rules of a failed one', () => {
    expect(explainHost(sampleRejected())).toContain(
      'nics.csv:42:17: link-speed-range: The link_mbps (-25) is below 0.\n      Maybe write 25000',
    );
    const problem = sampleRejected().problems.find(({ line }) => line === 42);
    const torn = { ...sampleRejected(), host: 'torn', cluster: '', problems: problem === undefined ? [] : [{ ...problem, column: 0 }] };
    expect(explainHost(torn)).toMatch(/^torn: rejected, 1 problem in its input\n {2}nics\.csv:42: link-speed-range: /);
    expect(explainHost(sampleFailed())).toContain('weights-sum (Converged): The weights add up to 99.');
  });

  it('stays within 80 columns and keeps escape sequences off the terminal', () => {
    const text = explainHost(samplePlanned({ host: `\u001b[2J${'long-'.repeat(40)}`, reason: 'many words '.repeat(40) }));
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001b');
  });
});
