import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { InventoryFile } from '../../src/model/problem.ts';
import { withFolder } from './inventory-folder.ts';
import { fleet, form, rowsOf, writeTable } from './written-inventory.ts';

test('any hosts, in rows and columns of any order, any delimiter and any encoding, are read back the same', () => {
  fc.assert(
    fc.property(fleet, form, (hosts, how) => {
      const rows = rowsOf(hosts);
      const files = Object.fromEntries((Object.keys(rows) as InventoryFile[]).map((file) => [file, writeTable(file, rows[file], how)]));
      const inventory = withFolder(files, readInventory);
      expect(inventory.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(inventory.hosts).toStrictEqual(structuredClone(hosts));
      expect(inventory.rejected).toEqual([]);
      expect(inventory.files.map((file) => file.rows)).toEqual(Object.values(rows).map((list) => list.length));
    }),
    { numRuns: 200 },
  );
});
