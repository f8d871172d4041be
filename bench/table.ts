/** Figures as a table for people, right-aligned. */

export interface BenchRow {
  readonly case: string;
  readonly hosts: number;
  readonly threads: number;
  readonly seconds: number;
  /** null: not measured for this row. */
  readonly processSeconds: number | null;
  readonly planMsPerHost: number | null;
  readonly peakRssBytes: number | null;
  readonly ratio: number | null;
}

const number = (value: number | null, digits: number): string => (value === null ? '–' : value.toFixed(digits));

const COLUMNS: readonly { readonly title: string; readonly cell: (row: BenchRow) => string }[] = [
  { title: 'case', cell: (row) => row.case },
  { title: 'hosts', cell: (row) => String(row.hosts) },
  { title: 'threads', cell: (row) => String(row.threads) },
  { title: 'seconds', cell: (row) => number(row.seconds, 3) },
  { title: 'with start', cell: (row) => number(row.processSeconds, 3) },
  { title: 'hosts/s', cell: (row) => number(row.hosts / row.seconds, 0) },
  { title: 'plan ms/host', cell: (row) => number(row.planMsPerHost, 3) },
  { title: 'peak RSS MiB', cell: (row) => number(row.peakRssBytes === null ? null : row.peakRssBytes / 2 ** 20, 0) },
  { title: '× floor', cell: (row) => number(row.ratio, 2) },
];

export const formatTable = (rows: readonly BenchRow[]): string => {
  const cells = [COLUMNS.map(({ title }) => title), ...rows.map((row) => COLUMNS.map(({ cell }) => cell(row)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
  );
  return `${lines.join('\n')}\n`;
};
