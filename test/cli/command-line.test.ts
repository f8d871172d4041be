import { mkdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_POLICY, POLICY_KEYS } from '../../src/model/policy.ts';
import { contents, converge, makeFolder, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
beforeAll(() => {
  folder = makeFolder();
  writeInventory(`${folder.path}/fleet`, { hv01: 'prod' });
});
afterAll(() => folder.remove());

const run = (...words: string[]) => converge(words, folder.path);

describe('the command line', () => {
  const REFUSED: readonly (readonly [readonly string[], string])[] = [
    [[], 'error: There is no command.\n    Run converge --help.\n'],
    [['pln', 'fleet'], 'error: Unknown command "pln".\n    Maybe you meant plan.\n'],
    [['frobnicate'], 'error: Unknown command "frobnicate".\n    Run converge --help.\n'],
    [['plan'], 'error: An argument is missing: converge plan <inventory>.\n    Run converge plan --help.\n'],
    [['plan', 'fleet', 'fleet2'], 'error: plan takes no further argument: "fleet2".\n    Run converge plan --help.\n'],
    [['plan', 'fleet', '--polcy', 'x'], 'error: Unknown option --polcy.\n    Maybe you meant --policy.\n'],
    [['plan', 'fleet', '--rawCells'], 'error: Unknown option --rawCells.\n    Maybe you meant --raw-cells.\n'],
    [['plan', 'fleet', '--threads'], 'error: --threads needs a value.\n    Run converge plan --help.\n'],
    [
      ['plan', 'fleet', '--threads', 'two'],
      'error: --threads (two) is not a whole number from 0 to 256.\n    Write a whole number from 0 to 256.\n',
    ],
    [['plan', 'fleet', '--audit', '101'], 'error: --audit (101) is not a number from 0 to 100.\n    Write a number from 0 to 100.\n'],
    [['plan', 'fleet', '--json', '--quiet'], 'error: --json and --quiet exclude each other.\n    Keep the one you want.\n'],
    [['plan', 'fleet', '--only', 'hv02'], 'error: --only (hv02) matches none of the 1 hosts.\n    Maybe you meant hv01.\n'],
    [
      ['explain', 'fleet', 'hv01'],
      'error: fleet is not a report: it holds no outcomes.jsonl.\n    Name a folder that converge plan wrote.\n',
    ],
    [['render', 'fleet'], 'error: fleet is not a report: it holds no summary.json.\n    Name a folder that converge plan wrote.\n'],
    [['plan', 'nowhere'], 'error: There is no folder nowhere.\n    Name the folder that holds the inventory files.\n'],
    [['check', 'fleet/hosts.csv'], 'error: fleet/hosts.csv is a file, and an inventory is a folder of files.\n    Maybe write fleet.\n'],
    [
      ['plan', 'fleet', '--out', 'fleet/hosts.csv'],
      'error: fleet/hosts.csv is a file, and a report is a folder of files.\n    Name a folder with --out.\n',
    ],
    [
      ['plan', 'fleet', '--out', 'fleet'],
      'error: fleet holds an inventory (switches.csv), and a report would replace its hosts.csv and nics.csv.\n    Name another folder with --out.\n',
    ],
    [
      ['plan', 'fleet', '--policy', 'none.yaml'],
      'none.yaml: error unreadable-file: The policy file does not exist.\n    Mend the path, or leave out --policy for the defaults.\n',
    ],
  ];

  test.each(REFUSED)('refuses %j and says what to do', async (words, message) => {
    expect(await run(...words)).toEqual({ exit: 2, out: '', err: message });
  });

  test('a report rendered into an inventory is refused, and the inventory stays as it is', async () => {
    const before = contents(`${folder.path}/fleet`);
    expect((await run('plan', 'fleet', '--out', 'whole', '--quiet')).exit).toBe(0);
    const { exit, err } = await run('render', 'whole', '--out', './fleet/');
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('./fleet/ holds an inventory (switches.csv)') });
    expect(contents(`${folder.path}/fleet`)).toEqual(before);
  });

  test('names every missing file of an inventory, and writes nothing', async () => {
    mkdirSync(`${folder.path}/bare`);
    const { exit, out, err } = await run('plan', 'bare', '--out', 'report');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err.split('\n').filter((line) => line.includes(': error '))).toHaveLength(5);
    const again = await run('explain', 'report', 'hv01');
    expect(again.err).toContain('report is not a report');
  });

  test('explains every command with examples', async () => {
    const general = await run('--help');
    expect(general.exit).toBe(0);
    for (const command of ['plan', 'check', 'explain', 'render', 'policy', 'columns']) {
      expect(general.out).toContain(`converge ${command}`);
      const { exit, out, err } = await run(command, '--help');
      expect({ exit, err }).toEqual({ exit: 0, err: '' });
      expect(out).toMatch(new RegExp(`Examples:\n  converge ${command}`));
    }
    expect(general.out).not.toContain('converge docs');
  });

  test('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run('--version')).toEqual({ exit: 0, out: `${version}\n`, err: '' });
  });
});

describe('the policy on the command line', () => {
  test('is a table in columns, a line a key', async () => {
    const { out } = await run('policy');
    const [heading = '', ...lines] = out.split('\n');
    const place = heading.indexOf('MEANING');
    for (const [index, key] of POLICY_KEYS.entries()) {
      expect(lines[index]).toMatch(new RegExp(`^${key} +\\S`));
      expect(lines[index]?.slice(place - 2, place)).toBe('  ');
    }
  });

  test('as a file states the defaults, each under a comment', async () => {
    const { out } = await run('policy', '--yaml');
    expect(parse(out)).toEqual({ ...DEFAULT_POLICY });
    expect(out.match(/Source: /g)).toHaveLength(POLICY_KEYS.length);
  });

  test('has a schema with every key and no other', async () => {
    const schema = JSON.parse((await run('policy', '--schema')).out) as { properties: object; additionalProperties: boolean };
    expect(Object.keys(schema.properties)).toEqual([...POLICY_KEYS]);
    expect(schema.additionalProperties).toBe(false);
  });
});

describe('the columns on the command line', () => {
  test('are those of all five files', async () => {
    const { exit, out } = await run('columns');
    expect(exit).toBe(0);
    for (const file of ['hosts.csv', 'switches.csv', 'nics.csv', 'vms.csv', 'adapters.csv']) expect(out).toContain(file);
  });
});
