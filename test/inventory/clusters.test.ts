import { describe, expect, test } from 'vitest';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import { SMALL, statements, withFolder } from './inventory-folder.ts';

const readWithClusters = (text: string) => withFolder({ ...SMALL, 'clusters.csv': text }, readInventory);
const uplinks = (text: string) => readWithClusters(text).hosts.map(({ clusterUplink, spareHosts }) => [clusterUplink, spareHosts]);

describe('clusters.csv', () => {
  test('tells every host of the cluster what its uplinks carry, whatever the case of its name', () => {
    expect(uplinks('cluster,uplink_mbps,spare_hosts\nPROD,80000,1\n')).toEqual([
      [80_000, 1],
      [80_000, 1],
    ]);
  });

  test('may leave cells blank, columns out, or be left out itself', () => {
    expect(uplinks('cluster,uplink_mbps\nprod,\n')).toEqual([
      [null, null],
      [null, null],
    ]);
    const inventory = withFolder(SMALL, readInventory);
    expect(inventory.problems).toEqual([]);
    expect(inventory.files).toHaveLength(5);
    expect(inventory.hosts[0]).toMatchObject({ clusterUplink: null, spareHosts: null });
  });

  test('loses a broken cell and nothing else', () => {
    const inventory = readWithClusters('cluster,uplink_mbps,spare_hosts\nprod,-5,1\n');
    expect(inventory.hosts.map(({ name, clusterUplink, spareHosts }) => [name, clusterUplink, spareHosts])).toEqual([
      ['alpha', null, 1],
      ['beta', null, 1],
    ]);
    expect(statements(inventory)[0]).toContain('clusters.csv:2:6: error');
    expect(inventory.rejected).toEqual([]);
  });

  test('has one row a cluster, and only of clusters that hosts.csv names', () => {
    const inventory = readWithClusters('cluster,uplink_mbps\nprod,100\nProd,200\nprdo,300\n');
    expect(inventory.hosts[0]?.clusterUplink).toBe(100);
    expect(statements(inventory)).toEqual([
      expect.stringContaining('clusters.csv:3:1: error duplicate-row: The cluster (Prod) has a row already, in line 2.'),
      expect.stringContaining(
        'clusters.csv:4:1: error unknown-cluster: No host of hosts.csv is in the cluster (prdo).\n    Maybe write prod.',
      ),
    ]);
  });

  test('needs its cluster column', () => {
    expect(() => readWithClusters('name,uplink_mbps\nprod,1\n')).toThrow(/cluster/);
  });
});
