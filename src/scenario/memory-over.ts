/** Hosts whose VMs need more memory than the host has: a plan for the network says nothing about it, and no such host exists. */
import type { InventoryRow, RowTable, RowTables } from '../model/inventory-rows.ts';
import type { InventoryTable } from '../model/problem.ts';
import { nameKey } from '../model/name.ts';
import { cell } from './draft.ts';

export interface MemoryOver {
  readonly host: string;
  /** GiB that the VMs of the host take, and that it has. */
  readonly wanted: number;
  readonly has: number;
}

const MEBIBYTES_PER_GIBIBYTE = 1024;
/** A VM that is off, or saved, holds no memory. */
const HOLDS_MEMORY = new Set(['', 'running', 'paused']);

const numberIn = (table: RowTable, row: InventoryRow, column: string): number | null => {
  const text = cell(table, row, column);
  const value = text === '' ? Number.NaN : Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
};

const overOf = (tables: RowTables): ReadonlyMap<string, MemoryOver> => {
  const [hosts, vms] = [tables.get('hosts.csv'), tables.get('vms.csv')];
  if (hosts === undefined || vms === undefined) return new Map();
  const wanted = new Map<string, number>();
  for (const row of vms.rows) {
    if (!HOLDS_MEMORY.has(cell(vms, row, 'state').toLowerCase())) continue;
    const key = nameKey(cell(vms, row, 'host'));
    wanted.set(key, (wanted.get(key) ?? 0) + (numberIn(vms, row, 'memory_mib') ?? 0) / MEBIBYTES_PER_GIBIBYTE);
  }
  return new Map(
    hosts.rows.flatMap((row) => {
      const host = cell(hosts, row, 'host');
      const has = numberIn(hosts, row, 'memory_gib');
      const need = wanted.get(nameKey(host)) ?? 0;
      return has === null || need <= has ? [] : [[nameKey(host), { host, wanted: need, has }] as const];
    }),
  );
};

/** Hosts that a scenario fills beyond their memory, or further beyond it; those of which it is not known are left out. */
export const findMemoryOver = (before: RowTables, after: RowTables): readonly MemoryOver[] => {
  const isSame = (file: InventoryTable): boolean => before.get(file)?.rows === after.get(file)?.rows;
  if (isSame('hosts.csv') && isSame('vms.csv')) return [];
  const was = overOf(before);
  return [...overOf(after)].flatMap(([key, over]) => {
    const old = was.get(key);
    return old !== undefined && over.wanted - over.has <= old.wanted - old.has ? [] : [over];
  });
};
