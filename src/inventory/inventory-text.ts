/**
 * An inventory as rows of text, and the way back: the files of an edited inventory, in which every row that no edit has
 * touched stands as it did, to the byte, broken lines too.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, readFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { InventoryRow, RowTable, RowTables } from '../model/inventory-rows.ts';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { FILE_ATTRIBUTES, INVENTORY_TABLES } from './attributes.ts';
import type { CellParser } from './cell.ts';
import { cellParser } from './cell.ts';
import type { Header } from './header.ts';
import { InventoryError } from './inventory-error.ts';
import { findBadLine, type OpenTable, openTable, undecodable } from './open-table.ts';
import { openSpill } from './read-inventory.ts';
import { readRecords } from './records.ts';

/** A piece of a file: a record, or a line that is none, with the blank lines behind it. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** null: no CSV reader accepts it. */
  readonly row: InventoryRow | null;
}

interface OriginalFile {
  /** UTF-8, with a byte order mark where the file has one. */
  readonly bytes: Buffer;
  readonly header: Header;
  readonly table: RowTable;
  readonly segments: readonly Segment[];
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

interface Mark {
  /** Offset at which the record starts. */
  readonly at: number;
  readonly row: InventoryRow | null;
}

/** Cells repeat from row to row, and a fleet has millions: one string for all that are equal. */
const interner = (): ((cells: readonly string[], width: number) => readonly string[]) => {
  const known = new Map<string, string>();
  return (cells, width) =>
    cells.slice(0, width).map((text) => {
      if (text === '') return text;
      const before = known.get(text);
      if (before !== undefined) return before;
      known.set(text, text);
      return text;
    });
};

/** Only free text and columns that are not read may hold a line break, as in table.ts. */
const breakTest = (file: InventoryTable, header: Header): ((cells: readonly string[]) => boolean) => {
  const strict = FILE_ATTRIBUTES[file].filter(({ type }) => type !== 'text').map(({ position }) => header.columns[position] ?? -1);
  return (cells) => strict.every((place) => place < 0 || !(cells[place] ?? '').includes('\n'));
};

const readRows = (file: InventoryTable, bytes: Buffer, header: Header): OriginalFile => {
  const marks: Mark[] = [];
  const rows: InventoryRow[] = [];
  let wideLine: number | null = null;
  const intern = interner();
  readRecords(
    bytes,
    { at: header.at, line: header.line },
    { delimiter: header.delimiter, width: header.width },
    {
      row: (cells, _line, at) => {
        const row = { id: rows.length, cells: intern(cells, header.width) };
        rows.push(row);
        marks.push({ at, row });
      },
      mayBreak: breakTest(file, header),
      broken: (line, why, fields, at) => {
        if (why === 'field-count' && fields > header.width) wideLine ??= line;
        marks.push({ at, row: null });
      },
    },
  );
  const segments = marks.map(({ at, row }, index) => ({ start: at, end: marks[index + 1]?.at ?? bytes.length, row }));
  return { bytes, header, table: { file, columns: columnsOf(file, header), width: header.width, rows }, segments, wideLine };
};

/** All of a file that is open up to its header; a problem where it is no text. */
const readWhole = ({ table, path, file, window, header }: OpenTable): OriginalFile | { readonly problems: readonly Problem[] } => {
  try {
    const bytes = readFileSync(path);
    if (isUtf8(bytes)) return readRows(table, bytes, header);
    return { problems: [undecodable(table, findBadLine(window) ?? 0, 'UTF-8')] };
  } finally {
    closeSync(file);
  }
};

/** @throws InventoryError where the inventory cannot be planned either, for all files at once */
export const readInventoryText = (folder: string): InventoryText => {
  const spill = openSpill();
  const originals = new Map<InventoryTable, OriginalFile>();
  const problems: Problem[] = [];
  try {
    for (const name of INVENTORY_TABLES) {
      const opened = openTable(folder, name, spill.folder);
      if (opened === null) continue;
      const read = 'problems' in opened ? opened : readWhole(opened);
      if ('problems' in read) problems.push(...read.problems);
      else originals.set(name, read);
    }
  } finally {
    spill.remove();
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
      return place === undefined || parse(row.cells[place] ?? '') !== undefined;
    });
};

/** What a blank cell of a column stands for, as text; '' where it is not known. */
export const blankText = (file: InventoryTable, column: string): string => {
  const value = FILE_ATTRIBUTES[file].find(({ name }) => name === column)?.default ?? null;
  return value === null ? '' : String(value);
};

const isUntouched = (original: OriginalFile, table: RowTable): boolean =>
  table.width === original.table.width &&
  table.rows.length === original.table.rows.length &&
  table.rows.every((row, index) => row === original.table.rows[index]);

const LINE_END = /\r?\n$/;
const endedWith = (text: string, lineEnd: string): string => (text === '' || LINE_END.test(text) ? text : text + lineEnd);

/** Spreadsheets leave blank titles on the right, which count as no columns: a new one must stand before them. */
const withoutBlankTitles = (head: string, delimiter: string): string => {
  let text = head.replace(LINE_END, '');
  for (let at = text.lastIndexOf(delimiter); at >= 0; at = text.lastIndexOf(delimiter)) {
    if (
      text
        .slice(at + 1)
        .replaceAll('"', '')
        .trim() !== ''
    )
      break;
    text = text.slice(0, at);
  }
  return text;
};

/** Where the first record of a text ends: at a line end outside quotes. */
const recordEnd = (text: string): number => {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '\n' && !quoted) return at + 1;
  }
  return text.length;
};

/** The text of an edited file; null where it is the file that was read, to the byte. */
export const editedText = ({ originals }: InventoryText, table: RowTable): string | null => {
  const original = originals.get(table.file);
  if (original === undefined || isUntouched(original, table)) return null;
  const { bytes } = original;
  const { delimiter, at: body } = original.header;
  const head = bytes.toString('utf8', 0, body);
  const lineEnd = head.endsWith('\r\n') ? '\r\n' : '\n';
  const more = delimiter.repeat(table.width - original.table.width);
  const added = [...table.columns].filter(([, place]) => place >= original.table.width).map(([name]) => `${delimiter}${name}`);
  const write = (row: InventoryRow): string => {
    const cells = Array.from({ length: table.width }, (_, place) => row.cells[place] ?? '');
    // By itself it quotes a line break only where that is the line end of the file.
    return stringify([cells], { delimiter, record_delimiter: lineEnd, quoted_match: /[\r\n]/ });
  };
  /** The bytes of a piece; blank cells for new columns stand behind the record, not behind the blank lines after it. */
  const raw = ({ start, end, row }: Segment): string => {
    const text = bytes.toString('utf8', start, end);
    if (row === null || more === '') return endedWith(text, lineEnd);
    const at = recordEnd(text);
    return text.slice(0, at).replace(LINE_END, '') + more + lineEnd + endedWith(text.slice(at), lineEnd);
  };
  const now = new Map(table.rows.map((row) => [row.id, row]));
  const pieces = original.segments.flatMap((segment) => {
    if (segment.row === null) return raw(segment);
    const row = now.get(segment.row.id);
    return row === undefined ? [] : row === segment.row ? raw(segment) : write(row);
  });
  const titles = (added.length === 0 ? head.replace(LINE_END, '') : withoutBlankTitles(head, delimiter)) + added.join('') + lineEnd;
  return [titles, ...pieces, ...table.rows.filter(({ id }) => id < 0).map(write)].join('');
};
