import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import { hostNames, statements } from './inventory-folder.ts';

const inventory = readInventory(fileURLToPath(new URL('../../inputs/broken', import.meta.url)));

test('inputs/broken earns the statements that are written down beside this test', () => {
  const expected = readFileSync(new URL('./broken-example.txt', import.meta.url), 'utf8');
  expect(`${statements(inventory).join('\n')}\n`).toBe(expected);
});

test('inputs/broken shows every kind of rejected row but a line of more than 1 MiB', () => {
  expect([...new Set(inventory.problems.map(({ code }) => code))].toSorted()).toEqual([
    'above-range',
    'below-range',
    'blank-required',
    'broken-quote',
    'bytes-undecodable',
    'control-character',
    'duplicate-row',
    'field-count',
    'name-too-long',
    'nic-is-uplink',
    'nic-missing',
    'nic-not-uplink',
    'not-a-boolean',
    'not-a-number',
    'not-finite',
    'not-whole',
    'quoted-line-break',
    'switch-missing',
    'unknown-host',
    'unknown-nic',
    'unknown-switch',
    'unknown-value',
    'unknown-vm',
    'vm-missing',
  ]);
});

test('the good hosts of inputs/broken survive, and every other host is rejected and named', () => {
  expect(hostNames(inventory)).toEqual(['good-1', 'good-2', 'good-3']);
  const named = readFileSync(new URL('../../inputs/broken/hosts.csv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]?.toLowerCase() ?? '')
    .filter((name) => name !== '' && !name.startsWith('good-'));
  expect(inventory.rejected.map(({ host }) => host)).toEqual([...new Set(named)].toSorted());
});
