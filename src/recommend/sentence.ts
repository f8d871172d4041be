/** What a reader is told of a finding: what is wrong, what to do, and who says so. */
export interface Sentence<Values> {
  readonly message: (values: Values, subject: string) => string;
  readonly remedy: (values: Values, subject: string) => string;
  readonly source: string;
}
