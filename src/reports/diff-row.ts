/** diff.csv: one row for each difference between two reports. */
import type { Attribution } from './diff-cause.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';

/** `input`: it was different before converge saw it; `plan`: it follows. */
export interface DiffRow {
  readonly host: string;
  readonly kind: 'host' | 'input' | 'plan';
  /** The column, of hosts.csv, flows.csv or nics.csv where the plan differs, or the kind of input. */
  readonly what: string;
  /** Adapter, port or VMs that it is about; blank: the host. */
  readonly subject: string;
  readonly earlier: string;
  readonly now: string;
  readonly why: Attribution;
}

const columns: readonly Column<DiffRow>[] = [
  { name: 'host', cell: ({ host }) => host },
  { name: 'kind', cell: ({ kind }) => kind },
  { name: 'what', cell: ({ what }) => what },
  { name: 'subject', cell: ({ subject }) => subject },
  { name: 'then', cell: ({ earlier }) => earlier },
  { name: 'now', cell: ({ now }) => now },
  { name: 'cause', cell: ({ why }) => why.causes.join('; ') },
  { name: 'detail', cell: ({ why }) => why.detail },
];

/** The row for a program: the columns of the file by their names. */
export const diffValues = (row: DiffRow): object => Object.fromEntries(columns.map(({ name, cell }) => [name, cell(row)]));

export const diffHeader = (): string => headerRow(columns);
export const renderDiffRows = (rows: readonly DiffRow[], options: RenderOptions): string => renderRows(columns, rows, options);
