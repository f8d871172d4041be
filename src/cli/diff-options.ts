/** What `converge diff` was asked to do. */
export interface DiffOptions {
  readonly earlier: string;
  readonly now: string;
  /** A file, or a folder for diff.csv; null: no rows are written. */
  readonly out: string | null;
  readonly rawCells: boolean;
  /** End with 1 where a host stands worse. */
  readonly exitCode: boolean;
  readonly output: 'text' | 'json';
}
