import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLatest, pointLatest } from '../../src/cli/history-latest.ts';
import { latestRun, listRuns } from '../../src/cli/history-runs.ts';
import { runInHistory } from '../../src/cli/history-run.ts';
import type { PlanOptions } from '../../src/cli/plan-options.ts';
import { resolveReport } from '../../src/cli/resolve-report.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { parseRunName } from '../../src/reports/history-name.ts';
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

const optionsOf = (): PlanOptions => ({
  inventory: at('fleet'),
  out: null,
  policy: null,
  threads: 0,
  only: null,
  audit: 0,
  layouts: false,
  rawCells: false,
  scripts: true,
  queue: null,
  resume: false,
  earlier: null,
  fresh: false,
  output: 'quiet',
});

const NO_RULE = { runs: null, days: null };
/** Stands in for a plan: writes a whole run and ends as it is told. */
const write = (exit: 0 | 1 | 3) => async (into: PlanOptions) => {
  writeFileSync(join(into.out ?? '', 'summary.json'), '{"schema": "converge-summary-1"}');
  return exit;
};

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

  test('does not make a stopped run the latest, and goes on with it to the same bytes', { timeout: 60_000 }, async () => {
    writeInventory(
      at('large'),
      Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`hv${String(index).padStart(4, '0')}`, `c${index % 150}`])),
    );
    await run('plan', 'fleet', '--history', 'cut');
    const before = readlinkSync(at('cut/latest'));
    const child = start(['plan', 'large', '--history', 'cut', '--keep', '1', '--skip-scripts'], folder.path);
    const end = ended(child);
    const stopped = (): string | undefined => readdirSync(at('cut')).find((name) => name.endsWith('-large'));
    const journal = (): string => at(`cut/${stopped() ?? ''}/.converge/run/journal.jsonl`);
    while (child.exitCode === null && !(existsSync(journal()) && readFileSync(journal(), 'utf8').split('\n').length > 2)) await wait(5);
    child.kill('SIGINT');
    expect((await end).exit).toBe(130);
    expect(readlinkSync(at('cut/latest'))).toBe(before);
    expect(listRuns(at('cut')).map(({ name }) => name)).toEqual([before]);
    const name = stopped() ?? '';
    expect(await run('plan', 'large', '--history', 'cut', '--resume', '--skip-scripts', '--quiet')).toEqual({ exit: 0, out: '', err: '' });
    expect(readlinkSync(at('cut/latest'))).toBe(name);
    await run('plan', 'large', '--out', 'undisturbed', '--skip-scripts');
    expect(contents(at(`cut/${name}`))).toEqual(contents(at('undisturbed')));
    const again = await run('plan', 'large', '--history', 'cut', '--resume');
    expect({ exit: again.exit, err: again.err.split('\n')[0] }).toEqual({
      exit: 2,
      err: 'error: There is no stopped run of large in cut.',
    });
  });

  test('takes what is unchanged from the run before, unless it is told not to, with the same bytes', async () => {
    const taken = async (...words: string[]): Promise<number> => {
      const { out } = await run('plan', 'fleet', '--history', 'taken-over', '--json', ...words);
      const done = out.split('\n').find((line) => line.includes('"event":"done"')) ?? '';
      return (JSON.parse(done) as { taken: number }).taken;
    };
    expect([await taken(), await taken(), await taken('--fresh')]).toEqual([0, 2, 0]);
    const [first = '', ...others] = listRuns(at('taken-over')).map(({ name }) => name);
    for (const other of others) expect(contents(at(`taken-over/${other}`))).toEqual(contents(at(`taken-over/${first}`)));
  });

  test('does not make a run the latest in which a host failed', async () => {
    const history = at('failed');
    expect(await runInHistory(optionsOf(), { folder: history, keep: NO_RULE }, write(1))).toBe(1);
    const latest = latestRun(history)?.name;
    expect(latest).toMatch(NAME);
    expect(await runInHistory(optionsOf(), { folder: history, keep: NO_RULE }, write(3))).toBe(3);
    expect(latestRun(history)?.name).toBe(latest);
    expect(listRuns(history)).toHaveLength(2);
  });

  test('says that a run is whole that could not be made the latest', async () => {
    const history = at('blocked');
    const blocking = async (into: PlanOptions) => {
      mkdirSync(join(history, 'latest/mine'), { recursive: true });
      return write(0)(into);
    };
    const blocked = runInHistory(optionsOf(), { folder: history, keep: NO_RULE }, blocking);
    await expect(blocked).rejects.toThrow(/-fleet is whole, but its history could not be kept: /);
    expect(listRuns(history)).toHaveLength(1);
    expect(readdirSync(join(history, 'latest'))).toEqual(['mine']);
    expect(readdirSync(history).filter((name) => name.startsWith('.'))).toEqual([]);
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
