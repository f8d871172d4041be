import { describe, expect, test } from 'vitest';
import { applyTo, changesOf } from './scenario-text.ts';
import { FLEET } from './small-fleet.ts';

const changes = (...lines: readonly string[]) => changesOf(FLEET, ['name: s', 'changes:', ...lines.map((line) => `  ${line}`)].join('\n'));

describe('set', () => {
  test('writes the value into every selected row, and leaves every other row alone', () => {
    expect(changes('- { where: { cluster: prod-a, switch: converged }, set: { nics: { link_mbps: 25000, vf_limit: 64 } } }')).toEqual({
      'nics.csv': [
        '-hv-01,NIC1,Converged,10000,,SLOT 1,tor-1,X710',
        '-hv-01,NIC2,Converged,10000,,SLOT 2,tor-2,X710',
        '-hv-02,NIC1,Converged,10000,8,,,X710',
        '-hv-02,NIC2,Converged,10000,8,,,X710',
        '+hv-01,NIC1,Converged,25000,64,SLOT 1,tor-1,X710',
        '+hv-01,NIC2,Converged,25000,64,SLOT 2,tor-2,X710',
        '+hv-02,NIC1,Converged,25000,64,,,X710',
        '+hv-02,NIC2,Converged,25000,64,,,X710',
      ],
    });
  });

  test('upgrades the operating system of hosts', () => {
    expect(changes('- { where: { os: 2016 }, set: { hosts: { os: 2022 } } }')).toEqual({
      'hosts.csv': ['-edge-1,edge,2016,16,64,60', '+edge-1,edge,2022,16,64,60'],
    });
  });

  test('blanks a cell with null', () => {
    expect(changes('- { where: { host: hv-01 }, set: { hosts: { drain_window_minutes: null } } }')).toEqual({
      'hosts.csv': ['-hv-01,prod-a,2019,32,256,30', '+hv-01,prod-a,2019,32,256,'],
    });
  });

  test('adds a column that the file lacks, blank in every other row', () => {
    expect(changes('- { where: { host: hv-02 }, set: { switches: { iov_enabled: true } } }')).toEqual({
      'switches.csv': [
        '-host,switch,teaming,bandwidth_mode',
        '-hv-01,Converged,set,weight',
        '-hv-02,Converged,set,weight',
        '-edge-1,Branch,none,weight',
        '+host,switch,teaming,bandwidth_mode,iov_enabled',
        '+hv-01,Converged,set,weight,',
        '+hv-02,Converged,set,weight,true',
        '+edge-1,Branch,none,weight,',
      ],
    });
  });

  test('of what a cell holds already, or a blank where there is no column, changes nothing', () => {
    expect(changes('- { where: { os: 2016 }, set: { hosts: { os: 2016 }, switches: { team_mode: null } } }')).toEqual({});
  });

  test('selects before it edits: what sets the os of hosts that have the os 2016 reaches their switches and ports too', () => {
    expect(
      changes(
        '- { where: { os: 2016 }, set: { hosts: { os: 2022, memory_gib: 96 }, switches: { teaming: set } }, scale: { nics: { link_mbps: 10 } } }',
      ),
    ).toEqual({
      'hosts.csv': ['-edge-1,edge,2016,16,64,60', '+edge-1,edge,2022,16,96,60'],
      'switches.csv': ['-edge-1,Branch,none,weight', '+edge-1,Branch,set,weight'],
      'nics.csv': ['-edge-1,NIC1,Branch,1000,0,LOM,sw-1,I350', '+edge-1,NIC1,Branch,10000,0,LOM,sw-1,I350'],
    });
  });

  test('that sets and scales in one entry does both', () => {
    const both = changes('- { where: { vm: sql-1 }, set: { vms: { tier: 2 } }, scale: { vms: { memory_mib: 2 } } }');
    expect(both).toEqual({ 'vms.csv': ['-hv-01,sql-1,8,65536,40,1,', '+hv-01,sql-1,8,131072,40,2,'] });
  });
});

describe('scale', () => {
  test('multiplies, rounds whole numbers, and scales a blank by what it stands for', () => {
    expect(changes('- { where: { tier: [2, 3] }, scale: { vms: { vcpus: 2.6, dirty_mbytes_per_second: 1.25 } } }')).toEqual({
      'vms.csv': [
        // Blank vcpus stand for 1; a blank dirty rate is not known, and stays so.
        '-hv-01,web-1,,8192,,,',
        '-hv-02,web-2,4,8192,10,2,',
        '+hv-01,web-1,3,8192,,,',
        '+hv-02,web-2,10,8192,12.5,2,',
      ],
    });
  });

  test('leaves no binary fraction behind', () => {
    const { files } = applyTo(FLEET, 'name: s\nchanges:\n  - { where: { vm: sql-1 }, scale: { adapters: { egress_mbps: 1.1 } } }');
    expect(files['adapters.csv']).toContain('hv-01,Network Adapter,sql-1,Converged,,vm,1320,1000,600,10');
  });

  test('stops at the edge of what the column allows, and counts the cells', () => {
    const { applied, files } = applyTo(FLEET, 'name: s\nchanges:\n  - { where: { role: storage }, scale: { adapters: { weight: 5 } } }');
    expect(files['adapters.csv']).toContain('hv-01,SMB1,,Converged,NIC1,storage,800,900,500,100');
    expect(applied.held).toBe(1);
  });
});

describe('add_nics', () => {
  test('adds ports with new names on one new card, cabled to the rack switches of the team in turn', () => {
    expect(changes('- add_nics: { like: NIC1, count: 3, where: { cluster: prod-a } }')).toEqual({
      'nics.csv': [
        '+hv-01,NIC3,Converged,10000,,SLOT 3,tor-1,X710',
        '+hv-01,NIC4,Converged,10000,,SLOT 3,tor-2,X710',
        '+hv-01,NIC5,Converged,10000,,SLOT 3,tor-1,X710',
        '+hv-02,NIC3,Converged,10000,8,,,X710',
        '+hv-02,NIC4,Converged,10000,8,,,X710',
        '+hv-02,NIC5,Converged,10000,8,,,X710',
      ],
    });
  });

  test('takes the first port by name of each host, and cells of its own', () => {
    expect(
      changes(
        '- add_nics: { like: "*", where: { host: hv-01, switch: Converged }, set: { link_mbps: 25000, device: Riser, fabric: tor-9 } }',
      ),
    ).toEqual({
      'nics.csv': ['+hv-01,NIC3,Converged,25000,,Riser,tor-9,X710'],
    });
  });
});

describe('add_hosts', () => {
  test('copies hardware and host vNICs, not the VMs, under the next free names', () => {
    expect(changes('- add_hosts: { like: HV-01, count: 1, cluster: EDGE }')).toEqual({
      'hosts.csv': ['+hv-03,edge,2019,32,256,30'],
      'switches.csv': ['+hv-03,Converged,set,weight'],
      'nics.csv': [
        '+hv-03,NIC1,Converged,10000,,SLOT 1,tor-1,X710',
        '+hv-03,NIC2,Converged,10000,,SLOT 2,tor-2,X710',
        '+hv-03,Migration,,10000,,SLOT 2,tor-1,X550',
      ],
      'adapters.csv': [
        '+hv-03,Management,,Converged,,management,100,100,50,5',
        '+hv-03,LiveMigration,,,Migration,live-migration,0,0,,',
        '+hv-03,SMB1,,Converged,NIC1,storage,800,900,500,40',
      ],
    });
  });

  test('and what comes after them can name them', () => {
    const lines = ['- add_hosts: { like: edge-1, count: 2 }', '- { where: { host: edge-3 }, set: { hosts: { memory_gib: 128 } } }'];
    expect(changes(...lines)['hosts.csv']).toEqual(['+edge-2,edge,2016,16,64,60', '+edge-3,edge,2016,16,128,60']);
  });
});

describe('fail', () => {
  test('of a host takes all its rows, and its VMs are without a place', () => {
    const { applied, files } = applyTo(FLEET, 'name: s\nchanges:\n  - fail: { host: hv-01 }');
    expect(Object.values(files).join('')).not.toContain('hv-01');
    expect(applied.unplaced).toEqual([
      { host: 'hv-01', vm: 'sql-1', tier: '1', memory: '65536' },
      { host: 'hv-01', vm: 'web-1', tier: '3', memory: '8192' },
    ]);
  });

  test('of the last host of a cluster takes the row of the cluster', () => {
    expect(changes('- fail: { host: edge-* }')['clusters.csv']).toEqual(['-edge,2000']);
  });

  test('of a port takes the adapter that used it directly, and unmaps one that was mapped to it', () => {
    expect(changes('- fail: { nic: [NIC1, Migration], host: hv-01 }')).toEqual({
      'nics.csv': ['-hv-01,NIC1,Converged,10000,,SLOT 1,tor-1,X710', '-hv-01,Migration,,10000,,SLOT 2,tor-1,X550'],
      'adapters.csv': [
        '-hv-01,LiveMigration,,,Migration,live-migration,0,0,,',
        '-hv-01,SMB1,,Converged,NIC1,storage,800,900,500,40',
        '+hv-01,SMB1,,Converged,,storage,800,900,500,40',
      ],
    });
  });

  test('of a card or a rack switch takes all ports on it', () => {
    expect(changes('- fail: { device: SLOT 2, where: { cluster: prod-a } }')['nics.csv']).toHaveLength(2);
    expect(changes('- fail: { fabric: tor-1 }')['nics.csv']).toEqual([
      '-hv-01,NIC1,Converged,10000,,SLOT 1,tor-1,X710',
      '-hv-01,Migration,,10000,,SLOT 2,tor-1,X550',
    ]);
  });
});

describe('remove', () => {
  test('of VMs takes their adapters along', () => {
    expect(changes('- remove: { vms: web-*, where: { host: hv-01 } }')).toEqual({
      'vms.csv': ['-hv-01,web-1,,8192,,,'],
      'adapters.csv': ['-hv-01,Network Adapter,web-1,Converged,,vm,300,200,,'],
    });
  });

  test('of adapters takes those alone', () => {
    expect(changes('- { where: { role: storage }, remove: { adapters: SMB? } }')).toEqual({
      'adapters.csv': ['-hv-01,SMB1,,Converged,NIC1,storage,800,900,500,40'],
    });
  });

  test('of ports does what their loss does', () => {
    expect(changes('- remove: { nics: Migration }')).toEqual(changes('- fail: { nic: Migration }'));
  });

  test('of an empty switch frees its ports', () => {
    const lines = [
      '- remove: { vms: pos-1 }',
      '- { where: { host: edge-1 }, remove: { adapters: "*" } }',
      '- remove: { switches: Branch }',
    ];
    const { 'switches.csv': switches, 'nics.csv': nics } = changes(...lines);
    expect(switches).toEqual(['-edge-1,Branch,none,weight']);
    expect(nics).toEqual(['-edge-1,NIC1,Branch,1000,0,LOM,sw-1,I350', '+edge-1,NIC1,,1000,0,LOM,sw-1,I350']);
  });

  test('of hosts leaves their VMs without a place, like a loss', () => {
    const { applied } = applyTo(FLEET, 'name: s\nchanges:\n  - remove: { hosts: edge-1 }');
    expect(applied.unplaced.map(({ vm }) => vm)).toEqual(['pos-1']);
  });
});

describe('move', () => {
  test('takes the adapters along, to the switch of the same name', () => {
    expect(changes('- move: { vms: sql-1, to: HV-02 }')).toEqual({
      'vms.csv': ['-hv-01,sql-1,8,65536,40,1,', '+hv-02,sql-1,8,65536,40,1,'],
      'adapters.csv': [
        '-hv-01,Network Adapter,sql-1,Converged,,vm,1200,1000,600,10',
        '+hv-02,Network Adapter,sql-1,Converged,,vm,1200,1000,600,10',
      ],
    });
  });

  test('to a switch that is named, where the target has none of the same name', () => {
    expect(changes('- move: { vms: pos-1, to: hv-01, switch: converged }')['adapters.csv']).toEqual([
      '-edge-1,Network Adapter,pos-1,Branch,,vm,60,50,50,5',
      '+hv-01,Network Adapter,pos-1,Converged,,vm,60,50,50,5',
    ]);
  });

  test('and then the loss of the host leaves nobody without a place', () => {
    const { applied } = applyTo(
      FLEET,
      'name: s\nchanges:\n  - move: { vms: "*", where: { host: hv-01 }, to: hv-02 }\n  - fail: { host: hv-01 }',
    );
    expect(applied.unplaced).toEqual([]);
  });
});

test('the tables that a scenario starts from stay as they are', () => {
  const { text, applied } = applyTo(FLEET, 'name: s\nchanges:\n  - fail: { host: hv-* }\n  - scale: { vms: { memory_mib: 2 } }');
  expect(text.tables.get('hosts.csv')?.rows).toHaveLength(3);
  expect(applied.tables.get('hosts.csv')?.rows).toHaveLength(1);
  expect(text.tables.get('vms.csv')?.rows.map(({ cells }) => cells.at(3))).toEqual(['65536', '8192', '8192', '16384']);
});

test('a scenario without changes changes nothing', () => {
  expect(changesOf(FLEET, 'name: s')).toEqual({});
  expect(changesOf(FLEET, 'name: s\nchanges: []')).toEqual({});
});
