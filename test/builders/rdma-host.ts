/** A host whose two ports carry RDMA under one SET team, worked through by hand in the tests of the DCB classes. */
import type { Host, Nic } from '../../src/model/host.ts';
import { mbps, mebibytes, megabytesPerSecond, minutes } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildNic, buildVm, buildVmAdapter } from './host-builder.ts';

export const RDMA_PORT: Partial<Nic> = { link: mbps(25_000), rdma: 'rocev2', dcbTrafficClasses: 8 };

const vm = (name: string, tier: 1 | 2 | 3, egress: number, floor = 0) =>
  buildVm({
    name,
    tier,
    memory: mebibytes(131_072),
    dirtyRate: megabytesPerSecond(0),
    migratable: name === 'vm01',
    adapters: [buildVmAdapter({ egress: mbps(egress), floor: mbps(floor) })],
  });

/**
 * 2 × 25 GbE in a SET team. C = 25000 × 1514/1538 = 24609.883, so R = 49219.766 and R′ = 24609.883. Storage sends
 * 12000 and was promised 4000; management sends 300 and was promised 100; the tiers send 4000, 6000 and 10000, and
 * tier 1 was promised 1000.
 */
export const workedExample = (overrides: Partial<Host> = {}): Host =>
  buildHost({
    nics: [buildNic(RDMA_PORT), buildNic({ ...RDMA_PORT, name: 'NIC2' })],
    adapters: [
      buildAdapter({ egress: mbps(300), floor: mbps(100) }),
      buildAdapter({ name: 'Cluster', role: 'cluster', egress: mbps(100) }),
      buildAdapter({ name: 'SMB1', role: 'storage', egress: mbps(6000), floor: mbps(2000) }),
      buildAdapter({ name: 'SMB2', role: 'storage', egress: mbps(6000), floor: mbps(2000) }),
    ],
    vms: [vm('vm01', 1, 4000, 1000), vm('vm02', 2, 6000), vm('vm03', 3, 10_000)],
    drainWindow: minutes(1),
    ...overrides,
  });

/** The same host with nothing to migrate. */
export const quiet = (host: Host): Host => ({ ...host, vms: host.vms.map((each) => ({ ...each, migratable: false })) });
