import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contents, converge, makeFolder, writeInventory } from './converge.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const golden = join(root, 'test/golden/diff');

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const run = (...words: string[]) => converge(words, folder.path);

const plan = async (inventory: string, report: string, ...words: string[]): Promise<void> => {
  const { exit, err } = await run('plan', inventory, '--out', report, '--skip-scripts', ...words);
  expect({ exit, err: exit === 0 ? err : '' }).toEqual({ exit: exit === 1 ? 1 : 0, err: '' });
};

/** A copy of an inventory in which the rows of a file that `matches` finds are written anew. */
const edit = (from: string, to: string, file: string, matches: RegExp, replacement: string): void => {
  if (from !== to) cpSync(at(from), at(to), { recursive: true });
  const path = at(`${to}/${file}`);
  const text = readFileSync(path, 'utf8');
  const edited = text.replaceAll(matches, replacement);
  expect(edited).not.toBe(text);
  writeFileSync(path, edited);
};

interface Row {
  readonly host: string;
  readonly kind: string;
  readonly what: string;
  readonly subject: string;
  readonly then: string;
  readonly now: string;
  readonly cause: string;
  readonly detail: string;
}

interface Told {
  readonly rows: readonly Row[];
  readonly end: Record<string, unknown>;
}

const diff = async (earlier: string, now: string): Promise<Told> => {
  const { exit, out, err } = await run('diff', earlier, now, '--json');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row & Record<string, unknown>);
  return { rows: events.slice(0, -1), end: events.at(-1) ?? {} };
};

const causesOf = ({ rows }: Told, host: string): readonly string[] => [
  ...new Set(rows.filter((row) => row.host === host && row.kind === 'plan').map(({ cause }) => cause)),
];
const hostsOf = ({ rows }: Told): readonly string[] => [...new Set(rows.map(({ host }) => host))];

const FLEET = { hv01: 'prod', hv02: 'prod', hv03: 'test' };

beforeAll(async () => {
  folder = makeFolder();
  writeInventory(at('fleet'), FLEET);
  await plan('fleet', 'base');
});
afterAll(() => folder.remove());

describe('a comparison', () => {
  test('of a report with itself finds nothing, in any form', async () => {
    const { exit, out } = await run('diff', 'base', 'base', '--out', 'self.csv', '--exit-code');
    expect(exit).toBe(0);
    expect(out).toContain('Hosts     3 then, 3 now: 3 as they were\nWorse     0 hosts\nBetter    0 hosts\n');
    expect(readFileSync(at('self.csv'), 'utf8')).toBe('host,kind,what,subject,then,now,cause,detail\n');
    expect((await diff('base', 'base')).rows).toEqual([]);
  });

  test('writes the same bytes each time, however many threads planned', async () => {
    edit('fleet', 'busy', 'adapters.csv', /^(hv01,.*-app,.*),500,500$/gm, '$1,9000,500');
    await plan('busy', 'busy-1');
    await plan('busy', 'busy-2', '--threads', '2');
    for (const [report, file] of [
      ['busy-1', 'a/'],
      ['busy-2', 'b.csv'],
    ] as const)
      expect((await run('diff', 'base', report, '--out', file)).exit).toBe(0);
    const text = readFileSync(at('b.csv'), 'utf8');
    expect(contents(at('a'))).toEqual({ 'diff.csv': text });
    expect(text).toContain('hv01,input,demand_mbps,hv01-app/Network Adapter,500,9000,input,demand_mbps\n');
  });

  test('blames the input of a host for that host alone', async () => {
    const told = await diff('base', 'busy-1');
    expect(hostsOf(told)).toEqual(['hv01']);
    expect(causesOf(told, 'hv01')).toEqual(['input']);
    expect(told.end).toMatchObject({ event: 'diff', inputs: ['adapters.csv'], policy: false, version: null });
  });

  test('blames input that no report shows by the name of its file', async () => {
    edit('fleet', 'large', 'vms.csv', /^(hv02,.*),16384$/gm, '$1,65536');
    await plan('large', 'large-1');
    const told = await diff('base', 'large-1');
    expect(hostsOf(told)).toEqual(['hv02']);
    expect(told.rows.every(({ cause, detail }) => cause === 'input-not-shown' && detail === 'vms.csv')).toBe(true);
  });

  test('blames the policy where nothing else differs', async () => {
    writeFileSync(at('strict.yaml'), 'drain_window_minutes: 0.2\n');
    await plan('fleet', 'strict', '--policy', 'strict.yaml');
    const told = await diff('base', 'strict');
    expect(hostsOf(told)).toEqual(['hv01', 'hv02', 'hv03']);
    expect(new Set(told.rows.map(({ cause }) => cause))).toEqual(new Set(['policy']));
  });

  test('blames the version where nothing else differs', async () => {
    cpSync(at('busy-1'), at('newer'), { recursive: true });
    const summary = readFileSync(at('base/summary.json'), 'utf8');
    const version = (JSON.parse(summary) as { version: string }).version;
    writeFileSync(at('newer/summary.json'), summary.replace(`"version": "${version}"`, '"version": "99.0.0"'));
    const told = await diff('base', 'newer');
    expect(told.end).toMatchObject({ inputs: [], version: { earlier: version, now: '99.0.0' } });
    expect(new Set(told.rows.map(({ cause }) => cause))).toEqual(new Set(['version']));
  });

  test('blames neighbours for what a cluster has once', async () => {
    const shared = /^(hv\d\d,(?:prod|test)),2019,/gm;
    edit('fleet', 'shared', 'hosts.csv', shared, '$1,2022,');
    await plan('shared', 'shared-1');
    edit('shared', 'weak', 'nics.csv', /^(hv02,NIC\d,Converged),10000$/gm, '$1,100');
    await plan('weak', 'weak-1');
    const told = await diff('shared-1', 'weak-1');
    expect(causesOf(told, 'hv01')).toEqual(['neighbours']);
    expect(told.rows.find(({ host }) => host === 'hv01')?.detail).toBe('hv02');
    expect(causesOf(told, 'hv02')[0]).toMatch(/^input/);
    expect(hostsOf(told)).not.toContain('hv03');
  });

  test('tells new, gone and renamed hosts, and hosts that --only left out', async () => {
    writeInventory(at('moved'), { hv01: 'prod', hv02: 'prod', hv04: 'test' });
    await plan('moved', 'moved-1');
    const told = await diff('base', 'moved-1');
    expect(told.rows.map(({ host, what, then, now }) => [host, what, then, now])).toEqual([
      ['hv03', 'gone', 'ok', ''],
      ['hv04', 'new', '', 'ok'],
    ]);
    edit('fleet', 'renamed', 'hosts.csv', /^hv03,/gm, 'zz03,');
    for (const file of ['switches', 'nics', 'vms', 'adapters']) edit('renamed', 'renamed', `${file}.csv`, /^hv03,/gm, 'zz03,');
    await plan('renamed', 'renamed-1');
    expect((await diff('base', 'renamed-1')).rows.map(({ host, what, then, now }) => [host, what, then, now])).toEqual([
      ['zz03', 'name', 'hv03', 'zz03'],
    ]);
    await plan('fleet', 'some', '--only', 'hv0?');
    await plan('fleet', 'one', '--only', 'hv01');
    expect((await diff('some', 'one')).rows.map(({ host, what, cause }) => [host, what, cause])).toEqual([
      ['hv02', 'gone', 'selection'],
      ['hv03', 'gone', 'selection'],
    ]);
  });

  test('ends with 1 where a host stands worse, if asked, and with 0 otherwise', async () => {
    edit('fleet', 'broken', 'nics.csv', /^(hv02,NIC2,Converged),10000$/gm, '$1,-5');
    await plan('broken', 'broken-1');
    expect((await run('diff', 'base', 'broken-1')).exit).toBe(0);
    const { exit, out } = await run('diff', 'base', 'broken-1', '--exit-code');
    expect(exit).toBe(1);
    expect(out).toMatch(/^Worse {5}1 host\n {2}hv02 +ok → rejected +input$/m);
    expect((await run('diff', 'broken-1', 'base', '--exit-code')).exit).toBe(0);
    expect((await diff('base', 'broken-1')).rows[0]?.detail).toMatch(/^nics\.csv:5 /);
  });

  test('reads past problems that belong to no host', async () => {
    writeInventory(at('stray'), FLEET, { vms: ['nobody,ghost,1024'] });
    await plan('stray', 'stray-1');
    expect((await diff('base', 'stray-1')).rows).toEqual([]);
    expect((await diff('stray-1', 'base')).rows).toEqual([]);
  });

  test('of a folder that is no report, or whose hosts are out of order, is refused', async () => {
    mkdirSync(at('nothing'));
    expect(await run('diff', 'nothing', 'base')).toEqual({
      exit: 2,
      out: '',
      err: 'error: nothing is not a report: it holds no summary.json.\n    Name a folder that converge plan wrote.\n',
    });
    cpSync(at('base'), at('turned'), { recursive: true });
    const lines = readFileSync(at('base/outcomes.jsonl'), 'utf8').trimEnd().split('\n');
    writeFileSync(at('turned/outcomes.jsonl'), `${lines.reverse().join('\n')}\n`);
    const { exit, err } = await run('diff', 'base', 'turned', '--out', 'never.csv');
    expect(exit).toBe(2);
    expect(err).toMatch(/^error: turned\/outcomes\.jsonl:2: hv02 stands behind hv03\./);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  test('does not let a name run in a spreadsheet or on a terminal', async () => {
    const names = { hv01: 'prod', '=1+1': 'test' };
    writeInventory(at('evil'), names);
    await plan('evil', 'evil-1');
    await run('diff', 'base', 'evil-1', '--out', 'evil.csv');
    expect(readFileSync(at('evil.csv'), 'utf8')).toContain("\n'=1+1,host,new,");
    await run('diff', 'base', 'evil-1', '--out', 'raw.csv', '--raw-cells');
    expect(readFileSync(at('raw.csv'), 'utf8')).toContain('\n=1+1,host,new,');
  });

  test('takes the runs of a history by their standing', async () => {
    await run('plan', 'fleet', '--history', 'first-night', '--skip-scripts');
    expect((await run('diff', 'first-night/previous', 'first-night/latest')).err).toMatch(
      /^error: first-night holds no run before \S+-fleet\.\n/,
    );
    for (const inventory of ['fleet', 'busy/../fleet']) await run('plan', inventory, '--history', 'nights', '--skip-scripts');
    const { exit, out } = await run('diff', 'nights/previous', 'nights/latest');
    expect(exit).toBe(0);
    const [earlier = '', now = ''] = out.split('\n').map((line) => line.slice(10));
    expect([earlier, now].every((name) => /^nights\/\d{4}-\d\d-\d\dT\d{6}Z(\.2)?-fleet$/.test(name))).toBe(true);
    expect(earlier < now).toBe(true);
  });
});

/** Each edit is one of the things that happen to a fleet from one night to the next. */
const EDITS: readonly (readonly [string, RegExp, string])[] = [
  ['adapters.csv', /^(hv-a01,Network Adapter,web-01,Converged,,vm),\d+,/gm, '$1,9000,'],
  ['nics.csv', /^(edge-03,NIC\d,[^,]*),1000,/gm, '$1,10000,'],
  ['nics.csv', /^(hv-b03,[^,]*,[^,]*),25000,/gm, '$1,1000,'],
  ['hosts.csv', /^(lab-02,(?:[^,]*,){5})[^,]*,/gm, '$195,'],
  ['hosts.csv', /^(edge-01,[^,]*,[^,]*),\d+,/gm, '$1,none,'],
];

describe('the demo fleet against an edited copy', () => {
  test('differs in the committed bytes', async () => {
    cpSync(join(root, 'inputs/demo'), at('demo'), { recursive: true });
    cpSync(at('demo'), at('edited'), { recursive: true });
    for (const [file, matches, replacement] of EDITS) edit('edited', 'edited', file, matches, replacement);
    await plan('demo', 'then');
    await plan('edited', 'now');
    const { exit, out } = await run('diff', 'then', 'now', '--out', 'demo.csv');
    expect(exit).toBe(0);
    const files = { 'diff.csv': readFileSync(at('demo.csv'), 'utf8'), 'screen.txt': out };
    if (process.env.CONVERGE_GOLDEN === 'write') {
      mkdirSync(golden, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(golden, name), text);
    }
    expect(files).toEqual(contents(golden));
  });
});
