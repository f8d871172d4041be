/** An inventory as rows of text: what a scenario edits, before anything is made of the cells. */
import type { InventoryTable } from './problem.ts';

/** As much of a list of texts as rows need: who holds millions of cells need not hold a list a row. */
export interface RowCells extends Iterable<string> {
  readonly length: number;
  readonly at: (place: number) => string | undefined;
}

/** One row. An edit makes a new one, so that a row which is the same object is the same row, to the byte. */
export interface InventoryRow {
  /** From 0 in the order of the file; below 0: not from the file. Unique in its table. */
  readonly id: number;
  /** In the order of the file's columns; cells that are left out at the end are blank. */
  readonly cells: RowCells;
}

export interface RowTable {
  readonly file: InventoryTable;
  /** Place of each known column of the file, by its name. */
  readonly columns: ReadonlyMap<string, number>;
  /** Cells of a row, unknown columns counted. */
  readonly width: number;
  readonly rows: readonly InventoryRow[];
}

/** clusters.csv may be missing. */
export type RowTables = ReadonlyMap<InventoryTable, RowTable>;
