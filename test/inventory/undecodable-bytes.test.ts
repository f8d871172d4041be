import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../src/inventory/read-inventory.ts';
import { readRecords } from '../../src/inventory/records.ts';
import { splitPlain } from '../../src/inventory/split-plain.ts';
import { type Files, hostNames, readWith, rejectedNames, SMALL, statements } from './inventory-folder.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const rows = (inventory: Inventory): readonly (readonly [string | null, string])[] =>
  inventory.problems.map(({ host, row }) => [host, row]);

describe('a line of bytes that are no UTF-8', () => {
  const broken = readWith({ 'vms.csv': latin1(`${SMALL['vms.csv']}alpha,b\u00fcro,4,8192,1\n`) });

  test('is a broken row with its place, its text as far as it can be read, and what to do', () => {
    expect(statements(broken)).toEqual([
      'vms.csv:4:8: error bytes-undecodable: The line holds bytes that are not UTF-8.\n    Save the file as UTF-8.',
    ]);
    expect(rows(broken)).toEqual([['alpha', 'alpha,b\uFFFDro,4,8192,1']]);
  });

  test('rejects its host and changes no other', () => {
    expect(rejectedNames(broken)).toEqual(['alpha']);
    expect(broken.hosts).toEqual(readWith({}).hosts.filter(({ name }) => name === 'beta'));
  });

  test('is read the same where another line of the file has quotes', () => {
    const quoted = latin1(`${SMALL['vms.csv'].replace('beta', '"beta"')}alpha,b\u00fcro,4,8192,1\n`);
    expect(readWith({ 'vms.csv': quoted })).toMatchObject({ problems: broken.problems, rejected: broken.rejected, hosts: broken.hosts });
  });

  test('in hosts.csv still says which host it is, with the character that is none where its own name is meant', () => {
    const lines = SMALL['hosts.csv'].split('\n');
    const inCluster = readWith({ 'hosts.csv': latin1(SMALL['hosts.csv'].replace('alpha,prod', 'alpha,pr\u00f6d')) });
    expect([hostNames(inCluster), rejectedNames(inCluster)]).toEqual([['beta'], ['alpha']]);
    const inName = readWith({ 'hosts.csv': latin1([...lines.slice(0, 3), 'b\u00fcro,prod,2019,32,256', ''].join('\n')) });
    expect([hostNames(inName), rejectedNames(inName)]).toEqual([['alpha', 'beta'], ['b\uFFFDro']]);
  });

  test('rejects the host that it names in Latin-1, where hosts.csv has that name', () => {
    const rename = (text: string): string => text.replaceAll('alpha', 'b\u00fcro');
    const files = Object.fromEntries(Object.entries(SMALL).map(([name, text]) => [name, rename(text)]));
    const inventory = readWith({ ...files, 'vms.csv': latin1(`${SMALL['vms.csv'].replace(/alpha.*\n/, '')}b\u00fcro,beta,4,8192,1\n`) });
    expect([hostNames(inventory), rejectedNames(inventory)]).toEqual([['beta'], ['b\u00fcro']]);
  });

  test('in text over two lines costs that record alone', () => {
    const nics = latin1(`${SMALL['nics.csv']}alpha,NIC3,,25000,1500,"two\nl\u00efnes"\nbeta,NIC3,,25000,1500,plain\n`);
    const inventory = readWith({ 'nics.csv': nics });
    expect(inventory.problems.map(({ line, column, row }) => [line, column, row])).toEqual([
      [7, 2, 'alpha,NIC3,,25000,1500,"two\nl\uFFFDnes"'],
    ]);
    expect([hostNames(inventory), rejectedNames(inventory)]).toEqual([['beta'], ['alpha']]);
  });

  test('of nobody, or of a cluster, costs itself', () => {
    const stray = readWith({ 'vms.csv': latin1(`${SMALL['vms.csv']}stranger,b\u00fcro,4,8192,1\n`) });
    expect([hostNames(stray), rows(stray)]).toEqual([['alpha', 'beta'], [[null, 'stranger,b\uFFFDro,4,8192,1']]]);
    const clusters = { 'clusters.csv': latin1('cluster,uplink_mbps\npr\u00f6d,1000\nprod,2000\n') } as Partial<Files>;
    const cluster = readWith(clusters);
    expect([hostNames(cluster), cluster.problems.map(({ line, column, code }) => [line, column, code])]).toEqual([
      ['alpha', 'beta'],
      [[2, 3, 'bytes-undecodable']],
    ]);
  });
});

test('a NUL is a control character of its cell, wherever in the file it stands', () => {
  const inventory = readWith({ 'vms.csv': SMALL['vms.csv'].replace('web-1', 'we\0b') });
  expect(statements(inventory)[0]).toBe(
    'vms.csv:2:7: error control-character: The vm (we\\u0000b) holds a control character.\n    Maybe write web.',
  );
  expect(rejectedNames(inventory)).toEqual(['alpha']);
});

type Told = readonly (readonly unknown[])[];

const read = (bytes: Buffer, plain: 'csv-parse' | 'split'): Told => {
  const told: (readonly unknown[])[] = [];
  const sink = {
    row: (cells: readonly string[], line: number) => told.push([line, [...cells]]),
    mayBreak: () => true,
    broken: (line: number, why: string) => told.push([line, why]),
  };
  const options = { delimiter: ',' as const, width: 2 };
  readRecords(bytes, { at: 0, line: 1 }, { ...options, ...(plain === 'split' ? { plain: splitPlain(options, sink) } : {}) }, sink);
  return told;
};

const piece = fc.oneof(
  fc.constantFrom('a', ',', '\n', '\r\n', 'b,c\n', '\u00fc,x\n', '"d\ne",f\n').map((text) => Buffer.from(text)),
  fc.constantFrom([0xfc], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xff], [0xc0, 0xaf]).map((bytes) => Buffer.from(bytes)),
);

test('with bad bytes anywhere, both readers say the same, and a good line before and behind is read', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const bytes = Buffer.concat([Buffer.from('first,1\n'), ...pieces, Buffer.from('\nlast,2\n')]);
      const told = read(bytes, 'split');
      expect(told).toEqual(read(bytes, 'csv-parse'));
      expect(told[0]).toEqual([1, ['first', '1']]);
      expect(told.at(-1)?.[1]).toEqual(['last', '2']);
      expect(JSON.stringify(told)).not.toContain('\uFFFD');
    }),
    { numRuns: 1000 },
  );
});

test('without quotes, exactly the lines that are no UTF-8 are told as such', () => {
  fc.assert(
    fc.property(
      fc.array(
        piece.filter((bytes) => !bytes.includes(0x22)),
        { maxLength: 30 },
      ),
      (pieces) => {
        const bytes = Buffer.concat(pieces);
        const lines = bytes.toString('latin1').split('\n');
        const bad = lines.flatMap((line, index) => (latin1(line).toString().includes('\uFFFD') ? [index + 1] : []));
        const told = read(bytes, 'split').filter(([, what]) => what === 'bytes-undecodable');
        expect(told.map(([line]) => line)).toEqual(bad);
      },
    ),
    { numRuns: 1000 },
  );
});
