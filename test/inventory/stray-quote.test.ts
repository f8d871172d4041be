import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { InventoryFile } from '../../src/model/problem.ts';
import { readWith, rejectedNames } from './inventory-folder.ts';

const HOSTS = ['ash', 'birch', 'cedar', 'Dogwood', 'elm', 'fir'];

/** One row with its host, so that the test knows whose it is without reading CSV. */
type Line = readonly [text: string, host: string];

const linesOf = (isQuoted: boolean): Readonly<Record<InventoryFile, readonly Line[]>> => {
  const row = (host: string, ...cells: readonly string[]): Line => [
    [host, ...cells].map((cell) => (isQuoted ? `"${cell}"` : cell)).join(','),
    host,
  ];
  return {
    'hosts.csv': HOSTS.map((host) => row(host, 'wood', '2019', '32')),
    'switches.csv': HOSTS.map((host) => row(host, 'Converged', 'set', 'weight')),
    'nics.csv': HOSTS.flatMap((host) => [
      row(host, 'NIC1', 'Converged', '25000', 'plain'),
      [`${host},NIC2,Converged,25000,"two ""quoted"", and\nlines"`, host] as const,
    ]),
    'vms.csv': HOSTS.flatMap((host) => [row(host, `${host}-a`, '8192', ''), row(host, `${host}-b`, '4096', '2')]),
    'adapters.csv': HOSTS.flatMap((host) => [
      row(host, 'Management', '', 'Converged', 'management', '1', '2.5', ''),
      row(host, 'Network Adapter', `${host}-a`, 'Converged', 'vm', '1', '2', '50'),
    ]),
  };
};

const HEADERS: Readonly<Record<InventoryFile, string>> = {
  'hosts.csv': 'host,cluster,os,logical_processors',
  'switches.csv': 'host,switch,teaming,bandwidth_mode',
  'nics.csv': 'host,nic,switch,link_mbps,model',
  'vms.csv': 'host,vm,memory_mib,tier',
  'adapters.csv': 'host,adapter,vm,switch,role,egress_mbps,ingress_mbps,cap_mbps',
};
const FILES = Object.keys(HEADERS) as InventoryFile[];

const fileOf = (file: InventoryFile, lines: readonly Line[]): string => [HEADERS[file], ...lines.map(([text]) => text), ''].join('\n');

const others = (hosts: readonly Host[], host: string): readonly Host[] => hosts.filter(({ name }) => name !== host);

test('a stray quote anywhere rejects the host of its row, names it, and changes no other host', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.constantFrom(...FILES), fc.nat(), fc.nat(), (isQuoted, file, lineSeed, offsetSeed) => {
      const lines = linesOf(isQuoted);
      const files = Object.fromEntries(FILES.map((name) => [name, fileOf(name, lines[name])]));
      const whole = readWith(files);
      expect(whole.problems).toEqual([]);
      const index = lineSeed % lines[file].length;
      const [text, host] = lines[file][index] ?? ['', ''];
      const offset = offsetSeed % (text.length + 1);
      const broken = lines[file].with(index, [`${text.slice(0, offset)}"${text.slice(offset)}`, host]);
      const inventory = readWith({ ...files, [file]: fileOf(file, broken) });
      expect(inventory.problems.length).toBeGreaterThan(0);
      expect(others(inventory.hosts, host)).toEqual(others(whole.hosts, host));
      // At the end of the first of two quoted lines a quote closes the text early: that costs the rest of the text, and no plan.
      const isTextCut = text.includes('\n') && offset === text.indexOf('\n');
      expect(rejectedNames(inventory)).toEqual(isTextCut ? [] : [host]);
      expect(inventory.hosts.length + inventory.rejected.length).toBe(HOSTS.length);
    }),
    { numRuns: 400 },
  );
});
