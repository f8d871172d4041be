import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ATTRIBUTES, FILE_ATTRIBUTES, INVENTORY_FILES } from '../../src/inventory/attributes.ts';
import { cellParser } from '../../src/inventory/cell.ts';
import { describeColumns } from '../../src/inventory/describe-columns.ts';
import { inventoryManual } from '../../src/inventory/manual.ts';

test('docs/inventory.md is what the attribute tables say', () => {
  expect(readFileSync(new URL('../../docs/inventory.md', import.meta.url), 'utf8')).toBe(inventoryManual());
});

test('the manual and the terminal name every column once, under its file', () => {
  const manual = inventoryManual();
  const terminal = describeColumns();
  for (const file of INVENTORY_FILES) {
    const section = manual.slice(manual.indexOf(`## ${file}`)).split('\n## ')[0] ?? '';
    for (const { name } of FILE_ATTRIBUTES[file]) {
      expect(section.split('\n').filter((line) => line.startsWith(`| ${name} `)).length).toBe(1);
      expect(terminal).toContain(`\n  ${name} `);
    }
  }
});

test('the host is the first column of every file, and a required one', () => {
  expect(INVENTORY_FILES.map((file) => FILE_ATTRIBUTES[file][0])).toMatchObject(
    INVENTORY_FILES.map((file) => ({ file, name: 'host', position: 0, required: true })),
  );
});

test('every column has a meaning that ends in a full stop or a source, and a place it comes from', () => {
  expect(ATTRIBUTES.filter(({ meaning, cmdlet }) => !meaning.endsWith('.') || cmdlet === '')).toEqual([]);
});

test('a number has a range, and its default is inside; an enum has words in lower case, and its default is one', () => {
  for (const attribute of ATTRIBUTES) {
    const isNumber = attribute.type === 'integer' || attribute.type === 'number';
    expect(attribute.range !== null).toBe(isNumber);
    expect(attribute.values.length > 0).toBe(attribute.type === 'enum');
    expect(attribute.values.map((word) => word.toLowerCase())).toEqual(attribute.values);
    if (attribute.default !== null) expect(cellParser(attribute, false)(String(attribute.default))).toBe(attribute.default);
  }
});

test('a required column has no default, and every other says what a blank means', () => {
  expect(ATTRIBUTES.filter((attribute) => attribute.required === (attribute.blank !== '')).map(({ name }) => name)).toEqual([]);
  expect(ATTRIBUTES.filter((attribute) => attribute.required && attribute.default !== null)).toEqual([]);
});

test('only columns that may be not known can lose a value without changing the plan', () => {
  const unplanned = ATTRIBUTES.filter(({ changesPlan }) => !changesPlan);
  expect(unplanned.map(({ file, name }) => `${file} ${name}`)).toEqual([
    'hosts.csv memory_gib',
    'nics.csv model',
    'clusters.csv uplink_mbps',
    'clusters.csv spare_hosts',
  ]);
  expect(unplanned.map((attribute) => attribute.default)).toEqual([null, null, null, null]);
});

describe('numbers are decimal', () => {
  const memory = ATTRIBUTES.find(({ name }) => name === 'memory_mib');
  test.each([
    '0x10',
    '0b1',
    '0o7',
    ' 0x10',
    '+0x10',
    '1_000',
    '1e',
    'e5',
    '.',
    '+',
    '--1',
    '1 2',
    '1,5',
    '1.2.3',
    '٣',
    'NaN',
    'Infinity',
    '1e9999',
  ])('%s is refused', (text) => {
    expect(memory === undefined ? null : cellParser(memory, false)(text)).toBe(undefined);
  });
  test.each(['1.000,5', '1,000,5', ',', '1,5e', '0x1,5'])('%s is refused with a decimal comma too', (text) => {
    expect(memory === undefined ? null : cellParser(memory, true)(text)).toBe(undefined);
  });
});
