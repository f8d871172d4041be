/** Which encoding the bytes of a file are in, and UTF-16 → UTF-8. */
import type { Statement } from './source.ts';

export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

export interface Decoded {
  readonly bytes: Buffer;
  /** Bytes at the end that belong to a character whose rest is still to come: at most three. */
  readonly left: number;
}

const startsWith = (bytes: Buffer, ...mark: readonly number[]): boolean => mark.every((byte, index) => bytes[index] === byte);

/** By the first three bytes of a file; without a mark it is taken for UTF-8. */
export const encodingOf = (start: Buffer): Encoding => {
  if (startsWith(start, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(start, 0xfe, 0xff)) return 'utf-16be';
  return startsWith(start, 0xef, 0xbb, 0xbf) ? 'utf-8-bom' : 'utf-8';
};

/** What is said of a line whose bytes are no text. */
export const undecodableLine = (expected: 'UTF-8' | 'UTF-16'): Statement => ({
  code: 'bytes-undecodable',
  message: `The line holds bytes that are not ${expected}.`,
  remedy: 'Save the file as UTF-8.',
});

/** What is said of a file in UTF-16 that does not say so. */
export const UNMARKED_UTF16: Statement = {
  code: 'bytes-undecodable',
  message: 'The file is not UTF-8; it looks like UTF-16 without a byte order mark.',
  remedy: 'Save the file as UTF-8.',
};

/** How far into a file NULs tell UTF-16: column names are ASCII, so that half of their bytes are NUL there. */
const SEARCHED = 200;
const LEAST_SHARE = 0.25;

/** UTF-16 without a mark is valid UTF-8 full of NULs; a NUL or two alone are a fault of the cells they stand in. */
export const isUnmarkedUtf16 = (bytes: Buffer): boolean => {
  const start = bytes.subarray(0, SEARCHED);
  const nuls = start.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  return nuls > 0 && nuls >= start.length * LEAST_SHARE;
};

const HIGH_SURROGATE = /[\uD800-\uDBFF]$/;

/**
 * A piece of a file in UTF-16 as UTF-8.
 * @param isLast nothing follows, so that half a character is none
 * @returns `line`: the line of the piece with the first bytes that are no text
 */
export const decodeUtf16 = (piece: Buffer, encoding: 'utf-16le' | 'utf-16be', isLast: boolean): Decoded | { readonly line: number } => {
  const whole = piece.subarray(0, piece.length - (piece.length % 2));
  const read = (encoding === 'utf-16be' ? Buffer.from(whole).swap16() : whole).toString('utf16le');
  const text = !isLast && HIGH_SURROGATE.test(read) ? read.slice(0, -1) : read;
  const bytes = Buffer.from(text);
  const back = bytes.toString();
  const left = piece.length - text.length * 2;
  // A surrogate without its partner has no UTF-8 and becomes U+FFFD: then the text does not survive the way back.
  if (back === text && !(isLast && left > 0)) return { bytes, left };
  let same = 0;
  while (same < text.length && text.charCodeAt(same) === back.charCodeAt(same)) same += 1;
  return { line: text.slice(0, same).split('\n').length };
};
