import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { PolicyError, parsePolicy, readPolicy } from '../../src/inventory/policy-file.ts';
import { LEVELS } from '../../src/model/levels.ts';
import { DEFAULT_POLICY, POLICY_KEYS, POLICY_TABLE, type PolicyKey } from '../../src/model/policy.ts';
import type { Problem } from '../../src/model/problem.ts';

const problemsOf = (text: string): readonly Problem[] => {
  try {
    parsePolicy(text, 'policy.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
  return [];
};

const lines = (text: string): readonly string[] =>
  problemsOf(text).map((p) => `${p.file}:${p.line}:${p.column}: ${p.code}: ${p.message} ${p.remedy}`);

const valueOf = (key: PolicyKey): fc.Arbitrary<unknown> => {
  const row = POLICY_TABLE[key];
  switch (row.kind) {
    case 'boolean':
      return fc.boolean();
    case 'order':
      return fc.shuffledSubarray([...LEVELS], { minLength: LEVELS.length });
    case 'integer':
      return fc.integer({ min: row.min, max: row.max });
    case 'number':
      return fc.double({ min: row.min, max: row.max, noNaN: true });
  }
};

describe('a policy file', () => {
  test('may be empty: every value takes its default', () => {
    for (const text of ['', '\n\n', '# nothing here\n', '---\n', '{}', '\uFEFF']) {
      expect(parsePolicy(text, 'policy.yaml')).toEqual(DEFAULT_POLICY);
    }
  });

  test('may be partial, as YAML and as JSON', () => {
    expect(parsePolicy('drain_window_minutes: 45\nsurvive_failure: false\n', 'p')).toEqual({
      ...DEFAULT_POLICY,
      drain_window_minutes: 45,
      survive_failure: false,
    });
    expect(parsePolicy('{"drain_window_minutes": 45}', 'p').drain_window_minutes).toBe(45);
    expect(parsePolicy('drain_window_minutes: 45\r\nmin_gain: 0\r\n', 'p').min_gain).toBe(0);
  });

  test('gives back whatever legal values it states, in YAML and in JSON', () => {
    const policies = fc.record(Object.fromEntries(POLICY_KEYS.map((key) => [key, valueOf(key)])), { requiredKeys: [] });
    fc.assert(
      fc.property(policies, (given) => {
        // Minus zero is zero to every planner, and JSON writes it as 0.
        const wanted = JSON.parse(JSON.stringify({ ...DEFAULT_POLICY, ...given }));
        expect(parsePolicy(JSON.stringify(given), 'p')).toEqual(wanted);
        expect(JSON.parse(JSON.stringify(parsePolicy(stringify(given), 'p')))).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  test('tells all its problems at once, each with line, column and remedy', () => {
    const text = [
      'drain_windw_minutes: 45',
      'cpu_used_pct: 130',
      'max_live_migrations: 2.5',
      'survive_failure: yes',
      'hot_set: "0.5"',
      'min_gain:',
      'blackout_s: .nan',
      'setup_s: [1, 2]',
      '  ',
      'colour: red',
    ].join('\n');
    expect(lines(text)).toEqual([
      'policy.yaml:1:1: unknown-key: The key drain_windw_minutes does not exist. Maybe you meant drain_window_minutes.',
      'policy.yaml:2:15: cpu_used_pct-range: The cpu_used_pct (130) is above 100. Write a number from 0 to 100 % (the default is 50).',
      'policy.yaml:3:22: max_live_migrations-type: The max_live_migrations (2.5) is not a whole number. Write a whole number from 1 to 10 migrations (the default is 10).',
      'policy.yaml:4:18: survive_failure-type: The survive_failure (yes) is neither true nor false. Write true or false (the default is true).',
      'policy.yaml:5:10: hot_set-type: The hot_set ("0.5") is not a number. Take the quotes off: 0.5.',
      'policy.yaml:6:1: min_gain-missing: The min_gain has no value. Write a number from 0 to 1 attainment (the default is 0.01), or delete the line.',
      'policy.yaml:7:13: blackout_s-range: The blackout_s (.nan) is not a finite number. Write a number from 0.01 to 60 s (the default is 1).',
      'policy.yaml:8:10: setup_s-type: The setup_s ([1, 2]) is not a number. Write a number from 0 to 600 s (the default is 3.5).',
      'policy.yaml:10:1: unknown-key: The key colour does not exist. Run `converge policy` for the list of keys.',
    ]);
  });

  test('must order all nine levels, each once', () => {
    const order = (levels: readonly string[]): string => `priorities: [${levels.join(', ')}]\n`;
    expect(lines(order(LEVELS.slice(1)))[0]).toContain(
      'policy.yaml:1:13: priorities-missing-level: The priorities leaves out host-floors.',
    );
    expect(lines(order([...LEVELS, 'drain']))).toEqual([
      'policy.yaml:1:125: priorities-repeated-level: The level drain stands in priorities twice. Keep the first and delete this one.',
    ]);
    expect(lines(order(LEVELS.map((level) => (level === 'drain' ? 'drains' : level))))).toEqual([
      'policy.yaml:1:79: priorities-unknown-level: The level drains does not exist. Maybe you meant drain.',
    ]);
    expect(lines('priorities: drain')[0]).toContain('The priorities (drain) is not a list.');
  });

  test('is refused where it is no list of keys, has a key twice, or is no YAML', () => {
    expect(lines('- a\n- b\n')[0]).toContain('policy.yaml:1:1: not-a-policy:');
    expect(lines('min_gain: 0.1\nmin_gain: 0.2\n')[0]).toContain('policy.yaml:2:1: repeated-key: The key stands in the file twice.');
    expect(lines('min_gain: [0.1\n')[0]).toContain('not-yaml');
    expect(lines('min_gain: 0.1\n---\nmin_gain: 0.2\n')[0]).toContain('several-documents');
  });

  test('that is missing, a folder or not UTF-8 is one problem with a remedy', () => {
    const folder = mkdtempSync(join(tmpdir(), 'converge-'));
    try {
      expect(() => readPolicy(join(folder, 'none.yaml'))).toThrow(PolicyError);
      expect(() => readPolicy(folder)).toThrow(PolicyError);
      writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x6d, 0xe9, 0x3a, 0x20, 0x31]));
      expect(() => readPolicy(join(folder, 'latin1.yaml'))).toThrow(PolicyError);
      writeFileSync(join(folder, 'good.yaml'), 'min_gain: 0.02\n');
      expect(readPolicy(join(folder, 'good.yaml')).min_gain).toBe(0.02);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('of arbitrary text is read or refused with problems, never with another error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(...'min_gain: 0.1\n-[]{}&*"\'#|>,?!%@`\t') }), (text) => {
        expect(problemsOf(text).every((problem) => problem.message.length > 0 && problem.remedy.length > 0)).toBe(true);
      }),
    );
  });
});
