/** Bytes of a file with other pieces between them, in order. */
export class Patchwork {
  readonly #bytes: Buffer;
  readonly #pieces: Buffer[] = [];
  #from = 0;
  #to = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bytes of the file; those that follow each other are one piece. */
  keep(from: number, to: number): void {
    if (from !== this.#to) {
      this.#close();
      this.#from = from;
    }
    this.#to = to;
  }

  put(text: string): void {
    this.#close();
    this.#pieces.push(Buffer.from(text));
    this.#from = this.#to;
  }

  #close(): void {
    if (this.#to > this.#from) this.#pieces.push(this.#bytes.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }

  finish(): Buffer {
    this.#close();
    return Buffer.concat(this.#pieces);
  }
}
