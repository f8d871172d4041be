import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../src/inventory/read-inventory.ts';
import type { InventoryFile } from '../../src/model/problem.ts';
import type { Files } from './inventory-folder.ts';
import { hostNames, readWith, rejectedNames, SMALL, statements } from './inventory-folder.ts';

const plain = readWith({});
const FILES = Object.keys(SMALL) as InventoryFile[];
const eachFile = (change: (text: string) => string | Buffer): Partial<Files> =>
  Object.fromEntries(FILES.map((file) => [file, change(SMALL[file])]));

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const NOTHING = 'Nothing needs doing.';
const note = (inventory: Inventory): string | undefined => statements(inventory)[0];

test('the small inventory has no problem', () => {
  expect(plain.problems).toEqual([]);
  expect(hostNames(plain)).toEqual(['alpha', 'beta']);
});

describe('the same hosts are read from another form, with one note a file at most', () => {
  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n'), `hosts.csv:1: note carriage-returns: Lines end with CR LF.\n    ${NOTHING}`],
    ['no line end at the end', (text: string) => text.trimEnd(), undefined],
    ['blank lines', (text: string) => `\n${text.replaceAll('\n', '\n\n \n')}\n`, undefined],
    ['rows of delimiters alone', (text: string) => `${text},,,\n,,,,,,,,,,,,,,\n`, undefined],
    ['empty columns on the right', (text: string) => text.replaceAll('\n', ',,,\n'), undefined],
    [
      'empty columns on the right of rows alone',
      (text: string) =>
        text
          .split('\n')
          .map((line, at) => (at > 0 && line !== '' ? `${line},,` : line))
          .join('\n'),
      undefined,
    ],
    ['every cell in quotes', (text: string) => text.replaceAll(/[^,\n]+/g, '"$&"').replaceAll(/,(?=[,\n])/g, ',""'), undefined],
    ['headers in capitals', (text: string) => text.replace(/^.*/, (header) => header.toUpperCase()), undefined],
    ['blanks around cells', (text: string) => text.replaceAll(',', ' , '), undefined],
    [
      'a byte order mark',
      (text: string) => `\uFEFF${text}`,
      `hosts.csv: note byte-order-mark: The file starts with a byte order mark.\n    ${NOTHING}`,
    ],
    [
      'UTF-16 LE',
      (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
      `hosts.csv: note utf-16: The file is UTF-16LE.\n    ${NOTHING}`,
    ],
    ['UTF-16 BE', (text: string) => utf16be(`\uFEFF${text}`), `hosts.csv: note utf-16: The file is UTF-16BE.\n    ${NOTHING}`],
    [
      'a #TYPE line',
      (text: string) => `#TYPE Selected.Microsoft.HyperV.PowerShell.VMHost\r\n${text}`,
      'hosts.csv:1: note type-line: A line with #TYPE stands before the header and was skipped.\n    Export with -NoTypeInformation.',
    ],
    [
      'semicolons and decimal commas',
      (text: string) => text.replaceAll(',', ';').replaceAll('.', ','),
      `hosts.csv:1: note semicolon-delimiter: The delimiter is a semicolon; a comma in a number is read as its decimal sign.\n    ${NOTHING}`,
    ],
    [
      'semicolons and decimal points',
      (text: string) => text.replaceAll(',', ';'),
      `hosts.csv:1: note semicolon-delimiter: The delimiter is a semicolon; a comma in a number is read as its decimal sign.\n    ${NOTHING}`,
    ],
    ['tabs', (text: string) => text.replaceAll(',', '\t'), `hosts.csv:1: note tab-delimiter: The delimiter is a tab.\n    ${NOTHING}`],
  ] as const)('%s', (_form, change, expected) => {
    const inventory = readWith(eachFile(change));
    expect(inventory.hosts).toEqual(plain.hosts);
    expect(note(inventory)).toBe(expected);
    expect(inventory.problems.length).toBe(expected === undefined ? 0 : FILES.length);
    expect(inventory.files.map(({ rows }) => rows)).toEqual([2, 2, 4, 2, 4]);
  });
});

test('a mark, a #TYPE line and semicolons are three notes, and lines still count from the top of the file', () => {
  const inventory = readWith({ 'vms.csv': '\uFEFF#TYPE X\nhost;vm;memory_mib\nalpha;web-1;8192,5\nbeta;web-2;none\n' });
  expect(statements(inventory)).toEqual([
    `vms.csv: note byte-order-mark: The file starts with a byte order mark.\n    ${NOTHING}`,
    'vms.csv:1: note type-line: A line with #TYPE stands before the header and was skipped.\n    Export with -NoTypeInformation.',
    `vms.csv:2: note semicolon-delimiter: The delimiter is a semicolon; a comma in a number is read as its decimal sign.\n    ${NOTHING}`,
    'vms.csv:4:12: error not-a-number: The memory_mib (none) is not a number.\n    Write a number above 0 and up to 1000000000 (MiB).',
  ]);
  expect(inventory.hosts[0]?.vms[0]?.memory).toBe(8192.5);
});

test('files that hold a header alone are an inventory without rows, which is noted: it may be an export that broke off', () => {
  const inventory = readWith(eachFile((text) => text.slice(0, text.indexOf('\n'))));
  expect(inventory.hosts).toEqual([]);
  expect(inventory.rejected).toEqual([]);
  expect(statements(inventory)).toEqual([
    'hosts.csv: note no-hosts: The file holds no host, so there is nothing to plan.\n    Check the export, unless the inventory is meant to be empty.',
  ]);
  expect(inventory.files.map(({ rows }) => rows)).toEqual([0, 0, 0, 0, 0]);
});

test('a line break inside quotes belongs to the text of a model, and lines below it are counted on', () => {
  const nics = `${SMALL['nics.csv'].replaceAll('ConnectX-4 Lx', '"ConnectX-4 Lx,\n""dual"" port"')}beta,NIC3,Converged,-1,1500,\n`;
  const inventory = readWith({ 'nics.csv': nics });
  expect(inventory.hosts[0]?.nics.map(({ model }) => model)).toEqual(['ConnectX-4 Lx,\n"dual" port', 'ConnectX-4 Lx,\n"dual" port']);
  expect(statements(inventory)).toEqual([
    'nics.csv:10:21: error below-range: The link_mbps (-1) is below 0.\n    Write a number above 0 and up to 10000000 (Mbit/s).',
  ]);
});

test('a cell behind a quoted line break is found on its own line', () => {
  const nics = 'model,host,nic,switch,link_mbps\n"two\nlines",alpha,NIC1,Converged,fast\n';
  expect(statements(readWith({ 'nics.csv': nics }))).toEqual([
    'nics.csv:3:29: error not-a-number: The link_mbps (fast) is not a number.\n    Write a number above 0 and up to 10000000 (Mbit/s).',
  ]);
});

test('a quoted line break where no text belongs costs its record and makes no other', () => {
  const vms = 'host,vm,vcpus,memory_mib,tier\nalpha,web-1,"4\n4",8192,1\nbeta,web-2,4,8192,2\n';
  const inventory = readWith({ 'vms.csv': vms });
  expect(statements(inventory)).toEqual([
    'vms.csv:2:13: error quoted-line-break: The vcpus (4\\n4) runs on over the next line, in a column that holds no text.\n    Remove the stray quote, or the line break inside the quotes.',
  ]);
  expect(rejectedNames(inventory)).toEqual(['alpha']);
});

test('a name over two lines in hosts.csv rejects the host of its row, and no line of it becomes a host', () => {
  const hosts = 'host,cluster,os,logical_processors\nalpha,"prod\nd",2019,16\nbeta,prod,2019,16\n';
  const inventory = readWith({ 'hosts.csv': hosts });
  expect(statements(inventory)).toEqual([
    'hosts.csv:2:7: error quoted-line-break: The cluster (prod\\nd) runs on over the next line, in a column that holds no text.\n    Remove the stray quote, or the line break inside the quotes.',
  ]);
  expect(inventory.problems[0]?.row).toBe('alpha,"prod\nd",2019,16');
  expect(rejectedNames(inventory)).toEqual(['alpha']);
  expect(hostNames(inventory)).toEqual(['beta']);
});

test('two stray quotes that make a record of two rows cost both rows, each with its host', () => {
  const hosts = 'host,cluster,os,logical_processors\nalpha,"prod,2019,16\nbeta,prod",2019,16\n';
  const inventory = readWith({ 'hosts.csv': hosts });
  expect(inventory.problems.map(({ line, code }) => [line, code]).slice(0, 2)).toEqual([
    [2, 'quoted-line-break'],
    [3, 'broken-quote'],
  ]);
  expect(rejectedNames(inventory)).toEqual(['alpha', 'beta']);
});

test('columns may stand in any order; those that are not known are ignored and counted', () => {
  const vms = 'owner,tier,memory_mib,VM,Host,vcpus\nana,1,8192,web-1,alpha,4\nben,2,8192,web-2,beta,4\n';
  const inventory = readWith({ 'vms.csv': vms });
  expect(inventory.hosts).toEqual(plain.hosts);
  expect(statements(inventory)).toEqual([
    'vms.csv:1: note columns-ignored: 1 unknown column is ignored: owner.\n    Nothing needs doing; converge columns lists the names that are read.',
  ]);
});

test('an ignored column that is nearly a known one is noted: its values would be lost without a word', () => {
  const inventory = readWith({ 'vms.csv': SMALL['vms.csv'].replace('tier', 'tiers') });
  expect(statements(inventory)).toEqual(['vms.csv:1: note column-ignored: The column tiers is not read.\n    Maybe rename it to tier.']);
});

test('each file is known by the SHA-256 of its bytes as they are on disk', () => {
  const inventory = readWith({ 'vms.csv': '\uFEFFhost,vm,memory_mib\n' });
  expect(inventory.files.map(({ name }) => name)).toEqual(FILES);
  expect(inventory.files[3]?.sha256).toBe('36a1376d7afafe5fa3adfbc2ba3dc5d9592d39abcffed9201273bac0558cabc9');
});
