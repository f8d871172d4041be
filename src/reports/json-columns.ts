/**
 * Lists of like things as outcomes.jsonl holds them: one list a member, so that no name is said twice. Cells of one thing
 * stand at one place of each list. A list that ends early goes on with its last cell; one of nothing but nulls is left out.
 */
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

/**
 * The list of one member. Cells at the end that repeat the one before are left out, unless the list is wanted in full.
 * It grows by push alone: JSON.stringify is several times slower on an array that was made with room for more.
 */
const listCells = <Row, Cell>({ rows, start, end }: Span<Row>, cellOf: (row: Row) => Cell, inFull: boolean): Cell[] => {
  if (start >= end) return [];
  let last = cellOf(rows[start] as Row);
  const cells = [last];
  for (let index = start + 1; index < end; index += 1) {
    const cell = cellOf(rows[index] as Row);
    if (cell === last && !inFull) continue;
    while (cells.length < index - start) cells.push(last);
    cells.push(cell);
    last = cell;
  }
  return cells;
};

const isBlank = (cells: readonly unknown[]): boolean => cells.length === 1 && cells[0] === null;

export const fullList = <Row, Cell>(span: Span<Row>, cellOf: (row: Row) => Cell): readonly Cell[] => listCells(span, cellOf, true);

/** undefined where all cells are null. */
export const cutList = <Row, Cell>(span: Span<Row>, cellOf: (row: Row) => Cell): readonly Cell[] | undefined => {
  const cells = listCells(span, cellOf, false);
  return isBlank(cells) ? undefined : cells;
};

/**
 * As `Columns`. The longest list tells how many rows there are: where all would end early, the first is in full. A list that
 * is left out stands there as undefined, so that all tables of a kind have one shape.
 */
export const toColumns = <Row>(members: Members<Row>, rows: readonly Row[]): Columns<Row> => {
  const span = { rows, start: 0, end: rows.length };
  const columns: Partial<Record<keyof Row, readonly unknown[] | undefined>> = {};
  let longest = 0;
  for (const [name, cellOf, isWhole] of members) {
    const cells = listCells(span, cellOf, isWhole === true);
    const isLeftOut = isWhole !== true && isBlank(cells);
    columns[name] = isLeftOut ? undefined : cells;
    if (!isLeftOut && cells.length > longest) longest = cells.length;
  }
  if (longest < rows.length) {
    const [name, cellOf] = members[0] as Member<Row>;
    columns[name] = listCells(span, cellOf, true);
  }
  return columns as Columns<Row>;
};

/** Left out where there is none. */
export const someColumns = <Row>(members: Members<Row>, rows: readonly Row[]): Columns<Row> | undefined =>
  rows.length === 0 ? undefined : toColumns(members, rows);

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
