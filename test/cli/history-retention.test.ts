import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { retain } from '../../src/cli/history-retention.ts';
import { latestRun, listRuns } from '../../src/cli/history-runs.ts';
import { parseRunName, type RunName } from '../../src/reports/history-name.ts';
import { converge } from './converge.ts';

describe('retention', () => {
  let history = '';
  beforeEach(() => {
    history = mkdtempSync(join(tmpdir(), 'converge-retention-'));
  });
  afterEach(() => rmSync(history, { recursive: true, force: true }));

  const nameOf = (day: number, inventory = 'fleet'): string => `2026-01-${String(day).padStart(2, '0')}T013000Z-${inventory}`;
  const write = (name: string, files: Readonly<Record<string, string>> = {}): void => {
    const all = { 'summary.json': '{\n  "schema": "converge-summary-1"\n}\n', 'hosts.csv': 'host\n', ...files };
    for (const [file, text] of Object.entries(all)) {
      mkdirSync(join(history, name, file, '..'), { recursive: true });
      writeFileSync(join(history, name, file), text);
    }
  };
  const latest = (day: number): RunName => parseRunName(nameOf(day)) as RunName;
  const NOW = new Date('2026-01-10T02:00:00Z');
  const NO_RULE = { runs: null, days: null };

  test('keeps the newest so many, or what is young enough, or what either rule keeps', () => {
    for (let day = 1; day <= 9; day += 1) write(nameOf(day));
    expect(retain(history, NO_RULE, latest(9), NOW).removed).toEqual([]);
    expect(retain(history, { runs: 7, days: 3 }, latest(9), NOW).removed).toEqual([nameOf(1), nameOf(2)]);
    expect(retain(history, { runs: 2, days: 5 }, latest(9), NOW).removed).toEqual([nameOf(3), nameOf(4), nameOf(5)]);
    expect(retain(history, { runs: null, days: 2 }, latest(9), NOW).removed).toEqual([nameOf(6), nameOf(7), nameOf(8)]);
    expect(readdirSync(history)).toEqual([nameOf(9)]);
  });

  test('never removes the run that latest leads to, however old it is', () => {
    for (let day = 1; day <= 4; day += 1) write(nameOf(day));
    expect(retain(history, { runs: 1, days: null }, latest(2), NOW).removed).toEqual([nameOf(1), nameOf(3)]);
    expect(readdirSync(history)).toEqual([nameOf(2), nameOf(4)]);
  });

  test('never touches what converge did not write', () => {
    for (let day = 1; day <= 3; day += 1) write(nameOf(day));
    write(nameOf(1, 'other'));
    write('my-notes');
    write('2026-13-45T013000Z-fleet');
    write(`${nameOf(1)} copy`);
    mkdirSync(join(history, '2025-01-01T000000Z-fleet'));
    mkdirSync(join(history, '2025-01-02T000000Z-fleet'));
    writeFileSync(join(history, '2025-01-02T000000Z-fleet/summary.json'), '{"schema": "somebody-else-1"}');
    writeFileSync(join(history, '2025-01-03T000000Z-fleet'), 'a file');
    const outside = mkdtempSync(join(tmpdir(), 'converge-outside-'));
    writeFileSync(join(outside, 'summary.json'), '{"schema": "converge-summary-1"}');
    symlinkSync(outside, join(history, '2025-01-04T000000Z-fleet'));
    symlinkSync(nameOf(3), join(history, 'latest'));
    const before = readdirSync(history);
    expect(retain(history, { runs: 1, days: null }, latest(3), NOW)).toEqual({ removed: [nameOf(1), nameOf(2)], kept: [] });
    expect(readdirSync(history)).toEqual(before.filter((name) => name !== nameOf(1) && name !== nameOf(2)));
    expect(existsSync(join(outside, 'summary.json'))).toBe(true);
    rmSync(outside, { recursive: true });
  });

  test('keeps a run with anything in it that converge did not write, such as the record of a script', () => {
    write(nameOf(1), { 'apply/prod/hv01.ps1': '', 'apply/prod/hv01.state.json': '{}' });
    write(nameOf(2), { 'notes.txt': 'mine' });
    write(nameOf(3), { 'apply/prod/hv01.ps1': '', 'diff.csv': '' });
    write(nameOf(4));
    symlinkSync('/etc/hostname', join(history, nameOf(4), 'report.html'));
    write(nameOf(5));
    expect(retain(history, { runs: 1, days: null }, latest(5), NOW)).toEqual({
      removed: [nameOf(3)],
      kept: [
        { run: nameOf(1), file: 'apply/prod/hv01.state.json' },
        { run: nameOf(2), file: 'notes.txt' },
        { run: nameOf(4), file: 'report.html' },
      ],
    });
    expect(lstatSync(join(history, nameOf(4), 'report.html')).isSymbolicLink()).toBe(true);
  });

  test('finishes a removal that was cut short', () => {
    write(`${nameOf(1)}.removing`);
    rmSync(join(history, `${nameOf(1)}.removing`, 'summary.json'));
    write(nameOf(2));
    mkdirSync(join(history, 'photos.removing'));
    retain(history, { runs: 5, days: null }, latest(2), NOW);
    expect(readdirSync(history)).toEqual([nameOf(2), 'photos.removing']);
  });

  test('knows every file that a run writes', async () => {
    const words = ['plan', join(process.cwd(), 'inputs/broken'), '--history', history, '--keep', '1', '--quiet'];
    await converge(words, process.cwd());
    const first = latestRun(history)?.name ?? '';
    await converge(words, process.cwd());
    expect(first).toMatch(/-broken$/);
    expect(listRuns(history)).toHaveLength(1);
    expect(existsSync(join(history, first))).toBe(false);
  });
});
