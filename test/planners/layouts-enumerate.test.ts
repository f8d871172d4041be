import { describe, expect, it } from 'vitest';
import type { Nic } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { LAYOUT_TRAFFIC, type LayoutGroup, type LayoutTraffic } from '../../src/model/topology-plan.ts';
import { enumerateLayouts, layoutOf, layoutSpaceOf } from '../../src/planners/layouts-enumerate.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildNic } from '../builders/host-builder.ts';

const ALL: ReadonlySet<LayoutTraffic> = new Set(LAYOUT_TRAFFIC);
const enumerated = (nics: readonly Nic[], present = ALL): readonly (readonly LayoutGroup[])[] =>
  enumerateLayouts(layoutSpaceOf(nics, present, DEFAULT_POLICY)).map((shape) => layoutOf(shape, nics));

describe('the layouts of a set of NICs', () => {
  const ports = [1, 2, 3, 4].map((port) =>
    buildNic({ name: `NIC${port}`, device: `card${Math.ceil(port / 2)}`, fabric: `tor${port % 2}`, rdma: 'iwarp', vfLimit: 8 }),
  );

  it('use every NIC once, in at most three groups, of which one is a team, and place all traffic once', () => {
    for (const layout of enumerated(ports)) {
      expect(layout.flatMap(({ nics }) => nics).sort()).toEqual(['NIC1', 'NIC2', 'NIC3', 'NIC4']);
      expect(layout.length).toBeLessThanOrEqual(3);
      expect(layout.some(({ kind }) => kind === 'team')).toBe(true);
      expect(layout.flatMap(({ carries }) => carries).sort()).toEqual([...LAYOUT_TRAFFIC].sort());
    }
  });

  // Of the three ways to halve four ports of two cards on two switches each splits otherwise: by card, by switch, by neither.
  it('part ports that are alike by card, by top-of-rack switch and across both', () => {
    const halves = enumerated(ports, new Set(['critical', 'vm'])).filter((layout) => layout[0]?.nics.length === 2);
    expect(halves.map((layout) => layout.map(({ nics }) => nics))).toEqual([
      [
        ['NIC1', 'NIC2'],
        ['NIC3', 'NIC4'],
      ],
      [
        ['NIC1', 'NIC3'],
        ['NIC2', 'NIC4'],
      ],
      [
        ['NIC1', 'NIC4'],
        ['NIC2', 'NIC3'],
      ],
    ]);
  });

  it('put storage and migration together or apart, on a team or on NICs of their own', () => {
    const two = enumerated(ports.slice(0, 2), new Set(['critical', 'storage', 'migration']));
    expect(two.map((layout) => layout.map(({ kind, carries }) => `${kind} ${carries.join('+')}`))).toEqual([
      ['team critical+storage+migration'],
      ['team critical+storage', 'team migration'],
      ['team critical+storage', 'direct-rdma migration'],
      ['team critical+migration', 'team storage'],
      ['team critical+migration', 'direct-rdma storage'],
      ['team critical', 'team storage+migration'],
      ['team critical', 'direct-rdma storage+migration'],
    ]);
  });

  it('put SR-IOV where somebody wants it and every port has functions, RDMA where every port has it, and one speed in a team', () => {
    const kinds = (nics: typeof ports, present = ALL): unknown[] =>
      [...new Set(enumerated(nics, present).flatMap((layout) => layout.map(({ kind }) => kind)))].sort();
    expect(kinds(ports)).toEqual(['direct-rdma', 'iov', 'team']);
    expect(kinds(ports, new Set(['critical', 'vm', 'storage']))).toEqual(['direct-rdma', 'team']);
    expect(kinds(ports.map((nic) => ({ ...nic, rdma: 'none', vfLimit: 0 })))).toEqual(['team']);
    const mixed = [buildNic(), buildNic({ name: 'NIC2', link: mbps(25_000) })];
    expect(enumerated(mixed, new Set(['critical', 'vm'])).map((layout) => layout.map(({ nics }) => nics))).toEqual([
      [['NIC1'], ['NIC2']],
      [['NIC2'], ['NIC1']],
    ]);
  });

  // Stirling numbers of the second kind count the ways to part n unlike ports into k groups; each order of groups is another layout.
  it('are every way to part unlike ports: 1 of one group, 2 × 31 of two, 6 × 90 of three for six ports', () => {
    const unlike = [1, 2, 3, 4, 5, 6].map((port) => buildNic({ name: `NIC${port}`, vmqQueues: port }));
    const layouts = enumerated(unlike, new Set(['critical', 'vm', 'backup']));
    const contents = { 1: 1, 2: 3, 3: 1 };
    const countOf = (groups: 1 | 2 | 3): number => layouts.filter((layout) => layout.length === groups).length / contents[groups];
    expect([countOf(1), countOf(2), countOf(3)]).toEqual([1, 62, 540]);
  });

  it('count twelve ports that are alike by their numbers alone', () => {
    const alike = Array.from({ length: 12 }, (_, port) => buildNic({ name: `NIC${port}` }));
    const layouts = enumerated(alike, new Set(['critical', 'vm', 'backup']));
    expect(layouts.filter((layout) => layout.length === 3)).toHaveLength((11 * 10) / 2);
  });
});
