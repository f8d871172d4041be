import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioSchema } from '../../src/cli/scenario-manual.ts';
import { INVENTORY_TABLES } from '../../src/inventory/attributes.ts';
import { readInventoryText } from '../../src/inventory/inventory-text.ts';
import { parseScenario } from '../../src/inventory/scenario-file.ts';
import { WHERE_KEYS } from '../../src/model/scenario.ts';
import { summarize } from '../../src/reports/run-summary.ts';
import { startTally } from '../../src/reports/tally.ts';
import { renderCompare, renderFleet } from '../../src/reports/what-if-tables.ts';
import { applyScenario } from '../../src/scenario/apply-scenario.ts';
import { REACH, type Reach } from '../../src/scenario/reach.ts';
import { factsOf, scenarioOf } from '../scenario/scenario-text.ts';

const MANUAL = readFileSync('docs/what-if.md', 'utf8');
const EXAMPLES = [...MANUAL.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text ?? '');
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(scenarioSchema()) as object);

const problemsOf = (text: string): readonly string[] => {
  const read = parseScenario(text, 's.yaml');
  return 'problems' in read ? read.problems.map(({ line, message }) => `${line}: ${message}`) : [];
};

const errorsOf = (text: string): unknown => {
  isValid(parse(text));
  return isValid.errors ?? [];
};

const inWords = (reach: Reach | null): string =>
  reach === null ? '–' : reach.by === null ? 'its own' : `${reach.file} of the same ${reach.by.join(' and ')}`;

describe('the manual of what-if', () => {
  test('holds only scenarios that are read, and that the schema accepts', () => {
    expect(EXAMPLES.length).toBeGreaterThan(7);
    for (const text of EXAMPLES)
      expect({ text, problems: problemsOf(text), errors: errorsOf(text) }).toEqual({ text, problems: [], errors: [] });
  });

  test('holds only scenarios that can be applied to inputs/demo', () => {
    const demo = readInventoryText('inputs/demo');
    for (const text of EXAMPLES) {
      const { faults } = applyScenario(demo.tables, scenarioOf(text), factsOf(demo));
      expect({ text, faults }).toEqual({ text, faults: [] });
    }
  });

  test('tells which key reaches which file as the table of the program has it', () => {
    const rows = WHERE_KEYS.map((key) => `| ${key} | ${INVENTORY_TABLES.map((file) => inWords(REACH[key][file])).join(' | ')} |`);
    const table = MANUAL.split('<!-- reach -->\n')[1]?.split('\n<!-- /reach -->')[0]?.split('\n').slice(2);
    expect(table).toEqual(rows);
  });

  test('explains every column of compare.csv and fleet.csv', () => {
    const summary = summarize(startTally(), { version: '', inputs: [], policySha256: '' });
    const comparison = { name: 's', about: '', cost: null, hosts: [], unplaced: [], held: 0, edits: [], policy: [] };
    const runs = [{ comparison, summary }];
    const columns = [renderCompare(runs, { rawCells: false }), renderFleet(runs, { rawCells: false })].flatMap(
      (text) => text.split('\n')[0]?.split(',') ?? [],
    );
    const unexplained = columns.filter(
      (column) => !MANUAL.includes(column.replace(/_delta$/, '').replace(/^.*_attainment_p(?:5|50)$/, '_attainment_p5')),
    );
    expect(unexplained).toEqual([]);
  });
});

describe('the schema of scenarios', () => {
  const files = readdirSync('inputs/scenarios').map((name) => readFileSync(`inputs/scenarios/${name}`, 'utf8'));

  test('accepts the scenarios of inputs/scenarios', () => {
    expect(files).toHaveLength(10);
    for (const text of files) expect({ text, errors: errorsOf(text) }).toEqual({ text, errors: [] });
  });

  test.each([
    'changes: []',
    'name: s\nnotes: x',
    'name: s\ncost: -1',
    'name: s\nchanges: [{ where: {}, set: { vms: { tier: 1 } } }]',
    'name: s\nchanges: [{ set: { vms: { tier: 4 } } }]',
    'name: s\nchanges: [{ set: { vms: { memory_mib: null } } }]',
    'name: s\nchanges: [{ set: { vms: { vm: other } } }]',
    'name: s\nchanges: [{ scale: { vms: { tier: 2 } } }]',
    'name: s\nchanges: [{ scale: { vms: { vcpus: 0 } } }]',
    'name: s\nchanges: [{ fail: { nic: a, device: b } }]',
    'name: s\nchanges: [{ fail: { host: a }, remove: { hosts: a } }]',
    'name: s\nchanges: [{ where: { host: a }, add_hosts: { like: a } }]',
    'name: s\nchanges: [{ add_nics: { like: a, count: 1.5 } }]',
    'name: s\nchanges: [{ move: { vms: a } }]',
    'name: s\npolicy: { hot_set: 3 }',
  ])('refuses what the program refuses: %j', (text) => {
    expect(errorsOf(text)).not.toEqual([]);
    expect(problemsOf(text)).not.toEqual([]);
  });
});
