/** Physical ports for property tests. */
import fc from 'fast-check';
import type { Nic } from '../../src/model/host.ts';
import { mbps } from '../../src/units/quantity.ts';
import { maybe, rarely } from './arbitrary-values.ts';
import { buildNic } from './host-builder.ts';

const LINKS = [1000, 10_000, 25_000, 40_000, 100_000] as const;
export const MTUS = [1500, 4074, 9000, 9014] as const;

/** `count` ports of one make under `owner`, the first sometimes slower, with pools, cards, fabrics and NUMA nodes or without. */
export const arbitraryNics = (owner: string | null, prefix: string, count: number): fc.Arbitrary<readonly Nic[]> =>
  fc
    .record({
      link: fc.constantFrom(...LINKS),
      slower: rarely(),
      mtu: fc.constantFrom(...MTUS),
      rdma: fc.constantFrom('none', 'none', 'rocev2', 'iwarp'),
      dcb: fc.constantFrom(0, 0, 3, 8),
      vmq: fc.constantFrom(0, 2, 5, 16, 31, 63),
      rss: fc.tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 32 })),
      devices: maybe(fc.integer({ min: 1, max: 2 })),
      fabrics: maybe(fc.integer({ min: 1, max: 2 })),
      vfs: fc.constantFrom(0, 1, 2, 3, 32, 64),
      vports: fc.constantFrom(null, null, 1, 3, 6, 33, 64),
      queuePairs: fc.constantFrom(null, null, 1, 4, 9, 64),
      mtuMax: fc.constantFrom(null, 0, 1500, 4074, 9014),
      nodes: fc.integer({ min: 1, max: 2 }),
    })
    .map((choice) =>
      Array.from({ length: count }, (_, index) =>
        buildNic({
          name: `${prefix}${index + 1}`,
          switch: owner,
          link: mbps(choice.slower && index === 0 ? 1000 : choice.link),
          mtu: choice.mtu,
          // A port takes at least the frames that it is set to.
          mtuMax: choice.mtuMax === null ? null : Math.max(choice.mtu, index === 0 ? choice.mtuMax : 9014),
          rdma: choice.rdma as Nic['rdma'],
          dcbTrafficClasses: choice.dcb,
          vmqQueues: choice.vmq,
          rssQueues: choice.rss[index % 2] as number,
          vfLimit: choice.vfs,
          vportLimit: choice.vports,
          queuePairLimit: choice.queuePairs,
          numaNode: index % choice.nodes,
          device: choice.devices === null ? null : `${prefix}card${index % choice.devices}`,
          fabric: choice.fabrics === null ? null : `tor${index % choice.fabrics}`,
        }),
      ),
    );
