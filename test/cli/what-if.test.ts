import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contents, converge, ended, makeFolder, shuffleInventory, start, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const run = (...words: string[]) => converge(['what-if', ...words], folder.path);
const scenario = (file: string, ...lines: readonly string[]): void => writeFileSync(at(file), `${lines.join('\n')}\n`);

/** Rows of a CSV file without quoted cells, each by column. */
const rowsOf = (file: string): readonly Readonly<Record<string, string>>[] => {
  const [header = '', ...lines] = readFileSync(at(file), 'utf8').trimEnd().split('\n');
  const columns = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [columns[index] ?? '', cell])));
};

beforeAll(() => {
  folder = makeFolder();
  writeInventory(at('fleet'), { hv01: 'prod', hv02: 'prod', hv03: 'test' });
  shuffleInventory(at('fleet'), at('shuffled'));
  writeInventory(at('broken'), { hv01: 'prod', hv02: 'prod' }, { nics: ['hv02,NIC3,Converged,-25'] });
  scenario('nothing.yaml', 'name: nothing', 'changes: []');
  scenario('slow.yaml', 'name: slow', 'about: 1 GbE', 'changes:', '  - { where: { cluster: prod }, set: { nics: { link_mbps: 1000 } } }');
  scenario('lost.yaml', 'name: lost', 'cost: 10.50', 'changes:', '  - fail: { host: hv02 }');
  scenario('more.yaml', 'name: more', 'cost: 0.75', 'changes:', '  - add_hosts: { like: hv01 }');
  scenario('cut.yaml', 'name: cut', 'changes:', '  - fail: { nic: "*", host: hv03 }');
  scenario('dangling.yaml', 'name: dangling', 'changes:', '  - { where: { host: hv01 }, remove: { switches: Converged } }');
  scenario('full.yaml', 'name: full', 'changes:', '  - { set: { hosts: { memory_gib: 8 } } }');
  scenario('tight.yaml', 'name: tight', 'policy: { drain_window_minutes: 0.1 }');
});
afterAll(() => folder.remove());

describe('what-if', () => {
  test('writes the baseline, each scenario with its inventory, and how they compare', async () => {
    const { exit, err } = await run('fleet', 'slow.yaml', 'lost.yaml', '--out', 'out');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const written = Object.keys(contents(at('out'))).filter((name) => !name.includes('/.converge/'));
    expect(written.filter((name) => !name.includes('/'))).toEqual(['compare.csv', 'fleet.csv']);
    expect([...new Set(written.flatMap((name) => name.split('/').slice(0, -1).join('/')))]).toEqual([
      'baseline',
      '',
      'lost',
      'lost/inventory',
      'slow',
      'slow/inventory',
    ]);
    expect(written.filter((name) => name.endsWith('.ps1') || name.endsWith('.partial'))).toEqual([]);
    expect(
      rowsOf('out/fleet.csv').map(({ scenario: name, hosts, hosts_removed: gone, vms_unplaced: vms, cost }) => [
        name,
        hosts,
        gone,
        vms,
        cost,
      ]),
    ).toEqual([
      ['baseline', '3', '0', '0', ''],
      ['slow', '3', '0', '0', ''],
      ['lost', '2', '1', '1', '10.50'],
    ]);
    expect(
      rowsOf('out/compare.csv').map((row) =>
        [row['scenario'], row['host'], row['presence'], row['verdict'], row['status'], row['vms_unplaced']].join(' '),
      ),
    ).toEqual([
      'baseline hv01 kept same ok 0',
      'baseline hv02 kept same ok 0',
      'baseline hv03 kept same ok 0',
      'slow hv01 kept worse ok 0',
      'slow hv02 kept worse ok 0',
      'slow hv03 kept same ok 0',
      'lost hv01 kept same ok 0',
      'lost hv02 removed   1',
      'lost hv03 kept same ok 0',
    ]);
  });

  test('says on the screen what got better, what got worse, and for whom', async () => {
    const { out } = await run('fleet', 'slow.yaml', 'lost.yaml', '--out', 'told');
    expect(out.split('\n')).toEqual([
      'slow',
      '  1 GbE',
      'Changes   nics.csv 4 rows; 2 of 3 hosts planned again',
      'Hosts     3 fine, 0 pressed, 0 short',
      'Better    no host',
      'Worse     2 hosts',
      expect.stringMatching(/^ {2}hv01 {21}drains in \d.*min instead of \d.* min$/),
      expect.stringMatching(/^ {2}hv02 {21}drains in \d.*min instead of \d.* min$/),
      expect.stringMatching(/^Drain {5}.*at the caps, 3 of 3 in time; before: /),
      expect.any(String),
      'Files     told/slow',
      '',
      'lost',
      'Changes   hosts.csv 1 row, switches.csv 1 row, nics.csv 2 rows, vms.csv 1 row,',
      '          adapters.csv 3 rows; 1 of 2 hosts planned again',
      'Hosts     2 fine (-1), 0 pressed, 0 short',
      'Gone      1 host: hv02',
      'Homeless  1 VM without a host (1 of tier 3): move them in the scenario, or count',
      '          them lost',
      'Better    no host',
      'Worse     no host',
      expect.stringMatching(/^Drain/),
      expect.any(String),
      'Cost      10.50',
      'Files     told/lost',
      '',
      'Compare   told/compare.csv by host, told/fleet.csv by scenario',
      '',
    ]);
  });

  test('that changes nothing changes nothing', async () => {
    expect((await run('fleet', 'nothing.yaml', '--out', 'same')).exit).toBe(0);
    const files = contents(at('same'));
    const below = (name: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        Object.entries(files).flatMap(([path, text]) =>
          path.startsWith(`${name}/`) && !path.includes('/.converge/') ? [[path.slice(name.length + 1), text]] : [],
        ),
      );
    expect(below('nothing/inventory')).toEqual(contents(at('fleet')));
    const report = Object.fromEntries(Object.entries(below('nothing')).filter(([path]) => !path.startsWith('inventory/')));
    expect(report).toEqual(below('baseline'));
    const verdicts = rowsOf('same/compare.csv').map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['same']));
  });

  test('reads rows in any order, and with any number of threads, to the same end', async () => {
    await run('fleet', 'slow.yaml', 'more.yaml', '--out', 'ordered');
    await run('shuffled', 'slow.yaml', 'more.yaml', '--out', 'unordered', '--threads', '2');
    for (const file of ['compare.csv', 'fleet.csv', 'slow/hosts.csv', 'more/flows.csv']) {
      expect({ file, text: readFileSync(at(`unordered/${file}`), 'utf8') }).toEqual({
        file,
        text: readFileSync(at(`ordered/${file}`), 'utf8'),
      });
    }
  });

  test('stacks scenarios on each other, and adds their costs to the last digit', async () => {
    expect((await run('fleet', 'slow.yaml', 'lost.yaml', 'more.yaml', '--stack', '--out', 'stack')).exit).toBe(0);
    expect(rowsOf('stack/fleet.csv').map(({ scenario: name, hosts, cost }) => [name, hosts, cost])).toEqual([
      ['baseline', '3', ''],
      ['slow', '3', ''],
      ['slow+lost', '2', '10.50'],
      ['slow+lost+more', '3', '11.25'],
    ]);
    const nics = readFileSync(at('stack/slow--lost--more/inventory/nics.csv'), 'utf8');
    // hv02 is gone, so its name is the next free one, and the copy has the slow ports.
    expect(nics.split('\n').filter((line) => line.startsWith('hv02'))).toEqual(['hv02,NIC1,Converged,1000', 'hv02,NIC2,Converged,1000']);
  });

  test('tells who is cut off and whose VMs outgrow the memory, which a plan of the network does not', async () => {
    const { out } = await run('fleet', 'cut.yaml', 'full.yaml', '--out', 'beyond');
    expect(out).toContain('  hv03                     3 adapters without a way out');
    expect(out).toContain('  hv01                     VMs take 8 GiB more than it has');
    const rows = rowsOf('beyond/compare.csv');
    expect(rows.find((row) => row['scenario'] === 'cut' && row['host'] === 'hv03')).toMatchObject({
      verdict: 'worse',
      because: 'cut-off',
      adapters_cut_off: '3',
    });
    expect(rows.find((row) => row['scenario'] === 'full' && row['host'] === 'hv02')).toMatchObject({
      because: 'memory',
      memory_over_gib: '8',
    });
  });

  test('overrides the policy, and leaves the policy it planned under beside the inventory', async () => {
    writeFileSync(at('base.yaml'), 'min_gain: 0.02\n');
    expect((await run('fleet', 'tight.yaml', '--policy', 'base.yaml', '--out', 'policy')).exit).toBe(0);
    expect(readFileSync(at('policy/tight/policy.yaml'), 'utf8')).toBe('drain_window_minutes: 0.1\nmin_gain: 0.02\n');
    expect(rowsOf('policy/compare.csv').map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'short', 'short', 'short']);
  });

  test('writes scripts where they are asked for', async () => {
    await run('fleet', 'slow.yaml', '--scripts', '--out', 'scripts');
    expect(existsSync(at('scripts/slow/apply/prod/hv01.ps1'))).toBe(true);
  });

  test('replaces an earlier run of the same name, and leaves other things in the folder', async () => {
    await run('fleet', 'slow.yaml', 'lost.yaml', '--out', 'again');
    writeFileSync(at('again/notes.txt'), 'mine');
    expect((await run('fleet', 'slow.yaml', '--out', 'again')).exit).toBe(0);
    expect(existsSync(at('again/notes.txt'))).toBe(true);
    expect(rowsOf('again/fleet.csv').map(({ scenario: name }) => name)).toEqual(['baseline', 'slow']);
  });

  test('waits for nobody: a folder that another run is writing is refused, and what a killed run left is no hindrance', async () => {
    const staging = at('busy/.converge/what-if/old');
    mkdirSync(staging, { recursive: true });
    writeFileSync(at('busy/.converge/lock'), JSON.stringify({ pid: process.pid, machine: hostname() }));
    const held = await run('fleet', 'slow.yaml', '--out', 'busy');
    expect(held.exit).toBe(2);
    expect(held.err).toContain('is writing busy.');
    rmSync(at('busy/.converge/lock'));
    expect((await run('fleet', 'slow.yaml', '--out', 'busy')).exit).toBe(0);
    expect(readdirSync(at('busy')).toSorted()).toEqual(['baseline', 'compare.csv', 'fleet.csv', 'slow']);
  });

  test('on an inventory with broken rows ends with 1, and tells them once', async () => {
    const { exit, err } = await run('broken', 'slow.yaml', '--out', 'partly');
    expect(exit).toBe(1);
    expect(err.match(/below-range/g)).toHaveLength(1);
    expect(rowsOf('partly/compare.csv').map(({ host, status }) => `${host} ${status}`)).toEqual([
      'hv01 ok',
      'hv02 rejected',
      'hv01 ok',
      'hv02 rejected',
    ]);
  });
});

describe('what-if refuses', () => {
  const expectRefused = async (words: readonly string[], err: string): Promise<void> => {
    expect(await run(...words, '--out', 'refused')).toEqual({ exit: 2, out: '', err });
    expect(existsSync(at('refused'))).toBe(false);
  };

  test('scenarios with problems, all of them at once', async () => {
    scenario('wrong.yaml', 'name: wrong', 'changes:', '  - fial: { host: a }');
    await expectRefused(
      ['fleet', 'wrong.yaml', 'none.yaml'],
      [
        'wrong.yaml:3:5: error unknown-key: A change has no key fial.',
        '    Maybe you meant fail.',
        'wrong.yaml:3:5: error missing-key: A change says nothing to do.',
        '    Write one of set, scale, add_nics, add_hosts, fail, remove, move.',
        'none.yaml: error unreadable-file: The scenario file does not exist.',
        '    Mend the path; a scenario is a YAML file.',
        '',
      ].join('\n'),
    );
  });

  test('changes that the inventory does not allow', async () => {
    await expectRefused(
      ['fleet', 'dangling.yaml'],
      'dangling.yaml:3:50: error switch-in-use: The switch Converged of hv01 still carries 3 adapters.\n    Set their switch to another one in an earlier change, or remove them.\n',
    );
  });

  test('two scenarios of one name, and one scenario twice', async () => {
    scenario('copy.yaml', 'name: SLOW');
    const remedy = '    Give each scenario once, and a name of its own.\n';
    await expectRefused(
      ['fleet', 'slow.yaml', 'copy.yaml'],
      `error: The scenarios slow.yaml and copy.yaml have one name: SLOW.\n${remedy}`,
    );
    await expectRefused(['fleet', 'slow.yaml', 'slow.yaml'], `error: The scenario slow.yaml is given twice.\n${remedy}`);
  });

  test('to run without a scenario', async () => {
    await expectRefused(
      ['fleet'],
      'error: An argument is missing: converge what-if <inventory> <scenario..>.\n    Run converge what-if --help.\n',
    );
  });

  test('an inventory that is none', async () => {
    const { exit, err } = await run('nowhere', 'slow.yaml', '--out', 'refused');
    expect(exit).toBe(2);
    expect(err).toContain('There is no folder');
  });
});

test('the name of a scenario is never a path', async () => {
  scenario('hostile.yaml', 'name: "../../con\\u202e"');
  const { exit, out } = await run('fleet', 'hostile.yaml', '--out', 'hostile');
  expect(exit).toBe(0);
  expect(out).not.toContain('\u202e');
  const folders = new Set(Object.keys(contents(at('hostile'))).map((name) => name.split('/')[0]));
  expect([...folders].filter((name) => !['baseline', 'compare.csv', 'fleet.csv'].includes(name ?? ''))).toEqual([
    expect.stringMatching(/^[a-z0-9._-]+$/),
  ]);
});

test('a what-if that is interrupted leaves nothing behind', async () => {
  writeInventory(at('big'), Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`hv${index}`, `c${index % 50}`])));
  scenario('slow2.yaml', 'name: slow2', 'changes:', '  - { set: { nics: { link_mbps: 1000 } } }');
  const child = start(['what-if', 'big', 'slow2.yaml', '--out', 'stopped', '--threads', '0'], folder.path);
  const over = ended(child);
  const timer = setInterval(() => {
    if (!existsSync(at('stopped/.converge/what-if/baseline'))) return;
    clearInterval(timer);
    child.kill('SIGINT');
  }, 5);
  const { exit } = await over;
  clearInterval(timer);
  expect(exit).toBe(130);
  expect(existsSync(at('stopped'))).toBe(false);
});
