import { expect, test } from 'vitest';
import { findMemoryOver } from '../../src/scenario/memory-over.ts';
import { applyTo } from './scenario-text.ts';
import { FLEET } from './small-fleet.ts';

/** The demand of each VM that runs, in GiB: sql-1 64, web-1 and web-2 8; pos-1 is off. */
const over = (...changes: readonly string[]) => {
  const { text, applied } = applyTo(FLEET, ['name: s', 'changes:', ...changes.map((change) => `  - ${change}`)].join('\n'));
  return findMemoryOver(text.tables, applied.tables);
};

test('a host is over its memory where its running VMs take more than it has', () => {
  expect(over('{ where: { host: hv-01 }, set: { hosts: { memory_gib: 72 } } }')).toEqual([]);
  expect(over('{ where: { host: hv-01 }, set: { hosts: { memory_gib: 71 } } }')).toEqual([{ host: 'hv-01', wanted: 72, has: 71 }]);
  expect(over('{ where: { host: edge-1 }, set: { hosts: { memory_gib: 1 } } }')).toEqual([]);
  expect(over('{ where: { host: edge-1 }, set: { hosts: { memory_gib: 1 }, vms: { state: paused } } }')).toEqual([
    { host: 'edge-1', wanted: 16, has: 1 },
  ]);
});

test('a host of which the memory is not known is not over it', () => {
  expect(over('{ scale: { vms: { memory_mib: 1000 } } }', '{ set: { hosts: { memory_gib: null } } }')).toEqual([]);
});

test('a host that was over its memory before is told only where it gets worse', () => {
  const fleet = { ...FLEET, 'hosts.csv': FLEET['hosts.csv'].replace('hv-01,prod-a,2019,32,256', 'hv-01,prod-a,2019,32,70') };
  const after = (change: string) => {
    const { text, applied } = applyTo(fleet, `name: s\nchanges:\n  - ${change}`);
    return findMemoryOver(text.tables, applied.tables);
  };
  expect(after('{ where: { vm: web-2 }, set: { vms: { tier: 1 } } }')).toEqual([]);
  expect(after('{ move: { vms: web-2, to: hv-01 } }')).toEqual([{ host: 'hv-01', wanted: 80, has: 70 }]);
});
