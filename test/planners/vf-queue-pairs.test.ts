import { describe, expect, it } from 'vitest';
import type { Adapter, Nic, Vm } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { queuePairsOn } from '../../src/planners/vf-queue-pairs.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildHost } from '../builders/host-builder.ts';
import { asking, guest, port } from './vf-host.ts';

describe('IovQueuePairsRequested', () => {
  const holders = (count: number, ingress: number, vcpus = 8, tier: Vm['tier'] = 3) =>
    Array.from({ length: count }, (_, index) => {
      const vm = guest(`vm${index}`, [asking({ ingress: mbps(ingress) })], { vcpus, tier });
      return { vm, adapter: vm.adapters[0] as Adapter, rate: ingress, rank: tier === 1 ? 1 : 4 };
    });
  const pairs = (nic: Partial<Nic>, ...groups: readonly (readonly ReturnType<typeof holders>[number][])[]): readonly number[] =>
    queuePairsOn(port(1, nic), groups.flat(), 0, buildHost(), DEFAULT_POLICY);

  it.each<[string, number, number, number]>([
    ['is 1 for an adapter that receives nothing', 0, 8, 1],
    ['is 1 up to the rate of a core', 5000, 8, 1],
    ['is 2 above it', 5001, 8, 2],
    ['is never more than the VM has processors', 40_000, 4, 4],
  ])('%s', (_, ingress, vcpus, expected) => {
    expect(pairs({}, holders(1, ingress, vcpus))).toEqual([expected]);
  });

  it('hands out one each before anybody has two, then to the first tiers', () => {
    // Seven pairs: one for the default VPort, three for one each, and three more.
    expect(pairs({ queuePairLimit: 7 }, holders(2, 20_000), holders(1, 15_000, 8, 1))).toEqual([2, 1, 3]);
  });

  it('leaves the receive queues theirs: of twelve pairs eight are queues, one is the default VPort, and three are for functions', () => {
    const of = port(1, { queuePairLimit: 12 });
    expect(queuePairsOn(of, holders(2, 20_000), 8, buildHost(), DEFAULT_POLICY)).toEqual([2, 1]);
    expect(queuePairsOn(of, holders(2, 20_000), 11, buildHost(), DEFAULT_POLICY)).toEqual([1, 1]);
  });

  it('is at most 2 where an X520 hands out 40 functions, and 4 where it hands out 32 (DPDK, Intel virtual function driver)', () => {
    expect(new Set(pairs({ model: 'Intel(R) Ethernet X520-2' }, holders(40, 40_000)))).toEqual(new Set([2]));
    expect(new Set(pairs({ model: 'Intel(R) Ethernet X520-2' }, holders(32, 40_000)))).toEqual(new Set([4]));
  });
});
