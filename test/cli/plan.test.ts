import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contents, converge, makeFolder, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const run = (...words: string[]) => converge(words, folder.path);
const column = (csv: string, name: string): readonly string[] => {
  const [header = '', ...rows] = csv.trimEnd().split('\n');
  const place = header.split(',').indexOf(name);
  return rows.map((row) => row.split(',')[place] ?? '');
};

beforeAll(() => {
  folder = makeFolder();
  writeInventory(at('fleet'), { hv02: 'prod', HV01: 'prod', hv10: 'test' });
  const broken = { nics: ['hv02,NIC3,Converged,-25'], vms: ['nobody,ghost,1024'] };
  writeInventory(at('broken'), { hv01: 'prod', hv02: 'prod', hv03: 'prod' }, broken);
});
afterAll(() => folder.remove());

const PROBLEMS = [
  'broken/nics.csv:8:21: error below-range: The link_mbps (-25) is below 0.',
  '    Write a number above 0 and up to 10000000 (Mbit/s).',
  'broken/vms.csv:5:1: error unknown-host: The host (nobody) has no row in hosts.csv.',
  '    Add the host to hosts.csv, or remove the row.',
  '',
].join('\n');

describe('a run', () => {
  test('ends with the line that accounts for every host, exit code 0 and a whole report', async () => {
    const { exit, out, err } = await run('plan', 'fleet', '--out', 'a/report');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out.trimEnd().split('\n').at(-1)).toBe('3 hosts read = 3 planned + 0 rejected + 0 failed');
    const report = contents(at('a/report'));
    expect(Object.keys(report).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(report['report.html']).toContain('<html');
    expect(column(report['hosts.csv'] ?? '', 'host')).toEqual(['HV01', 'hv02', 'hv10']);
    expect(report['outcomes.jsonl']?.trimEnd().split('\n')).toHaveLength(3);
  });

  test('over a single host finds the rows of that host in every file', async () => {
    writeInventory(at('single'), { hv01: 'hv01' });
    const { exit, err } = await run('plan', 'single', '--out', 'alone');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(contents(at('alone'))['flows.csv']?.trimEnd().split('\n').length).toBeGreaterThan(1);
  });

  test('goes to reports/<date>-<inventory> unless told otherwise', async () => {
    expect((await run('plan', 'fleet')).exit).toBe(0);
    expect(readdirSync(at('reports')).filter((name) => /^\d{4}-\d{2}-\d{2}-fleet$/.test(name))).toHaveLength(1);
  });

  test('that rejects rows says where and why, writes them to rejects.csv and ends with 1', async () => {
    const { exit, out, err } = await run('plan', 'broken', '--out', 'rejected');
    expect(exit).toBe(1);
    expect(err).toBe(PROBLEMS);
    expect(out.trimEnd().split('\n').at(-1)).toBe('3 hosts read = 2 planned + 1 rejected + 0 failed');
    const report = contents(at('rejected'));
    expect(column(report['hosts.csv'] ?? '', 'status')[1]).toBe('rejected');
    expect(column(report['rejects.csv'] ?? '', 'file')).toEqual(['nics.csv', 'vms.csv']);
  });

  test('of some hosts reads, counts and rejects only those', async () => {
    const { exit, out, err } = await run('plan', 'broken', '--only', 'hv0[13]', '--out', 'some');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('--only (hv0[13]) matches none of the 3 hosts.');
    const some = await run('plan', 'broken', '--only', 'HV?3', '--out', 'some');
    expect(some.out.split('\n')[0]).toBe('Only      hosts named HV?3');
    expect(some.out.trimEnd().split('\n').at(-1)).toBe('1 hosts read = 1 planned + 0 rejected + 0 failed');
  });

  test('for a program is one JSON event a line and nothing else', async () => {
    const { exit, out, err } = await run('plan', 'broken', '--json', '--out', 'json');
    expect({ exit, err }).toEqual({ exit: 1, err: '' });
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(events[0]).toMatchObject({ event: 'start', hosts: 3 });
    expect(events.filter(({ event }) => event === 'problem')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ event: 'done', folder: 'json', counts: { read: 3, planned: 2, rejected: 1, failed: 0 } });
  });

  test('that is to be quiet prints nothing when nothing is wrong, and problems when something is', async () => {
    expect(await run('plan', 'fleet', '--quiet', '--out', 'quiet')).toEqual({ exit: 0, out: '', err: '' });
    const { exit, out, err } = await run('plan', 'broken', '--quiet', '--out', 'quiet');
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toBe(PROBLEMS);
  });

  test('shows twenty problems and says where the others are', async () => {
    const vms = Array.from({ length: 25 }, (_, index) => `hv01,vm${index},none`);
    writeInventory(at('many'), { hv01: 'prod', hv02: 'prod' }, { vms });
    const { err } = await run('plan', 'many', '--out', 'manifold');
    expect(err.split('\n').filter((line) => line.includes(': error '))).toHaveLength(20);
    expect(err.trimEnd().split('\n').at(-1)).toBe('and 5 more in rejects.csv');
  });

  test('has no colour away from a terminal, whatever the environment says', async () => {
    for (const env of [{ NO_COLOR: '1' }, { FORCE_COLOR: '1' }]) {
      const { out, err } = await converge(['plan', 'broken', '--out', 'grey'], folder.path, env);
      expect(`${out}${err}`).not.toContain('\u001b');
    }
  });

  test('under another policy plans otherwise, and says so in the digest of the policy', async () => {
    writeFileSync(at('policy.yaml'), 'drain_window_minutes: 0.2\n');
    await run('plan', 'fleet', '--policy', 'policy.yaml', '--out', 'strict');
    await run('plan', 'fleet', '--out', 'lenient');
    const digest = (report: string): string =>
      (JSON.parse(readFileSync(at(`${report}/summary.json`), 'utf8')) as { policy_sha256: string }).policy_sha256;
    expect(digest('strict')).not.toBe(digest('lenient'));
    expect(column(readFileSync(at('strict/hosts.csv'), 'utf8'), 'drain_window_minutes')).toEqual(['0.2', '0.2', '0.2']);
  });

  test('over hosts that are solved a second way gives the same plan', async () => {
    expect((await run('plan', 'fleet', '--audit', '100', '--out', 'audited')).exit).toBe(0);
    await run('plan', 'fleet', '--out', 'plain');
    for (const file of ['hosts.csv', 'flows.csv', 'changes.csv']) {
      expect(readFileSync(at(`audited/${file}`), 'utf8')).toBe(readFileSync(at(`plain/${file}`), 'utf8'));
    }
  });
});

describe('a report', () => {
  test('is rendered again to the same bytes, rows without a host included', async () => {
    await run('plan', 'broken', '--out', 'first');
    const rendered = await run('render', 'first', '--out', 'second');
    expect(rendered).toEqual({ exit: 0, out: '3 hosts read = 2 planned + 1 rejected + 0 failed\n', err: '' });
    expect(contents(at('second'))).toEqual(contents(at('first')));
    expect((await run('render', 'first')).exit).toBe(0);
    expect(contents(at('first'))).toEqual(contents(at('second')));
  });

  test('explains a host however its name is written, and suggests one where it is unknown', async () => {
    await run('plan', 'fleet', '--out', 'explained');
    const { exit, out } = await run('explain', 'explained', 'hv01');
    expect(exit).toBe(0);
    expect(out).toMatch(/^HV01 in prod: /);
    const unknown = await run('explain', 'explained', 'hv011');
    expect(unknown).toEqual({ exit: 2, out: '', err: 'error: The report holds no host hv011.\n    Maybe you meant HV01.\n' });
  });

  test('that was cut is refused with the line', async () => {
    await run('plan', 'fleet', '--out', 'cut');
    const path = at('cut/outcomes.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -200));
    const before = contents(at('cut'));
    const { exit, err } = await run('render', 'cut');
    expect(exit).toBe(2);
    expect(err).toMatch(/^error: cut\/outcomes\.jsonl:3: /);
    expect(contents(at('cut'))).toEqual(before);
  });

  test.each([
    ['cut off', '{"schema":"converge-summ', 'Unterminated string in JSON at position 24'],
    ['of another version', '{"schema":"converge-summary-0"}', 'It has the schema converge-summary-0, not converge-summary-1.'],
    ['no summary', 'null', 'It has the schema undefined, not converge-summary-1.'],
    ['without its inputs', '{"schema":"converge-summary-1","version":"1"}', 'It lacks version, inputs or policy_sha256.'],
  ])('whose summary.json is %s is refused by render and diff, and nobody is blamed', async (_, text, why) => {
    await run('plan', 'fleet', '--out', 'strange', '--quiet');
    writeFileSync(at('strange/summary.json'), text);
    for (const words of [['render', 'strange'] as const, ['diff', 'strange', 'strange'] as const]) {
      const { exit, err } = await run(...words);
      expect(exit).toBe(2);
      expect(err).toContain(`error: strange/summary.json cannot be used: ${why}`);
      expect(err).toContain('\n    Plan the inventory again with this version of converge.\n');
    }
  });
});

describe('a check', () => {
  test('tells every problem, writes nothing and ends with 1', async () => {
    const { exit, out, err } = await run('check', 'broken');
    expect({ exit, out }).toEqual({ exit: 1, out: '3 hosts read = 2 valid + 1 rejected\n' });
    expect(err.split('\n').filter((line) => line.includes(': error '))).toHaveLength(2);
    expect(existsSync(at('broken/.converge'))).toBe(false);
  });

  test('of a sound inventory ends with 0', async () => {
    expect(await run('check', 'fleet')).toEqual({ exit: 0, out: '3 hosts read = 3 valid + 0 rejected\n', err: '' });
  });
});
