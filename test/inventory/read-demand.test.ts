import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InventoryError } from '../../src/inventory/inventory-error.ts';
import { readDemand } from '../../src/inventory/read-demand.ts';
import type { Inventory } from '../../src/inventory/read-inventory.ts';
import { buildHost } from '../builders/host-builder.ts';

const INVENTORY: Inventory = {
  hosts: [buildHost({ name: 'hv-01', cluster: 'prod' }), buildHost({ name: 'constructor', cluster: '__proto__' })],
  rejected: [],
  problems: [],
  files: [],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-demand-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string) => {
  const path = join(folder, 'week.csv');
  writeFileSync(path, text);
  return readDemand(path, INVENTORY);
};

const problemsOf = (text: string): readonly string[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof InventoryError)
      return error.problems.map(({ line, column, code, remedy }) => `${line}:${column} ${code} ${remedy}`);
    throw error;
  }
  return [];
};

describe('the demand of the hours', () => {
  test('is known of the hours that have a row, and 1 in the others', () => {
    const { hosts, clusters } = read('hour_of_week,host,cluster,factor\n0,HV-01,,0.5\n167,,prod,2\n');
    expect(hosts.get('hv-01')?.[0]).toBe(0.5);
    expect(hosts.get('hv-01')?.[1]).toBe(1);
    expect(clusters.get('prod')?.[167]).toBe(2);
  });

  test('may leave out the column that it does not use, and stand in any order and form that an inventory may', () => {
    expect(read('\uFEFFfactor;cluster;hour_of_week\r\n0,25;Prod;3\r\n').clusters.get('prod')?.[3]).toBe(0.25);
  });

  test('takes names that are also words of the language for names', () => {
    const { hosts, clusters } = read('hour_of_week,host,cluster,factor\n1,constructor,,0.5\n1,,__proto__,3\n');
    expect(hosts.get('constructor')?.[1]).toBe(0.5);
    expect(clusters.get('__proto__')?.[1]).toBe(3);
  });

  test('is refused with every problem at its line and column', () => {
    const text = [
      'hour_of_week,host,cluster,factor',
      '168,hv-01,,1',
      '1,hv-01,,much',
      '1,hv-1,,1',
      '1,hv-01,prod,1',
      '1,,,1',
      '2,hv-01,,1',
      '2,HV-01,,1',
      '3,"hv-01,,1',
    ].join('\n');
    expect(problemsOf(text).map((problem) => problem.split(' ').slice(0, 2).join(' '))).toEqual([
      '2:1 above-range',
      '3:10 not-a-number',
      '4:3 unknown-host',
      '5:3 host-or-cluster',
      '6:3 host-or-cluster',
      '8:1 duplicate-row',
      '9:0 broken-quote',
    ]);
    expect(problemsOf(text)[2]).toContain('Maybe write hv-01.');
  });

  test('is refused without its columns, and where there is no file', () => {
    expect(problemsOf('hour,host,factor\n1,hv-01,1\n')).toEqual([expect.stringContaining('column-missing')]);
    expect(() => readDemand(join(folder, 'nowhere.csv'), INVENTORY)).toThrow(InventoryError);
  });
});
