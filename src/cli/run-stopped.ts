/** A run that ended before its report was whole, and left what it had for the next one. */
export class RunStopped extends Error {
  /** How far it came, as a sentence. */
  readonly progress: string;

  constructor(cause: unknown, done: number, hosts: number) {
    super('The run stopped.', { cause });
    this.name = 'RunStopped';
    this.progress = `${done} of ${hosts} hosts are planned and kept, and nothing was published. Add --resume to go on from there.`;
  }
}
