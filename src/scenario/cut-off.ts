/** Adapters without a way out that had one before: the planner has nothing to say about them, so whoever compares must. */
import type { InventoryRow, RowTable, RowTables } from '../model/inventory-rows.ts';
import { nameKey } from '../model/name.ts';
import type { InventoryTable } from '../model/problem.ts';
import { cell, joinKey, type LostAdapter } from './draft.ts';

export interface CutOff {
  readonly host: string;
  readonly adapters: number;
}

const NO_ROWS: readonly InventoryRow[] = [];
const NO_TABLE: Pick<RowTable, 'columns' | 'rows'> = { columns: new Map(), rows: NO_ROWS };
const of = (tables: RowTables, file: InventoryTable): Pick<RowTable, 'columns' | 'rows'> => tables.get(file) ?? NO_TABLE;

/** Switches with an uplink, by host and name. */
const connected = (tables: RowTables): ReadonlySet<string | null> => {
  const nics = of(tables, 'nics.csv');
  return new Set(nics.rows.map((row) => joinKey(nics, row, ['host', 'switch'])));
};

/** Switches that had an uplink and have none any more. */
const disconnected = (before: RowTables, after: RowTables): ReadonlySet<string | null> => {
  if (of(before, 'nics.csv').rows === of(after, 'nics.csv').rows) return new Set();
  const has = connected(after);
  return new Set([...connected(before)].filter((key) => !has.has(key)));
};

/** Of hosts that are still there: adapters on a switch that lost its last uplink, and those that lost a port of their own. */
export const findCutOff = (before: RowTables, after: RowTables, lost: readonly LostAdapter[]): readonly CutOff[] => {
  const cut = disconnected(before, after);
  const adapters = of(after, 'adapters.csv');
  const hosts = of(after, 'hosts.csv');
  const counts = new Map<string, { host: string; adapters: number }>();
  const there = new Map(hosts.rows.map((row) => [nameKey(cell(hosts, row, 'host')), cell(hosts, row, 'host')]));
  const count = (name: string): void => {
    const key = nameKey(name);
    const host = there.get(key);
    if (host === undefined) return;
    const known = counts.get(key) ?? { host, adapters: 0 };
    known.adapters += 1;
    counts.set(key, known);
  };
  for (const row of cut.size === 0 ? NO_ROWS : adapters.rows) {
    const key = joinKey(adapters, row, ['host', 'switch']);
    if (key !== null && cut.has(key)) count(cell(adapters, row, 'host'));
  }
  for (const { host } of lost) count(host);
  return [...counts.values()];
};
