/**
 * The files of an edited inventory, in which every row that no edit has touched stands as it did, to the byte, broken lines
 * too.
 */
import { stringify } from 'csv-stringify/sync';
import type { InventoryRow, RowTable } from '../model/inventory-rows.ts';
import { type InventoryText, NO_ROW, type OriginalFile } from './inventory-text.ts';
import { Patchwork } from './patchwork.ts';
import type { Delimiter } from './records.ts';

const LINE_FEED = 0x0a;

const isUntouched = (original: OriginalFile, table: RowTable): boolean =>
  table === original.table ||
  (table.width === original.table.width &&
    table.rows.length === original.table.rows.length &&
    table.rows.every((row, index) => row === original.table.rows[index]));

const LINE_END = /\r?\n$/;
const endedWith = (text: string, lineEnd: string): string => (text === '' || LINE_END.test(text) ? text : text + lineEnd);

/** Spreadsheets leave blank titles on the right, which count as no columns: a new one must stand before them. */
const withoutBlankTitles = (head: string, delimiter: string): string => {
  let text = head.replace(LINE_END, '');
  for (let at = text.lastIndexOf(delimiter); at >= 0; at = text.lastIndexOf(delimiter)) {
    if (
      text
        .slice(at + 1)
        .replaceAll('"', '')
        .trim() !== ''
    )
      break;
    text = text.slice(0, at);
  }
  return text;
};

/** Where the first record of a text ends: at a line end outside quotes. */
const recordEnd = (text: string): number => {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '\n' && !quoted) return at + 1;
  }
  return text.length;
};

/** How rows of one file are written, in its own spelling of lines. */
interface Spelling {
  readonly delimiter: Delimiter;
  readonly lineEnd: string;
  /** Cells of a row now, and the blank ones that are more than the file had. */
  readonly width: number;
  readonly more: string;
}

const written = ({ cells }: InventoryRow, { delimiter, lineEnd, width }: Spelling): string =>
  // By itself it quotes a line break only where that is the line end of the file.
  stringify([Array.from({ length: width }, (_, place) => cells.at(place) ?? '')], {
    delimiter,
    record_delimiter: lineEnd,
    quoted_match: /[\r\n]/,
  });

/** A piece with blank cells for new columns: behind the record, not behind the blank lines after it. */
const widened = (text: string, { more, lineEnd }: Spelling): string => {
  const at = recordEnd(text);
  return text.slice(0, at).replace(LINE_END, '') + more + lineEnd + endedWith(text.slice(at), lineEnd);
};

/** Pieces of the file, in its order, into the patchwork; answers with how many rows of the table are among them. */
const patch = (patchwork: Patchwork, { bytes, segments, table: { rows } }: OriginalFile, table: RowTable, spelling: Spelling): number => {
  let next = 0;
  segments.rows.forEach((id, index) => {
    const [from, to] = [segments.starts[index] ?? 0, segments.starts[index + 1] ?? 0];
    const row = table.rows[next];
    const isRow = id !== NO_ROW;
    if (isRow && row?.id !== id) return;
    if (isRow) next += 1;
    if (isRow && row !== undefined && row !== rows[id]) patchwork.put(written(row, spelling));
    else if (isRow && spelling.more !== '') patchwork.put(widened(bytes.toString('utf8', from, to), spelling));
    else {
      patchwork.keep(from, to);
      if (to > from && bytes[to - 1] !== LINE_FEED) patchwork.put(spelling.lineEnd);
    }
  });
  return next;
};

/** The bytes of an edited file; null where it is the file that was read. Rows keep their order, and new ones stand behind them. */
export const editedBytes = ({ originals }: InventoryText, table: RowTable): Buffer | null => {
  const original = originals.get(table.file);
  if (original === undefined || isUntouched(original, table)) return null;
  const { bytes, header } = original;
  const { delimiter, at: body } = header;
  const head = bytes.toString('utf8', 0, body);
  const lineEnd = head.endsWith('\r\n') ? '\r\n' : '\n';
  const { width } = table;
  const spelling: Spelling = { delimiter, lineEnd, width, more: delimiter.repeat(width - original.table.width) };
  const added = [...table.columns].filter(([, place]) => place >= original.table.width).map(([name]) => `${delimiter}${name}`);
  const patchwork = new Patchwork(bytes);
  patchwork.put((added.length === 0 ? head.replace(LINE_END, '') : withoutBlankTitles(head, delimiter)) + added.join('') + lineEnd);
  const placed = patch(patchwork, original, table, spelling);
  for (const row of table.rows.slice(placed)) patchwork.put(written(row, spelling));
  return patchwork.finish();
};
