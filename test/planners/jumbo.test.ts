import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { jumboOf } from '../../src/planners/jumbo.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildNic, buildVm } from '../builders/host-builder.ts';

const nics = (first: Partial<Host['nics'][number]> = {}, second: Partial<Host['nics'][number]> = {}) => [
  buildNic({ mtuMax: 9000, ...first }),
  buildNic({ name: 'NIC2', mtuMax: 9000, ...second }),
];
const proposed = (host: Host) => jumboOf(host).proposals.map(({ kind, name, mtuNow, mtu }) => [kind, name, mtuNow, mtu]);

describe('jumbo frames', () => {
  it('go to all NICs of the path and to the host vNICs of the roles that gain, and to nobody else', () => {
    const adapters = [buildAdapter(), buildMigrationAdapter(), buildAdapter({ name: 'Storage', role: 'storage', mtu: 4000 })];
    expect(proposed(buildHost({ nics: nics(), adapters, vms: [buildVm()] }))).toEqual([
      ['nic', 'NIC1', 1500, 9000],
      ['nic', 'NIC2', 1500, 9000],
      ['host-vnic', 'LiveMigration', 1500, 9000],
      ['host-vnic', 'Storage', 4000, 9000],
    ]);
  });

  it('gain what the published efficiencies say: 10 GbE carries 9.91 instead of 9.49 Gbit/s of payload', () => {
    const [first] = jumboOf(buildHost({ nics: [buildNic({ mtuMax: 9014 })] })).proposals;
    expect(first?.gain).toBeCloseTo((10_000 * 8960) / 9038 - (10_000 * 1460) / 1538, 6);
    expect([first?.jumboPacket, first?.pingSize]).toEqual([9014, 8972]);
  });

  it('are as large as the NIC that takes least', () => {
    expect(proposed(buildHost({ nics: nics({}, { mtuMax: 4074 }) })).map((row) => row[3])).toEqual([4074, 4074, 4074]);
  });

  it('leave a NIC alone that takes larger frames already', () => {
    expect(proposed(buildHost({ nics: nics({ mtu: 9014, mtuMax: 9014 }) })).map((row) => row[1])).toEqual(['NIC2', 'LiveMigration']);
  });

  it('count nothing lost on a NIC that is set to more than what is proposed', () => {
    const adapters = [buildAdapter(), buildMigrationAdapter({ mtu: 9014 })];
    const plan = (second: Partial<Host['nics'][number]>) => jumboOf(buildHost({ nics: nics({}, second), adapters })).proposals[0]?.gain;
    expect(plan({ mtu: 9014, mtuMax: null })).toBe(plan({ mtu: 9000, mtuMax: null }));
  });

  it('are not proposed where one NIC does not say what it takes', () => {
    expect(jumboOf(buildHost({ nics: nics({}, { mtuMax: null }) }))).toEqual({ proposals: [], findings: [] });
  });

  it('are not proposed where no role gains, or where every frame is large already', () => {
    expect(proposed(buildHost({ nics: nics(), adapters: [buildAdapter()] }))).toEqual([]);
    const large = nics({ mtu: 9000 }, { mtu: 9000 });
    expect(proposed(buildHost({ nics: large, adapters: [buildAdapter(), buildMigrationAdapter({ mtu: 9000 })] }))).toEqual([]);
  });

  it('stand on the host vNIC alone where the NICs take them already', () => {
    expect(proposed(buildHost({ nics: nics({ mtu: 9000 }, { mtu: 9000 }) }))).toEqual([['host-vnic', 'LiveMigration', 1500, 9000]]);
  });

  it('are one size for NICs that a role uses without a switch, and for the roles that share one of them', () => {
    const direct = (name: string, mtuMax: number) => buildNic({ name, switch: null, mtuMax });
    const adapter = (name: string, nic: string, role: 'storage' | 'backup' | 'live-migration') =>
      buildAdapter({ name, switch: null, nic, role, egress: mbps(100) });
    const host = buildHost({
      nics: [buildNic(), direct('A', 9000), direct('B', 4074), direct('C', 9000), direct('D', 9000)],
      adapters: [
        adapter('S1', 'A', 'storage'),
        adapter('S2', 'B', 'storage'),
        adapter('M1', 'B', 'live-migration'),
        adapter('M2', 'C', 'live-migration'),
        adapter('Tape', 'D', 'backup'),
      ],
    });
    expect(proposed(host)).toEqual([
      ['nic', 'A', 1500, 4074],
      ['nic', 'B', 1500, 4074],
      ['nic', 'C', 1500, 4074],
      ['nic', 'D', 1500, 9000],
    ]);
    expect(jumboOf(host).findings.map(({ subject }) => subject)).toEqual(['A, B, C', 'D']);
  });
});
