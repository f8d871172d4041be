/**
 * Finds out whose every row of one file is, without reading the row: blocks without quotes by looking at the bytes of one or
 * two cells, others through csv-parse. What is found is where the rows of each cluster stand.
 */
import type { InventoryTable } from '../model/problem.ts';
import { findHostInLine } from './broken-line.ts';
import type { ByteWindow } from './byte-window.ts';
import type { Header } from './header.ts';
import { type HostNames, NOBODY } from './host-names.ts';
import { type BrokenLine, fits, isBlank, readRecords } from './records.ts';
import type { BrokenRow } from './slice.ts';
import { mayBreak } from './table.ts';

const LINE_FEED = 0x0a;
/** Of a longer line the beginning says whose it is. */
const LONGEST_GUESS = 65_536;

/** A broken row of a host, with the number of the host; NOBODY where none can be made out. */
export interface FoundBroken extends BrokenRow {
  readonly number: number;
}

/** Takes what a scan finds. Offsets of rows are of the window's bytes. */
export interface RowSorter {
  /** The host of a row; NOBODY where there is none. `second` is the other cell that the sorter asked for. */
  readonly hostOf: (host: string, second: string) => number;
  /** A row of a host, or of NOBODY; its second cell is `text`, or, where that is null, stands from `from` to `to`. */
  readonly take: (host: number, start: number, end: number, line: number, text: string | null, from: number, to: number) => void;
  readonly takeBroken: (row: FoundBroken) => void;
  /** The window is about to move. */
  readonly leave: () => void;
}

export interface ScanOptions {
  readonly table: InventoryTable;
  readonly window: ByteWindow;
  readonly header: Header;
  /** Column of the second cell that is wanted; -1: none. */
  readonly second: number;
  readonly names: HostNames;
  readonly sorter: RowSorter;
}

export class FileScan {
  readonly #options: ScanOptions;
  readonly #hostColumn: number;
  readonly #lastColumn: number;
  /** The host cell of the row before, in the window: rows of a host mostly follow each other. */
  #from = 0;
  #to = 0;
  #host = NOBODY;
  /** A broken line whose end is not in the window yet. */
  #unfinished: FoundBroken | null = null;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#hostColumn = options.header.columns[0] ?? 0;
    this.#lastColumn = Math.max(this.#hostColumn, options.second);
  }

  /** Scans the file, one window at a time; between two windows the caller may do other things. */
  *run(): Generator<void, void, undefined> {
    const { window, header, sorter } = this.#options;
    const options = { delimiter: header.delimiter, width: header.width, plain: this.#plain };
    let cursor = { at: header.at, line: header.line };
    for (;;) {
      this.#to = this.#from;
      cursor = readRecords(window.bytes, cursor, options, this.#quoted, window.until);
      sorter.leave();
      if (window.atEnd) return;
      const isCut = cursor.at === window.bytes.length && window.bytes[cursor.at - 1] !== LINE_FEED;
      window.advance(cursor.at);
      cursor = { at: isCut ? this.#skipLine() : 0, line: cursor.line };
      yield;
    }
  }

  /** Reads on to the end of a line that is longer than the window. */
  #skipLine(): number {
    const { window, sorter } = this.#options;
    for (;;) {
      const feed = window.bytes.indexOf(LINE_FEED);
      const next = feed < 0 ? window.bytes.length : feed + 1;
      if (feed >= 0 || window.atEnd) {
        if (this.#unfinished !== null) {
          const { start } = this.#unfinished;
          const end = window.base + next;
          sorter.takeBroken({ ...this.#unfinished, end, length: end - start - (feed < 0 ? 0 : 1) });
        }
        this.#unfinished = null;
        return next;
      }
      window.advance(next);
    }
  }

  readonly #plain = (bytes: Buffer, start: { readonly at: number; readonly line: number }, end: number): number => {
    const delimiter = this.#options.header.delimiter.charCodeAt(0);
    const { second, sorter } = this.#options;
    const hostColumn = this.#hostColumn;
    const lastColumn = this.#lastColumn;
    let { at, line } = start;
    while (at < end) {
      let column = 0;
      let from = at;
      let here = at;
      let hostFrom = at;
      let hostTo = at;
      let secondFrom = at;
      let secondTo = at;
      for (;;) {
        const byte = here < end ? bytes[here] : LINE_FEED;
        if (byte === delimiter || byte === LINE_FEED) {
          if (column === hostColumn) {
            hostFrom = from;
            hostTo = here;
          }
          if (column === second) {
            secondFrom = from;
            secondTo = here;
          }
          if (byte === LINE_FEED) break;
          column += 1;
          from = here + 1;
          if (column > lastColumn) {
            here = bytes.indexOf(LINE_FEED, from);
            if (here < 0 || here > end) here = end;
            break;
          }
        }
        here += 1;
      }
      const next = here < end ? here + 1 : end;
      const host = this.#hostOf(bytes, hostFrom, hostTo, secondFrom, secondTo);
      if (host === NOBODY) this.#stray(bytes, at, next, line);
      else sorter.take(host, at, next, line, null, secondFrom, secondTo);
      at = next;
      line += 1;
    }
    return line;
  };

  #hostOf(bytes: Buffer, from: number, to: number, secondFrom: number, secondTo: number): number {
    if (this.#isLastHost(bytes, from, to)) return this.#host;
    this.#host = this.#options.sorter.hostOf(bytes.toString('utf8', from, to), bytes.toString('utf8', secondFrom, secondTo));
    this.#from = from;
    this.#to = to;
    return this.#host;
  }

  #isLastHost(bytes: Buffer, from: number, to: number): boolean {
    const length = to - from;
    if (length === 0 || length !== this.#to - this.#from) return false;
    for (let index = 0; index < length; index += 1) {
      if (bytes[from + index] !== bytes[this.#from + index]) return false;
    }
    return true;
  }

  /** A row of nobody: blank, or with its cells in the wrong places, or of a host that is not known. */
  #stray(bytes: Buffer, at: number, next: number, line: number): void {
    const { header, sorter } = this.#options;
    const cells = bytes
      .toString('utf8', at, next)
      .replace(/\r?\n$/, '')
      .split(header.delimiter);
    if (isBlank(cells)) return;
    if (fits(cells, header.width)) sorter.take(NOBODY, at, next, line, '', at, at);
    else this.#broken(line, 'field-count', cells.length, at, next);
  }

  readonly #quoted = {
    row: (cells: readonly string[], line: number, at: number, end: number): void => {
      const { second, sorter } = this.#options;
      const text = cells[second] ?? '';
      if (isBlank(cells)) return;
      sorter.take(sorter.hostOf(cells[this.#hostColumn] ?? '', text), at, end, line, text, at, at);
    },
    mayBreak: (cells: readonly string[]): boolean => mayBreak(this.#options.table, this.#options.header, cells),
    broken: (line: number, why: BrokenLine, fields: number, at: number, end: number): void => this.#broken(line, why, fields, at, end),
  };

  #broken(line: number, why: BrokenLine, fields: number, at: number, end: number): void {
    const { window, names, sorter } = this.#options;
    const isEnded = window.bytes[end - 1] === LINE_FEED;
    const number = this.#ownerOf(at, Math.min(end, at + LONGEST_GUESS));
    const host = number === NOBODY ? null : (names.names[number] ?? null);
    const length = end - at - (isEnded ? 1 : 0);
    const found = { start: window.base + at, end: window.base + end, length, line, why, fields, host, number };
    if (!isEnded && !window.atEnd) this.#unfinished = found;
    else sorter.takeBroken(found);
  }

  /** The host of a broken line. One whose own row writes it in bytes that are no text is named with U+FFFD in their place. */
  #ownerOf(at: number, end: number): number {
    const { window, header, names, sorter, table } = this.#options;
    const guess = (encoding: 'utf8' | 'latin1'): ReturnType<typeof findHostInLine> =>
      findHostInLine(window.bytes.toString(encoding, at, end).replace(/\r?\n$/, ''), header.delimiter, this.#hostColumn);
    const { named, others } = guess('utf8');
    if (named !== null && table === 'hosts.csv') return sorter.hostOf(named, '');
    if (named === null || !named.includes('\uFFFD')) return findOwner(names, named, others);
    const host = names.find(named);
    // A Windows export that is not UTF-8 is mostly in the code page of Western Europe, of which Latin-1 is the letters.
    return host === NOBODY ? names.find(guess('latin1').named ?? '') : host;
  }
}

/** The host that a line names in its place; else the one host that it names anywhere. */
const findOwner = (names: HostNames, named: string | null, others: readonly string[]): number => {
  const owner = named === null ? NOBODY : names.find(named);
  if (owner !== NOBODY) return owner;
  const found = new Set(others.map((other) => names.find(other)).filter((host) => host !== NOBODY));
  return found.size === 1 ? ([...found][0] ?? NOBODY) : NOBODY;
};
