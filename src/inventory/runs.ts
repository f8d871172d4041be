/** Where the rows of each cluster stand in one file: runs of rows that follow each other, in order of the file. */
import { createHash, type Hash } from 'node:crypto';

/** Rows of one cluster that follow each other; `cluster` may be NOBODY. */
export interface Run {
  readonly start: number;
  readonly end: number;
  /** Line of its first row. */
  readonly line: number;
  readonly cluster: number;
}

const FIRST_CAPACITY = 1024;
/** start, end, line, cluster. */
const FIELDS = 4;

export class Runs {
  count = 0;
  #fields = new Float64Array(FIRST_CAPACITY * FIELDS);
  #hash: Hash | null = null;
  /** The bytes of the open run up to here are in its hash. */
  #hashed = 0;
  readonly #onClose: (cluster: number, digest: string) => void;

  /** @param onClose is told the digest of the bytes of every run, in order of the file */
  constructor(onClose: (cluster: number, digest: string) => void) {
    this.#onClose = onClose;
  }

  /** Adds one row, behind all others. Offsets are of the file; `window` holds its bytes from `base` on. */
  add(cluster: number, start: number, end: number, line: number, window: Buffer, base: number): void {
    const open = (this.count - 1) * FIELDS;
    if (this.#hash !== null && this.#fields[open + 3] === cluster && this.#fields[open + 1] === start) {
      this.#fields[open + 1] = end;
      return;
    }
    this.close(window, base);
    if ((this.count + 1) * FIELDS > this.#fields.length) {
      const larger = new Float64Array(this.#fields.length * 2);
      larger.set(this.#fields);
      this.#fields = larger;
    }
    const at = this.count * FIELDS;
    this.#fields[at] = start;
    this.#fields[at + 1] = end;
    this.#fields[at + 2] = line;
    this.#fields[at + 3] = cluster;
    this.count += 1;
    this.#hash = createHash('sha256');
    this.#hashed = start;
  }

  /** Takes what the window holds of the open run into its hash, before the window moves on. */
  hashUpTo(window: Buffer, base: number): void {
    if (this.#hash === null) return;
    const end = this.#fields[(this.count - 1) * FIELDS + 1] ?? 0;
    if (end > this.#hashed) this.#hash.update(window.subarray(this.#hashed - base, end - base));
    this.#hashed = end;
  }

  /** The open run ends here, whatever follows: a row that cannot be read stands behind it. */
  close(window: Buffer, base: number): void {
    if (this.#hash === null) return;
    this.hashUpTo(window, base);
    this.#onClose(this.#fields[(this.count - 1) * FIELDS + 3] ?? 0, this.#hash.digest('hex'));
    this.#hash = null;
  }

  at(index: number): Run {
    const at = index * FIELDS;
    const field = (offset: number): number => this.#fields[at + offset] ?? 0;
    return { start: field(0), end: field(1), line: field(2), cluster: field(3) };
  }
}
