/**
 * An inventory as rows of text, and the way back: the files of an edited inventory, in which every row that no edit has
 * touched stands as it did, to the byte, broken lines too.
 */
import { stringify } from 'csv-stringify/sync';
import type { InventoryRow, RowTable, RowTables } from '../model/inventory-rows.ts';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { FILE_ATTRIBUTES } from './attributes.ts';
import type { CellParser } from './cell.ts';
import { cellParser } from './cell.ts';
import { type OpenedFile, openFolder } from './read-inventory.ts';
import { readRecords } from './records.ts';

/** A piece of a file: a record, or a line that is none, with the blank lines behind it. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** null: no CSV reader accepts it. */
  readonly row: InventoryRow | null;
}

interface OriginalFile {
  readonly opened: OpenedFile;
  readonly table: RowTable;
  readonly segments: readonly Segment[];
  /** First line with more cells than the header. */
  readonly wideLine: number | null;
}

export interface InventoryText {
  readonly tables: RowTables;
  readonly originals: ReadonlyMap<InventoryTable, OriginalFile>;
}

const columnsOf = ({ file, header }: OpenedFile): ReadonlyMap<string, number> =>
  new Map(
    FILE_ATTRIBUTES[file].flatMap(({ name, position }) => {
      const place = header.columns[position] ?? -1;
      return place < 0 ? [] : [[name, place] as const];
    }),
  );

interface Mark {
  readonly line: number;
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
const breakTest = ({ file, header }: OpenedFile): ((cells: readonly string[]) => boolean) => {
  const strict = FILE_ATTRIBUTES[file].filter(({ type }) => type !== 'text').map(({ position }) => header.columns[position] ?? -1);
  return (cells) => strict.every((place) => place < 0 || !(cells[place] ?? '').includes('\n'));
};

const readFile = (opened: OpenedFile): OriginalFile => {
  const { file, header, source } = opened;
  const marks: Mark[] = [];
  const rows: InventoryRow[] = [];
  let wideLine: number | null = null;
  const intern = interner();
  readRecords(
    source.bytes,
    { at: header.at, line: header.line },
    { delimiter: header.delimiter, width: header.width },
    {
      row: (cells, line) => {
        const row = { id: rows.length, cells: intern(cells, header.width) };
        rows.push(row);
        marks.push({ line, row });
      },
      mayBreak: breakTest(opened),
      broken: (line, why, fields) => {
        if (why === 'field-count' && fields > header.width) wideLine ??= line;
        marks.push({ line, row: null });
      },
    },
  );
  const starts = source.lineStarts();
  const offset = (line: number): number => starts[line - 1] ?? source.bytes.length;
  const segments = marks.map(({ line, row }, index) => {
    const next = marks[index + 1];
    return { start: offset(line), end: next === undefined ? source.bytes.length : offset(next.line), row };
  });
  return { opened, table: { file, columns: columnsOf(opened), width: header.width, rows }, segments, wideLine };
};

/** @throws InventoryError where readInventory throws it */
export const readInventoryText = (folder: string): InventoryText => {
  const notes: Problem[] = [];
  const originals = new Map(openFolder(folder, notes).map((opened) => [opened.file, readFile(opened)]));
  return { tables: new Map([...originals].map(([file, { table }]) => [file, table])), originals };
};

/** Whether every known cell of a row can be read; one parser a column, made when a file is asked about first. */
export const soundnessOf = ({ originals }: InventoryText): ((table: Pick<RowTable, 'file' | 'columns'>, row: InventoryRow) => boolean) => {
  const parsers = new Map<InventoryTable, readonly (readonly [string, CellParser])[]>();
  const parsersOf = (file: InventoryTable): readonly (readonly [string, CellParser])[] => {
    const known = parsers.get(file);
    if (known !== undefined) return known;
    const decimalComma = originals.get(file)?.opened.header.delimiter === ';';
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
  const { bytes } = original.opened.source;
  const { delimiter, at: body } = original.opened.header;
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
