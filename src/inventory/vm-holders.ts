/**
 * VM names that stand on two hosts, found while rows are sorted by host: a table of digests, as small as one can be that
 * knows three million names. Two names of the same 64 bits would be taken for one; a fleet of that size meets one such pair
 * in a million runs.
 */
import { nameKey } from '../model/name.ts';
import { readName } from './host-names.ts';
import { letGo } from './let-go.ts';

const FIRST_CAPACITY = 1 << 12;
/** Slots are 3/4 full at the most. */
const FULL = 0.75;
const PRIME_A = 0x01000193;
const PRIME_B = 0x85ebca6b;
const SEED_A = 0x811c9dc5;
const SEED_B = 0x9e3779b9;
const UPPER_A = 65;
const UPPER_Z = 90;
const ASCII_END = 128;
const BLANK = 32;

export class VmHolders {
  /** VM name key → numbers of the hosts that have it, for those on two hosts or more. */
  readonly shared = new Map<string, Set<number>>();
  #count = 0;
  #capacity = FIRST_CAPACITY;
  #a = new Uint32Array(FIRST_CAPACITY);
  #b = new Uint32Array(FIRST_CAPACITY);
  /** Host + 1; 0: the slot is free. */
  #host = new Uint32Array(FIRST_CAPACITY);

  /** Gives the memory of the table back; the names on two hosts stay. */
  release(): void {
    this.#capacity = 0;
    letGo([this.#a.buffer, this.#b.buffer, this.#host.buffer]);
    this.#a = new Uint32Array(0);
    this.#b = new Uint32Array(0);
    this.#host = new Uint32Array(0);
  }

  /** A VM of a host, by the bytes of its cell. */
  add(host: number, bytes: Buffer, start: number, end: number): void {
    let [a, b] = [SEED_A, SEED_B];
    for (let at = start; at < end; at += 1) {
      let code = bytes[at] as number;
      if (code <= BLANK || code >= ASCII_END) return this.addText(host, bytes.toString('utf8', start, end));
      if (code >= UPPER_A && code <= UPPER_Z) code += BLANK;
      a = Math.imul(a ^ code, PRIME_A);
      b = Math.imul(b ^ code, PRIME_B) ^ (b >>> 15);
    }
    if (end > start) this.#enter(host, a >>> 0, b >>> 0, () => nameKey(bytes.toString('latin1', start, end)));
  }

  addText(host: number, text: string): void {
    const name = readName(text);
    if (name === null) return;
    const key = nameKey(name);
    let [a, b] = [SEED_A, SEED_B];
    for (const code of Buffer.from(key)) {
      a = Math.imul(a ^ code, PRIME_A);
      b = Math.imul(b ^ code, PRIME_B) ^ (b >>> 15);
    }
    this.#enter(host, a >>> 0, b >>> 0, () => key);
  }

  #enter(host: number, a: number, b: number, keyOf: () => string): void {
    if (this.#count + 1 > this.#capacity * FULL) this.#grow();
    const slot = this.#slotOf(a, b);
    const holder = this.#host[slot] as number;
    if (holder === 0) {
      this.#a[slot] = a;
      this.#b[slot] = b;
      this.#host[slot] = host + 1;
      this.#count += 1;
    } else if (holder !== host + 1) {
      const key = keyOf();
      const holders = this.shared.get(key) ?? new Set([holder - 1]);
      this.shared.set(key, holders.add(host));
    }
  }

  /** The slot that has the digest, or the free one where it belongs. */
  #slotOf(a: number, b: number): number {
    const mask = this.#capacity - 1;
    let slot = (a ^ (b >>> 7)) & mask;
    while (this.#host[slot] !== 0 && (this.#a[slot] !== a || this.#b[slot] !== b)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [a, b, host] = [this.#a, this.#b, this.#host];
    this.#capacity *= 2;
    this.#a = new Uint32Array(this.#capacity);
    this.#b = new Uint32Array(this.#capacity);
    this.#host = new Uint32Array(this.#capacity);
    for (let old = 0; old < host.length; old += 1) {
      if (host[old] === 0) continue;
      const slot = this.#slotOf(a[old] as number, b[old] as number);
      this.#a[slot] = a[old] as number;
      this.#b[slot] = b[old] as number;
      this.#host[slot] = host[old] as number;
    }
    letGo([a.buffer, b.buffer, host.buffer]);
  }
}
