import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/inventory/scenario-file.ts';

/** Problems of a scenario of one change, which starts in line 3 and column 5: from the column on, as they are printed. */
const ofChange = (change: string): readonly string[] => {
  const read = parseScenario(`name: s\nchanges:\n  - ${change}\n`, 's.yaml');
  return 'problems' in read ? read.problems.map((p) => `${p.column}: ${p.code}: ${p.message} ${p.remedy}`) : [];
};

describe('where', () => {
  test.each([
    [
      '{ where: {}, set: { vms: { tier: 1 } } }',
      '14: empty-mapping: where is empty. The keys of where: host, cluster, os, switch, nic, model, vm, tier, role.',
    ],
    [
      '{ where: , set: { vms: { tier: 1 } } }',
      '7: missing-value: where has no value. The keys of where: host, cluster, os, switch, nic, model, vm, tier, role.',
    ],
    [
      '{ where: x, set: { vms: { tier: 1 } } }',
      '14: not-a-mapping: where (x) is not a list of keys. The keys of where: host, cluster, os, switch, nic, model, vm, tier, role.',
    ],
    [
      '{ where: { host: }, set: { vms: { tier: 1 } } }',
      '16: missing-value: host has no value. Write a name, with * and ? if need be, or a list of them.',
    ],
    [
      '{ where: { host: [] }, set: { vms: { tier: 1 } } }',
      '22: empty-list: The list of host is empty. Write a name, with * and ? if need be, or a list of them.',
    ],
    [
      '{ where: { host: [a, [b]] }, set: { vms: { tier: 1 } } }',
      '26: not-a-name: The host holds something that is no name. Write a name, with * and ? if need be, or a list of them.',
    ],
    [
      '{ where: { role: storge }, set: { adapters: { acl: true } } }',
      '22: unknown-value: The role storge does not exist. Maybe you meant storage.',
    ],
    [
      '{ where: { tier: 4 }, set: { vms: { trusted: true } } }',
      '22: unknown-value: The tier 4 does not exist. The tier is one of 1, 2, 3.',
    ],
    ['{ where: { os: 2020 }, set: { hosts: { smt: true } } }', '20: unknown-value: The os 2020 does not exist. Maybe you meant 2022.'],
  ])('%s is refused', (change, line) => {
    expect(ofChange(change)).toEqual([line]);
  });
});

describe('a change', () => {
  test.each([
    ['{ set: }', '7: missing-value: set has no value. The keys of set: hosts, switches, nics, vms, adapters, clusters.'],
    ['{ set: { nic: { mtu: 9000 } } }', '14: unknown-key: set has no key nic. Maybe you meant nics.'],
    ['{ set: { nics: } }', '14: missing-value: nics has no value. Write one `column: value` a line.'],
    ['{ set: { nics: mtu } }', '20: not-a-mapping: nics names no column of nics.csv. Write one `column: value` a line.'],
    [
      '{ set: { nics: { link_mbps: null } } }',
      '22: blank-required: The link_mbps is blank. Write a number above 0 and up to 10000000 (Mbit/s).',
    ],
    [
      '{ set: { nics: { link_mbps: 25 Gb/s } } }',
      '33: not-a-number: The link_mbps (25 Gb/s) is not a number. Maybe write 25000: the unit is Mbit/s.',
    ],
    [
      '{ set: { nics: { link_mbps: [1] } } }',
      '33: not-a-value: The link_mbps ([1]) is no single value. Write a number above 0 and up to 10000000 (Mbit/s).',
    ],
    [
      '{ set: { nics: { rdma: rocev3 } } }',
      '28: unknown-value: The rdma (rocev3) is not one of none, iwarp, roce, rocev2, infiniband. Maybe write rocev2.',
    ],
    [
      '{ set: { nics: { vf_limit: 6.5 } } }',
      '32: not-whole: The vf_limit (6.5) is not a whole number. Write a whole number from 0 to 65536 (functions).',
    ],
    ['{ set: { hosts: { smt: maybe } } }', '28: not-a-boolean: The smt (maybe) is neither true nor false. Write true or false.'],
    [
      '{ set: { hosts: { colour: red } } }',
      '23: unknown-column: hosts.csv has no column colour. `converge columns` lists the columns of every file.',
    ],
    [
      '{ scale: { vms: { tier: 2 } } }',
      '23: not-a-quantity: The tier of vms.csv is no quantity, so it cannot be scaled. What can be scaled: vcpus, memory_mib, dirty_mbytes_per_second, disk_gib, priority.',
    ],
    [
      '{ scale: { vms: { vcpus: 0 } } }',
      '30: not-a-factor: The factor of vcpus (0) is no number above 0 and up to 1000000. Write 1.3 for 30 % more; to make it 0, use set.',
    ],
    [
      '{ scale: { vms: { vcpus: } } }',
      '23: not-a-factor: The factor of vcpus () is no number above 0 and up to 1000000. Write 1.3 for 30 % more; to make it 0, use set.',
    ],
    [
      '{ scale: { vms: { vcpus: .nan } } }',
      '30: not-a-factor: The factor of vcpus (.nan) is no number above 0 and up to 1000000. Write 1.3 for 30 % more; to make it 0, use set.',
    ],
    ['{ add_nics: { count: 2 } }', '7: missing-key: add_nics leaves out like. Write like.'],
    [
      '{ add_nics: { like: a, count: 0 } }',
      '35: not-a-count: The count (0) is no whole number from 1 to 1000. Write a whole number from 1 to 1000.',
    ],
    [
      '{ add_nics: { like: a, count: two } }',
      '35: not-a-count: The count (two) is no whole number from 1 to 1000. Write a whole number from 1 to 1000.',
    ],
    [
      '{ where: { host: a }, add_nics: { like: a, where: { host: b } } }',
      '48: two-selections: where stands inside add_nics and beside it. Keep one of the two.',
    ],
    ['{ add_hosts: { like: [a] } }', '26: not-a-name: The like ([a]) is no name. Write a name of at most 256 characters.'],
    [
      '{ where: { host: a }, add_hosts: { like: a } }',
      '27: where-unused: add_hosts selects nothing, and where stands beside it. Delete where.',
    ],
    ['{ fail: {} }', '13: empty-mapping: fail is empty. The keys of fail: host, nic, device, fabric, where.'],
    [
      '{ fail: { where: { host: a } } }',
      '7: missing-key: fail names nothing. Write one of host, nic, device, fabric, and a change of its own for each.',
    ],
    [
      '{ fail: { nic: a, device: b } }',
      '7: several-keys: fail names nic and device at once. Write one of nic, device, fabric, and a change of its own for each.',
    ],
    [
      '{ remove: { vms: a, hosts: b } }',
      '7: several-keys: remove names hosts and vms at once. Write one of hosts, switches, nics, vms, adapters, and a change of its own for each.',
    ],
    ['{ move: { vms: a } }', '7: missing-key: move leaves out to. Write vms, to.'],
    ['{ move: { to: "" } }', '7: missing-key: move leaves out vms. Write vms, to.'],
    [
      '{ fail: { host: a }, remove: { hosts: a } }',
      '7: several-keys: A change holds fail and remove at once. Write a change of its own for each.',
    ],
  ])('%s is refused', (change, line) => {
    expect(ofChange(change)).toEqual([line]);
  });
});
