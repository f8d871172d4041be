import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exhaustiveWeights, LEVEL_COUNT, type WeightFlow, type WeightProblem } from './weight-problem.ts';
import { chooseWeights, largestTotal } from './weights.ts';

const ORDER = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const [HOST_DEMAND, DRAIN, VM_DEMAND_3] = [3, 5, 8];

const flow = (kind: WeightFlow['kind'], label: string, targets: Record<number, number>, lower = 1, upper = 100): WeightFlow => ({
  kind,
  label,
  lower,
  upper,
  targets: ORDER.map((level) => targets[level] ?? 0),
});

const hundred = (flows: readonly WeightFlow[]): WeightProblem => ({ total: 100, maxRatio: 20, order: ORDER, flows });

describe('weights by hand', () => {
  test('left-over units level the shared flows: 5, 32, 63', () => {
    // Needed: 5 (its least), 25, 50. The 20 left go where w/(100 T) is smallest: one to migration, two to the default flow
    // in turn, so 18 units give 31 and 62 (both 1.24); then migration 32 (1.28), then the default flow 63 (1.26).
    // κ = 3 stops the default flow at 60 (1.20); κ = 6 takes a unit for management: κ = 4 is the smallest of the best.
    const flows = [
      flow('host', 'Management', { [HOST_DEMAND]: 0.02 }, 5),
      flow('host', 'Migration', { [DRAIN]: 0.25 }, 1, 40),
      flow('default', 'd', { [VM_DEMAND_3]: 0.5 }),
    ];
    const chosen = chooseWeights(hundred(flows));
    expect(chosen?.weights).toEqual([5, 32, 63]);
    expect(chosen?.kappa).toBe(4);
  });

  test('the ratio of 20 holds a flow that wants all at 95 beside one other', () => {
    // (4, 96) is a ratio of 24; (5, 95) is 19.
    const chosen = chooseWeights(hundred([flow('host', 'Backup', {}), flow('default', 'd', { [VM_DEMAND_3]: 1 })]));
    expect(chosen?.weights).toEqual([5, 95]);
    expect(chosen?.attainments[VM_DEMAND_3]).toBe(0.95);
  });

  test('what an important level needs is taken first, and the next shares what is left evenly', () => {
    // Level 1 needs 60; level 5 asks for 0.3 and 0.3 of the 39 that a default flow of 1 leaves, but 60 needs κ = 3:
    // 60 + 3 leaves 37: 18 and 18 (0.6), one unit over. It goes to the host vNIC, which alone has a target.
    const flows = [
      flow('host', 'Storage', { 0: 0.6 }),
      flow('vm', 'a/1', { 4: 0.3 }),
      flow('vm', 'b/1', { 4: 0.3 }),
      flow('default', 'd', {}),
    ];
    const chosen = chooseWeights({ ...hundred(flows), maxRatio: 21 });
    expect(chosen?.weights).toEqual([61, 18, 18, 3]);
    expect(chosen?.attainments[4]).toBeCloseTo(0.6, 12);
  });

  test('when no shared flow wants more, the default flow takes the rest to its bound', () => {
    // The VM needs 10. κ = 1 has no vector (3 × 20 < 100); κ = 2: the two idle flows stop at 40 each, so the VM would take 20;
    // κ = 3: the default flow takes its 60, the vNIC the 30 left, the VM stays at 10. κ = 4 and 5 hold the VM at 10 too; 3 is less.
    const flows = [flow('host', 'Backup', {}), flow('vm', 'a/1', { 1: 0.1 }), flow('default', 'd', {})];
    expect(chooseWeights(hundred(flows))?.weights).toEqual([30, 10, 60]);
  });

  test('bounds that leave no vector give no answer', () => {
    expect(chooseWeights(hundred([flow('host', 'A', {}, 60), flow('default', 'd', {}, 50)]))).toBeNull();
    expect(exhaustiveWeights({ ...hundred([flow('host', 'A', {}, 15), flow('default', 'd', {}, 10)]), total: 20 })).toBeNull();
  });
});

const arbitraryFlow = (total: number): fc.Arbitrary<WeightFlow> =>
  fc
    .record({
      kind: fc.constantFrom('host' as const, 'vm' as const, 'default' as const),
      lower: fc.constantFrom(1, 1, 1, 2, 5),
      upper: fc.constantFrom(total, total, Math.floor(total * 0.4)),
      targets: fc.array(fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.integer({ min: 1, max: 90 }), weight: 1 }), {
        minLength: LEVEL_COUNT,
        maxLength: LEVEL_COUNT,
      }),
    })
    .map((one) => ({ ...one, label: 'flow', targets: one.targets.map((percent) => percent / 100) }));

const arbitraryProblem: fc.Arbitrary<WeightProblem> = fc.integer({ min: 12, max: 24 }).chain((total) =>
  fc.record({
    total: fc.constant(total),
    maxRatio: fc.constantFrom(1, 2, 2.5, 4, 8, 20),
    order: fc.oneof(fc.constant(ORDER), fc.shuffledSubarray(ORDER, { minLength: LEVEL_COUNT, maxLength: LEVEL_COUNT })),
    flows: fc.array(arbitraryFlow(total), { minLength: 1, maxLength: 5 }),
  }),
);

describe('weights against every vector', () => {
  test('the weights by smallest weight reach what the best of all vectors reaches', () => {
    fc.assert(
      fc.property(arbitraryProblem, (problem) => {
        const all = exhaustiveWeights(problem);
        const chosen = chooseWeights(problem);
        if (all === null) {
          expect(chosen).toBeNull();
          return;
        }
        all.attainments.forEach((attained, level) => expect(chosen?.attainments[level]).toBeCloseTo(attained, 9));
        expect(all.vectors).toContainEqual(chosen?.weights);
      }),
      { numRuns: 400 },
    );
  });

  test('the largest total of some flows at the optimum is the largest over all optimal vectors', () => {
    fc.assert(
      fc.property(arbitraryProblem, fc.integer({ min: 1, max: 31 }), (problem, mask) => {
        const members = problem.flows.map((_, i) => i).filter((i) => (mask >> i) % 2 === 1);
        const all = exhaustiveWeights(problem);
        const totals = (all?.vectors ?? []).map((vector) => members.reduce((total, i) => total + (vector[i] ?? 0), 0));
        expect(largestTotal(problem, problem.order, members)).toBe(all === null ? null : Math.max(...totals));
      }),
      { numRuns: 300 },
    );
  });
});
