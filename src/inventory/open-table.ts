/** Opens one file of an inventory up to its header, or says all that keeps it from being read. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { isOptional } from './attributes.ts';
import { ByteWindow, type FileState } from './byte-window.ts';
import { decodeUtf16, encodingOf, isUnmarkedUtf16, UNMARKED_UTF16, undecodableLine } from './decode.ts';
import type { Header } from './header.ts';
import { readHeader } from './header.ts';
import { openTableFile } from './read-bytes.ts';
import { fileProblem } from './source.ts';

export interface OpenTable {
  readonly table: InventoryTable;
  /** The file, or its copy in UTF-8. */
  readonly path: string;
  /** What the file was when it was opened; null: the path is a copy of our own. */
  readonly state: FileState | null;
  readonly file: number;
  readonly window: ByteWindow;
  readonly header: Header;
  readonly notes: readonly Problem[];
  /** SHA-256 of the file as it stands, once the window has reached the end. */
  readonly digest: () => string;
}

export type Opened = OpenTable | { readonly problems: readonly Problem[]; readonly line?: never } | null;

/** Bytes decoded at a time: a file of any size in little memory. */
const PIECE = 1 << 20;
const LONGEST_MARK = 3;

/** @returns null for a file that may be missing, and is */
export const openTable = (folder: string, table: InventoryTable, spillFolder: () => string): Opened => {
  const opened = openTableFile(join(folder, table));
  if ('statement' in opened) {
    const isLeftOut = isOptional(table) && opened.statement.code !== 'file-unreadable';
    return isLeftOut ? null : { problems: [fileProblem('error', table, 0, opened.statement)] };
  }
  const encoding = encodingOf(readMark(opened.file));
  if (encoding === 'utf-8' || encoding === 'utf-8-bom') return openUtf8(table, join(folder, table), opened.file, encoding);
  const copy = join(spillFolder(), `${table}.utf8`);
  const result = transcode(opened.file, copy, encoding);
  closeSync(opened.file);
  if ('line' in result) return { problems: [fileProblem('error', table, result.line, undecodableLine('UTF-16'))] };
  const file = openSync(copy, 'r');
  const { window, ...rest } = { window: new ByteWindow(file), table, path: copy, state: null, file };
  const header = readHeader(table, window.bytes);
  if ('problems' in header) return closing(file, header.problems);
  const message = `The file is ${encoding.toUpperCase()}.`;
  const note = fileProblem('note', table, 0, { code: 'utf-16', message, remedy: 'Nothing needs doing.' });
  return { ...rest, window, header, notes: [note, ...header.notes], digest: () => result.digest };
};

const openUtf8 = (table: InventoryTable, path: string, file: number, encoding: 'utf-8' | 'utf-8-bom'): Opened => {
  const window = new ByteWindow(file);
  const mark = encoding === 'utf-8-bom' ? LONGEST_MARK : 0;
  if (isUnmarkedUtf16(window.bytes)) return closing(file, [fileProblem('error', table, 0, UNMARKED_UTF16)]);
  const header = readHeader(table, window.bytes.subarray(mark));
  if ('problems' in header) return closing(file, header.problems);
  const message = 'The file starts with a byte order mark.';
  const note = fileProblem('note', table, 0, { code: 'byte-order-mark', message, remedy: 'Nothing needs doing.' });
  const notes = [...(mark > 0 ? [note] : []), ...header.notes];
  return {
    table,
    path,
    state: window.state,
    file,
    window,
    header: { ...header, at: header.at + mark },
    notes,
    digest: () => window.digest(),
  };
};

const closing = (file: number, problems: readonly Problem[]): Opened => {
  closeSync(file);
  return { problems };
};

const readMark = (file: number): Buffer => {
  const mark = Buffer.alloc(LONGEST_MARK);
  return mark.subarray(0, readSync(file, mark, 0, LONGEST_MARK, 0));
};

/** Writes a copy in UTF-8; answers with the digest of the original, or with the first line that is no text. */
const transcode = (file: number, copy: string, encoding: 'utf-16le' | 'utf-16be'): { digest: string } | { line: number } => {
  const hash = createHash('sha256');
  const target = openSync(copy, 'w');
  const piece = Buffer.alloc(PIECE);
  let [place, kept, line] = [0, 0, 1];
  for (;;) {
    const read = readSync(file, piece, kept, PIECE - kept, place);
    hash.update(piece.subarray(kept, kept + read));
    const length = kept + read;
    const from = place === 0 ? 2 : 0;
    place += read;
    const decoded = decodeUtf16(piece.subarray(from, length), encoding, read === 0);
    if ('line' in decoded) {
      closeSync(target);
      return { line: line + decoded.line - 1 };
    }
    writeSync(target, decoded.bytes);
    for (let at = decoded.bytes.indexOf(0x0a); at >= 0; at = decoded.bytes.indexOf(0x0a, at + 1)) line += 1;
    kept = decoded.left;
    piece.copyWithin(0, length - kept, length);
    if (read === 0) break;
  }
  closeSync(target);
  return { digest: hash.digest('hex') };
};
