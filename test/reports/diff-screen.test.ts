import '../seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/model/levels.ts';
import { CAUSES } from '../../src/reports/diff-cause.ts';
import type { HostDiff } from '../../src/reports/diff-host.ts';
import { renderDiffScreen } from '../../src/reports/diff-screen.ts';
import { compareStandings, STATUSES, type Standing } from '../../src/reports/diff-standing.ts';
import { startDiffTally, tallyDiff } from '../../src/reports/diff-tally.ts';

const PLAIN = { earlier: 'a', now: 'b', file: null, color: false, width: 80 };
const RUN = { files: ['adapters.csv'], policy: true, version: { earlier: '0.1.0', now: '0.2.0' } };

const standing: fc.Arbitrary<Standing> = fc.record({
  status: fc.constantFrom(...STATUSES),
  level: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
  attainment: fc.double({ min: 0, max: 1, noNaN: true }),
});

const diffOf = (host: string, earlier: Standing, now: Standing, causes: HostDiff['why']['causes'] = ['input']): HostDiff => {
  const why = { causes, detail: '' };
  const row = { host, kind: 'plan', what: 'weight', subject: '', earlier: '1', now: '2', why } as const;
  return { host, earlier, now, rows: [row], trend: compareStandings(now, earlier), why };
};

const OK: Standing = { status: 'ok', level: null, attainment: 1 };
const at = (attainment: number): Standing => ({ status: 'short', level: 'drain', attainment });

describe('the screen of a comparison', () => {
  it('is one screen of short printable lines, whatever differs in however many hosts', () => {
    const host = fc.record({
      host: fc.string({ unit: 'binary', minLength: 1 }),
      earlier: standing,
      now: standing,
      causes: fc.subarray([...CAUSES], { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(host, { maxLength: 15 }), fc.integer({ min: 40, max: 200 }), (hosts, width) => {
        const tally = startDiffTally();
        for (const each of hosts) tallyDiff(tally, diffOf(each.host, each.earlier, each.now, each.causes), 'both');
        const lines = renderDiffScreen(tally, RUN, { ...PLAIN, width }).split('\n');
        expect(lines.length).toBeLessThanOrEqual(width < 80 ? 60 : 24);
        for (const line of lines) {
          expect(line).not.toMatch(/\p{Cc}/u);
          expect([...line].length).toBeLessThanOrEqual(Math.min(width, 80));
        }
      }),
    );
  });

  it('names the hosts that stand worst first, and says a status once where it stays', () => {
    const tally = startDiffTally();
    for (const [index, attainment] of [0.9, 0.2, 0.5, 0.4, 0.8, 0.7].entries())
      tallyDiff(tally, diffOf(`hv0${index}`, at(0.95), at(attainment)), 'both');
    tallyDiff(tally, diffOf('hv10', OK, { status: 'failed', level: null, attainment: 1 }, ['fault']), 'both');
    tallyDiff(tally, diffOf('hv11', at(0.2), OK), 'both');
    const screen = renderDiffScreen(tally, RUN, PLAIN).split('\n');
    const from = screen.findIndex((line) => line.startsWith('Worse'));
    expect(screen.slice(from, from + 8)).toEqual([
      'Worse     7 hosts',
      '  hv10             ok → failed                              fault',
      '  hv01             short at drain 95 % → 20 %               input',
      '  hv03             short at drain 95 % → 40 %               input',
      '  hv02             short at drain 95 % → 50 %               input',
      '  hv05             short at drain 95 % → 70 %               input',
      'Better    1 host',
      '  hv11             short at drain 20 % → ok                 input',
    ]);
  });
});
