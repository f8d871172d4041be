import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankSlate } from '../../src/scenario/blank-slate.ts';
import { scaleLoad } from '../../src/scenario/scale-load.ts';
import { gibibytes, mbps, mebibytes, megabytesPerSecond } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildSettings, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

const host = buildHost({
  switches: [buildSwitch({ coincidentEgress: mbps(300), coincidentIngress: null })],
  adapters: [
    buildAdapter({ egress: mbps(10), ingress: mbps(4), floor: mbps(5) }),
    buildAdapter({ name: 'Storage', role: 'storage', egress: mbps(100) }),
  ],
  vms: [
    buildVm({
      name: 'a',
      tier: 1,
      memory: mebibytes(1024),
      dirtyRate: megabytesPerSecond(3),
      adapters: [buildVmAdapter({ egress: mbps(100), floor: mbps(7) })],
    }),
    buildVm({ name: 'b', tier: 2, disk: gibibytes(9), adapters: [buildVmAdapter({ egress: mbps(300) })] }),
    buildVm({ name: 'off', tier: 1, state: 'off', adapters: [buildVmAdapter({ egress: mbps(5000) })] }),
  ],
});

describe('a scaled load', () => {
  it('of demand multiplies rates and sums, and leaves promises and memory', () => {
    const grown = scaleLoad(host, { loads: ['demand'], of: null }, 2);
    expect(grown.adapters.map(({ egress, ingress, floor }) => [egress, ingress, floor])).toEqual([
      [20, 8, 5],
      [200, 0, 0],
    ]);
    expect(grown.vms[0]).toMatchObject({ memory: 1024, dirtyRate: 3, adapters: [{ egress: 200, floor: 7 }] });
    expect(grown.switches[0]).toMatchObject({ coincidentEgress: 600, coincidentIngress: null });
  });

  it('of floors, memory and dirty rates multiplies these alone', () => {
    const grown = scaleLoad(host, { loads: ['floors', 'memory', 'dirty'], of: null }, 3);
    expect(grown.adapters[0]).toMatchObject({ egress: 10, floor: 15 });
    expect(grown.vms[0]).toMatchObject({ memory: 3072, dirtyRate: 9, adapters: [{ egress: 100, floor: 21 }] });
    expect(grown.switches).toEqual(host.switches);
  });

  it('of one tier raises the sum of the switch by its part of the running VMs: 100 of 400', () => {
    const grown = scaleLoad(host, { loads: ['demand'], of: { scope: 'tier', name: '1' } }, 5);
    // 300 × (500 + 300) / 400.
    expect(grown.switches[0]?.coincidentEgress).toBe(600);
    expect(grown.vms.map(({ adapters }) => adapters[0]?.egress)).toEqual([500, 300, 25_000]);
    expect(grown.adapters).toEqual(host.adapters);
  });

  it('of one role leaves memory, which belongs to no role', () => {
    const grown = scaleLoad(host, { loads: ['demand', 'memory'], of: { scope: 'role', name: 'storage' } }, 5);
    expect(grown.adapters.map(({ egress }) => egress)).toEqual([10, 500]);
    expect(grown.vms).toEqual(host.vms);
  });

  it('of factor 1 is the host itself', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (any) => {
        expect(scaleLoad(any, { loads: ['demand', 'floors', 'memory', 'dirty'], of: null }, 1)).toEqual(any);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a blank slate', () => {
  it('has no weights and no settings of its own, but keeps what the cluster sets', () => {
    const set = buildHost({
      settings: buildSettings({ transport: 'smb', liveMigrations: 4, storageMigrations: 2, clusterParallelMigrations: 1 }),
      adapters: [buildAdapter({ weight: 5 })],
      vms: [buildVm({ adapters: [buildVmAdapter({ weight: 3 })] })],
    });
    const blank = blankSlate(set);
    expect(blank.settings).toEqual(buildSettings({ clusterParallelMigrations: 1 }));
    expect([blank.adapters[0]?.weight, blank.vms[0]?.adapters[0]?.weight]).toEqual([null, null]);
  });
});
