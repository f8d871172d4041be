/**
 * Blocks without quotes, read without a parser: where no cell is quoted, lines and cells end wherever their delimiter
 * stands. A property test holds it to csv-parse, record for record; anything with a quote in it is left to csv-parse.
 */
import type { PlainReader, RecordOptions, RecordSink } from './records.ts';
import { fits, isBlank } from './records.ts';

const CARRIAGE_RETURN = 13;

/** One line, its line end not counted. */
const offerLine = (cells: readonly string[], width: number, line: number, sink: RecordSink): void => {
  if (cells.length === width || fits(cells, width)) sink.row(cells, line, 0, 0);
  else if (!isBlank(cells)) sink.broken(line, 'field-count', cells.length, 0, 0);
};

/**
 * Cells of one line, cut where the delimiter stands: String.split goes through the runtime for every line, which costs
 * three times as much as looking at each character.
 */
const cellsOf = (text: string, start: number, end: number, delimiter: number): string[] => {
  const cells: string[] = [];
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (text.charCodeAt(at) !== delimiter) continue;
    cells.push(at === from ? '' : text.slice(from, at));
    from = at + 1;
  }
  cells.push(from === end ? '' : text.slice(from, end));
  return cells;
};

/** Does not say where in the buffer a record stands: who reads cells does not ask. */
export const splitPlain = ({ delimiter, width }: RecordOptions, sink: RecordSink): PlainReader => {
  const sign = delimiter.charCodeAt(0);
  return (bytes, start, end) => {
    const text = bytes.toString('utf8', start.at, end);
    let { line } = start;
    for (let at = 0; at < text.length; line += 1) {
      const feed = text.indexOf('\n', at);
      const stop = feed < 0 ? text.length : feed;
      const hasReturn = feed > at && text.charCodeAt(feed - 1) === CARRIAGE_RETURN;
      offerLine(cellsOf(text, at, hasReturn ? stop - 1 : stop, sign), width, line, sink);
      at = stop + 1;
    }
    return line;
  };
};
