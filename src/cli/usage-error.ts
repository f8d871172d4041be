/** A mistake on the command line: what is wrong, then what to do. It ends the program with exit code 2. */
export class UsageError extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'UsageError';
    this.remedy = remedy;
  }
}
