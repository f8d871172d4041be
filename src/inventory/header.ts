/** The header line of a file: which delimiter, which columns, what is missing. */
import { isUtf8 } from 'node:buffer';
import type { InputTable, Problem } from '../model/problem.ts';
import type { Attribute } from './attribute.ts';
import { FILE_ATTRIBUTES } from './attributes.ts';
import { undecodableLine } from './decode.ts';
import { nearest } from './nearest.ts';
import type { Delimiter } from './records.ts';
import { LONGEST_RECORD, parseLine } from './records.ts';
import { fileProblem, shorten, show } from './source.ts';

/** What is needed of a header to read rows. */
export interface Layout {
  readonly delimiter: Delimiter;
  /** Cells of a row. */
  readonly width: number;
  /** Place of each attribute among the columns; -1: the file leaves it out. */
  readonly columns: readonly number[];
}

export interface Header extends Layout {
  /** Where rows begin. */
  readonly at: number;
  readonly line: number;
  readonly notes: readonly Problem[];
}

const LINE_FEED = 0x0a;
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
const LONGEST_COLUMN = 80;

const splitNaively = (text: string, delimiter: Delimiter): string[] =>
  text.split(delimiter).map((cell) => cell.replaceAll('"', '').trim().toLowerCase());

/** The delimiter that makes most of the line's cells known columns; of equals the commonest in the line, then the comma. */
const findDelimiter = (text: string, known: ReadonlySet<string>): Delimiter => {
  const score = (delimiter: Delimiter): number => {
    const cells = splitNaively(text, delimiter);
    return cells.filter((cell) => known.has(cell)).length * LONGEST_RECORD + cells.length;
  };
  return DELIMITERS.reduce((best, delimiter) => (score(delimiter) > score(best) ? delimiter : best));
};

interface Line {
  readonly text: string;
  /** Its bytes are UTF-8, as those of all lines before it are. */
  readonly isText: boolean;
  readonly end: number;
  readonly line: number;
  readonly isAfterType: boolean;
  /** It ends with CR LF, as Windows writes lines. */
  readonly isCrlf: boolean;
}

/** The first line that is neither blank nor `#TYPE …`, which Export-Csv of Windows PowerShell writes. */
const findHeaderLine = (bytes: Buffer): Line | null => {
  let isAfterType = false;
  let line = 1;
  for (let at = 0; at < bytes.length; line += 1) {
    const feed = bytes.indexOf(LINE_FEED, at);
    const end = feed < 0 ? bytes.length : feed + 1;
    const whole = bytes.toString('utf8', at, Math.min(end, at + LONGEST_RECORD));
    const text = whole.replace(/\r?\n$/, '');
    const isText = isUtf8(bytes.subarray(at, end));
    if (isText && text.startsWith('#TYPE')) isAfterType = true;
    else if (!isText || text.trim() !== '') return { text, isText, end, line, isAfterType, isCrlf: whole.endsWith('\r\n') };
    at = end;
  }
  return null;
};

const missingColumn = (file: string, line: number, attribute: Attribute, unknown: readonly string[]): Problem => {
  const near = nearest(attribute.name, unknown);
  return fileProblem(
    'error',
    file,
    line,
    {
      code: 'column-missing',
      message: `The column ${attribute.name} is missing.`,
      remedy: near === null ? `Add it: ${attribute.meaning}` : `Maybe rename the column ${show(near)} to ${attribute.name}.`,
    },
    attribute.name,
  );
};

const repeatedColumn = (file: string, line: number, name: string): Problem =>
  fileProblem(
    'error',
    file,
    line,
    { code: 'column-repeated', message: `The column ${name} stands twice.`, remedy: 'Remove or rename one of the two.' },
    name,
  );

/** A column that is not read although it is nearly one that would be: its values would be lost without a word. */
const misspeltColumn = (file: string, line: number, name: string, near: string): Problem =>
  fileProblem(
    'note',
    file,
    line,
    { code: 'column-ignored', message: `The column ${show(name)} is not read.`, remedy: `Maybe rename it to ${near}.` },
    name,
  );

const MOST_NAMED = 8;

/** Columns that are not read: one that is nearly a known one by itself, the others counted. */
const ignoredColumns = (file: string, line: number, ignored: readonly string[], absent: readonly string[]): Problem[] => {
  const notes: Problem[] = [];
  const others: string[] = [];
  for (const name of ignored) {
    const near = nearest(name, absent);
    if (near === null) others.push(name);
    else notes.push(misspeltColumn(file, line, name, near));
  }
  if (others.length === 0) return notes;
  const names = others.slice(0, MOST_NAMED).map((name) => show(name));
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '';
  const message = `${others.length} unknown ${others.length === 1 ? 'column is' : 'columns are'} ignored: ${names.join(', ')}${more}.`;
  const remedy = 'Nothing needs doing; converge columns lists the names that are read.';
  return [fileProblem('note', file, line, { code: 'columns-ignored', message, remedy }), ...notes];
};

const notesOf = (file: string, header: Line, delimiter: Delimiter): Problem[] => {
  const notes: Problem[] = [];
  if (header.isAfterType) {
    const message = 'A line with #TYPE stands before the header and was skipped.';
    notes.push(fileProblem('note', file, 1, { code: 'type-line', message, remedy: 'Export with -NoTypeInformation.' }));
  }
  if (header.isCrlf) {
    const message = 'Lines end with CR LF.';
    notes.push(fileProblem('note', file, header.line, { code: 'carriage-returns', message, remedy: 'Nothing needs doing.' }));
  }
  if (delimiter === ';') {
    const message = 'The delimiter is a semicolon; a comma in a number is read as its decimal sign.';
    notes.push(fileProblem('note', file, header.line, { code: 'semicolon-delimiter', message, remedy: 'Nothing needs doing.' }));
  }
  if (delimiter === '\t') {
    const message = 'The delimiter is a tab.';
    notes.push(fileProblem('note', file, header.line, { code: 'tab-delimiter', message, remedy: 'Nothing needs doing.' }));
  }
  return notes;
};

/** Reads the header of a file of an inventory, or says all that is wrong with it. */
export const readHeader = (file: InputTable, bytes: Buffer): Header | { readonly problems: readonly Problem[] } =>
  readHeaderOf(file, FILE_ATTRIBUTES[file], bytes);

/** The same for any file, by the columns that it may have. */
export const readHeaderOf = (
  file: string,
  attributes: readonly Attribute[],
  bytes: Buffer,
): Header | { readonly problems: readonly Problem[] } => {
  const header = findHeaderLine(bytes);
  if (header === null) {
    const needed = attributes.filter((attribute) => attribute.required).map((attribute) => attribute.name);
    const statement = { code: 'file-empty', message: 'The file is empty.', remedy: `Write at least its header: ${needed.join(',')}` };
    return { problems: [fileProblem('error', file, 0, statement)] };
  }
  if (!header.isText) return { problems: [fileProblem('error', file, header.line, undecodableLine('UTF-8'))] };
  const delimiter = findDelimiter(header.text, new Set(attributes.map((attribute) => attribute.name)));
  const cells = parseLine(header.text, delimiter);
  if (cells === null) {
    const remedy = 'Remove the quote; column names need none.';
    const statement = { code: 'broken-quote', message: 'The header holds a stray quote.', remedy };
    return { problems: [fileProblem('error', file, header.line, statement)] };
  }
  const written = cells.map((cell) => shorten(cell.trim(), LONGEST_COLUMN));
  while (written.at(-1) === '') written.pop();
  const names = written.map((name) => name.toLowerCase());
  const columns = attributes.map((attribute) => names.indexOf(attribute.name));
  const ignored = written.filter((_, index) => !columns.includes(index) && !attributes.some(({ name }) => name === names[index]));
  const repeated = attributes.filter(({ name }) => names.indexOf(name) !== names.lastIndexOf(name));
  const missing = attributes.filter((attribute, position) => attribute.required && columns[position] === -1);
  if (missing.length + repeated.length > 0) {
    return {
      problems: [
        ...missing.map((attribute) => missingColumn(file, header.line, attribute, ignored)),
        ...repeated.map(({ name }) => repeatedColumn(file, header.line, name)),
      ],
    };
  }
  const absent = attributes.filter((_, position) => columns[position] === -1).map(({ name }) => name);
  const notes = [...notesOf(file, header, delimiter), ...ignoredColumns(file, header.line, ignored, absent)];
  return { delimiter, width: written.length, columns, at: header.end, line: header.line + 1, notes };
};
