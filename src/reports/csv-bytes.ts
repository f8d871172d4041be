/**
 * Rows of a table straight into bytes. This is the inmost loop of a run, so short cells are written where they stand,
 * without a text and without a call each; whatever is out of the ordinary goes the way of `writeRow`.
 */
import type { ByteText } from './byte-text.ts';
import { type Cell, cellText, isFormulaStart, QUOTED_SIGNS } from './csv-row.ts';

const [COMMA, LINE_END, ZERO, POINT, MINUS] = [...',\n0.-'].map((sign) => sign.charCodeAt(0)) as [number, number, number, number, number];
/** From this length on a call into the runtime is faster than a loop over the characters. */
const LONG = 64;
/** A shorter text, or any number, with its comma. */
const MOST_BYTES = LONG + 1;
/** Below this a number has thousandths that fit 31 bits, which the processor divides fast. */
const QUICK_BELOW = 2_000_000;
const WHOLE_BELOW = 2 ** 31;

/** 1 for what makes quotes necessary. */
const QUOTED = new Uint8Array(128);
for (const sign of QUOTED_SIGNS) QUOTED[sign.charCodeAt(0)] = 1;

/** What a row is written by: how to read each of its cells. */
interface CellReader<Row> {
  readonly cell: (row: Row) => Cell;
}

/** Where the cells of the row above stand: most cells repeat it (host, rule, layer), and bytes are copied faster than a text. */
interface RowAbove {
  readonly cells: Cell[];
  readonly starts: number[];
  readonly ends: number[];
}

/** Adds rows, each with its line end. */
export const writeTable = <Row>(out: ByteText, columns: readonly CellReader<Row>[], rows: readonly Row[], rawCells: boolean): void => {
  const above: RowAbove = { cells: [], starts: [], ends: [] };
  for (let index = 0; index < rows.length; index += 1) writeOne(out, columns, rows[index] as Row, above, rawCells);
};

const writeOne = <Row>(out: ByteText, columns: readonly CellReader<Row>[], row: Row, above: RowAbove, rawCells: boolean): void => {
  const { cells, starts, ends } = above;
  let bytes = out.reserve(columns.length * MOST_BYTES);
  let at = out.length;
  for (let index = 0; index < columns.length; index += 1) {
    const cell = (columns[index] as CellReader<Row>).cell(row);
    if (cell === null) {
      bytes[at++] = COMMA;
      continue;
    }
    const start = at;
    if (cell === cells[index] && (ends[index] as number) - (starts[index] as number) < LONG) {
      const to = ends[index] as number;
      for (let from = starts[index] as number; from < to; from += 1) bytes[at++] = bytes[from] as number;
    } else {
      at = typeof cell === 'number' ? writeNumber(bytes, at, cell) : typeof cell === 'string' ? writeName(bytes, at, cell, rawCells) : -1;
      if (at < 0) {
        out.setLength(start);
        out.text(cellText(cell, rawCells));
        bytes = out.reserve(columns.length * MOST_BYTES);
        at = out.length;
      }
      cells[index] = cell;
    }
    starts[index] = start;
    ends[index] = at;
    bytes[at++] = COMMA;
  }
  bytes[at - 1] = LINE_END;
  out.setLength(at);
};

/** @returns where the text ends; -1 and nothing of worth written where it is long or needs quotes, an apostrophe or UTF-8 */
const writeName = (bytes: Uint8Array, start: number, text: string, rawCells: boolean): number => {
  const { length } = text;
  if (length === 0) return start;
  if (length >= LONG || (!rawCells && isFormulaStart(text))) return -1;
  let at = start;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127 || QUOTED[code] === 1) return -1;
    bytes[at++] = code;
  }
  return at;
};

/** As `formatDecimal` has it. @returns where the number ends; -1 where it is large or none */
const writeNumber = (bytes: Uint8Array, start: number, value: number): number => {
  if (value >= 0 && value < WHOLE_BELOW && Math.trunc(value) === value) return writeWhole(bytes, start, value);
  const magnitude = Math.abs(value);
  if (!(magnitude < QUICK_BELOW)) return -1;
  const thousandths = Math.round(magnitude * 1000);
  let at = start;
  if (value < 0 && thousandths > 0) bytes[at++] = MINUS;
  const whole = (thousandths / 1000) | 0;
  at = writeWhole(bytes, at, whole);
  const fraction = thousandths - whole * 1000;
  return fraction === 0 ? at : writeFraction(bytes, at, fraction);
};

const writeWhole = (bytes: Uint8Array, start: number, value: number): number => {
  let end = start + 1;
  for (let rest = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) end += 1;
  let rest = value;
  for (let at = end - 1; at >= start; at -= 1) {
    const tenth = (rest / 10) | 0;
    bytes[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end;
};

/** Thousandths, 1 to 999, without zeros at the end. */
const writeFraction = (bytes: Uint8Array, start: number, thousandths: number): number => {
  const hundredths = (thousandths / 10) | 0;
  const tenths = (thousandths / 100) | 0;
  bytes[start] = POINT;
  bytes[start + 1] = ZERO + tenths;
  if (thousandths === tenths * 100) return start + 2;
  bytes[start + 2] = ZERO + hundredths - tenths * 10;
  if (thousandths === hundredths * 10) return start + 3;
  bytes[start + 3] = ZERO + thousandths - hundredths * 10;
  return start + 4;
};
