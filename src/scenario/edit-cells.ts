/** `set` and `scale`: cells of selected rows. */
import type { InventoryRow } from '../model/inventory-rows.ts';
import type { InventoryTable } from '../model/problem.ts';
import type { CellScale, CellSet, EditChange, Place } from '../model/scenario.ts';
import { roundToNine } from '../units/rounding.ts';
import { cell, type Draft, type DraftTable, fault, keyOf, meaning, placeOf, quote, withCell } from './draft.ts';
import { selectRows } from './select-rows.ts';

/** Columns whose cell names a row of another file on the same host. */
export const REFERENCES: readonly { readonly file: InventoryTable; readonly column: string; readonly to: InventoryTable }[] = [
  { file: 'nics.csv', column: 'switch', to: 'switches.csv' },
  { file: 'adapters.csv', column: 'switch', to: 'switches.csv' },
  { file: 'adapters.csv', column: 'nic', to: 'nics.csv' },
];

/** Ids of rows: they stay while cells of the rows are edited. */
type Selected = ReadonlySet<number>;

/** False, and a fault, where an earlier change of the list has done something else to the cell. */
const mayTouch = (draft: Draft, change: CellSet | CellScale, row: InventoryRow, value: string | null): boolean => {
  const key = `${change.file}\t${row.id}\t${change.column}`;
  const before = draft.touches.get(key);
  if (before === undefined) {
    draft.touches.set(key, { at: change.at, value });
    return true;
  }
  if (value !== null && before.value === value) return true;
  const told = draft.faults.some(({ code, at }) => code === 'contradiction' && at === change.at);
  if (told) return false;
  const earlier = before.value === null ? 'scales it' : `sets it to ${before.value === '' ? 'blank' : quote(before.value)}`;
  const message = `A ${change.column} of ${change.file} that this changes is changed already: line ${before.at.line} ${earlier}.`;
  fault(draft, change.at, 'contradiction', message, 'Keep one of the two, or narrow where so that no row is selected twice.');
  return false;
};

/** Hosts of the rows on which the name is missing that the cells are to hold. */
const hostWithout = (draft: Draft, change: CellSet, selected: Selected, table: DraftTable): string | null => {
  const reference = REFERENCES.find(({ file, column }) => file === change.file && column === change.column);
  const target = reference === undefined ? undefined : draft.tables.get(reference.to);
  if (target === undefined || change.value === '') return null;
  const known = new Set(target.rows.map((row) => keyOf(cell(target, row, 'host'), cell(target, row, change.column))));
  for (const row of table.rows) {
    const host = cell(table, row, 'host');
    if (selected.has(row.id) && !known.has(keyOf(host, change.value))) return host;
  }
  return null;
};

const setCells = (draft: Draft, change: CellSet, selected: Selected): void => {
  const table = draft.tables.get(change.file) as DraftTable;
  const missing = hostWithout(draft, change, selected, table);
  if (missing !== null) {
    const message = `The host ${quote(missing)} has no ${change.column} ${quote(change.value)}.`;
    fault(draft, change.at, 'unknown-reference', message, `Name a ${change.column} of each host that where selects, or narrow where.`);
    return;
  }
  if (change.value === '' && !table.columns.has(change.column)) return;
  const place = placeOf(draft, table, change.column, change.at);
  if (place === null) return;
  table.rows = table.rows.map((row) =>
    selected.has(row.id) && mayTouch(draft, change, row, change.value) ? withCell(row, place, change.value) : row,
  );
};

/** Decimal text → number, where a decimal comma counts too; the cell is sound, so there is one. */
const numberOf = (text: string): number => Number(text.replace(',', '.'));

/** The scaled value inside the range of its column. */
const scaled = (draft: Draft, { factor, whole, min, max, open }: CellScale, value: number): number => {
  const product = roundToNine(value * factor);
  const wanted = whole ? Math.round(product) : product;
  // What the range leaves out is not reached by a factor above 0, but by rounding to nine decimals.
  const least = open && wanted <= min ? value : min;
  const held = Math.min(max, Math.max(least, wanted));
  if (held !== wanted) draft.held += 1;
  return held;
};

const scaleCells = (draft: Draft, change: CellScale, selected: Selected): void => {
  const table = draft.tables.get(change.file) as DraftTable;
  const values = new Map<InventoryRow, string>();
  for (const row of table.rows) {
    if (!selected.has(row.id)) continue;
    const text = cell(table, row, change.column);
    const value = text === '' ? change.blank : numberOf(text);
    if (value === null) continue;
    const result = scaled(draft, change, value);
    if (result !== value) values.set(row, String(result));
  }
  if (values.size === 0) return;
  const place = placeOf(draft, table, change.column, change.at);
  if (place === null) return;
  table.rows = table.rows.map((row) => {
    const value = values.get(row);
    return value !== undefined && mayTouch(draft, change, row, null) ? withCell(row, place, value) : row;
  });
};

/** A column in which every selected cell is blank and not known: the factor would do nothing without a word. */
const hasValue = (draft: Draft, change: CellScale, selected: Selected): boolean => {
  const table = draft.tables.get(change.file) as DraftTable;
  if (table.rows.some((row) => selected.has(row.id) && meaning(draft, table, row, change.column) !== '')) return true;
  const message = `The ${change.column} of ${change.file} is not known in any selected row, so there is nothing to scale.`;
  fault(draft, change.at, 'nothing-to-scale', message, 'Set it to a value first.');
  return false;
};

export const applyEdit = (draft: Draft, { where, sets, scales }: EditChange): void => {
  const ofFile = new Map<InventoryTable, Selected>();
  for (const { file, at } of [...sets, ...scales]) {
    if (ofFile.has(file)) continue;
    const rows = selectRows(draft, file, where, at) ?? [];
    ofFile.set(file, new Set(Array.from(rows, ({ id }) => id)));
  }
  const selectedOf = (file: InventoryTable): Selected | null => {
    const selected = ofFile.get(file);
    return selected === undefined || selected.size === 0 ? null : selected;
  };
  for (const change of sets) {
    const selected = selectedOf(change.file);
    if (selected !== null) setCells(draft, change, selected);
  }
  for (const change of scales) {
    const selected = selectedOf(change.file);
    if (selected !== null && hasValue(draft, change, selected)) scaleCells(draft, change, selected);
  }
};

/** Cells of a new row, in the columns in which it is not like the other. */
export const putCells = (draft: Draft, table: DraftTable, row: InventoryRow, cells: readonly CellSet[], at: Place): InventoryRow =>
  cells.reduce((so, { column, value }) => {
    if (value === '' && !table.columns.has(column)) return so;
    const place = placeOf(draft, table, column, at);
    return place === null ? so : withCell(so, place, value);
  }, row);
