import { describe, expect, test } from 'vitest';
import type { Missing } from '../../src/model/placement.ts';
import { type FailuresDigest, KEPT, type WorstLoss } from '../../src/reports/failures-digest.ts';
import { renderFailuresScreen } from '../../src/reports/failures-screen.ts';
import { stateLack } from '../../src/reports/lack-words.ts';
import { weekHour } from '../../src/reports/week-hour.ts';

const NONE = { lost: 0, notSurvived: 0 };
const digest = (overrides: Partial<FailuresDigest> = {}): FailuresDigest => ({
  cluster: 'c',
  hosts: 2,
  standAlone: false,
  memoryUnknown: 0,
  counts: { host: { lost: 2, notSurvived: 0 }, nic: { lost: 4, notSurvived: 0 }, device: NONE, fabric: NONE },
  worst: [],
  worstGap: 0,
  fallen: 0,
  ...overrides,
});
const missing: Missing = { lack: 'memory', host: 'hv-02', switch: null, amount: 12_288, stillUnplaced: 0 };
const lost = (host: string, vms: WorstLoss['vms']): WorstLoss => ({
  kind: 'host',
  cluster: 'c',
  host,
  lost: host,
  vms,
  brokenFloors: 0,
  missing,
});
const screen = (digests: readonly FailuresDigest[], width = 100): string => renderFailuresScreen(digests, { width, folder: 'out' });

describe('the screen of failures', () => {
  test('says in one line that everything is survived', () => {
    expect(screen([digest()])).toContain('Every single loss is survived');
    expect(screen([digest()])).toContain('Survived  all of them');
  });

  test('puts the loss that costs most of tier 1 first, and says what is missing where', () => {
    const counts = { host: { lost: 2, notSurvived: 2 }, nic: NONE, device: NONE, fabric: NONE };
    const text = screen([digest({ counts, worst: [lost('mild', [0, 5, 0]), lost('severe', [1, 0, 0])] })]);
    expect(text.indexOf('severe')).toBeLessThan(text.indexOf('mild'));
    expect(text).toContain('1 VM finds no place (tier 1: 1)');
    expect(text).toContain('missing: 12 GiB more memory on hv-02');
    expect(text).toContain('Survived  all but 2 hosts');
  });

  test('stays one screen, no wider than it is told, and without control characters, whatever the names', () => {
    const names = Array.from({ length: KEPT }, (_, index) => `\u001b[31m${'x'.repeat(200)}${index}`);
    const counts = { host: { lost: 500, notSurvived: 500 }, nic: NONE, device: NONE, fabric: NONE };
    const text = screen(
      Array.from({ length: 40 }, () => digest({ counts, worst: names.map((name) => lost(name, [1, 1, 1])) })),
      80,
    );
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(31);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001b');
  });

  test('says once how many hosts stand alone, and whose memory is not known', () => {
    const text = screen([digest({ standAlone: true, memoryUnknown: 1 }), digest({ standAlone: true })]);
    expect(text).toContain('2 hosts stand alone');
    expect(text).toContain('not known of 1 host');
  });
});

describe('words', () => {
  test('of a lack name its unit, its host and its switch', () => {
    expect(stateLack({ lack: 'ingress', host: 'b', switch: 'Converged', amount: 300.04 })).toBe(
      '300 Mbit/s more receive capacity on b (Converged)',
    );
    expect(stateLack({ lack: 'switch', host: null, switch: 'Tenants', amount: null })).toBe('a switch named Tenants');
    expect(stateLack({ lack: 'no-survivor', host: null, switch: null, amount: null })).toBe('another host');
  });

  test('of an hour of the week begin on Monday and go round', () => {
    expect([0, 24.5, 142, 167.999].map(weekHour)).toEqual(['Mon 00:00', 'Tue 00:30', 'Sat 22:00', 'Sun 23:59']);
  });
});
