import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import { findChangedFiles, readSlice } from '../../src/inventory/read-slice.ts';
import { type InventoryMap, scanAtOnce } from '../../src/inventory/scan-inventory.ts';
import { type Files, SMALL } from './inventory-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-scan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Partial<Files>): void => {
  for (const [name, content] of Object.entries({ ...SMALL, ...files })) writeFileSync(join(folder, name), content);
};

const scan = (chunkHosts = 64): InventoryMap => {
  return scanAtOnce({ folder, chunkHosts, spillFolder: () => folder });
};

const HEADERS = {
  'hosts.csv': 'host,cluster,os,logical_processors',
  'switches.csv': 'host,switch,teaming,bandwidth_mode',
  'nics.csv': 'host,nic,switch,link_mbps',
  'vms.csv': 'host,vm,memory_mib',
  'adapters.csv': 'host,adapter,vm,switch,role,egress_mbps,ingress_mbps',
} as const;
type Rows = Record<keyof typeof HEADERS, string[]>;

const fleet = (hosts: number, vms: number): Rows => {
  const rows: Rows = { 'hosts.csv': [], 'switches.csv': [], 'nics.csv': [], 'vms.csv': [], 'adapters.csv': [] };
  for (let index = 0; index < hosts; index += 1) {
    const host = `hv${index}`;
    rows['hosts.csv'].push(`${host},cluster${index % 3},2019,32`);
    rows['switches.csv'].push(`${host},Converged,set,weight`);
    rows['nics.csv'].push(`${host},NIC1,Converged,10000`, `${host},NIC2,Converged,10000`);
    rows['adapters.csv'].push(`${host},Management,,Converged,management,100,100`);
    for (let vm = 0; vm < vms; vm += 1) {
      rows['vms.csv'].push(`${host},vm-${index}-${vm},4096`);
      rows['adapters.csv'].push(`${host},Network Adapter,vm-${index}-${vm},Converged,vm,${vm},${vm}`);
    }
  }
  return rows;
};

const textOf = (rows: Rows): Files =>
  Object.fromEntries(
    Object.entries(rows).map(([file, lines]) => [file, `${[HEADERS[file as keyof Rows], ...lines].join('\n')}\n`]),
  ) as Files;

/** Deals rows out like cards, so that no two of a host stand together. */
const scatter = (rows: readonly string[]): string[] => {
  const step = Math.floor(rows.length / 2) + 1;
  const order = rows.map((_, index) => (index * step) % rows.length);
  return new Set(order).size === rows.length ? order.map((index) => rows[index] ?? '') : rows.toReversed();
};

describe('an inventory', () => {
  test('whose rows of a host stand anywhere is sorted on disk and read the same, with the line of every problem', () => {
    const rows = fleet(120, 30);
    rows['vms.csv'][1234] = 'hv41,vm-broken,-5';
    rows['adapters.csv'].push('hv7,Network Adapter,nobody,Converged,vm,1,1', 'stranger,Network Adapter,x,Converged,vm,1,1');
    write(textOf(rows));
    const together = readInventory(folder);
    const apart: Rows = { ...rows, 'vms.csv': scatter(rows['vms.csv']), 'adapters.csv': scatter(rows['adapters.csv']) };
    write(textOf(apart));
    expect(scan().digest(0)).not.toBeNull();
    const scattered = readInventory(folder);
    expect(scattered.hosts).toEqual(together.hosts);
    expect(scattered.rejected.map(({ host }) => host)).toEqual(['hv41', 'hv7']);
    for (const { line, row, file } of scattered.problems) expect(apart[file as keyof Rows][line - 2]).toBe(row);
    // The broken row, the adapter of the VM that stood in it before, an unknown VM and an unknown host.
    expect(scattered.problems).toHaveLength(4);
  });

  test('of many rows that are scattered leaves no long list of places: the rows are copied, a block a chunk', () => {
    const rows = fleet(40, 200);
    write(textOf({ ...rows, 'adapters.csv': scatter(rows['adapters.csv']) }));
    const map = scan();
    expect(readdirSync(folder)).toContain('adapters.csv.sorted');
    expect(map.digest(0)).toBeNull();
    const contents = map.chunks.map((_, chunk) => readSlice(map.slice(chunk)));
    expect(contents.flatMap(({ hosts }) => hosts).reduce((sum, { vms }) => sum + vms.length, 0)).toBe(8000);
    expect(contents.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('loses to bytes that are no text the same hosts, whether its rows stand together, anywhere, or are sorted on disk', () => {
    for (const [hosts, vms] of [
      [12, 5],
      [40, 200],
    ] as const) {
      const rows = fleet(hosts, vms);
      rows['vms.csv'][17] = 'hv3,b\u00fcro,4096';
      const apart: Rows = { ...rows, 'vms.csv': scatter(rows['vms.csv']) };
      const [together, scattered] = [rows, apart].map((each) => {
        write({ ...textOf(each), 'vms.csv': Buffer.from(textOf(each)['vms.csv'] as string, 'latin1') });
        return readInventory(folder);
      });
      const lines = [rows, apart].map((each) => each['vms.csv'].indexOf('hv3,b\u00fcro,4096') + 2);
      const told = [together, scattered].map((each) => each?.problems.filter(({ code }) => code === 'bytes-undecodable') ?? []);
      expect(told.map(([problem]) => problem?.line)).toEqual(lines);
      expect(told.map((each) => each.map(({ host, column, row }) => [host, column, row]))).toEqual([
        [['hv3', 6, 'hv3,b\uFFFDro,4096']],
        [['hv3', 6, 'hv3,b\uFFFDro,4096']],
      ]);
      expect(scattered?.hosts).toEqual(together?.hosts);
      expect(scattered?.rejected.map(({ host }) => host)).toEqual(together?.rejected.map(({ host }) => host));
      expect(together?.hosts).toHaveLength(hosts - new Set(together?.rejected.map(({ host }) => host)).size);
    }
  });

  test('larger than the window is read to its last line, and a problem there has its line', () => {
    const filler = 'x'.repeat(200);
    const rows = Array.from({ length: 100_000 }, (_, index) => `alpha,vm-${index},1,8192,3,${filler}`);
    rows.push('beta,web-2,4,-1,2,');
    write({
      'vms.csv': `host,vm,vcpus,memory_mib,tier,remark\n${rows.join('\n')}\n`,
      'adapters.csv': `${SMALL['adapters.csv'].split('\n')[0]}\n`,
    });
    const { hosts, rejected, problems } = readInventory(folder);
    expect(hosts.map(({ name, vms }) => [name, vms.length])).toEqual([['alpha', 100_000]]);
    expect(rejected.map(({ host }) => host)).toEqual(['beta']);
    expect(problems.map(({ file, line }) => [file, line])).toEqual([
      ['vms.csv', 1],
      ['vms.csv', 100_002],
    ]);
  });

  test('with a line longer than any window loses that line and no other', () => {
    const long = `alpha,${'y'.repeat(14_000_000)},1,8192,3`;
    write({
      'vms.csv': `host,vm,vcpus,memory_mib,tier\nbeta,web-2,4,8192,2\n${long}\nbeta,web-3,4,8192,2\n`,
      'adapters.csv': `${SMALL['adapters.csv'].split('\n')[0]}\n`,
    });
    const { hosts, problems } = readInventory(folder);
    expect(hosts.map(({ name, vms }) => [name, vms.map((vm) => vm.name)])).toEqual([['beta', ['web-2', 'web-3']]]);
    expect(problems.map(({ line, host, message }) => [line, host, message])).toEqual([
      [3, 'alpha', 'The line is 14000015 bytes long; at most 1048576 are read.'],
    ]);
  });
});

describe('slices', () => {
  test('of any size hold every host once, whole clusters each, and read the same as the inventory as a whole', () => {
    write(textOf(fleet(50, 3)));
    const whole = readInventory(folder);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (size) => {
        const map = scan(size);
        const read = map.chunks.map((_, chunk) => readSlice(map.slice(chunk)));
        const hosts = read.flatMap((content) => content.hosts);
        expect(hosts.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(whole.hosts.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
        const clusters = read.map((content) => new Set(content.hosts.map(({ cluster }) => cluster)));
        clusters.forEach((one, index) => {
          for (const other of clusters.slice(index + 1)) expect([...one].filter((cluster) => other.has(cluster))).toEqual([]);
        });
      }),
      { numRuns: 40 },
    );
  });

  test('of some hosts hold those alone', () => {
    write(textOf(fleet(9, 2)));
    const map = scan();
    const { hosts } = readSlice({ ...map.slice(0), only: ['hv3', 'hv5'] });
    expect(hosts.map(({ name }) => name)).toEqual(['hv3', 'hv5']);
  });

  test('whose file has changed since say which', () => {
    write({});
    const slice = scan().slice(0);
    expect(findChangedFiles(slice)).toEqual([]);
    writeFileSync(join(folder, 'nics.csv'), `${SMALL['nics.csv']}\n`);
    rmSync(join(folder, 'vms.csv'));
    expect(findChangedFiles(slice).map(({ file, code }) => [file, code])).toEqual([
      ['nics.csv', 'file-changed'],
      ['vms.csv', 'file-changed'],
    ]);
  });
});

describe('the digest of a cluster', () => {
  const digests = (): readonly (readonly string[] | null)[] => [0, 1, 2].map((cluster) => scan().digest(cluster));

  test('changes with any row of its hosts, with the columns, and with no row of another cluster', () => {
    const rows = fleet(9, 2);
    write(textOf(rows));
    const [first, second, third] = digests();
    rows['vms.csv'][0] = 'hv0,vm-0-0,8192';
    write(textOf(rows));
    const changed = digests();
    expect(changed[0]).not.toEqual(first);
    expect(changed.slice(1)).toEqual([second, third]);
    write({ ...textOf(rows), 'clusters.csv': 'cluster,uplink_mbps\ncluster1,40000\n' } as Partial<Files>);
    const withUplink = digests();
    expect([withUplink[0], withUplink[2]]).toEqual([changed[0], third]);
    expect(withUplink[1]).not.toEqual(second);
  });

  test('changes with a broken row of its hosts, at the end of its rows too', () => {
    const rows = fleet(9, 2);
    write(textOf(rows));
    const before = digests();
    write({ ...textOf(rows), 'vms.csv': Buffer.from(`${textOf(rows)['vms.csv']}hv8,b\u00fcro,4096\n`, 'latin1') });
    const after = digests();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toEqual(before[2]);
  });

  test('changes where a VM appears on a host of another cluster too', () => {
    const rows = fleet(9, 2);
    write(textOf(rows));
    const before = digests();
    rows['vms.csv'].push('hv1,VM-0-0,4096');
    write(textOf(rows));
    const after = digests();
    expect(after[0]).not.toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
    expect(after[2]).toEqual(before[2]);
    const { hosts } = readInventory(folder);
    const told = Object.fromEntries(
      hosts.filter(({ vmsElsewhere }) => vmsElsewhere.length > 0).map(({ name, vmsElsewhere }) => [name, vmsElsewhere]),
    );
    expect(told).toEqual({ hv0: [{ vm: 'vm-0-0', host: 'hv1' }], hv1: [{ vm: 'VM-0-0', host: 'hv0' }] });
  });
});
