import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Delimiter, readRecords } from '../../src/inventory/records.ts';
import { splitPlain } from '../../src/inventory/split-plain.ts';

type Told = readonly (readonly [line: number, cells: readonly string[]] | readonly [line: number, why: string, fields: number])[];

const read = (text: string, delimiter: Delimiter, width: number, plain: 'csv-parse' | 'split'): Told => {
  const told: Told[number][] = [];
  const sink = {
    row: (cells: readonly string[], line: number) => told.push([line, [...cells]]),
    mayBreak: () => true,
    broken: (line: number, why: string, fields: number) => told.push([line, why, fields]),
  };
  const options = { delimiter, width };
  const fast = plain === 'split' ? { plain: splitPlain(options, sink) } : {};
  readRecords(Buffer.from(text), { at: 0, line: 1 }, { ...options, ...fast }, sink);
  return told;
};

const cell = fc.oneof(
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/["\n]/g, '')),
  fc.constantFrom('', ' ', '\r', 'ü', '\u{1f600}', '\u2028', '\t', '-1.5', ';', ','),
);
const line = fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n', '\n\n', '\r\r\n'));

test('lines without quotes are split into the cells that csv-parse finds, whatever the line ends, delimiters and characters', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.constantFrom<Delimiter>(',', ';', '\t'),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      (lines, delimiter, width, isCut) => {
        const whole = lines.map(([cells, end]) => `${cells.join(delimiter)}${end}`).join('');
        const text = isCut ? whole.slice(0, -1) : whole;
        expect(read(text, delimiter, width, 'split')).toEqual(read(text, delimiter, width, 'csv-parse'));
      },
    ),
    { numRuns: 3000 },
  );
});

test('a file of plain rows gives csv-parse and the splitter the same rows', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `host-${index % 70},vm-${index},${index * 3}`);
  const text = `${rows.join('\r\n')}\r\n`;
  const records = parse(text) as string[][];
  expect(read(text, ',', 3, 'split')).toEqual(records.map((cells, index) => [index + 1, cells]));
});
