/** An inventory as rows of text, and where each row stands in its file; edited-bytes.ts is the way back. */
import { closeSync, readFileSync } from 'node:fs';
import type { InventoryRow, RowTable, RowTables } from '../model/inventory-rows.ts';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { FILE_ATTRIBUTES, INVENTORY_TABLES } from './attributes.ts';
import type { CellParser } from './cell.ts';
import { cellParser } from './cell.ts';
import type { Header } from './header.ts';
import { InventoryError } from './inventory-error.ts';
import { type OpenTable, openTable } from './open-table.ts';
import { CellStore, TextList } from './cell-store.ts';
import { openSpill } from './read-inventory.ts';
import type { RecordSink } from './records.ts';
import { readRecords } from './records.ts';
import { splitPlain } from './split-plain.ts';

/** The pieces of a file: records, and lines that are none, each with the blank lines behind it. */
interface Segments {
  /** Where each starts, and behind them where the last one ends. */
  readonly starts: Float64Array;
  /** Number of its row; NO_ROW: it cannot be read. */
  readonly rows: Int32Array;
}

export const NO_ROW = -1;

export interface OriginalFile {
  /** UTF-8 but for broken lines, with a byte order mark where the file has one. */
  readonly bytes: Buffer;
  readonly header: Header;
  readonly table: RowTable;
  readonly segments: Segments;
  /** First line with more cells than the header. */
  readonly wideLine: number | null;
}

export interface InventoryText {
  readonly tables: RowTables;
  readonly originals: ReadonlyMap<InventoryTable, OriginalFile>;
}

const columnsOf = (file: InventoryTable, header: Header): ReadonlyMap<string, number> =>
  new Map(
    FILE_ATTRIBUTES[file].flatMap(({ name, position }) => {
      const place = header.columns[position] ?? -1;
      return place < 0 ? [] : [[name, place] as const];
    }),
  );

/** Only free text and columns that are not read may hold a line break, as in table.ts. */
const breakTest = (file: InventoryTable, header: Header): ((cells: readonly string[]) => boolean) => {
  const strict = FILE_ATTRIBUTES[file].filter(({ type }) => type !== 'text').map(({ position }) => header.columns[position] ?? -1);
  return (cells) => strict.every((place) => place < 0 || !(cells[place] ?? '').includes('\n'));
};

const LINE_FEED = 0x0a;

/** A number for each line that starts a piece, from 1, and one for its row. */
interface Marks {
  readonly lines: number[];
  readonly rows: number[];
}

const segmentsOf = (bytes: Buffer, { lines, rows }: Marks): Segments => {
  const starts = new Float64Array(lines.length + 1);
  let [at, reached] = [0, 1];
  lines.forEach((line, index) => {
    for (; reached < line; reached += 1) at = bytes.indexOf(LINE_FEED, at) + 1;
    starts[index] = at;
  });
  starts[lines.length] = bytes.length;
  return { starts, rows: Int32Array.from(rows) };
};

const readRows = (file: InventoryTable, bytes: Buffer, header: Header, list: TextList): OriginalFile => {
  const marks: Marks = { lines: [], rows: [] };
  const rows: InventoryRow[] = [];
  let wideLine: number | null = null;
  const { delimiter, width } = header;
  const store = new CellStore(list, width);
  const mark = (line: number, row: number): void => {
    marks.lines.push(line);
    marks.rows.push(row);
  };
  const sink: RecordSink = {
    row: (cells, line) => {
      mark(line, rows.length);
      rows.push(store.add(cells));
    },
    mayBreak: breakTest(file, header),
    broken: (line, why, fields) => {
      if (why === 'field-count' && fields > width) wideLine ??= line;
      mark(line, NO_ROW);
    },
  };
  const options = { delimiter, width };
  readRecords(bytes, { at: header.at, line: header.line }, { ...options, plain: splitPlain(options, sink) }, sink);
  return { bytes, header, table: { file, columns: columnsOf(file, header), width, rows }, segments: segmentsOf(bytes, marks), wideLine };
};

/** All of a file that is open up to its header. */
const readWhole = ({ table, path, file, header }: OpenTable, list: TextList): OriginalFile => {
  try {
    return readRows(table, readFileSync(path), header, list);
  } finally {
    closeSync(file);
  }
};

/** @throws InventoryError where the inventory cannot be planned either, for all files at once */
export const readInventoryText = (folder: string): InventoryText => {
  const spill = openSpill();
  const originals = new Map<InventoryTable, OriginalFile>();
  const problems: Problem[] = [];
  const list = new TextList();
  try {
    for (const name of INVENTORY_TABLES) {
      const opened = openTable(folder, name, spill.folder);
      if (opened === null) continue;
      if ('problems' in opened) problems.push(...opened.problems);
      else originals.set(name, readWhole(opened, list));
    }
  } finally {
    spill.remove();
    list.close();
  }
  if (problems.length > 0) throw new InventoryError(problems);
  return { tables: new Map([...originals].map(([file, { table }]) => [file, table])), originals };
};

/** Whether every known cell of a row can be read; one parser a column, made when a file is asked about first. */
export const soundnessOf = ({ originals }: InventoryText): ((table: Pick<RowTable, 'file' | 'columns'>, row: InventoryRow) => boolean) => {
  const parsers = new Map<InventoryTable, readonly (readonly [string, CellParser])[]>();
  const parsersOf = (file: InventoryTable): readonly (readonly [string, CellParser])[] => {
    const known = parsers.get(file);
    if (known !== undefined) return known;
    const decimalComma = originals.get(file)?.header.delimiter === ';';
    const made = FILE_ATTRIBUTES[file].map((attribute) => [attribute.name, cellParser(attribute, decimalComma)] as const);
    parsers.set(file, made);
    return made;
  };
  return ({ file, columns }, row) =>
    parsersOf(file).every(([name, parse]) => {
      const place = columns.get(name);
      return place === undefined || parse(row.cells.at(place) ?? '') !== undefined;
    });
};

/** What a blank cell of a column stands for, as text; '' where it is not known. */
export const blankText = (file: InventoryTable, column: string): string => {
  const value = FILE_ATTRIBUTES[file].find(({ name }) => name === column)?.default ?? null;
  return value === null ? '' : String(value);
};
