/** A piece of one file in memory, and where things stand in it: asked for problems alone, so nothing here is on the hot path. */
import type { Problem } from '../model/problem.ts';
import type { Delimiter } from './records.ts';
import { LONGEST_RECORD } from './records.ts';

export interface Source {
  readonly file: string;
  /** UTF-8 without a byte order mark; a line of other bytes is a broken one. */
  readonly bytes: Buffer;
  readonly delimiter: Delimiter;
  /** Offsets at which lines start; built when the first problem asks. */
  readonly lineStarts: () => readonly number[];
  /** Line of the file that a line of these bytes is. Every other function here counts the lines of the bytes, from 1. */
  readonly lineOf: (line: number) => number;
}

/** What is wrong, and what to do about it. */
export interface Statement {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

const LINE_FEED = 0x0a;
const LONGEST_VALUE = 80;
const LONGEST_ROW = 1000;
const LONGEST_NAIVE = 65_536;

const findLineStarts = (bytes: Buffer): readonly number[] => {
  const starts = [0];
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) starts.push(at + 1);
  return starts;
};

export const createSource = (file: string, bytes: Buffer, delimiter: Delimiter, lineOf: (line: number) => number): Source => {
  let starts: readonly number[] | null = null;
  return {
    file,
    bytes,
    delimiter,
    lineOf,
    lineStarts: () => {
      starts ??= findLineStarts(bytes);
      return starts;
    },
  };
};

/** Text of at most `limit` characters; a longer one says how long it was. */
export const shorten = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit);
  // A character outside the basic plane is two code units, and half of one is no character.
  const whole = /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
  return `${whole}… [${text.length} characters]`;
};

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A value inside a sentence: short, and on one line. */
export const show = (text: string): string =>
  shorten(text, LONGEST_VALUE).replaceAll(
    /\p{Cc}/gu,
    (control) => ESCAPES[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** One physical line without its line end; of a very long one its beginning. */
export const lineText = (source: Source, line: number): string => {
  const starts = source.lineStarts();
  const start = starts[line - 1] ?? source.bytes.length;
  const end = starts[line] ?? source.bytes.length;
  const stop = Math.min(end, start + LONGEST_NAIVE);
  return source.bytes.toString('utf8', start, stop).replace(/\r?\n$/, '');
};

/** All lines of the record that starts at a line, given that its quotes are in order. */
const recordText = (source: Source, line: number): string => {
  const start = source.lineStarts()[line - 1] ?? source.bytes.length;
  let quoted = false;
  let end = start;
  for (; end < source.bytes.length && end - start <= LONGEST_RECORD; end += 1) {
    const byte = source.bytes[end];
    if (byte === 0x22) quoted = !quoted;
    else if (byte === LINE_FEED && !quoted) break;
  }
  return source.bytes.toString('utf8', start, end).replace(/\r$/, '');
};

/** Offset in a record at which a cell starts. */
const cellStart = (record: string, delimiter: Delimiter, index: number): number => {
  let quoted = false;
  let before = index;
  for (let at = 0; at < record.length && before > 0; at += 1) {
    const character = record[at];
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      before -= 1;
      if (before === 0) return at + 1;
    }
  }
  return 0;
};

interface Cell {
  readonly line: number;
  /** Place of the cell among the columns of the file. */
  readonly index: number;
  readonly attribute: string;
  readonly text: string;
  readonly host: string | null;
}

/** Line of the file and column of an offset in the record that starts at a line. */
const placeOf = (source: Source, line: number, record: string, offset: number): Pick<Problem, 'line' | 'column'> => {
  const before = record.slice(0, offset).split('\n');
  // Characters as people count them: one outside the basic plane is one.
  return { line: source.lineOf(line) + before.length - 1, column: [...(before.at(-1) ?? '')].length + 1 };
};

/** A problem of one cell, at the line and column where the cell starts. */
export const cellProblem = (source: Source, cell: Cell, statement: Statement): Problem => {
  const record = recordText(source, cell.line);
  return {
    severity: 'error',
    file: source.file,
    ...placeOf(source, cell.line, record, cellStart(record, source.delimiter, cell.index)),
    attribute: cell.attribute,
    value: shorten(cell.text, LONGEST_VALUE),
    row: shorten(record, LONGEST_ROW),
    host: cell.host,
    ...statement,
  };
};

/** A problem of a whole line, broken beyond reading. */
export const lineProblem = (source: Source, line: number, host: string | null, statement: Statement): Problem => ({
  severity: 'error',
  file: source.file,
  line: source.lineOf(line),
  column: 0,
  attribute: '',
  value: '',
  row: shorten(lineText(source, line), LONGEST_ROW),
  host,
  ...statement,
});

/** A problem of a record with bytes that are no text, at the first of them. */
export const bytesProblem = (source: Source, line: number, host: string | null, statement: Statement): Problem => {
  const record = recordText(source, line);
  const offset = record.indexOf('\uFFFD');
  const place = offset < 0 ? {} : placeOf(source, line, record, offset);
  return { ...lineProblem(source, line, host, statement), ...place, row: shorten(record, LONGEST_ROW) };
};

/** A problem or a note of a file as a whole, or of its header. */
export const fileProblem = (severity: Problem['severity'], file: string, line: number, statement: Statement, attribute = ''): Problem => ({
  severity,
  file,
  line,
  column: 0,
  attribute,
  value: '',
  row: '',
  host: null,
  ...statement,
});

/** Length of a line in bytes, its line end not counted. */
export const lineLength = (source: Source, line: number): number => {
  const starts = source.lineStarts();
  const next = starts[line];
  return (next === undefined ? source.bytes.length : next - 1) - (starts[line - 1] ?? 0);
};
