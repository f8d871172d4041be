/** A file of any size, read through a window that moves over it, so that memory does not depend on the file. */
import { createHash } from 'node:crypto';
import { fstatSync, readSync } from 'node:fs';
import { letGo } from './let-go.ts';
import { LOOK_AHEAD } from './records.ts';

/** Large against what must be carried from one window to the next. */
const CAPACITY = 5 * LOOK_AHEAD;

export interface FileState {
  readonly size: number;
  /** Milliseconds; a file that changes while a run reads it is another file. */
  readonly modified: number;
}

export class ByteWindow {
  /** What is in memory: bytes of the file from `base` on. */
  bytes: Buffer = Buffer.alloc(0);
  base = 0;
  atEnd = false;
  readonly state: FileState;
  readonly #file: number;
  #buffer: Buffer<ArrayBuffer>;
  readonly #hash = createHash('sha256');

  /** @param file an open file; the caller closes it */
  constructor(file: number) {
    this.#file = file;
    const { size, mtimeMs } = fstatSync(file);
    this.state = { size, modified: mtimeMs };
    // One byte more than the file has: a read that fills nothing says that the end is reached.
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(CAPACITY, size + 1));
    this.advance(0);
  }

  /** Forgets the bytes before an offset of the window, and reads on behind the rest. Offsets of the window change with it. */
  advance(from: number): void {
    const buffer = this.#buffer;
    buffer.copyWithin(0, from, this.bytes.length);
    this.base += from;
    const kept = this.bytes.length - from;
    let length = kept;
    while (length < buffer.length && !this.atEnd) {
      const read = readSync(this.#file, buffer, length, buffer.length - length, this.base + length);
      this.atEnd = read === 0;
      length += read;
    }
    this.#hash.update(buffer.subarray(kept, length));
    this.bytes = buffer.subarray(0, length);
  }

  /** Records that start before this offset of the window can be read whatever follows the window. */
  get until(): number {
    return this.atEnd ? this.bytes.length : Math.max(0, this.bytes.length - LOOK_AHEAD);
  }

  /** Gives the memory back: nothing is read any more. */
  release(): void {
    letGo([this.#buffer.buffer]);
    this.#buffer = Buffer.alloc(0);
    this.bytes = this.#buffer;
  }

  /** SHA-256 of the file, once its end was reached. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}
