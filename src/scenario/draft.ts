/** The rows of an inventory while a scenario is applied to them. The tables that it starts from stay as they are. */
import type { InventoryRow, RowTable, RowTables } from '../model/inventory-rows.ts';
import { nameKey } from '../model/name.ts';
import type { InventoryTable } from '../model/problem.ts';
import type { Place, ScenarioFault } from '../model/scenario.ts';

/** What the columns of the inventory say of a cell, handed in: this folder knows rows, not how they are read. */
export interface RowFacts {
  /** Every known cell of the row can be read. A broken row is never selected, so no scenario changes it. */
  readonly isSound: (table: RowTable, row: InventoryRow) => boolean;
  /** What a blank cell stands for, as text; '' where it is not known. */
  readonly blankOf: (file: InventoryTable, column: string) => string;
  /** First line of the file with more cells than the header: one column more, and it would be read. */
  readonly wideLine: (file: InventoryTable) => number | null;
  /** The likeliest thing that a misspelled word was meant to be. */
  readonly nearest: (word: string, candidates: Iterable<string>) => string | null;
}

/** What one change of the list did to one cell. */
export interface Touch {
  readonly at: Place;
  /** null: scaled. */
  readonly value: string | null;
}

/** A VM that lost its host and has no other yet. */
export interface UnplacedVm {
  readonly host: string;
  readonly vm: string;
  readonly tier: string;
  readonly memory: string;
}

export interface LostAdapter {
  readonly host: string;
  readonly adapter: string;
}

export interface DraftTable {
  /** The table as it was. */
  readonly given: RowTable;
  readonly file: InventoryTable;
  readonly columns: Map<string, number>;
  width: number;
  rows: InventoryRow[];
}

export interface Draft {
  readonly facts: RowFacts;
  readonly tables: ReadonlyMap<InventoryTable, DraftTable>;
  readonly touches: Map<string, Touch>;
  readonly faults: ScenarioFault[];
  readonly unplaced: UnplacedVm[];
  /** Adapters that the host used directly, on a port that is gone. */
  readonly lostAdapters: LostAdapter[];
  /** Cells that a factor would have taken out of their range. */
  held: number;
  nextId: number;
}

const openTable = (given: RowTable): DraftTable => ({ ...given, given, columns: new Map(given.columns), rows: [...given.rows] });

/** A table that nothing was done to is the one that was given, so that nobody need look through its rows. */
const closeTable = ({ given, file, columns, width, rows }: DraftTable): RowTable =>
  width === given.width && rows.length === given.rows.length && rows.every((row, index) => row === given.rows[index])
    ? given
    : { file, columns, width, rows };

export const openDraft = (tables: RowTables, facts: RowFacts): Draft => {
  const ids = [...tables.values()].flatMap(({ rows }) => rows.at(-1)?.id ?? 0);
  return {
    facts,
    tables: new Map([...tables].map(([file, table]) => [file, openTable(table)])),
    touches: new Map(),
    faults: [],
    unplaced: [],
    lostAdapters: [],
    held: 0,
    // Rows of an earlier scenario stand at the end, with the lowest numbers.
    nextId: Math.min(0, ...ids) - 1,
  };
};

export const closeDraft = (draft: Draft): RowTables => new Map([...draft.tables].map(([file, table]) => [file, closeTable(table)]));

/** A table that an inventory always has. */
export const tableOf = (draft: Draft, file: InventoryTable): DraftTable => {
  const table = draft.tables.get(file);
  if (table === undefined) throw new Error(`The inventory has no ${file}.`);
  return table;
};

export const cell = (table: Pick<RowTable, 'columns'>, row: InventoryRow, column: string): string => {
  const place = table.columns.get(column);
  return place === undefined ? '' : (row.cells.at(place) ?? '').trim();
};

/** The cell, or what it stands for where it is blank. */
export const meaning = (draft: Draft, table: DraftTable, row: InventoryRow, column: string): string =>
  cell(table, row, column) || draft.facts.blankOf(table.file, column);

export const fault = (draft: Draft, at: Place, code: string, message: string, remedy: string): void => {
  draft.faults.push({ at, code, message, remedy });
};

const LONGEST_SHOWN = 80;
/** A name inside a sentence. */
export const quote = (text: string): string => (text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`);

/** Several names as one key; null where one of them is blank, because nothing is joined by what is not there. */
export const joinKey = (table: Pick<RowTable, 'columns'>, row: InventoryRow, columns: readonly string[]): string | null => {
  let key = '';
  for (const column of columns) {
    const text = cell(table, row, column);
    if (text === '') return null;
    key += `\t${nameKey(text)}`;
  }
  return key;
};

export const keyOf = (...names: readonly string[]): string => names.map((name) => `\t${nameKey(name)}`).join('');

/** Place of a column, which is added behind the others where the file lacks it; null where that cannot be done. */
export const placeOf = (draft: Draft, table: DraftTable, column: string, at: Place): number | null => {
  const known = table.columns.get(column);
  if (known !== undefined) return known;
  const wide = draft.facts.wideLine(table.file);
  if (wide !== null) {
    const message = `${table.file} has no column ${column}, and its line ${wide} has more cells than the header.`;
    fault(draft, at, 'column-missing', message, `Mend line ${wide} first, or add the column: with one more column the line would be read.`);
    return null;
  }
  table.columns.set(column, table.width);
  table.width += 1;
  return table.width - 1;
};

export const withCell = (row: InventoryRow, place: number, value: string): InventoryRow => {
  if ((row.cells.at(place) ?? '').trim() === value) return row;
  const cells = [...row.cells];
  while (cells.length <= place) cells.push('');
  cells[place] = value;
  return { id: row.id, cells };
};

/** Changes a cell of a column that the file has; a column that it lacks is blank and stays so. */
export const put = (table: DraftTable, row: InventoryRow, column: string, value: string): InventoryRow => {
  const place = table.columns.get(column);
  return place === undefined ? row : withCell(row, place, value);
};

/** A new row with the cells of another. */
export const append = (draft: Draft, table: DraftTable, like: InventoryRow): void => {
  table.rows.push({ id: draft.nextId, cells: like.cells });
  draft.nextId -= 1;
};

/** Removes rows, and hands them back. */
export const takeOut = (table: DraftTable, isGone: (row: InventoryRow) => boolean): readonly InventoryRow[] => {
  const gone: InventoryRow[] = [];
  const kept: InventoryRow[] = [];
  for (const row of table.rows) (isGone(row) ? gone : kept).push(row);
  if (gone.length > 0) table.rows = kept;
  return gone;
};
