import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compatibilityManual } from '../../src/cli/compatibility-manual.ts';
import type { Feature } from '../../src/compatibility/feature.ts';
import { ruleFor } from '../../src/compatibility/rule-for.ts';
import { RULES } from '../../src/compatibility/rules.ts';

const PAGE = compatibilityManual();
const matrixRow = (name: string): readonly string[] =>
  (PAGE.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '')
    .split('|')
    .slice(2, 7)
    .map((cell) => cell.trim());

describe('the printed rule table', () => {
  it('is what the program generates: run `npm run docs` after a change', () => {
    expect(readFileSync('docs/compatibility.md', 'utf8')).toBe(PAGE);
  });

  it('shows the five columns of a feature as the facts have them', () => {
    expect(matrixRow('SR-IOV')).toEqual(['**X** (s)', '**X** (s)', '**X** (s)', 'W', 'W']);
    expect(matrixRow('VMMQ')).toEqual(['–', 'C (?)', '**X**', 'C', 'W']);
    expect(matrixRow('Dynamic VMMQ')).toEqual(['–', '**X**', '**X**', '–', 'W']);
    expect(matrixRow('RSC in the virtual switch')).toEqual(['–', '–', '**X**', '–', 'W']);
    expect(matrixRow('Virtual switch on the team')).toEqual(['W', 'W', '**X**', '–', '–']);
  });

  it('names every rule that is not simply a W of the matrix, once', () => {
    const quiet = RULES.filter((rule) => rule.with === null && rule.section === 'team' && rule.verdict.kind === 'works');
    for (const { id } of RULES.filter((rule) => !quiet.includes(rule) && rule.id !== 'switch-works-on-lbfo')) {
      expect([id, PAGE.split(`\`${id}\``).length - 1]).toEqual([id, 1]);
    }
  });

  it('may give the systems of one column one letter, because one verdict covers them', () => {
    for (const feature of new Set<Feature>(RULES.map((rule) => rule.feature))) {
      expect(ruleFor(feature, 'lbfo', '2016')?.verdict).toEqual(ruleFor(feature, 'lbfo', '2019')?.verdict);
      expect(ruleFor(feature, 'set', '2022')?.verdict).toEqual(ruleFor(feature, 'set', '2019')?.verdict);
    }
  });
});
