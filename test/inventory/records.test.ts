import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BrokenLine } from '../../src/inventory/records.ts';
import { LONGEST_RECORD, readRecords } from '../../src/inventory/records.ts';
import { hostNames, readWith, rejectedNames, SMALL, statements } from './inventory-folder.ts';

interface Reading {
  readonly rows: readonly (readonly [line: number, cells: readonly string[]])[];
  readonly broken: readonly (readonly [line: number, why: BrokenLine])[];
}

const read = (text: string | Buffer, width: number): Reading => {
  const rows: [number, readonly string[]][] = [];
  const broken: [number, BrokenLine][] = [];
  readRecords(
    Buffer.from(text),
    { at: 0, line: 1 },
    { delimiter: ',', width },
    {
      row: (cells, line) => rows.push([line, cells]),
      mayBreak: () => true,
      broken: (line, why) => broken.push([line, why]),
    },
  );
  return { rows, broken };
};

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

test('one stray quote in 200 rows costs one row; csv-parse alone gives up the whole file', () => {
  const lines = Array.from({ length: 200 }, (_, index) => `alpha,vm-${index},4`);
  lines[2] = 'alpha,"vm-2,4';
  const text = `${lines.join('\n')}\n`;
  expect(() => parse(text)).toThrow('Quote Not Closed');
  const { rows, broken } = read(text, 3);
  expect(broken).toEqual([[3, 'broken-quote']]);
  expect(rows.map(([line]) => line)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1).filter((line) => line !== 3));
});

test('a stray quote does not take the good quoted cells of later rows with it', () => {
  const { rows, broken } = read('a,"b\nc,"d\ne"\n"f","g"\nh",i\nj,""\n', 2);
  expect(broken).toEqual([
    [1, 'broken-quote'],
    [5, 'broken-quote'],
  ]);
  expect(rows).toEqual([
    [2, ['c', 'd\ne']],
    [4, ['f', 'g']],
    [6, ['j', '']],
  ]);
});

describe('rows that are no CSV are found wherever a block ends', () => {
  const good = Array.from({ length: 20_000 }, (_, index) => `host-${index},"a ""b"" c",${index}`);

  test.each([0, 1, 9_999, 19_999])('row %i of 20,000', (index) => {
    const { rows, broken } = read(good.with(index, `host-${index},a"b,${index}`).join('\r\n'), 3);
    expect(broken).toEqual([[index + 1, 'broken-quote']]);
    expect(rows.length).toBe(19_999);
    expect(rows.every(([line, cells]) => cells[2] === String(line - 1) && cells[1] === 'a "b" c')).toBe(true);
  });
});

test('20,000 stray quotes cost 20,000 rows and little time', { timeout: 30_000 }, () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => (index % 2 === 0 ? `host-${index},a"b,1` : `host-${index},ab,1`));
  const { rows, broken } = read(lines.join('\n'), 3);
  expect(broken.length).toBe(20_000);
  expect(rows.length).toBe(20_000);
});

test('a cell of 10,000,000 characters costs its row, quoted or not, and quotes inside change nothing', () => {
  const long = 'x'.repeat(10_000_000);
  const { rows, broken } = read(`a,b\nc,${long}\nd,"${long}"\ne,f\ng,"${'""'.repeat(5_000_000)}"\nh,"i"\n`, 2);
  expect(broken).toEqual([
    [2, 'line-too-long'],
    [3, 'line-too-long'],
    [5, 'line-too-long'],
  ]);
  expect(rows.map(([line]) => line)).toEqual([1, 4, 6]);
});

test('a cell as long as a record may be is read', () => {
  const cell = 'x'.repeat(LONGEST_RECORD - 10);
  expect(read(`a,${cell}\nb,c\n`, 2).rows.map(([, cells]) => cells[1]?.length)).toEqual([cell.length, 1]);
});

test('a 10,000,000-character cell of a host rejects that host, with a short message', () => {
  const long = 'x'.repeat(10_000_000);
  const inventory = readWith({ 'vms.csv': `${SMALL['vms.csv']}alpha,${long},4,8192,1\n` });
  expect(statements(inventory)).toEqual([
    'vms.csv:4: error line-too-long: The line is 10000015 bytes long; at most 1048576 are read.\n    Shorten its longest cell.',
  ]);
  expect(inventory.problems[0]?.row.length).toBeLessThan(1100);
  expect(rejectedNames(inventory)).toEqual(['alpha']);
  expect(hostNames(inventory)).toEqual(['beta']);
});

const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('', '"', ',', '\n', 'a\nb', '",', '""', ' '));
const isBlankRow = (cells: readonly string[]): boolean => cells.every((text) => text.trim() === '');

test('what csv-parse reads at once, blocks read the same, with the line of each row', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell, fc.boolean()), { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), (table, lineEnd) => {
      const written = table.map(([a, b, c, quoteAll]) =>
        [a, b, c].map((text) => (quoteAll || /["\n\r,]/.test(text) ? quote(text) : text)).join(','),
      );
      let line = 1;
      const expected = table.flatMap(([a, b, c], index) => {
        const start = line;
        line += (written[index] ?? '').split('\n').length;
        return isBlankRow([a, b, c]) ? [] : [[start, [a, b, c]]];
      });
      const { rows, broken } = read(written.map((row) => row + lineEnd).join(''), 3);
      expect(broken).toEqual([]);
      expect(rows.filter(([, cells]) => !isBlankRow(cells))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('whatever the bytes, every line is a row, blank, or broken, and reading ends', () => {
  const piece = fc.constantFrom('"', '""', ',', '\n', 'a', 'b,c', '",', ',"', '\r\n', 'x,y,z\n');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      const { rows, broken } = read(text, 3);
      const lines = text.split('\n');
      let covered = 0;
      for (const [line, cells] of rows) {
        expect(line).toBeGreaterThan(covered);
        covered = line + cells.join('').split('\n').length - 1;
        expect(broken.some(([at]) => at >= line && at <= covered)).toBe(false);
      }
      // A line with three plain cells that nothing quoted reaches into is always read.
      if (!text.includes('"')) {
        const whole = lines.flatMap((line, index) => (line.replace(/\r$/, '').split(',').length === 3 ? [index + 1] : []));
        expect(rows.map(([line]) => line)).toEqual(expect.arrayContaining(whole));
      }
    }),
    { numRuns: 500 },
  );
});
