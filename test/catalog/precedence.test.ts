import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, test } from 'vitest';
import { AUDITED_SETTINGS, type AuditedSetting, LAYERS, PRECEDENCE, SETTING_NAMES, winnerOf } from '../../src/catalog/precedence.ts';
import { settingsManual } from '../../src/cli/settings-manual.ts';

interface Row {
  readonly setting: AuditedSetting;
  readonly host: string;
  readonly cluster: string;
  readonly network_atc: string;
  readonly wins: string;
  readonly source: string;
}
const rows: readonly Row[] = parse(readFileSync(new URL('precedence.csv', import.meta.url)), { columns: true });

describe('of the layers that hold a value', () => {
  it.each(rows)('$setting on host ($host), cluster ($cluster) and Network ATC ($network_atc): $wins wins', (row) => {
    const holding = LAYERS.filter((layer) => row[layer === 'network-atc' ? 'network_atc' : layer] === 'set');
    expect(row.source.length).toBeGreaterThan(5);
    expect(winnerOf(row.setting, holding) ?? '').toBe(row.wins);
    expect(winnerOf(row.setting, holding.toReversed()) ?? '').toBe(row.wins);
  });
});

test('any two layers that know a setting have exactly one row, with a source', () => {
  for (const setting of AUDITED_SETTINGS) {
    const known = LAYERS.filter((layer) => SETTING_NAMES[setting][layer] !== null);
    const pairs = known.flatMap((a, index) => known.slice(index + 1).map((b) => [a, b]));
    const stated = PRECEDENCE.filter((row) => row.setting === setting);
    expect(stated.map(({ between }) => between)).toEqual(pairs);
    expect(stated.every(({ wins, between, source }) => between.includes(wins) && source !== '')).toBe(true);
  }
});

test('docs/settings.md is what the table says: run `npm run docs` after a change', () => {
  expect(readFileSync('docs/settings.md', 'utf8')).toBe(settingsManual());
});
