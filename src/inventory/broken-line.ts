/** What can still be said of a line that no CSV reader accepts: whose it probably is, and what is wrong with it. */
import { LONGEST_NAME } from './attribute.ts';
import { isControl } from './cell.ts';
import { QUOTED_LINE_BREAK_REMEDY } from './cell-problem.ts';
import { undecodableLine } from './decode.ts';
import type { BrokenLine, Delimiter } from './records.ts';
import { LONGEST_RECORD } from './records.ts';
import type { Statement } from './source.ts';

interface Guess {
  /** The cell in the host column, when the line is cut at every delimiter and its quotes are left out. */
  readonly named: string | null;
  /** The other cells, in case the host column has moved. */
  readonly others: readonly string[];
}

const isName = (text: string): boolean =>
  text !== '' && text.length <= LONGEST_NAME && ![...text].some((character) => isControl(character.codePointAt(0) ?? 0));

export const findHostInLine = (line: string, delimiter: Delimiter, hostColumn: number): Guess => {
  const cells = line.split(delimiter).map((cell) => cell.replaceAll('"', '').trim());
  const named = cells[hostColumn] ?? '';
  return { named: isName(named) ? named : null, others: cells.filter((cell, index) => index !== hostColumn && isName(cell)) };
};

export interface Measures {
  /** Cells that were read. */
  readonly fields: number;
  /** Cells of the header. */
  readonly width: number;
  /** Bytes of the line. */
  readonly length: number;
}

export const describeBrokenLine = (why: BrokenLine, { fields, width, length }: Measures): Statement => {
  switch (why) {
    case 'broken-quote':
      return {
        code: why,
        message: 'The line holds a stray quote.',
        remedy: 'Remove it, or put the whole cell into quotes and double the quotes inside.',
      };
    case 'quoted-line-break':
      return {
        code: why,
        message: 'A cell in quotes runs on over the next line, in a column that holds no text.',
        remedy: QUOTED_LINE_BREAK_REMEDY,
      };
    case 'bytes-undecodable':
      return undecodableLine('UTF-8');
    case 'field-count':
      return {
        code: why,
        message: `The row has ${fields} cells where the header has ${width}.`,
        remedy: fields < width ? 'Add the missing cells, blank where not known.' : 'Put a cell that holds the delimiter into quotes.',
      };
    case 'line-too-long':
      return {
        code: why,
        message: `The line is ${length} bytes long; at most ${LONGEST_RECORD} are read.`,
        remedy: 'Shorten its longest cell.',
      };
  }
};
