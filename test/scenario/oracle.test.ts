import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { InventoryFile } from '../../src/model/problem.ts';
import { fleet, form, rowsOf, writeTable } from '../inventory/written-inventory.ts';
import { applyToHosts, type Change, inOrder, type Mutable } from './host-oracle.ts';
import { changeFor } from './random-change.ts';
import { applyTo, type Texts, withTexts } from './scenario-text.ts';

const caseOf = fleet.chain((hosts) =>
  fc.tuple(fc.constant(hosts), form, fc.array(changeFor(hosts as unknown as readonly Mutable[]), { minLength: 1, maxLength: 3 })),
);

/** A host keeps its name alone: everything else may repeat, and globs of random names may hold * and ?. */
const yamlOf = (changes: readonly Change[]): string => stringify({ name: 's', changes });

test('rows that a scenario edits, read back, are the hosts that the same scenario makes of the hosts', () => {
  let applied = 0;
  fc.assert(
    fc.property(caseOf, ([hosts, how, changes]) => {
      const rows = rowsOf(hosts);
      const texts = Object.fromEntries(
        (Object.keys(rows) as InventoryFile[]).map((file) => [file, writeTable(file, rows[file], how)]),
      ) as Texts;
      const { faults, bytes } = applyTo(texts, yamlOf(changes));
      if (faults.length > 0) return;
      applied += 1;
      const expected = changes.reduce<Mutable[]>((so, change) => applyToHosts(so, change), structuredClone(hosts) as unknown as Mutable[]);
      const read = withTexts(bytes, readInventory);
      expect(read.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(read.hosts.map((host) => ({ ...host, vmsElsewhere: [] }))).toStrictEqual(structuredClone(inOrder(expected)));
    }),
    { numRuns: 400 },
  );
  // Many random scenarios are refused; the property says something only while enough are not.
  expect(applied).toBeGreaterThan(60);
}, 60_000);
