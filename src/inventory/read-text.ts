/** A small file read whole, as UTF-8: for tables that stand beside an inventory, not for those that grow with the fleet. */
import { closeSync, readFileSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { decodeUtf16, encodingOf, isUnmarkedUtf16, UNMARKED_UTF16, undecodableLine } from './decode.ts';
import { openTableFile } from './read-bytes.ts';
import type { Statement } from './source.ts';

export type WholeText = { readonly bytes: Buffer } | { readonly line: number; readonly statement: Statement };

const LONGEST_MARK = 3;

/** The bytes without a mark, or what keeps them from being read; line 0: the file as a whole. */
export const readText = (path: string): WholeText => {
  const opened = openTableFile(path);
  if ('statement' in opened) return { line: 0, statement: opened.statement };
  const bytes = readFileSync(opened.file);
  closeSync(opened.file);
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const decoded = decodeUtf16(bytes.subarray(2), encoding, true);
    return 'line' in decoded ? undecodable(decoded.line, 'UTF-16') : { bytes: decoded.bytes };
  }
  const text = encoding === 'utf-8-bom' ? bytes.subarray(LONGEST_MARK) : bytes;
  if (isUnmarkedUtf16(text)) return { line: 0, statement: UNMARKED_UTF16 };
  return isUtf8(text) ? { bytes: text } : undecodable(badLine(text), 'UTF-8');
};

const LINE_FEED = 0x0a;

const badLine = (bytes: Buffer): number => {
  let line = 1;
  for (let at = 0; at < bytes.length; line += 1) {
    const feed = bytes.indexOf(LINE_FEED, at);
    const end = feed < 0 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(at, end))) return line;
    at = end;
  }
  return line;
};

const undecodable = (line: number, expected: 'UTF-8' | 'UTF-16'): WholeText => ({ line, statement: undecodableLine(expected) });
