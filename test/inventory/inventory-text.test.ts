import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editedBytes } from '../../src/inventory/edited-bytes.ts';
import { readInventoryText } from '../../src/inventory/inventory-text.ts';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { InventoryRow, RowTable } from '../../src/model/inventory-rows.ts';
import { SMALL, withFolder } from './inventory-folder.ts';

type Edit = (row: InventoryRow) => InventoryRow | null;

const HEADER = 'host,nic,switch,link_mbps,model';

/** nics.csv of the small inventory as another text, its rows edited; null: untouched. */
const edited = (text: string, edit: Edit, more: Partial<RowTable> = {}): string | null =>
  withFolder({ ...SMALL, 'nics.csv': text }, (folder) => {
    const inventory = readInventoryText(folder);
    const table = inventory.tables.get('nics.csv') as RowTable;
    const rows = table.rows.flatMap((row) => edit(row) ?? []);
    return editedBytes(inventory, { ...table, ...more, rows: [...rows, ...(more.rows ?? [])] })?.toString() ?? null;
  });

const put = (row: InventoryRow, place: number, value: string): InventoryRow => ({
  id: row.id,
  cells: [...row.cells].map((cell, index) => (index === place ? value : cell)),
});
const only =
  (id: number, edit: Edit): Edit =>
  (row) =>
    row.id === id ? edit(row) : row;
const same: Edit = (row) => row;

test('an edited file keeps a row of bytes that are no text as it stood, without a line end too', () => {
  const text = Buffer.from(`${HEADER}\nalpha,NIC1,Converged,25000,x\nbeta,NIC1,Converged,1,\u00fc`, 'latin1');
  const bytes = withFolder({ ...SMALL, 'nics.csv': text }, (folder) => {
    const inventory = readInventoryText(folder);
    const table = inventory.tables.get('nics.csv') as RowTable;
    return editedBytes(inventory, { ...table, rows: table.rows.map((row) => put(row, 3, '40000')) });
  });
  expect(bytes?.toString('latin1')).toBe(`${text.toString('latin1').replace('25000', '40000')}\n`);
});

describe('the text of an edited file', () => {
  const text = [
    HEADER,
    'alpha,NIC1,Converged,25000,"a ""b"""',
    '',
    'beta , NIC1,Converged,025000,x',
    ',,',
    'alpha,NIC2,Converged,25000,"two',
    'lines"',
    '',
  ].join('\n');

  test('is none where no row is another', () => {
    expect(edited(text, same)).toBe(null);
  });

  test('holds every row that is not edited as it stood: spelling, blanks, quotes and blank lines', () => {
    expect(
      edited(
        text,
        only(1, (row) => put(row, 3, '40000')),
      ),
    ).toBe(text.replace('beta , NIC1,Converged,025000,x\n,,\n', 'beta , NIC1,Converged,40000,x\n'));
    expect(
      edited(
        text,
        only(2, () => null),
      ),
    ).toBe(text.slice(0, text.indexOf('alpha,NIC2')));
  });

  test('quotes what needs quotes, line breaks in a file of CRLF too', () => {
    const windows = `${HEADER}\r\nalpha,NIC1,Converged,25000,x\r\nbeta,NIC1,Converged,1,y\r\n`;
    const model = 'say "hi",\nthere';
    const out = edited(
      windows,
      only(0, (row) => put(row, 4, model)),
    );
    expect(out).toBe(`${HEADER}\r\nalpha,NIC1,Converged,25000,"say ""hi"",\nthere"\r\nbeta,NIC1,Converged,1,y\r\n`);
    const nics = withFolder({ ...SMALL, 'nics.csv': out ?? '' }, readInventory).hosts.flatMap((host) => host.nics);
    expect(nics.map((nic) => nic.model)).toEqual([model, 'y']);
  });

  test('puts new rows at the end, also of a file whose last line does not end', () => {
    const cut = `${HEADER}\nalpha,NIC1,Converged,25000,x`;
    const row = { id: -1, cells: ['alpha', 'NIC7', '', '10', ''] };
    expect(edited(cut, same, { rows: [row] })).toBe(`${cut}\nalpha,NIC7,,10,\n`);
  });

  test('puts a new column behind the others, and before titles that are blank', () => {
    const columns = new Map([
      ['host', 0],
      ['nic', 1],
      ['switch', 2],
      ['link_mbps', 3],
      ['vf_limit', 4],
    ]);
    const excel = 'host;nic;switch;link_mbps;;\nalpha;NIC1;Converged;25000;;\nbeta;NIC1;Converged;1,5;;\n';
    const wide = only(1, (row) => ({ id: row.id, cells: [...row.cells, '8'] }));
    expect(edited(excel, wide, { columns, width: 5, rows: [] })).toBe(
      'host;nic;switch;link_mbps;vf_limit\nalpha;NIC1;Converged;25000;;;\nbeta;NIC1;Converged;1,5;8\n',
    );
  });

  test('keeps lines that no reader accepts, where they stand', () => {
    const broken = `${HEADER}\nalpha,NIC1,Converged,25000,x\nalpha,"stray,1\nalpha,NIC2\nbeta,NIC1,Converged,1,y\n`;
    expect(
      edited(
        broken,
        only(0, () => null),
      ),
    ).toBe(broken.replace('alpha,NIC1,Converged,25000,x\n', ''));
  });
});

test('any lines that are not edited stand in the edited file as they stood, in their order', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'alpha,NIC1,Converged,25000,x',
      ' beta ,NIC2,,1.50,"q,q"',
      'alpha,NIC3,,,',
      '',
      ' ',
      ',,,,',
      'alpha,"stray',
      'a,b',
      'a,b,c,d,e,f',
    ),
    fc.string({ unit: fc.constantFrom(...'ab,," \t'), maxLength: 12 }),
  );
  const made = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.integer({ min: 0, max: 11 }), fc.boolean());
  fc.assert(
    fc.property(made, ([lines, end, target, isRemoved]) => {
      const text = `${[HEADER, ...lines].join(end)}${end}`;
      const marks = withFolder({ ...SMALL, 'nics.csv': text }, (folder) => readInventoryText(folder).tables.get('nics.csv')?.rows ?? []);
      const out = edited(
        text,
        only(target, (row) => (isRemoved ? null : put(row, 4, '#edited'))),
      );
      const hit = marks[target];
      if (hit === undefined || out === null) {
        expect(out).toBe(null);
        return;
      }
      // What was written for the row, and the blank lines behind it that went with it, are all that may differ.
      const kept = out.split(end).filter((each) => !each.includes('#edited'));
      const before = text.split(end);
      let at = 0;
      for (const each of kept) {
        at = before.indexOf(each, at) + 1;
        expect(at).toBeGreaterThan(0);
      }
      const lost = before.length - kept.length;
      expect(lost).toBeGreaterThan(0);
      const blank = before.filter((each) => each.replaceAll(',', '').trim() === '').length;
      expect(lost).toBeLessThanOrEqual(1 + blank);
    }),
    { numRuns: 400 },
  );
});
