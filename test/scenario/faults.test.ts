import { describe, expect, test } from 'vitest';
import { applyTo } from './scenario-text.ts';
import { FLEET } from './small-fleet.ts';

/** Faults of the changes, without the name of the file; changes start in line 3, column 5. */
const faults = (changes: readonly string[], fleet: Readonly<Record<string, string>> = FLEET): readonly string[] =>
  applyTo(fleet, ['name: s', 'changes:', ...changes.map((change) => `  - ${change}`)].join('\n')).faults.map((line) =>
    line.replace('s.yaml:', ''),
  );

test('a selection without a row is told once, however many cells of the file it is for', () => {
  expect(faults(['{ where: { host: hv-9 }, set: { nics: { mtu: 9000, link_mbps: 25000 } } }'])).toHaveLength(1);
});

describe('a change that the inventory does not allow', () => {
  test.each([
    [
      '{ where: { cluster: prod-x }, set: { nics: { mtu: 9000 } } }',
      '3:25: error empty-selection: No row of nics.csv has the cluster prod-x.\n    Maybe you meant prod-a.',
    ],
    [
      '{ where: { cluster: prod-a, switch: Branch }, set: { nics: { mtu: 9000 } } }',
      '3:14: error empty-selection: No sound row of nics.csv fits all keys of where.\n    Each key matches rows of its own, or the rows are broken: leave a key out.',
    ],
    [
      '{ where: { vm: "zz*" }, set: { vms: { tier: 1 } } }',
      '3:20: error empty-selection: No row of vms.csv has the vm zz*.\n    Correct the name, or use * for any characters and ? for one.',
    ],
    [
      '{ where: { tier: 1 }, set: { nics: { mtu: 9000 } } }',
      '3:22: error where-reach: The key tier does not reach nics.csv.\n    The keys that do: host, cluster, os, switch, nic, model, vm, role.',
    ],
    [
      '{ where: { host: hv-01 }, set: { adapters: { nic: NIC7 } } }',
      '3:55: error unknown-reference: The host hv-01 has no nic NIC7.\n    Name a nic of each host that where selects, or narrow where.',
    ],
    [
      '{ set: { nics: { switch: Converged } } }',
      '3:30: error unknown-reference: The host edge-1 has no switch Converged.\n    Name a switch of each host that where selects, or narrow where.',
    ],
    [
      '{ where: { host: edge-1 }, scale: { switches: { coincident_egress_mbps: 2 } } }',
      '3:77: error nothing-to-scale: The coincident_egress_mbps of switches.csv is not known in any selected row, so there is nothing to scale.\n    Set it to a value first.',
    ],
    [
      '{ add_nics: { like: NIC9, where: { host: hv-01 } } }',
      '3:25: error not-there: No row of nics.csv that where selects has the nic NIC9.\n    Maybe you meant NIC1.',
    ],
    [
      '{ add_hosts: { like: "hv-0?" } }',
      '3:26: error ambiguous: 2 hosts fit hv-0?, and one is meant.\n    Write the whole name of one of them.',
    ],
    [
      '{ move: { vms: "*", to: "hv-*" } }',
      '3:29: error ambiguous: 2 hosts fit hv-*, and one is meant.\n    Write the whole name of one of them.',
    ],
    ['{ add_hosts: { like: hv-1 } }', '3:26: error not-there: No row of hosts.csv has the host hv-1.\n    Maybe you meant hv-01.'],
    [
      '{ add_hosts: { like: hv-01, cluster: prod } }',
      '3:42: error not-there: No host of hosts.csv is in the cluster prod.\n    Maybe you meant prod-a.',
    ],
    ['{ fail: { host: hv-09 } }', '3:21: error not-there: No row of hosts.csv has the host hv-09.\n    Maybe you meant hv-01.'],
    ['{ fail: { fabric: tor-7 } }', '3:23: error not-there: No row of nics.csv has the fabric tor-7.\n    Maybe you meant tor-1.'],
    ['{ fail: { device: LOM, host: hv-* } }', '3:23: error not-there: No host hv-* has the device LOM.\n    Correct one of the two names.'],
    [
      '{ fail: { device: LOM, host: nobody } }',
      '3:34: error not-there: No row of hosts.csv has the host nobody.\n    Correct the name, or use * and ?.',
    ],
    [
      '{ remove: { switches: Converged, where: { host: hv-02 } } }',
      '3:27: error switch-in-use: The switch Converged of hv-02 still carries 2 adapters.\n    Set their switch to another one in an earlier change, or remove them.',
    ],
    [
      '{ move: { vms: web-1, to: hv-01 } }',
      '3:31: error moves-nothing: Every VM that this moves is on hv-01 already.\n    Name another host, or leave the change out.',
    ],
    [
      '{ move: { vms: web-1, to: edge-1 } }',
      '3:31: error unknown-reference: The host edge-1 has no switch Converged.\n    Write switch: and one of its own: Branch.',
    ],
    [
      '{ move: { vms: web-1, to: hv-02, switch: Branch } }',
      '3:46: error unknown-reference: The host hv-02 has no switch Branch.\n    Write switch: and one of its own: Converged.',
    ],
    ['{ move: { vms: web-9, to: hv-02 } }', '3:20: error not-there: No row of vms.csv has the vm web-9.\n    Maybe you meant web-1.'],
  ])('%s', (change, line) => {
    expect(faults([change])).toEqual([line]);
  });

  test('two VMs of one name on one host', () => {
    const fleet = { ...FLEET, 'vms.csv': `${FLEET['vms.csv']}edge-1,web-2,1,1024,,,\n` };
    expect(faults(['{ move: { vms: web-2, where: { host: edge-1 }, to: hv-02 } }'], fleet)).toEqual([
      '3:20: error name-taken: The host hv-02 would have two VMs named web-2.\n    Move one of them only, or remove the stale one first.',
    ]);
  });

  test('a file that the inventory does not have', () => {
    const { 'clusters.csv': _, ...fleet } = FLEET;
    expect(faults(['{ set: { clusters: { uplink_mbps: 1000 } } }'], fleet)).toEqual([
      '3:39: error file-missing: The inventory has no clusters.csv.\n    Write the file, or leave the change out.',
    ]);
  });

  test('a new column in a file with a line that it would make readable', () => {
    const fleet = { ...FLEET, 'switches.csv': `${FLEET['switches.csv']}hv-02,Other,set,weight,true\n` };
    expect(faults(['{ where: { host: hv-01 }, set: { switches: { iov_enabled: true } } }'], fleet)).toEqual([
      '3:63: error column-missing: switches.csv has no column iov_enabled, and its line 5 has more cells than the header.\n    Mend line 5 first, or add the column: with one more column the line would be read.',
    ]);
  });
});

describe('two changes of one list', () => {
  const keep = '    Keep one of the two, or narrow where so that no row is selected twice.';

  test('that set a cell to different values contradict each other', () => {
    expect(
      faults(['{ where: { host: hv-* }, set: { nics: { mtu: 9000 } } }', '{ where: { switch: Converged }, set: { nics: { mtu: 1500 } } }']),
    ).toEqual([`4:57: error contradiction: A mtu of nics.csv that this changes is changed already: line 3 sets it to 9000.\n${keep}`]);
  });

  test('that scale a cell twice, or set and scale it, contradict each other', () => {
    const twice = ['{ scale: { vms: { memory_mib: 1.1 } } }', '{ where: { tier: 1 }, scale: { vms: { memory_mib: 1.2 } } }'];
    expect(faults(twice)).toEqual([
      `4:55: error contradiction: A memory_mib of vms.csv that this changes is changed already: line 3 scales it.\n${keep}`,
    ]);
    expect(
      faults([
        '{ where: { host: hv-01 }, set: { hosts: { drain_window_minutes: null } } }',
        '{ scale: { hosts: { drain_window_minutes: 2 } } }',
      ]),
    ).toEqual([]);
    expect(
      faults([
        '{ where: { host: hv-01 }, set: { hosts: { drain_window_minutes: 20 } } }',
        '{ scale: { hosts: { drain_window_minutes: 2 } } }',
      ]),
    ).toEqual([
      `4:47: error contradiction: A drain_window_minutes of hosts.csv that this changes is changed already: line 3 sets it to 20.\n${keep}`,
    ]);
  });

  test('that set a cell to the same value agree', () => {
    expect(
      faults([
        '{ where: { host: hv-01 }, set: { nics: { mtu: 9000 } } }',
        '{ where: { switch: Converged }, set: { nics: { mtu: 9000 } } }',
      ]),
    ).toEqual([]);
  });

  test('about a host that the first takes away select nothing', () => {
    expect(faults(['{ fail: { host: hv-02 } }', '{ where: { host: hv-02 }, set: { hosts: { smt: true } } }'])).toEqual([
      '4:22: error empty-selection: No row of hosts.csv has the host hv-02.\n    Maybe you meant hv-01.',
    ]);
  });
});

describe('a broken row', () => {
  const fleet = {
    ...FLEET,
    'nics.csv': FLEET['nics.csv'].replace('hv-01,NIC2,Converged,10000', 'hv-01,NIC2,Converged,-1'),
    'vms.csv': `${FLEET['vms.csv']}hv-01,"stray,1,1024\n`,
  };

  test('is selected by no change and stays as it is, to the byte', () => {
    const { files, faults: none } = applyTo(fleet, 'name: s\nchanges:\n  - set: { nics: { link_mbps: 25000 }, vms: { tier: 1 } }');
    expect(none).toEqual([]);
    expect(files['nics.csv']).toContain('\nhv-01,NIC2,Converged,-1,,SLOT 2,tor-2,X710\n');
    expect(files['nics.csv']).toContain('\nhv-01,NIC1,Converged,25000,,SLOT 1,tor-1,X710\n');
    expect(files['vms.csv']).toContain('\nhv-01,"stray,1,1024\n');
  });

  test('goes with its host', () => {
    const { files } = applyTo(fleet, 'name: s\nchanges:\n  - fail: { host: hv-01 }');
    expect(files['nics.csv']).not.toContain('hv-01');
    // A line that is no CSV is of no host for certain.
    expect(files['vms.csv']).toContain('hv-01,"stray,1,1024\n');
  });

  test('alone is no selection', () => {
    expect(faults(['{ where: { nic: NIC2, host: hv-01 }, set: { nics: { mtu: 9000 } } }'], fleet)).toEqual([
      '3:14: error empty-selection: No sound row of nics.csv fits all keys of where.\n    Each key matches rows of its own, or the rows are broken: leave a key out.',
    ]);
  });
});
