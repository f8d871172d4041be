import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, guardFormula, writeRow } from '../../src/reports/csv-row.ts';
import { ByteText } from '../../src/reports/byte-text.ts';
import { writeRows } from '../../src/reports/table.ts';
import { formatDecimal } from '../../src/units/format-decimal.ts';

const reference = (rows: readonly (readonly Cell[])[], rawCells: boolean): string =>
  stringify(rows as Cell[][], {
    cast: { number: formatDecimal, boolean: String, string: (text) => (rawCells ? text : guardFormula(text)) },
  });

const hostileCharacter = fc.constantFrom(...'",\n\r\t=+-@\'; ;abcé漢\u0000\u2028\uFEFF', '👩', '\ud800');
const hostileText = fc.array(hostileCharacter, { maxLength: 12 }).map((characters) => characters.join(''));
const cell: fc.Arbitrary<Cell> = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -2_000_001, max: 2_000_001, noNaN: true }),
  fc.integer({ min: -2_000_001, max: 2_000_001 }).map((thousandths) => thousandths / 1000),
  fc.constantFrom(-0, -0.0004, 0.0005, 0.9995, -999.9995, 1_999_999.9996, 2_000_000.5, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 0.5, 1e21),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

describe('a CSV row', () => {
  it('is byte for byte what csv-stringify writes, whatever the cells hold', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 9 }), { maxLength: 5 }), fc.boolean(), (rows, rawCells) => {
        expect(rows.map((row) => writeRow(row, rawCells)).join('')).toBe(reference(rows, rawCells));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same where a table writes its bytes, also of cells that repeat those of the row above', () => {
    const columns = [0, 1, 2].map((index) => ({ name: `${index}`, cell: (row: readonly Cell[]) => row[index] ?? null }));
    const row = fc.tuple(
      cell,
      fc.constantFrom<Cell>('same', 'x'.repeat(63), 'x'.repeat(64), `${'x'.repeat(70)}"`, '=1', 'é', 7, 0.25, true, null),
      cell,
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.boolean(), (rows, rawCells) => {
        const out = new ByteText();
        writeRows(out, columns, rows, { rawCells });
        expect(Buffer.from(out.view()).equals(Buffer.from(reference(rows, rawCells)))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a spreadsheet from running a text, and leaves numbers alone', () => {
    expect(writeRow(['=1+1', '+1', '-5', '@x', '\tx', '\rx', -5, 'a=b', ''], false)).toBe(`'=1+1,'+1,'-5,'@x,'\tx,"'\rx",-5,a=b,\n`);
  });

  it('leaves every text as it is where raw cells are asked for', () => {
    expect(writeRow(['=1+1', '-5', 'a"b'], true)).toBe('=1+1,-5,"a""b"\n');
  });

  it('leaves what is not known blank and writes booleans as words', () => {
    expect(writeRow([null, true, false, null], false)).toBe(',true,false,\n');
  });
});
