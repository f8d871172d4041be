/** docs/inventory.md, from the attribute tables. */
import type { Attribute } from './attribute.ts';
import { LONGEST_NAME } from './attribute.ts';
import { FILE_ATTRIBUTES, FILE_MEANINGS, INPUT_TABLES } from './attributes.ts';
import { LONGEST_RECORD } from './records.ts';

const INTRODUCTION = `# What converge reads

An inventory is a folder of five CSV files: RFC 4180, UTF-8, a header line that names the columns and their units. Columns may
stand in any order, in any case; columns that are not listed here are ignored and counted. Rows of one host may stand anywhere
in a file. Every file must be there but clusters.csv; one without rows holds its header alone.

- Put up with, and noted: a byte order mark, UTF-16 with one, a \`#TYPE\` line before the header, \`;\` or tab as delimiter. Where
  the delimiter is \`;\`, a decimal comma is read too. Lines may end in LF or CRLF; blank lines and blank cells to the right of
  the last column are skipped.
- Names are trimmed, hold at most ${LONGEST_NAME} characters and no control characters. They compare without regard to case, as Windows
  compares them, and print as written in the file whose key they are.
- Numbers are decimal (\`25000\`, \`0.5\`, \`2.5e4\`), finite and in their range; a whole number has no fraction. Booleans are true,
  false, yes, no, 1 or 0 in any case, and so are the words of an enum.
- A blank cell means what the table says: the default, or that the value is not known. Blank is never zero, unless zero is the
  default.
- A broken row rejects its host, which is named; all other hosts are planned as if nothing had happened. A row of a host that
  hosts.csv does not have is rejected alone. A broken cell of a column marked † costs its own value and nothing else.
- A line that is no CSV, because of a stray quote or a wrong number of cells, costs that line; reading goes on at the next one.
  Line breaks inside quotes may stand in free text and in columns that are not read. A row of more than
  ${LONGEST_RECORD} bytes is broken, and so is one with bytes that are not UTF-8; a header of such bytes ends the run.

\`converge columns\` prints this page's tables for a terminal. Required columns carry an asterisk.
`;

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*');

/** Bounds of a number as mathematics writes them, words of an enum, or nothing. */
export const rangeText = (attribute: Attribute): string => {
  if (attribute.values.length > 0) return attribute.values.join(', ');
  const { range } = attribute;
  if (range === null) return '';
  return range.open ? `above ${range.min}, up to ${range.max}` : `${range.min} to ${range.max}`;
};

const tableRow = (attribute: Attribute): string => {
  const marks = `${attribute.required ? ' \\*' : ''}${attribute.changesPlan ? '' : ' †'}`;
  const cells = [rangeText(attribute), attribute.unit, attribute.blank, attribute.meaning, attribute.cmdlet].map(escapeCell);
  return `| ${attribute.name}${marks} | ${attribute.type} | ${cells.join(' | ')} |`;
};

/** The page of the manual on the inventory, in Markdown. */
export const inventoryManual = (): string => {
  const sections = INPUT_TABLES.map((file) =>
    [
      `## ${file}`,
      '',
      FILE_MEANINGS[file],
      '',
      '| column | type | values, range | unit | blank | meaning | from |',
      '|---|---|---|---|---|---|---|',
      ...FILE_ATTRIBUTES[file].map(tableRow),
      '',
    ].join('\n'),
  );
  return [INTRODUCTION, ...sections].join('\n');
};
