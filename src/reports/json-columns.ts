/**
 * Lists of like things as outcomes.jsonl holds them: one list a member, so that no name is said twice. Cells of one thing
 * stand at one place of each list. A list that ends early goes on with its last cell; one of nothing but nulls is left out.
 */
import type { ByteText } from './byte-text.ts';
import { JsonPart, writeJson, writeName } from './json-bytes.ts';

/** Lists may be missing for the reader all the same: the file may have been changed by hand. */
export type Columns<Row> = { readonly [Key in keyof Row]?: readonly (Row[Key] | null)[] | undefined };

/** The members of a row, in the order in which their columns are written; it does not compile while one is missing. */
export type Members<Row> = readonly Member<Row>[];
/** `isWhole`: its list is written in full, also where it is of nothing but nulls. */
type Member<Row> = readonly [name: keyof Row & string, cell: (row: Row) => Row[keyof Row], isWhole?: true];

export const membersOf = <Row>(members: { readonly [Key in keyof Row & string]: (row: Row) => Row[Key] }): Members<Row> =>
  Object.entries(members) as unknown as Members<Row>;

/** Part of a list of rows, from `start` to before `end`. */
export interface Span<Row> {
  readonly rows: readonly Row[];
  readonly start: number;
  readonly end: number;
}

const [COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [...',[]{}'].map((sign) => sign.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
];

/**
 * Writes the list of one member. Most cells are those of the row above, and their bytes are copied; those at the end that
 * repeat the one before are left out, unless the list is to be written in full.
 * @returns how many cells were written
 */
const writeCells = <Row>(out: ByteText, { rows, start, end }: Span<Row>, cellOf: (row: Row) => unknown, inFull: boolean): number => {
  out.byte(OPEN_LIST);
  let last: unknown;
  let from = 0;
  let to = 0;
  let written = 0;
  for (let index = start; index < end; index += 1) {
    const cell = cellOf(rows[index] as Row);
    if (cell === last && index > start && !inFull) continue;
    for (; written < index - start; written += 1) {
      out.byte(COMMA);
      out.again(from, to);
    }
    if (index > start) out.byte(COMMA);
    from = out.length;
    writeJson(out, cell);
    to = out.length;
    last = cell;
    written += 1;
  }
  out.byte(CLOSE_LIST);
  return written;
};

/** The list of one member of the rows of a span. */
class CellList<Row> extends JsonPart {
  readonly #span: Span<Row>;
  readonly #cellOf: (row: Row) => unknown;
  readonly #inFull: boolean;

  constructor(span: Span<Row>, cellOf: (row: Row) => unknown, inFull: boolean) {
    super();
    this.#span = span;
    this.#cellOf = cellOf;
    this.#inFull = inFull;
  }

  override writeTo(out: ByteText): void {
    writeCells(out, this.#span, this.#cellOf, this.#inFull);
  }
}

export const fullList = <Row>(span: Span<Row>, cellOf: (row: Row) => unknown): JsonPart => new CellList(span, cellOf, true);

/** undefined where all cells are null. */
export const cutList = <Row>(span: Span<Row>, cellOf: (row: Row) => unknown): JsonPart | undefined => {
  for (let index = span.start; index < span.end; index += 1) {
    if (cellOf(span.rows[index] as Row) !== null) return new CellList(span, cellOf, false);
  }
  return undefined;
};

class Table<Row> extends JsonPart {
  readonly #members: Members<Row>;
  readonly #rows: readonly Row[];

  constructor(members: Members<Row>, rows: readonly Row[]) {
    super();
    this.#members = members;
    this.#rows = rows;
  }

  /** The longest list tells how many rows there are: where all would end early, the first is written in full. */
  override writeTo(out: ByteText): void {
    const start = out.length;
    if (this.#write(out, false) >= this.#rows.length) return;
    out.rewind(start);
    this.#write(out, true);
  }

  #write(out: ByteText, firstInFull: boolean): number {
    const rows = this.#rows;
    const span = { rows, start: 0, end: rows.length };
    let longest = 0;
    let isEmpty = true;
    let inFull = firstInFull;
    out.byte(OPEN);
    for (const [name, cellOf, isWhole] of this.#members) {
      const start = out.length;
      if (!isEmpty) out.byte(COMMA);
      writeName(out, name);
      const written = writeCells(out, span, cellOf, inFull || isWhole === true);
      if (written === 1 && !inFull && !isWhole && cellOf(rows[0] as Row) === null) {
        out.rewind(start);
        continue;
      }
      inFull = false;
      isEmpty = false;
      longest = Math.max(longest, written);
    }
    out.byte(CLOSE);
    return longest;
  }
}

/** As `Columns`, to be written. */
export const toColumns = <Row>(members: Members<Row>, rows: readonly Row[]): JsonPart => new Table(members, rows);

/** Left out where there is none. */
export const someColumns = <Row>(members: Members<Row>, rows: readonly Row[]): JsonPart | undefined =>
  rows.length === 0 ? undefined : new Table(members, rows);

/** Left out where it is as usual: a member that is undefined is not written. */
export const unless = <Value>(value: Value, usual: Value | undefined): Value | undefined => (value === usual ? undefined : value);

export const unlessEmpty = <Item>(items: readonly Item[]): readonly Item[] | undefined => (items.length === 0 ? undefined : items);

/** The cell of a row in a list that may end early. */
export const cellAt = <Cell>(column: readonly Cell[] | undefined, index: number): Cell | null =>
  column === undefined ? null : (column[Math.min(index, column.length - 1)] ?? null);

export const fromColumns = <Row>(members: Members<Row>, columns: Columns<Row>): readonly Row[] => {
  const length = members.reduce((longest, [name]) => Math.max(longest, columns[name]?.length ?? 0), 0);
  return Array.from({ length }, (_, index) => {
    const row: Partial<Record<keyof Row, unknown>> = {};
    for (const [name] of members) row[name] = cellAt<unknown>(columns[name], index);
    return row as Row;
  });
};

export const rowsOf = <Row>(members: Members<Row>, columns: Columns<Row> | undefined): readonly Row[] =>
  columns === undefined ? [] : fromColumns(members, columns);
