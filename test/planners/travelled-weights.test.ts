import { describe, expect, test } from 'vitest';
import { mbps } from '../../src/units/quantity.ts';
import { floorsBroken, levelsHeld, type WeightedSet, withArrivals } from '../../src/planners/travelled-weights.ts';
import { buildVmAdapter } from '../builders/host-builder.ts';

/** A survivor with 2 × 10 GbE: R = 19687.906, R′ = 9843.953; its weights add up to 100. */
const R = (2 * 10_000 * 1514) / 1538;
const CARRIES = { total: R, forFloors: R / 2, ceiling: R / 2 };
const SURVIVOR: WeightedSet = {
  sum: 100,
  flows: [
    { label: 'Management', level: { floor: 'host-floors', demand: 'host-demand' }, weight: 10, floor: 100, demand: 60, single: true },
    { label: 'LiveMigration', level: { floor: 'host-floors', demand: null }, weight: 40, floor: 0, demand: 0, single: true },
    { label: 'sql/NIC', level: { floor: 'vm-floors-1', demand: 'vm-demand-1' }, weight: 20, floor: 1900, demand: 1900, single: true },
    { label: '(default flow)', level: { floor: 'host-floors', demand: 'vm-demand-3' }, weight: 30, floor: 0, demand: 2000, single: false },
  ],
};
const adapter = (vm: string, floor: number, egress: number) => ({
  ...buildVmAdapter({ name: 'NIC', floor: mbps(floor), egress: mbps(egress) }),
  vm,
});

describe('weights that travelled', () => {
  test('hold every floor before anybody comes: 20 of 100 of 9844 Mbit/s are 1969', () => {
    expect(floorsBroken(SURVIVOR, CARRIES)).toEqual([]);
  });

  test('add up, and break the floor that just held: 20 of 120 are 1641 Mbit/s, below 1900', () => {
    const after = withArrivals(SURVIVOR, [{ adapter: adapter('app', 1000, 1000), tier: 2, weight: 20 }]);
    expect(after.sum).toBe(120);
    const [first, ...others] = floorsBroken(after, CARRIES);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ level: 'vm-floors-1', flow: 'sql/NIC', floor: 1900 });
    expect(first?.guaranteed).toBeCloseTo(1640.659, 3);
    const held = levelsHeld(after, CARRIES).find(({ level }) => level === 'vm-floors-1');
    expect(held?.attainment).toBeCloseTo(1640.659 / 1900, 6);
  });

  test('of a VM without one leave the sum alone and crowd the default flow', () => {
    const after = withArrivals(SURVIVOR, [{ adapter: adapter('web', 0, 4000), tier: 3, weight: null }]);
    expect(after.sum).toBe(100);
    const held = levelsHeld(after, CARRIES).find(({ level }) => level === 'vm-demand-3');
    // 30 of 100 of 19688 Mbit/s are 5906; 2000 and 4000 are asked for.
    expect(held?.attainment).toBeCloseTo(5906.372 / 6000, 6);
    expect(held?.flow).toBe('(default flow)');
  });

  test('name the level of the more important floor first', () => {
    const after = withArrivals(SURVIVOR, [
      { adapter: adapter('a', 3000, 0), tier: 3, weight: 1 },
      { adapter: adapter('b', 3000, 0), tier: 2, weight: 30 },
    ]);
    expect(floorsBroken(after, CARRIES).map(({ level }) => level)).toEqual(['vm-floors-1', 'vm-floors-2', 'vm-floors-3']);
  });
});
