/**
 * Bytes → records. csv-parse does the reading, in blocks: alone it loses every row after a stray quote, so here a record
 * that fails costs its first line and reading resumes at the next one. Work is bounded: no record is longer than 1 MiB.
 */
import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';

export type Delimiter = ',' | ';' | '\t';
export type BrokenLine = 'broken-quote' | 'field-count' | 'quoted-line-break' | 'line-too-long' | 'bytes-undecodable';

export interface RecordSink {
  /** One record with as many cells as the header, and perhaps blank ones behind; `at` to `end` are its bytes. Blank lines are left out. */
  readonly row: (cells: readonly string[], line: number, at: number, end: number) => void;
  /** Asked for a record over several lines: could its line breaks be meant? */
  readonly mayBreak: (cells: readonly string[]) => boolean;
  /** `at` to `end` are the bytes that are lost: a line, or a record whose quotes are in order while its bytes are no text. */
  readonly broken: (line: number, why: BrokenLine, fields: number, at: number, end: number) => void;
}

/** Reads a block of whole lines of text without a quote; answers with the number of the line behind it. */
export type PlainReader = (bytes: Buffer, start: Cursor, end: number) => number;

export interface RecordOptions {
  readonly delimiter: Delimiter;
  /** Cells of a record. */
  readonly width: number;
  /** What reads blocks without quotes; csv-parse where it is left out. */
  readonly plain?: PlainReader;
}

export const LONGEST_RECORD = 1_048_576;
/** Large enough that the start of a parse costs nothing, small enough to stay in the cache. */
const BLOCK = 196_608;
/** Bytes that must follow a place, or the end of the file, for what is read there not to depend on where the buffer ends. */
export const LOOK_AHEAD = 2 * (BLOCK + LONGEST_RECORD);
/** After a failure blocks start small again, so that many failures do not each cost a whole block. */
const SMALL_BLOCK = 1024;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A place where a record starts. */
export interface Cursor {
  readonly at: number;
  readonly line: number;
}

/** A run of records: where each ends, and how many lines it spans. */
interface Run {
  readonly ends: readonly number[];
  readonly lines: readonly number[];
  /** Why the run stops before its size is reached. */
  readonly stop: 'broken-quote' | 'line-too-long' | null;
}

const lineEnd = (bytes: Buffer, at: number): number => {
  const end = bytes.indexOf(LINE_FEED, at);
  return end < 0 ? bytes.length : end + 1;
};

const parseBlock = (bytes: Buffer, from: number, to: number, delimiter: Delimiter): string[][] => {
  const block = bytes.subarray(from, to);
  return parse(block, {
    delimiter,
    relax_column_count: true,
    record_delimiter: block.includes(CARRIAGE_RETURN) ? ['\r\n', '\n'] : '\n',
  }) as unknown as string[][];
};

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Spreadsheets add empty columns on the right: more cells than the header has are fine while they are blank. */
export const fits = (cells: readonly string[], width: number): boolean =>
  cells.length === width || (cells.length > width && isBlank(cells.slice(width)));

/** Ends of records are line ends outside quotes: an even number of quotes so far. */
const splitRun = (bytes: Buffer, from: number, size: number): Run => {
  const ends: number[] = [];
  const lines: number[] = [];
  let start = from;
  let span = 0;
  let quoted = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === LINE_FEED) {
      span += 1;
      if (!quoted) {
        ends.push(at + 1);
        lines.push(span);
        if (at + 1 - from >= size) return { ends, lines, stop: null };
        start = at + 1;
        span = 0;
      }
    }
    if (at - start >= LONGEST_RECORD) return { ends, lines, stop: span === 0 ? 'line-too-long' : 'broken-quote' };
  }
  if (start < bytes.length && quoted) return { ends, lines, stop: 'broken-quote' };
  if (start < bytes.length) {
    ends.push(bytes.length);
    lines.push(span + 1);
  }
  return { ends, lines, stop: null };
};

/** Records of a run that csv-parse accepts: all of them, or those before the first that it refuses. */
const parseRun = (bytes: Buffer, from: number, run: Run, delimiter: Delimiter): string[][] => {
  const end = run.ends.at(-1) ?? from;
  try {
    return parseBlock(bytes, from, end, delimiter);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { records } = error as unknown as { readonly records: number };
    return records === 0 ? [] : parseBlock(bytes, from, run.ends[records - 1] ?? from, delimiter);
  }
};

/** Cells of a single line; null where its quotes are not in order. */
export const parseLine = (text: string, delimiter: Delimiter): readonly string[] | null => {
  const bytes = Buffer.from(text);
  const run = splitRun(bytes, 0, bytes.length);
  return run.stop === null ? (parseRun(bytes, 0, run, delimiter)[0] ?? null) : null;
};

/** Where one record of a run stands. */
interface Place extends Cursor {
  readonly end: number;
  /** Lines that it spans. */
  readonly span: number;
  readonly isText: boolean;
}

/**
 * Whether a line of a record but the first has as many cells as a row: then it may be a row that a stray quote has swallowed.
 * Lines with fewer are no rows by themselves, and belong to the text in quotes that runs on over them.
 */
const holdsRow = (bytes: Buffer, { at, end }: Place, { delimiter, width }: RecordOptions): boolean => {
  const separator = delimiter.charCodeAt(0);
  let cells = 1;
  for (let here = lineEnd(bytes, at); here < end; here += 1) {
    if (bytes[here] === LINE_FEED) cells = 1;
    else if (bytes[here] === separator) cells += 1;
    if (cells >= width) return true;
  }
  return false;
};

/** Hands over one record of a run; a reason, where it is lost, or the first of its lines. */
const offer = (bytes: Buffer, cells: readonly string[], place: Place, options: RecordOptions, sink: RecordSink): BrokenLine | null => {
  const { span, isText } = place;
  if (span === 1 && !isText) return 'bytes-undecodable';
  if (cells.length !== options.width && !fits(cells, options.width)) return span === 1 && isBlank(cells) ? null : 'field-count';
  if (span > 1 && !sink.mayBreak(cells) && holdsRow(bytes, place, options)) return 'quoted-line-break';
  if (!isText) return 'bytes-undecodable';
  sink.row(cells, place.line, place.at, place.end);
  return null;
};

/** One block with quotes in it. Ends behind the last record that was settled. */
const readQuoted = (bytes: Buffer, start: Cursor, size: number, options: RecordOptions, sink: RecordSink): Cursor & { failed: boolean } => {
  const run = splitRun(bytes, start.at, size);
  const rows = parseRun(bytes, start.at, run, options.delimiter);
  const isText = isUtf8(bytes.subarray(start.at, run.ends[rows.length - 1] ?? start.at));
  let { at, line } = start;
  for (let index = 0; index < rows.length; index += 1) {
    const cells = rows[index] ?? [];
    const span = run.lines[index] ?? 1;
    const end = run.ends[index] ?? at;
    const why = offer(bytes, cells, { at, line, end, span, isText: isText || isUtf8(bytes.subarray(at, end)) }, options, sink);
    if (why !== null) {
      // What follows the first line is read again by itself: a stray quote may have swallowed good rows.
      const next = why === 'bytes-undecodable' ? end : lineEnd(bytes, at);
      sink.broken(line, why, cells.length, at, next);
      if (next < end) return { at: next, line: line + 1, failed: true };
    }
    at = end;
    line += span;
  }
  const refused = rows.length < run.ends.length;
  if (refused || run.stop !== null) {
    const next = lineEnd(bytes, at);
    sink.broken(line, refused ? 'broken-quote' : (run.stop ?? 'broken-quote'), 0, at, next);
    return { at: next, line: line + 1, failed: true };
  }
  return { at, line, failed: false };
};

/** csv-parse on a block without quotes: every line is a record. */
const parsePlain =
  (options: RecordOptions, sink: RecordSink): PlainReader =>
  (bytes, start, end) => {
    let { at, line } = start;
    for (const cells of parseBlock(bytes, start.at, end, options.delimiter)) {
      const next = lineEnd(bytes, at);
      const why = offer(bytes, cells, { at, line, end: next, span: 1, isText: true }, options, sink);
      if (why !== null) sink.broken(line, why, cells.length, at, next);
      at = next;
      line += 1;
    }
    return line;
  };

/** A block without quotes, in which a line that is no text is lost and all others are read. */
const readPlain = (bytes: Buffer, start: Cursor, end: number, plain: PlainReader, sink: RecordSink): number => {
  if (isUtf8(bytes.subarray(start.at, end))) return plain(bytes, start, end);
  let { at: from, line } = start;
  for (let at = from; at < end; ) {
    const next = lineEnd(bytes, at);
    if (!isUtf8(bytes.subarray(at, next))) {
      if (from < at) line = plain(bytes, { at: from, line }, at);
      sink.broken(line, 'bytes-undecodable', 0, at, next);
      line += 1;
      from = next;
    }
    at = next;
  }
  return from < end ? plain(bytes, { at: from, line }, end) : line;
};

/** Where a block without quotes may end: at a line end, and before a line that is too long. */
const plainEnd = (bytes: Buffer, at: number, size: number): number => {
  const tail = Math.min(at + size, bytes.length);
  const end = lineEnd(bytes, tail - 1);
  return end - at <= LONGEST_RECORD ? end : bytes.lastIndexOf(LINE_FEED, tail - 1) + 1;
};

/**
 * Reads the records behind `start`. A record that csv-parse refuses, or that has the wrong number of cells, is reported
 * with its first line, and reading goes on at the next line; one whose bytes are not UTF-8 is reported as a whole.
 * @param until the first record that starts there or later is left to the next call; `bytes` must go on for LOOK_AHEAD
 *   behind it, or end with the file
 * @returns where reading stopped
 */
export const readRecords = (
  bytes: Buffer,
  start: Cursor,
  options: RecordOptions,
  sink: RecordSink,
  until: number = bytes.length,
): Cursor => {
  const plain = options.plain ?? parsePlain(options, sink);
  let cursor = start;
  let size = BLOCK;
  let quote = bytes.indexOf(QUOTE, start.at);
  while (cursor.at < until) {
    if (quote >= 0 && quote < cursor.at) quote = bytes.indexOf(QUOTE, cursor.at);
    const end = plainEnd(bytes, cursor.at, size);
    if (end <= cursor.at && (quote < 0 || quote >= lineEnd(bytes, cursor.at))) {
      const next = lineEnd(bytes, cursor.at);
      sink.broken(cursor.line, 'line-too-long', 0, cursor.at, next);
      cursor = { at: next, line: cursor.line + 1 };
    } else if (end > cursor.at && (quote < 0 || quote >= end)) {
      cursor = { at: end, line: readPlain(bytes, cursor, end, plain, sink) };
      size = Math.min(BLOCK, size * 2);
    } else {
      const next = readQuoted(bytes, cursor, size, options, sink);
      size = next.failed ? SMALL_BLOCK : Math.min(BLOCK, size * 2);
      cursor = next;
    }
  }
  return cursor;
};
