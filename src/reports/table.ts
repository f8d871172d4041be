/** A report as data: its file, its columns in order, and the rows that one outcome puts into it. */
import type { Outcome } from '../model/outcome.ts';
import { ByteText } from './byte-text.ts';
import { writeTable } from './csv-bytes.ts';
import { type Cell, writeRow } from './csv-row.ts';

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

export const writeRows = <Row>(out: ByteText, columns: readonly Column<Row>[], rows: readonly Row[], { rawCells }: RenderOptions): void => {
  writeTable(out, columns, rows, rawCells);
};

/** Rows as text, for a file that is small or written once. */
export const renderRows = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: RenderOptions): string => {
  const out = new ByteText();
  writeRows(out, columns, rows, options);
  return out.toString();
};
