/** Assignment problems of virtual functions for tests: seeded, from hosts that the inventory could hold. */
import type { Host, Nic, Vm } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { screenAdapters } from '../../src/planners/vf-candidates.ts';
import { type VfProblem, vfProblemOf, vfUplinksOf } from '../../src/planners/vf-problem.ts';
import { switchCaseOf } from '../../src/planners/switch-case.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

/** A reproducible stream of numbers in [0, 1). */
export const seededNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export interface VfShape {
  readonly maxVms: number;
  readonly maxNics: number;
  /** Every number of VMs and NICs at its most. */
  readonly full?: boolean;
}

const pickFrom = <Item>(next: () => number, items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;

/** Contention comes from few functions, from much traffic, from both, or from neither. */
export const seededVfHost = (seed: number, { maxVms, maxNics, full = false }: VfShape): Host => {
  const next = seededNumbers(seed);
  const nics = full ? maxNics : 1 + Math.floor(next() * maxNics);
  const vms = full ? maxVms : 1 + Math.floor(next() * maxVms);
  const twoSwitches = nics > 1 && next() < 0.3;
  const alike = next() < 0.6;
  const functions = pickFrom(next, [1, 2, 4, 8, 32]);
  const heaviest = pickFrom(next, [100, 1000, 4000, 9000]);
  const coarse = next() < 0.5;
  const drawNic = (index: number): Nic =>
    buildNic({
      name: `NIC${index + 1}`,
      switch: twoSwitches && index % 2 === 1 ? 'Second' : 'First',
      link: mbps(alike ? 10_000 : pickFrom(next, [1000, 10_000, 25_000])),
      vfLimit: alike ? functions : pickFrom(next, [0, 1, 2, 4, 8]),
      vportLimit: next() < 0.2 ? pickFrom(next, [1, 3, 9]) : null,
      queuePairLimit: next() < 0.2 ? pickFrom(next, [2, 4, 16]) : null,
    });
  const drawRate = (): number => {
    const rate = next() * heaviest;
    return coarse ? Math.ceil(rate / (heaviest / 5)) * (heaviest / 5) : Math.round(rate * 10) / 10;
  };
  const drawVm = (index: number): Vm => {
    const team = next() < 0.15;
    const adapter = (position: number) =>
      buildVmAdapter({
        name: `Adapter ${position}`,
        switch: twoSwitches && (team ? position % 2 === 1 : next() < 0.5) ? 'Second' : 'First',
        iov: true,
        guestTeam: team,
        latencySensitive: next() < 0.3,
        egress: mbps(drawRate()),
        ingress: mbps(drawRate()),
      });
    return buildVm({
      name: `vm${String(index + 1).padStart(2, '0')}`,
      trusted: true,
      tier: pickFrom(next, [1, 2, 3] as const),
      vcpus: pickFrom(next, [1, 2, 8]),
      adapters: team ? [adapter(0), adapter(1)] : [adapter(0)],
    });
  };
  const iov = { iovEnabled: true, bandwidthMode: 'none' } as const;
  return buildHost({
    switches: [buildSwitch({ ...iov, name: 'First' }), ...(twoSwitches ? [buildSwitch({ ...iov, name: 'Second' })] : [])],
    nics: Array.from({ length: nics }, (_, index) => drawNic(index)),
    adapters: [],
    vms: Array.from({ length: vms }, (_, index) => drawVm(index)),
  });
};

export const problemOf = (host: Host): VfProblem => {
  const cases = host.switches.map((each) => switchCaseOf(host, each, DEFAULT_POLICY));
  return vfProblemOf(screenAdapters(host).candidates, vfUplinksOf(cases, DEFAULT_POLICY));
};
