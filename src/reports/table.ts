/** A report as data: its file, its columns in order, and the rows that one outcome puts into it. */
import type { Outcome } from '../model/outcome.ts';
import { ByteText } from './byte-text.ts';
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

const COMMA = 44;
const LINE_END = 10;

/** Most cells are those of the row above: host, rule, layer. Their bytes are copied. */
export const writeRows = <Row>(out: ByteText, columns: readonly Column<Row>[], rows: readonly Row[], { rawCells }: RenderOptions): void => {
  const cells: Cell[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const row of rows) {
    for (let index = 0; index < columns.length; index += 1) {
      if (index > 0) out.byte(COMMA);
      const cell = (columns[index] as Column<Row>).cell(row);
      if (cell === null) continue;
      if (cell === cells[index]) {
        out.again(starts[index] as number, ends[index] as number);
        continue;
      }
      cells[index] = cell;
      starts[index] = out.length;
      writeCell(out, cell, rawCells);
      ends[index] = out.length;
    }
    out.byte(LINE_END);
  }
};

/** Rows as text, for a file that is small or written once. */
export const renderRows = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: RenderOptions): string => {
  const out = new ByteText();
  writeRows(out, columns, rows, options);
  return out.toString();
};
