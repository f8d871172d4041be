import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InventoryError } from '../../src/inventory/inventory-error.ts';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { Files } from './inventory-folder.ts';
import { SMALL, withFolder } from './inventory-folder.ts';

/** What stops the run before any work, as it is printed. */
const refusal = (folder: string): string => {
  try {
    readInventory(folder);
  } catch (error) {
    if (error instanceof InventoryError) return error.message;
    throw error;
  }
  return 'nothing was refused';
};
const refusalOf = (files: Partial<Files>): string => withFolder({ ...SMALL, ...files }, refusal);

const without = (file: keyof Files): Partial<Files> => Object.fromEntries(Object.entries(SMALL).filter(([name]) => name !== file));

describe('the run ends before work', () => {
  test('a missing folder is said once a file', () => {
    const expected = ['hosts.csv', 'switches.csv', 'nics.csv', 'vms.csv', 'adapters.csv']
      .map((file) => `${file}: error folder-missing: The folder of the file is missing.\n    Check the name of the folder.`)
      .join('\n');
    expect(withFolder({}, (folder) => refusal(join(folder, 'absent')))).toBe(expected);
  });

  test('a missing file is named', () => {
    expect(withFolder(without('vms.csv'), refusal)).toBe(
      'vms.csv: error file-missing: The file is missing.\n    Export it, or write its header alone.',
    );
  });

  test('a folder in place of a file cannot be read', () => {
    const message = withFolder(without('vms.csv'), (folder) => {
      mkdirSync(join(folder, 'vms.csv'));
      return refusal(folder);
    });
    expect(message).toBe(
      'vms.csv: error file-unreadable: The file cannot be read (EISDIR).\n    Check that it is a file, and its permissions.',
    );
  });

  test('every missing column of every file is named, with the nearest spelling', () => {
    const message = refusalOf({
      'hosts.csv': 'host,cluster,osversion,memory_gib\n',
      'nics.csv': 'host,nic,switch,link_mbits\n',
      'vms.csv': 'host,vm,memory\n',
    });
    expect(message).toBe(
      [
        'hosts.csv:1: error column-missing: The column os is missing.',
        '    Add it: Version of Windows Server.',
        'hosts.csv:1: error column-missing: The column logical_processors is missing.',
        '    Add it: Logical processors.',
        'nics.csv:1: error column-missing: The column link_mbps is missing.',
        '    Maybe rename the column link_mbits to link_mbps.',
        'vms.csv:1: error column-missing: The column memory_mib is missing.',
        '    Maybe rename the column memory to memory_mib.',
      ].join('\n'),
    );
  });

  test('a column that stands twice is refused: nobody knows which one counts', () => {
    expect(refusalOf({ 'vms.csv': 'host,vm,memory_mib,VM\n' })).toBe(
      'vms.csv:1: error column-repeated: The column vm stands twice.\n    Remove or rename one of the two.',
    );
  });

  test.each([
    ['no bytes', ''],
    ['blank lines', '\n \r\n\n'],
    ['a byte order mark alone', '\uFEFF'],
    ['a #TYPE line alone', '#TYPE Selected.System\n'],
  ])('a file of %s is empty', (_what, content) => {
    expect(refusalOf({ 'vms.csv': content })).toBe(
      'vms.csv: error file-empty: The file is empty.\n    Write at least its header: host,vm,memory_mib',
    );
  });

  test('a header of bytes that are no UTF-8 is refused, with its line', () => {
    const latin1 = Buffer.from('\nhost,vm,memory_mib,gr\u00f6\u00dfe\nalpha,web,1,1\n', 'latin1');
    expect(refusalOf({ 'vms.csv': latin1 })).toBe(
      'vms.csv:2: error bytes-undecodable: The line holds bytes that are not UTF-8.\n    Save the file as UTF-8.',
    );
  });

  test('UTF-16 without a byte order mark is refused', () => {
    expect(refusalOf({ 'vms.csv': Buffer.from(SMALL['vms.csv'], 'utf16le') })).toBe(
      'vms.csv: error bytes-undecodable: The file is not UTF-8; it looks like UTF-16 without a byte order mark.\n    Save the file as UTF-8.',
    );
  });

  test('UTF-16 that ends in half a character is refused', () => {
    const whole = Buffer.from(`\uFEFF${SMALL['vms.csv']}`, 'utf16le');
    expect(refusalOf({ 'vms.csv': whole.subarray(0, -1) })).toBe(
      'vms.csv:3: error bytes-undecodable: The line holds bytes that are not UTF-16.\n    Save the file as UTF-8.',
    );
  });

  test('UTF-16 with half a surrogate pair is refused, with its line', () => {
    const broken = Buffer.from('\uFEFFhost,vm,memory_mib\nalpha,we\uD800b,1\n', 'utf16le');
    expect(refusalOf({ 'vms.csv': broken })).toBe(
      'vms.csv:2: error bytes-undecodable: The line holds bytes that are not UTF-16.\n    Save the file as UTF-8.',
    );
  });

  test('a header with a stray quote is refused', () => {
    expect(refusalOf({ 'vms.csv': 'host,"vm,memory_mib\nalpha,web-1,8192\n' })).toBe(
      'vms.csv:1: error broken-quote: The header holds a stray quote.\n    Remove the quote; column names need none.',
    );
  });
});
