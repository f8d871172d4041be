import { describe, expect, test } from 'vitest';
import type { InventoryFile } from '../../src/model/problem.ts';
import { hostNames, readWith, rejectedNames, statements, withLine } from './inventory-folder.ts';

/** One broken line of alpha: the statements that it earns. beta must come through untouched. */
const CASES: readonly (readonly [fact: string, file: InventoryFile, line: number, text: string, expected: readonly string[]])[] = [
  [
    'a blank required cell',
    'hosts.csv',
    2,
    'alpha,prod,,32,256',
    ['hosts.csv:2:12: error blank-required: The os is blank.\n    Write one of 2012r2, 2016, 2019, 2022, 2025.'],
  ],
  [
    'a cell of blanks counts as blank',
    'hosts.csv',
    2,
    'alpha,  ,2019,32,256',
    ['hosts.csv:2:7: error blank-required: The cluster is blank.\n    Write a name of at most 256 characters.'],
  ],
  [
    'an unknown word, with the nearest one',
    'switches.csv',
    2,
    'alpha,Converged,sett,weight',
    ['switches.csv:2:17: error unknown-value: The teaming (sett) is not one of none, lbfo, set.\n    Maybe write set.'],
  ],
  [
    'an unknown word with nothing near',
    'switches.csv',
    2,
    'alpha,Converged,set,heavy',
    [
      'switches.csv:2:21: error unknown-value: The bandwidth_mode (heavy) is not one of none, weight, absolute.\n    Write one of none, weight, absolute.',
    ],
  ],
  [
    'a negative number',
    'nics.csv',
    2,
    'alpha,NIC1,Converged,-25,1500,',
    ['nics.csv:2:22: error below-range: The link_mbps (-25) is below 0.\n    Write a number above 0 and up to 10000000 (Mbit/s).'],
  ],
  [
    'zero where the range is open',
    'nics.csv',
    2,
    'alpha,NIC1,Converged,0,1500,',
    ['nics.csv:2:22: error below-range: The link_mbps (0) is not above 0.\n    Write a number above 0 and up to 10000000 (Mbit/s).'],
  ],
  [
    'bit/s where Mbit/s belong',
    'nics.csv',
    2,
    'alpha,NIC1,Converged,25000000000,1500,',
    ['nics.csv:2:22: error above-range: The link_mbps (25000000000) is above 10000000.\n    Maybe write 25000: the unit is Mbit/s.'],
  ],
  [
    'a rate with its unit',
    'nics.csv',
    2,
    'alpha,NIC1,Converged,25 Gb/s,1500,',
    ['nics.csv:2:22: error not-a-number: The link_mbps (25 Gb/s) is not a number.\n    Maybe write 25000: the unit is Mbit/s.'],
  ],
  [
    'a number above its range',
    'vms.csv',
    2,
    'alpha,web-1,4,8192,4',
    ['vms.csv:2:20: error above-range: The tier (4) is above 3.\n    Write a whole number from 1 to 3 (tier).'],
  ],
  [
    'a fraction where a whole number belongs',
    'vms.csv',
    2,
    'alpha,web-1,1.5,8192,1',
    ['vms.csv:2:13: error not-whole: The vcpus (1.5) is not a whole number.\n    Write a whole number from 1 to 4096 (processors).'],
  ],
  [
    'NaN',
    'vms.csv',
    2,
    'alpha,web-1,4,NaN,1',
    [
      'vms.csv:2:15: error not-finite: The memory_mib (NaN) is not a finite number.\n    Write a number above 0 and up to 1000000000 (MiB).',
    ],
  ],
  [
    'minus infinity',
    'vms.csv',
    2,
    'alpha,web-1,4,-Infinity,1',
    [
      'vms.csv:2:15: error not-finite: The memory_mib (-Infinity) is not a finite number.\n    Write a number above 0 and up to 1000000000 (MiB).',
    ],
  ],
  [
    '1e9999',
    'vms.csv',
    2,
    'alpha,web-1,4,1e9999,1',
    [
      'vms.csv:2:15: error not-finite: The memory_mib (1e9999) is not a finite number.\n    Write a number above 0 and up to 1000000000 (MiB).',
    ],
  ],
  [
    'a hexadecimal number',
    'vms.csv',
    2,
    'alpha,web-1,0x4,8192,1',
    ['vms.csv:2:13: error not-a-number: The vcpus (0x4) is not a number.\n    Write a whole number from 1 to 4096 (processors).'],
  ],
  [
    'a decimal comma between commas',
    'vms.csv',
    2,
    'alpha,web-1,4,"8192,5",1',
    ['vms.csv:2:15: error not-a-number: The memory_mib (8192,5) is not a number.\n    Maybe write 8192.5.'],
  ],
  [
    'a word where true or false belongs',
    'adapters.csv',
    2,
    'alpha,Management,,Converged,,management,20,10,50,10,maybe',
    ['adapters.csv:2:53: error not-a-boolean: The iov (maybe) is neither true nor false.\n    Write true or false.'],
  ],
  [
    'a control character in a name',
    'switches.csv',
    2,
    'alpha,Conv\u0007erged,set,weight',
    ['switches.csv:2:7: error control-character: The switch (Conv\\u0007erged) holds a control character.\n    Maybe write Converged.'],
  ],
  [
    'a name of 257 characters, shortened where it prints',
    'hosts.csv',
    2,
    `alpha,${'c'.repeat(257)},2019,32,256`,
    [
      `hosts.csv:2:7: error name-too-long: The cluster (${'c'.repeat(80)}… [257 characters]) is longer than 256 characters.\n    Write a name of at most 256 characters.`,
    ],
  ],
  [
    'every broken cell of a row, each at its own column',
    'adapters.csv',
    2,
    'alpha,Management,,Converged,,managment,,Infinity,-1,1.5,2',
    [
      'adapters.csv:2:30: error unknown-value: The role (managment) is not one of vm, management, cluster, live-migration, storage, backup.\n    Maybe write management.',
      'adapters.csv:2:40: error blank-required: The egress_mbps is blank.\n    Write a number from 0 to 1000000000 (Mbit/s).',
      'adapters.csv:2:41: error not-finite: The ingress_mbps (Infinity) is not a finite number.\n    Write a number from 0 to 1000000000 (Mbit/s).',
      'adapters.csv:2:50: error below-range: The floor_mbps (-1) is below 0.\n    Write a number from 0 to 1000000000 (Mbit/s).',
      'adapters.csv:2:53: error not-whole: The weight (1.5) is not a whole number.\n    Write a whole number from 0 to 100 (weight).',
      'adapters.csv:2:57: error not-a-boolean: The iov (2) is neither true nor false.\n    Write true or false.',
    ],
  ],
  [
    'columns count characters, not bytes or code units',
    'nics.csv',
    2,
    'alpha,Ärger 😀,Converged,fast,1500,',
    ['nics.csv:2:25: error not-a-number: The link_mbps (fast) is not a number.\n    Write a number above 0 and up to 10000000 (Mbit/s).'],
  ],
  [
    'a second row of the same name in other case',
    'nics.csv',
    3,
    'alpha,nic1,Converged,25000,1500,',
    [
      'nics.csv:3:7: error duplicate-row: The nic (nic1) has a row already, in line 2.\n    Remove one of the two rows, or rename what it describes.',
    ],
  ],
  [
    'a second adapter of the same name on one VM',
    'adapters.csv',
    2,
    'alpha,network adapter,WEB-1,Converged,,vm,1,1,,,',
    [
      'adapters.csv:3:7: error duplicate-row: The adapter (web-1/Network Adapter) has a row already, in line 2.\n    Remove one of the two rows, or rename what it describes.',
    ],
  ],
  [
    'an unknown switch, with the nearest spelling',
    'nics.csv',
    2,
    'alpha,NIC1,Convergd,25000,1500,',
    ['nics.csv:2:12: error unknown-switch: The switch (Convergd) has no row in switches.csv for host alpha.\n    Maybe write Converged.'],
  ],
  [
    'an unknown VM',
    'adapters.csv',
    3,
    'alpha,Network Adapter,database,Converged,,vm,300,200,,,',
    [
      'adapters.csv:3:23: error unknown-vm: The vm (database) has no row in vms.csv for host alpha.\n    Add the vm to vms.csv, or correct the name.',
    ],
  ],
  [
    'an unknown NIC',
    'adapters.csv',
    2,
    'alpha,Management,,,NIC9,management,20,10,,,',
    ['adapters.csv:2:20: error unknown-nic: The nic (NIC9) has no row in nics.csv for host alpha.\n    Maybe write NIC1.'],
  ],
  [
    'a VM adapter without a switch',
    'adapters.csv',
    3,
    'alpha,Network Adapter,web-1,,,vm,300,200,,,',
    [
      'adapters.csv:3:29: error switch-missing: The switch is blank, and the adapter is of a VM.\n    Name the switch that the adapter is connected to.',
    ],
  ],
  [
    'a host adapter without switch and NIC',
    'adapters.csv',
    2,
    'alpha,Management,,,,management,20,10,,,',
    [
      'adapters.csv:2:20: error nic-missing: The nic is blank, and so is the switch.\n    Name the switch, or the port that the host uses directly.',
    ],
  ],
  [
    'a host adapter straight on an uplink',
    'adapters.csv',
    2,
    'alpha,Management,,,NIC1,management,20,10,,,',
    [
      'adapters.csv:2:20: error nic-is-uplink: The nic (NIC1) is an uplink of switch Converged; the host cannot use it directly.\n    Maybe write Converged in the column switch.',
    ],
  ],
  [
    'a host vNIC whose role says VM',
    'adapters.csv',
    2,
    'alpha,Management,,Converged,,vm,20,10,,,',
    ['adapters.csv:2:18: error vm-missing: The role is vm, and the vm is blank.\n    Name the VM, or write the role of the host vNIC.'],
  ],
  [
    'too few cells',
    'vms.csv',
    2,
    'alpha,web-1,4',
    ['vms.csv:2: error field-count: The row has 3 cells where the header has 5.\n    Add the missing cells, blank where not known.'],
  ],
  [
    'too many cells',
    'vms.csv',
    2,
    'alpha,web-1,4,8,192,1',
    ['vms.csv:2: error field-count: The row has 6 cells where the header has 5.\n    Put a cell that holds the delimiter into quotes.'],
  ],
  [
    'a stray quote inside a cell',
    'vms.csv',
    2,
    'alpha,web"-1,4,8192,1',
    [
      'vms.csv:2: error broken-quote: The line holds a stray quote.\n    Remove it, or put the whole cell into quotes and double the quotes inside.',
    ],
  ],
  [
    'a stray quote at the start of a cell',
    'vms.csv',
    2,
    'alpha,"web-1,4,8192,1',
    [
      'vms.csv:2: error broken-quote: The line holds a stray quote.\n    Remove it, or put the whole cell into quotes and double the quotes inside.',
    ],
  ],
];

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
