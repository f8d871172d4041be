import { describe, expect, test } from 'vitest';
import { FILE_ATTRIBUTES, INVENTORY_TABLES } from '../../src/inventory/attributes.ts';
import { WHERE_KEYS } from '../../src/model/scenario.ts';
import { cell } from '../../src/scenario/draft.ts';
import { REACH } from '../../src/scenario/reach.ts';
import { applyTo } from './scenario-text.ts';
import { FLEET } from './small-fleet.ts';

const MARK = {
  hosts: 'numa_nodes: 8',
  switches: 'default_flow_weight: 7',
  nics: 'mtu: 8000',
  vms: 'priority: 7',
  adapters: 'vlans: 7',
  clusters: 'spare_hosts: 7',
};

/** Names of the rows that a selection marks, as `host/name`. */
const selected = (file: keyof typeof MARK, where: string): readonly string[] => {
  const { applied, faults } = applyTo(FLEET, `name: s\nchanges:\n  - { where: { ${where} }, set: { ${file}: { ${MARK[file]} } } }`);
  if (faults.length > 0) return [];
  const table = applied.tables.get(`${file}.csv`);
  const column = MARK[file].split(':')[0] as string;
  return (table?.rows ?? []).flatMap((row) => {
    if (table === undefined || cell(table, row, column) === '') return [];
    const names = file === 'adapters' ? ['host', 'vm', 'adapter'] : ['host', file === 'switches' ? 'switch' : file.slice(0, -1)];
    return [[...new Set(names.map((name) => cell(table, row, name)).filter((name) => name !== ''))].join('/')];
  });
};

describe('where', () => {
  test.each([
    ['nics', 'cluster: prod-a, switch: Converged', ['hv-01/NIC1', 'hv-01/NIC2', 'hv-02/NIC1', 'hv-02/NIC2']],
    ['nics', 'role: live-migration', []],
    ['nics', 'role: storage', ['hv-01/NIC1', 'hv-01/NIC2']],
    ['nics', 'vm: sql-1', ['hv-01/NIC1', 'hv-01/NIC2']],
    ['nics', 'model: x55*', ['hv-01/Migration']],
    ['adapters', 'tier: 1', ['hv-01/sql-1/Network Adapter', 'edge-1/pos-1/Network Adapter']],
    ['adapters', 'tier: 3', ['hv-01/web-1/Network Adapter']],
    ['adapters', 'vm: "*", host: hv-*', ['hv-01/sql-1/Network Adapter', 'hv-01/web-1/Network Adapter', 'hv-02/web-2/Network Adapter']],
    ['adapters', 'nic: "*"', ['hv-01/LiveMigration', 'hv-01/SMB1']],
    ['adapters', 'model: I350', ['edge-1/Management', 'edge-1/pos-1/Network Adapter']],
    ['vms', 'switch: Branch', ['edge-1/pos-1']],
    ['vms', 'os: 2019, tier: [2, 3]', ['hv-01/web-1', 'hv-02/web-2']],
    ['vms', 'role: vm, host: HV-02', ['hv-02/web-2']],
    ['switches', 'nic: NIC2', ['hv-01/Converged', 'hv-02/Converged']],
    ['switches', 'role: storage', ['hv-01/Converged']],
    ['switches', 'model: I350', ['edge-1/Branch']],
    ['hosts', 'vm: web-?', ['hv-01', 'hv-02']],
    ['hosts', 'tier: 1', ['hv-01', 'edge-1']],
    ['hosts', 'role: live-migration', ['hv-01']],
    ['hosts', 'model: X550', ['hv-01']],
    ['hosts', 'switch: [Branch, Nothing]', ['edge-1']],
    ['clusters', 'host: hv-02', ['prod-a']],
    ['clusters', 'os: 2016', ['edge']],
    ['clusters', 'cluster: "*"', ['prod-a', 'edge']],
  ] as const)('on %s, { %s } selects %j', (file, where, rows) => {
    expect(selected(file, where)).toEqual(rows);
  });

  test('joins over columns that both files have, and compares with a column that is there', () => {
    const columns = (file: (typeof INVENTORY_TABLES)[number]): readonly string[] => FILE_ATTRIBUTES[file].map(({ name }) => name);
    for (const key of WHERE_KEYS) {
      for (const file of INVENTORY_TABLES) {
        const reach = REACH[key][file];
        if (reach === null) continue;
        expect(columns(reach.file)).toContain(reach.column);
        for (const column of reach.by ?? []) {
          expect(columns(file)).toContain(column);
          expect(columns(reach.file)).toContain(column);
        }
        if (reach.by === null) expect(reach.file).toBe(file);
      }
    }
  });
});
