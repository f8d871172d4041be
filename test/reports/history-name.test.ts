import '../seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns, parseRunName, type RunName, runName, runsToRemove } from '../../src/reports/history-name.ts';

const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

describe('the name of a run', () => {
  it('says when it began, in UTC to the second, and of what', () => {
    expect(runName(new Date('2026-01-31T01:30:00.999Z'), 'fleet', 1)).toBe('2026-01-31T013000Z-fleet');
    expect(runName(new Date('2026-01-31T01:30:00Z'), 'fleet', 2)).toBe('2026-01-31T013000Z.2-fleet');
  });

  it('is read back, whatever the inventory is called', () => {
    fc.assert(
      fc.property(moment, fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 999 }), (began, inventory, ordinal) => {
        const name = runName(began, inventory, ordinal);
        expect(name).toMatch(/^[0-9A-Za-z._-]{1,120}$/);
        const parsed = parseRunName(name);
        expect(parsed?.began).toBe(Math.floor(began.getTime() / 1000) * 1000);
        expect(parsed?.ordinal).toBe(ordinal);
      }),
    );
  });

  it('sorts as text in the order of time', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 2 }), (moments) => {
        const runs = moments.map((began) => parseRunName(runName(began, 'fleet', 1)) as RunName);
        const byText = runs.map(({ name }) => name).sort();
        expect([...runs].sort(compareRuns).map(({ name }) => name)).toEqual(byText);
      }),
    );
  });

  it.each([
    '2026-02-30T013000Z-fleet',
    '2026-01-31T250000Z-fleet',
    '2026-01-31T013000-fleet',
    '2026-01-31-fleet',
    '2026-01-31T013000Z-',
    '2026-01-31T013000Z.1-fleet',
    '2026-01-31T013000Z-../fleet',
    '2026-01-31T013000Z-fleet.removing/..',
    '../2026-01-31T013000Z-fleet',
    'latest',
    '',
  ])('is none of ours: %s', (name) => {
    expect(parseRunName(name)).toBeNull();
  });
});

describe('the runs to remove', () => {
  const runs = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 30 });
  const rule = fc.option(fc.integer({ min: 1, max: 40 }), { nil: null });
  const NOW = new Date('2026-07-31T00:00:00Z');

  it('are exactly those that no rule keeps, oldest first, and never the latest', () => {
    fc.assert(
      fc.property(runs, rule, rule, fc.nat(), (ages, keep, days, which) => {
        const all = ages.map((age) => parseRunName(runName(new Date(NOW.getTime() - age * 86_400_000), 'fleet', 1)) as RunName);
        const latest = all[which % all.length]?.name ?? '';
        const removed = new Set(runsToRemove(all, { runs: keep, days }, latest, NOW).map(({ name }) => name));
        for (const [index, age] of ages.entries()) {
          const newer = ages.filter((other) => other < age).length;
          const kept = (keep === null && days === null) || (keep !== null && newer < keep) || (days !== null && age <= days);
          const name = all[index]?.name ?? '';
          expect(removed.has(name)).toBe(!kept && name !== latest);
        }
        const inOrder = [...removed];
        expect(inOrder).toEqual([...inOrder].sort());
      }),
    );
  });
});
