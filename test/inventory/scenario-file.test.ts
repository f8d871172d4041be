import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseScenario, readScenario } from '../../src/inventory/scenario-file.ts';
import type { Scenario } from '../../src/model/scenario.ts';

const linesOf = (text: string): readonly string[] => {
  const read = parseScenario(text, 's.yaml');
  return 'problems' in read ? read.problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.code}: ${p.message} ${p.remedy}`) : [];
};

const scenarioOf = (text: string): Scenario => {
  const read = parseScenario(text, 's.yaml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.scenario;
};

describe('a scenario file', () => {
  test('states its name, what it is about, what it costs, changes and policy', () => {
    const scenario = scenarioOf(
      [
        'name: 25g-uplinks',
        'about: >',
        '  Faster ports,',
        '  everywhere.',
        'cost: 12800.50',
        'changes:',
        '  - where: { cluster: "prod-*", tier: 1 }',
        '    scale: { adapters: { egress_mbps: 1.3 } }',
        'policy: { drain_window_minutes: 20 }',
      ].join('\n'),
    );
    expect(scenario).toMatchObject({
      name: '25g-uplinks',
      about: 'Faster ports, everywhere.',
      cost: '12800.50',
      policy: { drain_window_minutes: 20 },
    });
    expect(scenario.changes).toMatchObject([
      {
        kind: 'edit',
        sets: [],
        where: {
          tests: [
            { key: 'cluster', globs: ['prod-*'] },
            { key: 'tier', globs: ['1'] },
          ],
        },
        scales: [{ file: 'adapters.csv', column: 'egress_mbps', factor: 1.3, whole: false, min: 0, max: 1_000_000_000, blank: null }],
      },
    ]);
  });

  test('states the parts that are bought, in the words of prices.csv', () => {
    const [link, os] = scenarioOf(
      'name: s\nparts:\n  - { option: link, link_mbps: 25000, model: CX-5, count: 24 }\n  - { option: os, os: 2022 }',
    ).parts;
    expect(link).toMatchObject({ at: { line: 3, column: 5 }, option: 'link', link: 25000, model: 'CX-5', os: null, count: 24 });
    expect(os).toMatchObject({ option: 'os', link: null, model: null, os: '2022', count: 1 });
  });

  test('with parts that are none is told of each', () => {
    const text = [
      'name: s',
      'parts:',
      '  - { link_mbps: 25000 }',
      '  - { option: prot, count: 0 }',
      '  - { option: port, link_mbps: -1, size: 2 }',
    ];
    expect(linesOf(text.join('\n')).map((line) => line.replace(/ [A-Z].*/, ''))).toEqual([
      's.yaml:3:5: missing-key:',
      's.yaml:4:15: unknown-value:',
      's.yaml:4:28: not-a-count:',
      's.yaml:5:32: below-range:',
      's.yaml:5:36: unknown-key:',
    ]);
    expect(linesOf('name: s\nparts:')).toEqual(['s.yaml:2:1: missing-value: parts has no value. Write one `- ` a part.']);
    expect(linesOf('name: s\nparts: { option: port }')).toEqual(['s.yaml:2:8: not-a-list: parts is not a list. Write one `- ` a part.']);
    expect(linesOf('name: s\nparts: [ { option: [port] }, { option: port, count: } ]').map((line) => line.replace(/ [A-Z].*/, ''))).toEqual(
      ['s.yaml:2:20: not-a-value:', 's.yaml:2:46: not-a-count:'],
    );
  });

  test('may be JSON, and may use anchors', () => {
    expect(scenarioOf('{"name": "s", "changes": [{"fail": {"host": "a"}}]}').changes).toMatchObject([{ kind: 'fail', what: 'host' }]);
    const twice = scenarioOf(
      'name: s\nchanges:\n  - { where: &w { host: a }, set: { hosts: { smt: true } } }\n  - { where: *w, remove: { vms: b } }',
    );
    expect(twice.changes.map(({ kind }) => kind)).toEqual(['edit', 'remove']);
  });

  test('keeps every digit of its cost', () => {
    expect(scenarioOf('name: s\ncost: 123456789012345.000000001').cost).toBe('123456789012345.000000001');
    expect(scenarioOf('name: s\ncost: "7.10"').cost).toBe('7.10');
  });

  test('tells all its problems at once, each with line, column and remedy', () => {
    const text = [
      'nam: x',
      'cost: 12,50',
      'changes:',
      '  - where: { clustr: prod }',
      '    set: { nics: { link_mbs: 25000, link_mbps: -25, nic: NIC9, switch: null } }',
      '  - fali: { host: a }',
      'policy: { hot_set: 3, drain_windw_minutes: 20 }',
    ].join('\n');
    expect(linesOf(text)).toEqual([
      's.yaml:1:1: unknown-key: The scenario has no key nam. Maybe you meant name.',
      's.yaml:1:1: missing-key: The scenario has no name. Write name: and a short one.',
      's.yaml:2:7: not-an-amount: The cost (12,50) is no amount. Write a plain decimal, such as 12800.50.',
      's.yaml:4:14: unknown-key: where has no key clustr. Maybe you meant cluster.',
      's.yaml:5:20: unknown-column: nics.csv has no column link_mbs. Maybe you meant link_mbps.',
      's.yaml:5:48: below-range: The link_mbps (-25) is below 0. Write a number above 0 and up to 10000000 (Mbit/s).',
      's.yaml:5:53: names-are-not-set: The nic of nics.csv is the name of the thing itself. What refers to the name would be lost: use move, or remove and add.',
      's.yaml:6:5: unknown-key: A change has no key fali. Maybe you meant fail.',
      's.yaml:6:5: missing-key: A change says nothing to do. Write one of set, scale, add_nics, add_hosts, fail, remove, move.',
      's.yaml:7:20: hot_set-range: The hot_set (3) is above 1. Write a number from 0 to 1 share of memory (the default is 0.25).',
      's.yaml:7:23: unknown-key: The key drain_windw_minutes does not exist. Maybe you meant drain_window_minutes.',
    ]);
  });

  test('that is empty, no list of keys or no YAML says so', () => {
    const empty =
      's.yaml:0:0: empty-file: The scenario file is empty. Write a name and changes; inputs/scenarios holds ten files to start from.';
    for (const text of ['', '# nothing\n', '---\n']) expect(linesOf(text)).toEqual([empty]);
    expect(linesOf('- a')).toEqual([
      's.yaml:1:1: not-a-scenario: The file is not a list of keys with values. Write one `key: value` a line; inputs/scenarios holds ten files to start from.',
    ]);
    expect(linesOf('name: [a')[0]).toMatch(/^s\.yaml:1:9: not-yaml: The file is not YAML here: .*\. Write one `key: value` a line; inputs/);
    expect(linesOf('name: a\nname: b')).toEqual([
      's.yaml:2:1: repeated-key: The key stands in the file twice. Keep the line that counts and delete the other.',
    ]);
    expect(linesOf('name: a\n---\nname: b')).toEqual([
      's.yaml:2:1: several-documents: The file holds more than one document. Keep one and delete the line ---.',
    ]);
  });

  test('needs a name that is no other folder', () => {
    const remedy = 'Write a name of at most 256 characters.';
    expect(linesOf('name:')).toEqual([`s.yaml:1:1: missing-value: name has no value. ${remedy}`]);
    expect(linesOf('name: [a]')).toEqual([`s.yaml:1:7: not-a-name: The name ([a]) is no name. ${remedy}`]);
    expect(linesOf('name: "a\\tb"')).toEqual([`s.yaml:1:7: not-a-name: The name (a\\tb) is no name. ${remedy}`]);
    expect(linesOf('name: Baseline')).toEqual([
      's.yaml:1:7: reserved-name: The name baseline is that of the run without changes. Choose another.',
    ]);
  });

  test('with parts of the wrong shape is told what shape they have', () => {
    expect(linesOf('name: s\nchanges:')).toEqual(['s.yaml:2:1: missing-value: changes has no value. Write one `- ` a change.']);
    expect(linesOf('name: s\nchanges: { set: 1 }')).toEqual(['s.yaml:2:10: not-a-list: changes is not a list. Write one `- ` a change.']);
    expect(linesOf('name: s\npolicy:')).toEqual([
      's.yaml:2:1: missing-value: policy has no value. Write one `key: value` a line; `converge policy` lists the keys.',
    ]);
    expect(linesOf('name: s\npolicy: 7')).toEqual([
      's.yaml:2:9: not-a-mapping: policy is not a list of keys with values. Write one `key: value` a line; `converge policy` lists the keys.',
    ]);
    expect(linesOf('name: s\nabout: [1]')).toEqual([
      's.yaml:2:8: not-a-text: about is no text of at most 1000 characters. Write a sentence.',
    ]);
    expect(linesOf('name: s\ncost:')).toEqual([
      's.yaml:2:1: not-an-amount: The cost () is no amount. Write a plain decimal, such as 12800.50.',
    ]);
    expect(linesOf('name: s\nchanges: [7]')).toEqual([
      's.yaml:2:11: not-a-mapping: A change (7) is not a list of keys. The keys of A change: where, set, scale, add_nics, add_hosts, fail, remove, move.',
    ]);
  });

  test('that is missing, a folder or not UTF-8 is one problem', () => {
    const of = (path: string): readonly string[] => {
      const read = readScenario(path);
      return 'problems' in read ? read.problems.map((p) => `${p.line}:${p.column} ${p.code}: ${p.message} ${p.remedy}`) : [];
    };
    expect(of('none.yaml')).toEqual(['0:0 unreadable-file: The scenario file does not exist. Mend the path; a scenario is a YAML file.']);
    expect(of('test')[0]).toContain('unreadable-file: The scenario file cannot be read: EISDIR');
    expect(of('docs/report.png')).toEqual(['1:1 unreadable-file: The scenario file is not UTF-8 text. Save it as UTF-8.']);
  });
});

describe('the scenarios of inputs/scenarios', () => {
  test('are ten, each with a comment on why', () => {
    const { scenarios, comments } = inputScenarios();
    expect(scenarios).toHaveLength(10);
    expect(comments.every((comment) => comment.startsWith('# '))).toBe(true);
  });
});

const FILES = [
  '25g-uplinks',
  'branch-second-port',
  'consolidate-prod-a',
  'demand-grows-30-pct',
  'edge-10g',
  'edge-os-upgrade',
  'host-lost',
  'one-host-more',
  'rack-switch-lost',
  'shorter-window',
] as const;

const inputScenarios = (): { readonly scenarios: readonly Scenario[]; readonly comments: readonly string[] } => {
  const texts = FILES.map((name) => readFileSync(`inputs/scenarios/${name}.yaml`, 'utf8'));
  return { scenarios: texts.map(scenarioOf), comments: texts };
};

test('arbitrary text is read or refused with problems, never with another error', () => {
  const piece = fc.constantFrom(
    ...'name: s\nchanges:\n  - where: { host: a }\n    set: { nics: { mtu: 1 } }\n&*[]"\'#|>,?!%@`\t~'.split(/(?<=[ \n])/),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const read = parseScenario(pieces.join(''), 's.yaml');
      if ('problems' in read) expect(read.problems.every(({ message, remedy }) => message !== '' && remedy !== '')).toBe(true);
      else expect(read.scenario.name).not.toBe('');
    }),
    { numRuns: 500 },
  );
});
