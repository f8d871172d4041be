/**
 * Text that is written as bytes of UTF-8 at once, into a buffer that grows and is used again: a report is many short texts,
 * and joining them to long ones only to encode those costs twice as much, and leaves as much to be collected.
 */
const START_BYTES = 256 * 1024;
/** From this length on a call into the runtime is faster than a loop over the characters. */
const LONG = 32;

const encoder = new TextEncoder();

/** Bytes of a text that is written often, such as a function that most scripts hold. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

export class ByteText {
  #bytes = Buffer.allocUnsafeSlow(START_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written, and keeps its room. */
  clear(): void {
    this.#length = 0;
  }

  /** Room for `more` bytes behind what was written, for a writer that counts itself and says with `setLength` how far it came. */
  reserve(more: number): Uint8Array {
    return this.#room(more);
  }

  /** Counts what a writer put into the room it reserved. */
  setLength(length: number): void {
    this.#length = length;
  }

  /** What was written, as it stands until something else is. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  copyTo(target: Uint8Array, at: number, start: number, end: number): void {
    this.#bytes.copy(target, at, start, end);
  }

  toString(start = 0): string {
    return this.#bytes.toString('utf8', start, this.#length);
  }

  bytes(source: Uint8Array): void {
    const target = this.#room(source.length);
    if (source.length < 2 * LONG) {
      let at = this.#length;
      for (let index = 0; index < source.length; index += 1) target[at++] = source[index] as number;
    } else {
      target.set(source, this.#length);
    }
    this.#length += source.length;
  }

  text(text: string): void {
    const { length } = text;
    if (length >= LONG) {
      this.#encode(text);
      return;
    }
    const bytes = this.#room(length);
    let at = this.#length;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) {
        this.#encode(text);
        return;
      }
      bytes[at++] = code;
    }
    this.#length = at;
  }

  #encode(text: string): void {
    // A character of UTF-16 is at most three bytes.
    const bytes = this.#room(text.length * 3);
    this.#length += bytes.write(text, this.#length, 'utf8');
  }

  #room(more: number): Buffer {
    const needed = this.#length + more;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
