import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/model/levels.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { digestOf } from '../../src/reports/digest.ts';
import { type RunSummary, summarize } from '../../src/reports/run-summary.ts';
import { renderScreen } from '../../src/reports/screen.ts';
import { startTally, tallyHost } from '../../src/reports/tally.ts';
import { RULES_OF_THUMB } from '../../src/model/plan.ts';
import { seconds } from '../../src/units/quantity.ts';
import { SAMPLE_PLAN, sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

const FACTS = { version: '0.1.0', inputs: [], policySha256: 'c' };
const summaryOf = (outcomes: readonly Outcome[]): RunSummary => {
  const tally = startTally();
  for (const outcome of outcomes) tallyHost(tally, digestOf(outcome));
  return summarize(tally, FACTS);
};
const OPTIONS = { color: false, width: 80, reportsFolder: 'reports/demo' };

/** Every level, every rule, long names: nothing that the screen could show is missing. */
const everything = (): readonly Outcome[] =>
  Array.from({ length: 900 }, (_, index) =>
    samplePlanned({
      host: `a-host-with-a-rather-long-name-${index}`,
      binding: 'a-constraint-with-a-rather-long-name-that-goes-on',
      plan: {
        ...SAMPLE_PLAN,
        status: index % 9 < 6 ? 'short' : 'pressed',
        firstShort: { level: LEVELS[index % 9] as (typeof LEVELS)[number], attainment: 0.5 },
        rulesOfThumb: RULES_OF_THUMB.map((rule) => ({ rule, cap: null, liveMigrations: 1, drain: seconds(1e7), breaksFloor: true })),
      },
    }),
  );

describe('the screen after a run', () => {
  it('has at most 24 lines of at most 80 columns, whatever there is to say', () => {
    const lines = renderScreen(summaryOf(everything()), OPTIONS).split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it('ends with the line that accounts for every host', () => {
    const text = renderScreen(summaryOf([samplePlanned(), sampleRejected(), sampleFailed()]), OPTIONS);
    expect(text.split('\n').at(-1)).toBe('3 hosts read = 1 planned + 1 rejected + 1 failed');
  });

  it('calls a window missed where the drain fits it and not every VM converges, rather than show 100 %', () => {
    const plan = { ...SAMPLE_PLAN, firstShort: { level: 'drain' as const, attainment: 1 } };
    expect(renderScreen(summaryOf([samplePlanned({ plan })]), OPTIONS)).toMatch(/host01 +drain +missed {2}guaranteed share/);
  });

  it('loses no figure of a line that is too long', () => {
    const narrow = renderScreen(summaryOf([samplePlanned()]), { ...OPTIONS, width: 50 });
    expect(narrow.replaceAll(/\s+/g, ' ')).toContain('at the caps; 0 of 1 host in time');
  });

  it('tells where the hosts stand, the worst of them and why, and what the plan saves', () => {
    expect(renderScreen(summaryOf([samplePlanned(), samplePlanned({ host: 'host04' })]), OPTIONS)).toBe(
      `Hosts     0 fine, 0 pressed, 2 short in 1 cluster
Short at  drain 2
Worst hosts (converge explain REPORT HOST says what to do)
  host01                   drain            80 %  guaranteed share
  host04                   drain            80 %  guaranteed share
Drain     1.25 h at guaranteed rates, 1.1 h at the caps; 0 of 2 hosts in time
Drain hours saved against the rules of thumb (negative: the rule is faster)
  cluster-factor-25-pct               2 h
  no-cap-8                         -0.1 h   breaks promises on 2 hosts
Changes   2, of which 0 disruptive; VMs a drain leaves behind: 2
Findings  2 errors, 0 warnings, 0 advice
Rests on  2 assumptions of the policy
Files     reports/demo (report.html first, then hosts.csv)
2 hosts read = 2 planned + 0 rejected + 0 failed`,
    );
  });

  it('keeps escape sequences in a name off the terminal', () => {
    expect(renderScreen(summaryOf([samplePlanned({ host: 'a\u001b[2Jb' })]), OPTIONS)).not.toContain('\u001b');
  });

  it('says the same with color as without', () => {
    const summary = summaryOf(everything());
    const painted = renderScreen(summary, { ...OPTIONS, color: true });
    const escape = String.fromCharCode(27);
    const bare = painted
      .split(escape)
      .map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, '')))
      .join('');
    expect(painted).not.toBe(bare);
    expect(bare).toBe(renderScreen(summary, OPTIONS));
  });

  it('serves a run in which nothing could be planned', () => {
    expect(renderScreen(summaryOf([]), OPTIONS).split('\n').at(-1)).toBe('0 hosts read = 0 planned + 0 rejected + 0 failed');
  });
});
