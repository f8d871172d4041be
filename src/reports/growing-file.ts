/** One file of a run while it grows: by bytes at hand, and by bytes of other files, which somebody else may copy meanwhile. */
import { ftruncateSync, openSync, writevSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Extent, Range } from './copy-extents.ts';

/** What was added since the last one. */
export interface Growth {
  /** Bytes of the file now, those that are still to be copied among them. */
  readonly end: number;
  /** CRC-32 of what was added; where bytes are still to be copied, the range to read then. 0: nobody wants to know. */
  readonly check: number | Range;
  readonly extents: readonly Extent[];
}

export class GrowingFile {
  readonly name: string;
  readonly file: number;
  /** Bytes since the file was last made durable. */
  unsynced = 0;
  readonly #isChecked: boolean;
  #end: number;
  #check = 0;
  /** Bytes at hand, which stand before `#end` plus their length. */
  #pending: Uint8Array[] = [];
  #extents: Extent[] = [];
  #marked: number;

  /** @param size bytes of the file that stay; null: it is new @param isChecked checksums are of use to whoever resumes the run */
  constructor(path: string, name: string, size: number | null, isChecked: boolean) {
    this.name = name;
    this.file = openSync(path, size === null ? 'w+' : 'r+');
    // ext4 writes a file that was emptied as soon as it is closed, and whoever closes waits for that: a new one is left alone.
    if (size !== null) ftruncateSync(this.file, size);
    this.#end = size ?? 0;
    this.#marked = this.#end;
    this.#isChecked = isChecked;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#pending.push(bytes);
  }

  /** Leaves room for bytes of another file; `grow` says what is to be copied there. */
  copy(from: number, at: number, length: number): void {
    this.flush();
    this.#extents.push({ from, at, to: this.file, place: this.#end, length });
    this.#end += length;
    this.unsynced += length;
  }

  /** Writes the bytes at hand. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    if (this.#isChecked) for (const bytes of pending) this.#check = crc32(bytes, this.#check);
    const written = writeAll(this.file, pending, this.#end);
    this.unsynced += written;
    this.#end += written;
  }

  grow(): Growth {
    this.flush();
    const extents = this.#extents;
    const range = { file: this.file, at: this.#marked, length: this.#end - this.#marked };
    const check = this.#isChecked && extents.length > 0 ? range : this.#check;
    this.#extents = [];
    this.#check = 0;
    this.#marked = this.#end;
    return { end: this.#end, check, extents };
  }
}

/** The kernel takes 1,024 buffers at a time. */
const MOST_BUFFERS = 1024;

/** Writes buffers one behind the other. @returns how many bytes that were */
export const writeAll = (file: number, buffers: readonly Uint8Array[], at: number): number => {
  let done = 0;
  for (let first = 0; first < buffers.length; first += MOST_BUFFERS) {
    let rest = buffers.slice(first, first + MOST_BUFFERS);
    while (rest.length > 0) {
      const written = writevSync(file, rest, at + done);
      done += written;
      rest = behind(rest, written);
    }
  }
  return done;
};

const behind = (buffers: readonly Uint8Array[], written: number): Uint8Array[] => {
  let left = written;
  return buffers.flatMap((bytes) => {
    const taken = Math.min(left, bytes.length);
    left -= taken;
    return taken === bytes.length ? [] : [bytes.subarray(taken)];
  });
};
