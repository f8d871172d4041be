/** A report as data: its file, its columns in order, and the rows that one outcome puts into it. */
import type { Outcome } from '../model/outcome.ts';
import { type Cell, writeCell, writeRow } from './csv-row.ts';

export interface Column<Row> {
  /** The header; it names the unit. */
  readonly name: string;
  readonly cell: (row: Row) => Cell;
}

export interface Table<Row> {
  readonly file: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: (outcome: Outcome) => readonly Row[];
}

export interface RenderOptions {
  readonly rawCells: boolean;
}

export const headerRow = (columns: readonly { readonly name: string }[]): string =>
  writeRow(
    columns.map((column) => column.name),
    true,
  );

export const renderRows = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: RenderOptions): string => {
  const { rawCells } = options;
  let text = '';
  for (const row of rows) {
    let separator = '';
    for (const column of columns) {
      const cell = column.cell(row);
      text += cell === null ? separator : separator + writeCell(cell, rawCells);
      separator = ',';
    }
    text += '\n';
  }
  return text;
};
