/** rejects.csv: every cell or row that cost something, where it stands, and how to mend it. */
import type { Outcome } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import type { ByteText } from './byte-text.ts';
import { type Column, type RenderOptions, renderRows, type Table, writeRows } from './table.ts';

/** Line and column 0 mean the file or the row as a whole, and leave the cell blank. */
const place = (value: number): number | null => (value === 0 ? null : value);

const columns: readonly Column<Problem>[] = [
  { name: 'file', cell: ({ file }) => file },
  { name: 'line', cell: ({ line }) => place(line) },
  { name: 'column', cell: ({ column }) => place(column) },
  { name: 'code', cell: ({ code }) => code },
  { name: 'value', cell: ({ value }) => value },
  { name: 'message', cell: ({ message }) => message },
  { name: 'remedy', cell: ({ remedy }) => remedy },
  { name: 'row', cell: ({ row }) => row },
];

const rejected = (problems: readonly Problem[]): readonly Problem[] => problems.filter(({ severity }) => severity === 'error');

export const REJECTS_TABLE: Table<Problem> = {
  file: 'rejects.csv',
  columns,
  rows: (outcome: Outcome) => (outcome.kind === 'rejected' ? rejected(outcome.problems) : []),
};

export const writeRejects = (out: ByteText, problems: readonly Problem[], options: RenderOptions): void =>
  writeRows(out, columns, rejected(problems), options);

/** Rows of rejects.csv for problems that no host answers for, such as a row without a host name. */
export const renderRejects = (problems: readonly Problem[], options: RenderOptions): string =>
  renderRows(columns, rejected(problems), options);
