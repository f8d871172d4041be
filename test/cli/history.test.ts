import { spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLatest, pointLatest } from '../../src/cli/history-latest.ts';
import { retain } from '../../src/cli/history-retention.ts';
import { latestRun, listRuns } from '../../src/cli/history-runs.ts';
import { runInHistory } from '../../src/cli/history-run.ts';
import type { PlanOptions } from '../../src/cli/plan-options.ts';
import { resolveReport } from '../../src/cli/resolve-report.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { parseRunName, type RunName } from '../../src/reports/history-name.ts';
import { contents, converge, ended, makeFolder, start, writeInventory } from './converge.ts';

const NAME = /^\d{4}-\d\d-\d\dT\d{6}Z(?:\.\d+)?-fleet$/;

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const run = (...words: string[]) => converge(words, folder.path);

beforeAll(() => {
  folder = makeFolder();
  writeInventory(at('fleet'), { hv01: 'prod', hv02: 'prod' });
});
afterAll(() => folder.remove());

describe('a history', () => {
  test('gets a dated folder a run, even two in one second, and latest leads to the newest', async () => {
    await Promise.all([run('plan', 'fleet', '--history', 'twice'), run('plan', 'fleet', '--history', 'twice')]);
    const runs = readdirSync(at('twice')).filter((name) => name !== 'latest');
    expect(runs).toHaveLength(2);
    expect(runs.every((name) => NAME.test(name))).toBe(true);
    expect(runs).toContain(readlinkSync(at('twice/latest')));
    expect(contents(at(`twice/${runs[0] ?? ''}`))).toEqual(contents(at(`twice/${runs[1] ?? ''}`)));
  });

  test('holds the bytes that --out would have written', async () => {
    await run('plan', 'fleet', '--history', 'same');
    await run('plan', 'fleet', '--out', 'plain');
    expect(contents(`${at('same/latest')}/`)).toEqual(contents(at('plain')));
  });

  test('ends like any other run: the last line accounts for every host, and --quiet is quiet', async () => {
    const { exit, out, err } = await run('plan', 'fleet', '--history', 'told');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out.trimEnd().split('\n').at(-1)).toBe('2 hosts read = 2 planned + 0 rejected + 0 failed');
    expect(await run('plan', 'fleet', '--history', 'told', '--quiet', '--keep', '1')).toEqual({ exit: 0, out: '', err: '' });
    const kept = await run('plan', 'fleet', '--history', 'told', '--keep', '1');
    expect(kept.err).toMatch(/^note: \S+Z(?:\.\d)?-fleet was removed from told\.\n$/);
    expect(readdirSync(at('told'))).toHaveLength(2);
  });

  test('tells a program what became of it', async () => {
    await run('plan', 'fleet', '--history', 'json');
    const first = readlinkSync(at('json/latest'));
    const { out } = await run('plan', 'fleet', '--history', 'json', '--json', '--keep', '1');
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event }) => event)).toEqual(['start', 'done', 'history']);
    expect(events.at(-1)).toEqual({
      event: 'history',
      history: 'json',
      run: readlinkSync(at('json/latest')),
      previous: first,
      latest: 'link',
      removed: [first],
      kept: [],
    });
  });

  test('excludes --out, and retention needs it', async () => {
    expect((await run('plan', 'fleet', '--history', 'h', '--out', 'o')).err).toContain('--history and --out exclude each other.');
    expect((await run('plan', 'fleet', '--keep', '3')).err).toContain('--keep and --keep-days need --history.');
    expect((await run('plan', 'fleet', '--history', 'h', '--keep', '0')).exit).toBe(2);
    expect(existsSync(at('h'))).toBe(false);
  });

  test('is named safely whatever the inventory is called', async () => {
    const names = ['..fleet', 'CON', 'a b;$(rm -rf x)', 'Ünïcode', '-rf', `long${'g'.repeat(200)}`];
    for (const name of names) {
      writeInventory(at(`odd/${name}`), { hv01: 'prod' });
      const { exit } = await run('plan', `odd/${name}`, '--history', 'odd-history', '--skip-scripts');
      expect({ name, exit }).toEqual({ name, exit: 0 });
    }
    const runs = readdirSync(at('odd-history')).filter((name) => name !== 'latest');
    expect(new Set(runs.map((name) => parseRunName(name)?.inventory)).size).toBe(names.length);
    expect(runs.every((name) => /^[0-9TZ-]+(?:\.\d+)?-[a-z0-9._-]+$/.test(name))).toBe(true);
  });

  test('does not make a run the latest that could not read its input, and leaves nothing of it', async () => {
    await run('plan', 'fleet', '--history', 'sound');
    const before = readdirSync(at('sound'));
    mkdirSync(at('empty'), { recursive: true });
    expect((await run('plan', 'empty', '--history', 'sound', '--keep', '1')).exit).toBe(2);
    expect(readdirSync(at('sound'))).toEqual(before);
  });

  test('does not make an interrupted run the latest', async () => {
    const hosts = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`hv${String(index).padStart(4, '0')}`, 'prod']));
    writeInventory(at('large'), hosts);
    await run('plan', 'fleet', '--history', 'cut');
    const before = readlinkSync(at('cut/latest'));
    const child = start(['plan', 'large', '--history', 'cut', '--keep', '1', '--threads', '0'], folder.path);
    const end = ended(child);
    while (!readdirSync(at('cut')).some((name) => name.endsWith('-large') && readdirSync(at(`cut/${name}`)).length > 0)) await wait(5);
    child.kill('SIGINT');
    expect((await end).exit).toBe(130);
    expect(readlinkSync(at('cut/latest'))).toBe(before);
    expect(listRuns(at('cut')).map(({ name }) => name)).toEqual([before]);
  });

  test('does not make a run the latest in which a host failed', async () => {
    const history = at('failed');
    const options: PlanOptions = {
      inventory: at('fleet'),
      out: null,
      policy: null,
      threads: 0,
      only: null,
      audit: 0,
      layouts: false,
      rawCells: false,
      scripts: true,
      output: 'quiet',
    };
    const keep = { runs: null, days: null };
    const write = (exit: 0 | 1 | 3) => async (into: PlanOptions) => {
      writeFileSync(join(into.out ?? '', 'summary.json'), '{"schema": "converge-summary-1"}');
      return exit;
    };
    expect(await runInHistory(options, { folder: history, keep }, write(1))).toBe(1);
    const latest = latestRun(history)?.name;
    expect(latest).toMatch(NAME);
    expect(await runInHistory(options, { folder: history, keep }, write(3))).toBe(3);
    expect(latestRun(history)?.name).toBe(latest);
    expect(listRuns(history)).toHaveLength(2);
  });

  test('refuses a folder where something else is called latest, before it plans', async () => {
    mkdirSync(at('taken/latest'), { recursive: true });
    const { exit, err } = await run('plan', 'fleet', '--history', 'taken');
    expect({ exit, err }).toEqual({
      exit: 2,
      err: 'error: taken/latest is no link.\n    Name another folder for the history, or move it away.\n',
    });
    expect(readdirSync(at('taken'))).toEqual(['latest']);
  });
});

describe('latest', () => {
  let history = '';
  beforeEach(() => {
    history = mkdtempSync(join(tmpdir(), 'converge-latest-'));
  });
  afterEach(() => rmSync(history, { recursive: true, force: true }));
  const OLD = '2026-01-01T000000Z-fleet';
  const NEW = '2026-01-02T000000Z-fleet';

  test('is there at every moment while it is swapped, and leads to one run or the other', async () => {
    mkdirSync(join(history, OLD));
    mkdirSync(join(history, NEW));
    await pointLatest(history, OLD, 'linux');
    const script = `const fs=require('node:fs');const seen=new Set();const end=Date.now()+700;
      while(Date.now()<end)seen.add(fs.readlinkSync(process.argv[1]));console.log([...seen].sort().join(' '))`;
    const reader = ended(spawn(process.execPath, ['-e', script, join(history, 'latest')]));
    let reading = true;
    void reader.then(() => {
      reading = false;
    });
    for (let turn = 0; reading; turn += 1) await pointLatest(history, turn % 2 === 0 ? NEW : OLD, 'linux');
    const { exit, out, err } = await reader;
    expect({ exit, out, err }).toEqual({ exit: 0, out: `${OLD} ${NEW}\n`, err: '' });
    expect(readdirSync(history).sort()).toEqual([OLD, NEW, 'latest']);
  });

  test('is a file with the name where links are not to be had, and the link and the file never disagree', async () => {
    mkdirSync(join(history, OLD));
    mkdirSync(join(history, NEW));
    expect(await pointLatest(history, OLD, 'win32')).toBe('file');
    expect(readFileSync(join(history, 'latest.txt'), 'utf8')).toBe(`${OLD}\n`);
    expect(latestRun(history)?.name).toBe(OLD);
    expect(resolveReport(join(history, 'latest'))).toBe(join(history, OLD));
    expect(await pointLatest(history, NEW, 'linux')).toBe('link');
    expect(readdirSync(history).sort()).toEqual([OLD, NEW, 'latest']);
  });

  test('that names something outside the history names nothing', () => {
    writeFileSync(join(history, 'latest.txt'), '../../etc\n');
    expect(latestRun(history)).toBeNull();
    expect(resolveReport(join(history, 'latest'))).toBe(join(history, 'latest'));
  });

  test('may be a link to nowhere, but no file', () => {
    symlinkSync('gone', join(history, 'latest'));
    expect(() => checkLatest(history)).not.toThrow();
    rmSync(join(history, 'latest'));
    writeFileSync(join(history, 'latest'), 'mine');
    expect(() => checkLatest(history)).toThrow(UsageError);
  });
});

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
    await converge(words, folder.path);
    const first = latestRun(history)?.name ?? '';
    await converge(words, folder.path);
    expect(first).toMatch(/-broken$/);
    expect(listRuns(history)).toHaveLength(1);
    expect(existsSync(join(history, first))).toBe(false);
  });
});
