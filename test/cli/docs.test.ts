import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { policyManual, policySchema } from '../../src/cli/policy-manual.ts';
import { scenarioSchema } from '../../src/cli/scenario-manual.ts';
import { POLICY_KEYS } from '../../src/model/policy.ts';

describe('the generated pages of the manual', () => {
  test('are what the program generates: run `npm run docs` after a change', () => {
    expect(readFileSync('docs/policy.md', 'utf8')).toBe(policyManual());
    expect(readFileSync('docs/schema/policy.schema.json', 'utf8')).toBe(policySchema());
    expect(readFileSync('docs/schema/scenario.schema.json', 'utf8')).toBe(scenarioSchema());
  });

  test('hold a row of the table for every key', () => {
    expect(policyManual().match(/^\| `/gm)).toHaveLength(POLICY_KEYS.length);
  });
});
