/** Which key of `where` reaches which file, and by which join: the grammar of selections as data. */
import type { InventoryTable } from '../model/problem.ts';
import type { WhereKey } from '../model/scenario.ts';

export interface Reach {
  /** Where the key is compared. */
  readonly file: InventoryTable;
  readonly column: string;
  /** Columns in which a row of that file and a row of the selected file agree; null: it is the same row. */
  readonly by: readonly string[] | null;
}

const own = (file: InventoryTable, column: string): Reach => ({ file, column, by: null });
const via = (file: InventoryTable, column: string, ...by: readonly string[]): Reach => ({ file, column, by });

type Reaches = Readonly<Record<InventoryTable, Reach | null>>;

const ofHost = (column: string): Omit<Reaches, 'hosts.csv' | 'clusters.csv'> => ({
  'switches.csv': via('hosts.csv', column, 'host'),
  'nics.csv': via('hosts.csv', column, 'host'),
  'vms.csv': via('hosts.csv', column, 'host'),
  'adapters.csv': via('hosts.csv', column, 'host'),
});

export const REACH: Readonly<Record<WhereKey, Reaches>> = {
  host: {
    'hosts.csv': own('hosts.csv', 'host'),
    'switches.csv': own('switches.csv', 'host'),
    'nics.csv': own('nics.csv', 'host'),
    'vms.csv': own('vms.csv', 'host'),
    'adapters.csv': own('adapters.csv', 'host'),
    'clusters.csv': via('hosts.csv', 'host', 'cluster'),
  },
  cluster: { ...ofHost('cluster'), 'hosts.csv': own('hosts.csv', 'cluster'), 'clusters.csv': own('clusters.csv', 'cluster') },
  os: { ...ofHost('os'), 'hosts.csv': own('hosts.csv', 'os'), 'clusters.csv': via('hosts.csv', 'os', 'cluster') },
  switch: {
    'hosts.csv': via('switches.csv', 'switch', 'host'),
    'switches.csv': own('switches.csv', 'switch'),
    'nics.csv': own('nics.csv', 'switch'),
    'vms.csv': via('adapters.csv', 'switch', 'host', 'vm'),
    'adapters.csv': own('adapters.csv', 'switch'),
    'clusters.csv': null,
  },
  nic: {
    'hosts.csv': via('nics.csv', 'nic', 'host'),
    'switches.csv': via('nics.csv', 'nic', 'host', 'switch'),
    'nics.csv': own('nics.csv', 'nic'),
    'vms.csv': null,
    'adapters.csv': own('adapters.csv', 'nic'),
    'clusters.csv': null,
  },
  model: {
    'hosts.csv': via('nics.csv', 'model', 'host'),
    'switches.csv': via('nics.csv', 'model', 'host', 'switch'),
    'nics.csv': own('nics.csv', 'model'),
    'vms.csv': null,
    'adapters.csv': via('nics.csv', 'model', 'host', 'switch'),
    'clusters.csv': null,
  },
  vm: {
    'hosts.csv': via('vms.csv', 'vm', 'host'),
    'switches.csv': via('adapters.csv', 'vm', 'host', 'switch'),
    'nics.csv': via('adapters.csv', 'vm', 'host', 'switch'),
    'vms.csv': own('vms.csv', 'vm'),
    'adapters.csv': own('adapters.csv', 'vm'),
    'clusters.csv': null,
  },
  tier: {
    'hosts.csv': via('vms.csv', 'tier', 'host'),
    'switches.csv': null,
    'nics.csv': null,
    'vms.csv': own('vms.csv', 'tier'),
    'adapters.csv': via('vms.csv', 'tier', 'host', 'vm'),
    'clusters.csv': null,
  },
  role: {
    'hosts.csv': via('adapters.csv', 'role', 'host'),
    'switches.csv': via('adapters.csv', 'role', 'host', 'switch'),
    'nics.csv': via('adapters.csv', 'role', 'host', 'switch'),
    'vms.csv': via('adapters.csv', 'role', 'host', 'vm'),
    'adapters.csv': own('adapters.csv', 'role'),
    'clusters.csv': null,
  },
};
