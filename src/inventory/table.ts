/** One file, from its header to its last row: cells become values, whatever cannot be read becomes a problem. */
import { nameKey } from '../model/name.ts';
import type { InputTable, Problem } from '../model/problem.ts';
import type { Attribute } from './attribute.ts';
import { FILE_ATTRIBUTES } from './attributes.ts';
import type { CellParser } from './cell.ts';
import { cellParser } from './cell.ts';
import { explainCell } from './cell-problem.ts';
import type { Layout } from './header.ts';
import type { HostDraft } from './host-draft.ts';
import type { BrokenLine } from './records.ts';
import { readRecords } from './records.ts';
import { splitPlain } from './split-plain.ts';
import { describeBrokenLine, findHostInLine, type Measures } from './broken-line.ts';
import { nearest } from './nearest.ts';
import type { Source, Statement } from './source.ts';
import { bytesProblem, cellProblem, lineLength, lineProblem, lineText, show } from './source.ts';

/** The row at hand. One object serves all rows of a file: nothing may keep it. */
export interface Row {
  readonly values: readonly unknown[];
  readonly line: number;
  /** false: a cell that the plan needs could not be read, and the host is rejected already. */
  readonly isSound: boolean;
  /** States a problem of one cell, and rejects the host that the row belongs to. */
  readonly report: (attribute: Attribute, statement: Statement) => void;
}

export interface RowReader {
  /** A row of a host that hosts.csv knows. For hosts.csv: any row with a name. */
  readonly row: (draft: HostDraft, row: Row) => void;
  /** Finds the host of a row by its name, as written. */
  readonly findHost: (name: string, row: Row) => HostDraft | null;
  /** A line that cannot be read; `name` is what could be made out. */
  readonly findHostOfBrokenLine: (name: string | null, others: readonly string[], line: number) => HostDraft | null;
}

interface BoundColumn {
  readonly attribute: Attribute;
  /** Place in the row of the file. */
  readonly index: number;
  /** Place among the values. */
  readonly position: number;
  readonly parse: CellParser;
}

/** Comparisons of unknown hosts with known ones, in one file; beyond, the file is of another fleet, and the search is long. */
const MOST_COMPARISONS = 2_000_000;

/** Only free text and columns that are not read may hold a line break; anywhere else a stray quote may have swallowed lines. */
export const mayBreak = (file: InputTable, { columns }: Layout, cells: readonly string[]): boolean =>
  FILE_ATTRIBUTES[file].every(({ type, position }) => type === 'text' || !(cells[columns[position] ?? -1] ?? '').includes('\n'));

/** Reads the rows of one file, piece by piece, in the order in which they stand there. */
export class TableReader implements Row {
  readonly values: unknown[];
  line = 0;
  isSound = true;
  /** Rows so far, blank lines not counted. */
  rows = 0;
  readonly #file: InputTable;
  readonly #layout: Layout;
  readonly #reader: RowReader;
  readonly #problems: Problem[];
  readonly #columns: readonly BoundColumn[];
  readonly #decimalComma: boolean;
  #source: Source | null = null;
  /** Line of the source. */
  #line = 0;
  #cells: readonly string[] = [];
  #draft: HostDraft | null = null;

  constructor(file: InputTable, layout: Layout, reader: RowReader, problems: Problem[]) {
    const attributes = FILE_ATTRIBUTES[file];
    this.#file = file;
    this.#layout = layout;
    this.#reader = reader;
    this.#problems = problems;
    this.#decimalComma = layout.delimiter === ';';
    this.values = attributes.map((attribute) => attribute.default);
    this.#columns = attributes.flatMap((attribute) => {
      const index = layout.columns[attribute.position] ?? -1;
      return index < 0 ? [] : [{ attribute, index, position: attribute.position, parse: cellParser(attribute, this.#decimalComma) }];
    });
  }

  /** Reads every row of a piece that starts and ends with records. */
  readPiece(source: Source): void {
    this.#source = source;
    const { delimiter, width } = this.#layout;
    const sink = {
      row: (cells: readonly string[], line: number) => this.#read(cells, line),
      mayBreak: (cells: readonly string[]) => mayBreak(this.#file, this.#layout, cells),
      broken: (line: number, why: BrokenLine, fields: number) => this.#guess(line, why, fields),
    };
    const options = { delimiter, width };
    readRecords(source.bytes, { at: 0, line: 1 }, { ...options, plain: splitPlain(options, sink) }, sink);
  }

  /**
   * A line that cannot be read, and whose it is.
   * @param source begins with the line; @param length its bytes, of which the source may hold the first alone
   */
  readBroken(source: Source, why: BrokenLine, fields: number, length: number, draft: HostDraft | null): void {
    this.#source = source;
    this.#refuse(1, why, { fields, width: this.#layout.width, length }, draft);
  }

  #read(cells: readonly string[], line: number): void {
    const { values } = this;
    let bad = 0;
    for (const column of this.#columns) {
      const value = column.parse(cells[column.index] ?? '');
      values[column.position] = value;
      if (value === undefined) bad += 1;
    }
    if (bad > 0 && cells.every((cell) => cell.trim() === '')) return;
    this.rows += 1;
    this.#line = line;
    this.line = this.#lineOf(line);
    this.isSound = true;
    this.#cells = cells;
    const host = values[0] as string | undefined;
    this.#draft = null;
    this.#draft = host === undefined ? null : this.#reader.findHost(host, this);
    if (bad > 0) this.#explain();
    if (this.#draft !== null) this.#reader.row(this.#draft, this);
  }

  #lineOf(line: number): number {
    return this.#source === null ? line : this.#source.lineOf(line);
  }

  report(attribute: Attribute, statement: Statement): void {
    if (this.#source === null) return;
    const index = this.#layout.columns[attribute.position] ?? 0;
    const text = this.#cells[index] ?? '';
    const host = this.#draft?.name ?? null;
    const cell = { line: this.#line, index: Math.max(index, 0), attribute: attribute.name, text, host };
    this.#problems.push(cellProblem(this.#source, cell, statement));
    if (!attribute.changesPlan) return;
    this.isSound = false;
    if (this.#draft !== null) this.#draft.isRejected = true;
  }

  /** Finds words for each cell that was refused; a cell that no plan needs counts as not known from here on. */
  #explain(): void {
    for (const { attribute, index } of this.#columns) {
      if (this.values[attribute.position] !== undefined) continue;
      this.report(attribute, explainCell(attribute, this.#cells[index] ?? '', this.#decimalComma));
      if (!attribute.changesPlan) this.values[attribute.position] = null;
    }
  }

  #guess(line: number, why: BrokenLine, fields: number): void {
    if (this.#source === null) return;
    const { delimiter, columns, width } = this.#layout;
    const { named, others } = findHostInLine(lineText(this.#source, line), delimiter, columns[0] ?? 0);
    const draft = this.#reader.findHostOfBrokenLine(named, others, this.#lineOf(line));
    this.#refuse(line, why, { fields, width, length: lineLength(this.#source, line) }, draft);
  }

  #refuse(line: number, why: BrokenLine, measures: Measures, draft: HostDraft | null): void {
    this.rows += 1;
    if (this.#source === null) return;
    const problemOf = why === 'bytes-undecodable' ? bytesProblem : lineProblem;
    this.#problems.push(problemOf(this.#source, line, draft?.name ?? null, describeBrokenLine(why, measures)));
    if (draft === null) return;
    draft.isRejected = true;
    draft.unreadable.add(this.#file);
  }
}

/** The hosts that rows of other files may name. */
export interface KnownHosts {
  readonly size: number;
  readonly find: (name: string) => HostDraft | null;
  readonly names: () => Iterable<string>;
}

/** For every file but hosts.csv: a row belongs to a host that is known, or is lost. */
export const hostLookup = (drafts: KnownHosts, hostAttribute: Attribute): Pick<RowReader, 'findHost' | 'findHostOfBrokenLine'> => {
  const found = new Map<string, string | null>();
  const nearestHost = (name: string): string | null => {
    const key = nameKey(name);
    const known = found.get(key);
    if (known !== undefined || found.size * drafts.size > MOST_COMPARISONS) return known ?? null;
    const near = nearest(name, drafts.names());
    found.set(key, near);
    return near;
  };
  return {
    findHost: (name, row) => {
      const draft = drafts.find(name);
      if (draft === null) {
        const message = `The host (${show(name)}) has no row in hosts.csv.`;
        const near = nearestHost(name);
        const remedy = near === null ? 'Add the host to hosts.csv, or remove the row.' : `Maybe write ${show(near)}.`;
        row.report(hostAttribute, { code: 'unknown-host', message, remedy });
      }
      return draft;
    },
    findHostOfBrokenLine: (name, others) => {
      const named = name === null ? null : drafts.find(name);
      if (named !== null) return named;
      const found = new Set(others.map((other) => drafts.find(other)).filter((draft) => draft !== null));
      return found.size === 1 ? ([...found][0] ?? null) : null;
    },
  };
};
