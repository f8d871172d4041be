/** File bytes → UTF-8 without marks, with a note for each thing that was put up with. */
import { isUtf8 } from 'node:buffer';

export interface Decoded {
  /** UTF-8 without a byte order mark. */
  readonly bytes: Buffer;
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';
}

export interface Undecodable {
  /** Line of the first bytes that are no text. */
  readonly line: number;
  readonly expected: 'UTF-8' | 'UTF-16';
}

const LINE_FEED = 0x0a;

const startsWith = (bytes: Buffer, ...mark: readonly number[]): boolean => mark.every((byte, index) => bytes[index] === byte);

/** Lines up to the first that is not UTF-8; found by the line, since a line end is never part of another character. */
const firstBadLine = (bytes: Buffer): number => {
  let line = 1;
  for (let at = 0; at < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, at);
    const next = end < 0 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(at, next))) return line;
    at = next;
  }
  return line;
};

const decodeUtf16 = (bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): Decoded | Undecodable => {
  const body = bytes.subarray(2);
  const whole = body.subarray(0, body.length - (body.length % 2));
  const text = (encoding === 'utf-16be' ? Buffer.from(whole).swap16() : whole).toString('utf16le');
  const utf8 = Buffer.from(text);
  // A surrogate without its partner has no UTF-8 and becomes U+FFFD: then the text does not survive the way back.
  const survives = utf8.toString() === text;
  if (survives && whole.length === body.length) return { bytes: utf8, encoding };
  const back = utf8.toString();
  let same = 0;
  while (same < text.length && text.charCodeAt(same) === back.charCodeAt(same)) same += 1;
  return { line: text.slice(0, same).split('\n').length, expected: 'UTF-16' };
};

/** Decodes UTF-8 with or without a mark, and UTF-16 of either order with one. */
export const decode = (bytes: Buffer): Decoded | Undecodable => {
  if (startsWith(bytes, 0xff, 0xfe)) return decodeUtf16(bytes, 'utf-16le');
  if (startsWith(bytes, 0xfe, 0xff)) return decodeUtf16(bytes, 'utf-16be');
  if (!isUtf8(bytes)) return { line: firstBadLine(bytes), expected: 'UTF-8' };
  // UTF-16 without a mark is valid UTF-8 full of NULs; no inventory holds one.
  const nul = bytes.indexOf(0);
  if (nul >= 0 && nul < 200) return { line: bytes.subarray(0, nul).toString().split('\n').length, expected: 'UTF-8' };
  const hasMark = startsWith(bytes, 0xef, 0xbb, 0xbf);
  return hasMark ? { bytes: bytes.subarray(3), encoding: 'utf-8-bom' } : { bytes, encoding: 'utf-8' };
};
