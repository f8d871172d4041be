import { describe, expect, test } from 'vitest';
import { CASES } from './cell-problem-cases.ts';
import { hostNames, readWith, rejectedNames, statements, withLine } from './inventory-folder.ts';

describe('one broken row of alpha rejects alpha, says why, and leaves beta alone', () => {
  test.each(CASES)('%s', (_fact, file, line, text, expected) => {
    const inventory = readWith(withLine(file, line, text));
    expect(statements(inventory)).toEqual(expected);
    expect(rejectedNames(inventory)).toEqual(['alpha']);
    expect(hostNames(inventory)).toEqual(['beta']);
    expect(inventory.hosts).toEqual(readWith({}).hosts.slice(1));
    expect(inventory.rejected[0]?.problems).toEqual(inventory.problems);
  });
});

test('a mapped NIC must be an uplink of the switch that the adapter is on', () => {
  const switches = 'host,switch,teaming,bandwidth_mode\nalpha,Converged,set,weight\nalpha,Other,none,none\nbeta,Converged,set,weight\n';
  const inventory = readWith({
    'switches.csv': switches,
    ...withLine('adapters.csv', 2, 'alpha,Management,,Other,NIC1,management,20,10,,,'),
  });
  expect(statements(inventory)).toEqual([
    'adapters.csv:2:25: error nic-not-uplink: The nic (NIC1) is no uplink of switch Other.\n    Name an uplink of that switch, or leave the nic blank.',
  ]);
});

test('a row of a host that hosts.csv lacks is lost alone, with the nearest spelling', () => {
  const inventory = readWith(withLine('vms.csv', 2, 'alhpa,web-1,4,8192,1'));
  expect(statements(inventory)).toEqual([
    'vms.csv:2:1: error unknown-host: The host (alhpa) has no row in hosts.csv.\n    Maybe write alpha.',
    'adapters.csv:3:23: error unknown-vm: The vm (web-1) has no row in vms.csv for host alpha.\n    Add the vm to vms.csv, or correct the name.',
  ]);
  expect(inventory.problems.map(({ host }) => host)).toEqual([null, 'alpha']);
});

test('a row without a host rejects no host', () => {
  const inventory = readWith(withLine('vms.csv', 4, ',web-9,4,8192,1'));
  expect(statements(inventory)).toEqual([
    'vms.csv:4:1: error blank-required: The host is blank.\n    Write a name of at most 256 characters.',
  ]);
  expect(hostNames(inventory)).toEqual(['alpha', 'beta']);
});

test('two rows of one host reject it once, at the second row', () => {
  const inventory = readWith(withLine('hosts.csv', 4, 'ALPHA,prod,2019,32,256'));
  expect(statements(inventory)).toEqual([
    'hosts.csv:4:1: error duplicate-row: The host (ALPHA) has a row already, in line 2.\n    Remove one of the two rows, or rename what it describes.',
  ]);
  expect(inventory.rejected.map(({ host, cluster, os }) => ({ host, cluster, os }))).toEqual([
    { host: 'alpha', cluster: 'prod', os: '2019' },
  ]);
});

test('a host row broken beyond reading still names its host, whose other rows are then not of an unknown host', () => {
  const inventory = readWith(withLine('hosts.csv', 2, 'alpha,"prod,2019,32,256'));
  expect(statements(inventory)).toEqual([
    'hosts.csv:2: error broken-quote: The line holds a stray quote.\n    Remove it, or put the whole cell into quotes and double the quotes inside.',
  ]);
  expect(rejectedNames(inventory)).toEqual(['alpha']);
  expect(hostNames(inventory)).toEqual(['beta']);
});

test('a cell that no plan needs loses its value, and its host is planned', () => {
  const inventory = readWith(withLine('hosts.csv', 2, 'alpha,prod,2019,32,lots'));
  expect(statements(inventory)).toEqual([
    'hosts.csv:2:20: error not-a-number: The memory_gib (lots) is not a number.\n    Write a number above 0 and up to 1000000 (GiB).',
  ]);
  expect(inventory.problems[0]?.row).toBe('alpha,prod,2019,32,lots');
  expect(rejectedNames(inventory)).toEqual([]);
  expect(inventory.hosts[0]?.memory).toBe(null);
});

test('a broken row of a VM is not told again for each of its adapters', () => {
  const inventory = readWith(withLine('vms.csv', 2, 'alpha,web-1,4,none,1'));
  expect(statements(inventory)).toEqual([
    'vms.csv:2:15: error not-a-number: The memory_mib (none) is not a number.\n    Write a number above 0 and up to 1000000000 (MiB).',
  ]);
});

test('a problem keeps the original text of its row, quotes and all', () => {
  const row = 'alpha,"web-1",4,"8,192",1';
  const inventory = readWith(withLine('vms.csv', 2, row));
  expect(inventory.problems[0]).toEqual({
    severity: 'error',
    file: 'vms.csv',
    line: 2,
    column: 17,
    attribute: 'memory_mib',
    code: 'not-a-number',
    value: '8,192',
    message: 'The memory_mib (8,192) is not a number.',
    remedy: 'Maybe write 8192, or 8.192.',
    row,
    host: 'alpha',
  });
});
