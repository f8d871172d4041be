/**
 * Rows sorted by chunk into one file on disk, for inventories whose rows of a host stand anywhere: what a run of places in
 * the original would be too long to keep in memory. Blocks of rows of one chunk follow each other in order of the file,
 * each with the line of every one of its lines behind it.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const LINE_FEED = 0x0a;
/** Rows of a chunk that wait in memory: large against the cost of a write, small against the number of chunks. */
const BLOCK = 16 * 1024;
const LINE_BYTES = 4;

/** A block on disk: bytes of rows, then the line of each as 32 bits. */
export interface SpilledBlock {
  readonly at: number;
  readonly bytes: number;
  readonly lines: number;
}

interface Waiting {
  readonly rows: Buffer;
  length: number;
  lines: number[];
}

export class Spill {
  readonly path: string;
  readonly #file: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #blocks = new Map<number, SpilledBlock[]>();
  #end = 0;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'wx');
  }

  /** Adds one row, behind all others of its chunk. */
  add(chunk: number, row: Buffer, line: number): void {
    const lines = linesOf(row, line);
    let waiting = this.#waiting.get(chunk);
    if (waiting !== undefined && waiting.length + row.length + 1 > waiting.rows.length) {
      this.#write(chunk, waiting);
      waiting = undefined;
    }
    if (waiting === undefined) {
      waiting = { rows: Buffer.allocUnsafe(Math.max(BLOCK, row.length + 1)), length: 0, lines: [] };
      this.#waiting.set(chunk, waiting);
    }
    waiting.length += row.copy(waiting.rows, waiting.length);
    // The last row of a file may lack its line end.
    if (row.at(-1) !== LINE_FEED) waiting.length += waiting.rows.write('\n', waiting.length);
    for (const each of lines) waiting.lines.push(each);
  }

  /** Blocks of a chunk, in order of the file they come from. */
  blocksOf(chunk: number): readonly SpilledBlock[] {
    return this.#blocks.get(chunk) ?? [];
  }

  finish(): void {
    for (const [chunk, waiting] of this.#waiting) this.#write(chunk, waiting);
    this.#waiting.clear();
    closeSync(this.#file);
  }

  #write(chunk: number, { rows, length, lines }: Waiting): void {
    const numbers = Buffer.from(Uint32Array.from(lines).buffer);
    writeAll(this.#file, Buffer.concat([rows.subarray(0, length), numbers]));
    const blocks = this.#blocks.get(chunk) ?? [];
    blocks.push({ at: this.#end, bytes: length, lines: lines.length });
    this.#blocks.set(chunk, blocks);
    this.#end += length + numbers.length;
    this.#waiting.delete(chunk);
  }
}

/** Bytes of a block, with the lines behind its rows. */
export const blockLength = ({ bytes, lines }: SpilledBlock): number => bytes + lines * LINE_BYTES;

const linesOf = (row: Buffer, first: number): readonly number[] => {
  const lines = [first];
  for (let at = row.indexOf(LINE_FEED); at >= 0 && at + 1 < row.length; at = row.indexOf(LINE_FEED, at + 1)) {
    lines.push(first + lines.length);
  }
  return lines;
};

const writeAll = (file: number, bytes: Buffer): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
};
