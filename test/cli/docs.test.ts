import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { policyManual, policySchema } from '../../src/cli/policy-manual.ts';
import { rulesOfThumbManual } from '../../src/cli/rules-of-thumb-manual.ts';
import { scenarioSchema } from '../../src/cli/scenario-manual.ts';
import { POLICY_KEYS } from '../../src/model/policy.ts';

describe('the generated pages of the manual', () => {
  test('are what the program generates: run `npm run docs` after a change', () => {
    expect(readFileSync('docs/policy.md', 'utf8')).toBe(policyManual());
    expect(readFileSync('docs/rules-of-thumb.md', 'utf8')).toBe(rulesOfThumbManual());
    expect(readFileSync('docs/schema/policy.schema.json', 'utf8')).toBe(policySchema());
    expect(readFileSync('docs/schema/scenario.schema.json', 'utf8')).toBe(scenarioSchema());
  });

  // Azure Local, host network requirements, read off the published page.
  test('divide two ports for Azure Local as Microsoft does', () => {
    const page = rulesOfThumbManual();
    for (const row of [
      '| 2 × 25 GbE | 25 | 17.5 | 7.25 | 0.25 | 1 % |',
      '| 2 × 40 GbE | 40 | 28 | 11.6 | 0.4 | 1 % |',
      '| 2 × 100 GbE | 100 | 70 | 29 | 1 | 1 % |',
      '| 2 × 10 GbE | 10 | 7 | 2.8 | 0.2 | 2 % |',
    ]) {
      expect(page).toContain(`${row}\n`);
    }
  });

  test('hold a row of the table for every key', () => {
    expect(policyManual().match(/^\| `/gm)).toHaveLength(POLICY_KEYS.length);
  });
});
