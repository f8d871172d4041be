/** Queues against every division there is, and against HiGHS on hosts of up to 60 VMs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateQueues, allocateUniform, carriedRate, type QueueFlow, UNIFORM_COUNTS } from '../../src/planners/queues-allocation.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import type { LinearModel, Row, Variable } from '../../src/solver/linear-model.ts';

const CORE = 5000;
const GROUPS = [0, 1, 2, 3];
/** Rates are multiples of 10 Mbit/s; in these units a step is 0.1, which no solver's tolerance swallows. */
const SCALE = 100;
const HALF_STEP = 0.05;
const highs = await loadHighs();

const arbitraryFlow: fc.Arbitrary<QueueFlow> = fc.record({
  group: fc.constantFrom(0, 1, 2, 3) as fc.Arbitrary<QueueFlow['group']>,
  ingress: fc.oneof(
    fc.constantFrom(0, CORE, 2 * CORE),
    fc.integer({ min: 1, max: 3000 }).map((tens) => tens * 10),
  ),
  most: fc.integer({ min: 1, max: 16 }),
});

const carriedByGroup = (flows: readonly QueueFlow[], queues: readonly number[]): number[] =>
  GROUPS.map((group) =>
    flows.reduce((sum, flow, f) => (flow.group === group ? sum + carriedRate(flow, queues[f] as number, CORE) : sum), 0),
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Later entries count only where all before are equal. */
const isBetter = (a: readonly number[], b: readonly number[]): boolean => {
  const first = a.findIndex((value, index) => Math.abs(value - (b[index] as number)) > 1e-6);
  return first >= 0 && (a[first] as number) > (b[first] as number);
};

function* everyDivision(flows: readonly QueueFlow[], pool: number, from = 0): Generator<number[]> {
  const flow = flows[from];
  if (flow === undefined) {
    yield [];
    return;
  }
  for (let queues = 0; queues <= Math.min(flow.most, pool); queues++) {
    for (const rest of everyDivision(flows, pool - queues, from + 1)) yield [queues, ...rest];
  }
}

/** The same question as whole queues full and in part, level by level with what the levels before reached kept. */
const solveByHighs = (flows: readonly QueueFlow[], pool: number): number[] => {
  const fulls = flows.map(({ ingress, most }) => Math.min(most, Math.floor(ingress / CORE)));
  const rests = flows.map(({ ingress, most }, f) => ((fulls[f] as number) < most ? ingress - (fulls[f] as number) * CORE : 0));
  const gains = [...fulls.map(() => CORE / SCALE), ...rests.map((rest) => rest / SCALE)];
  const bounds = [...fulls, ...rests.map((rest) => (rest > 0 ? 1 : 0))];
  const groupOf = (variable: number): number => (flows[variable % flows.length] as QueueFlow).group;
  const rows: Row[] = [{ name: 'pool', terms: gains.map((_, v) => [v, 1]), lower: 0, upper: pool }];
  const variables = (costs: readonly number[]): Variable[] =>
    costs.map((cost, v) => ({ lower: 0, upper: bounds[v] as number, integer: true, cost }));
  const solve = (model: LinearModel): readonly number[] => {
    const answer = highs.solve(model);
    if (answer.kind !== 'optimal') throw new Error(`HiGHS says ${answer.kind}.`);
    return [...answer.x];
  };
  const reached: number[] = [];
  for (const group of GROUPS) {
    const costs = gains.map((gain, v) => (groupOf(v) === group ? gain : 0));
    const x = solve({ sense: 'max', variables: variables(costs), rows });
    const best = sum(x.map((value, v) => Math.round(value) * (costs[v] as number)));
    reached.push(best * SCALE);
    rows.push({ name: `group-${group}`, terms: costs.map((cost, v) => [v, cost]), lower: best - HALF_STEP, upper: Infinity });
  }
  const fewest = solve({ sense: 'min', variables: variables(gains.map(() => 1)), rows });
  return [...reached, sum(fewest)];
};

describe('queues of single adapters', () => {
  it('carry what the best of all divisions carries, with as few queues', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { maxLength: 4 }), fc.integer({ min: 0, max: 12 }), (flows, pool) => {
        let best: number[] | null = null;
        for (const division of everyDivision(flows, pool)) {
          const value = [...carriedByGroup(flows, division), -sum(division)];
          if (best === null || isBetter(value, best)) best = value;
        }
        const queues = allocateQueues(flows, pool, CORE);
        const reached = [...carriedByGroup(flows, queues), -sum(queues)];
        expect(isBetter(best as number[], reached)).toBe(false);
        expect(isBetter(reached, best as number[])).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  it('carry what HiGHS carries on hosts of up to 60 VMs, group by group, with as few queues', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { minLength: 5, maxLength: 68 }), fc.integer({ min: 1, max: 128 }), (flows, pool) => {
        const queues = allocateQueues(flows, pool, CORE);
        const expected = solveByHighs(flows, pool);
        const reached = [...carriedByGroup(flows, queues), sum(queues)];
        reached.forEach((value, position) => {
          expect(value).toBeCloseTo(expected[position] as number, 3);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('never exceed the pool, nor what a flow can use, nor go to a flow that receives nothing', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { maxLength: 80 }), fc.integer({ min: 0, max: 128 }), (flows, pool) => {
        const queues = allocateQueues(flows, pool, CORE);
        expect(sum(queues)).toBeLessThanOrEqual(pool);
        flows.forEach(({ ingress, most }, f) => {
          expect(queues[f]).toBeLessThanOrEqual(Math.min(most, Math.ceil(ingress / CORE)));
        });
      }),
    );
  });

  it('go round where all are carried full: two flows of 20 Gbit/s share three queues as 2 and 1', () => {
    const busy: QueueFlow = { group: 1, ingress: 20_000, most: 16 };
    expect(allocateQueues([busy, busy], 3, CORE)).toEqual([2, 1]);
  });

  // 7 Gbit/s is one queue of 5 and one of 2; 4 Gbit/s is one of 4. With two queues 5 + 4 beats 5 + 2.
  it('prefer the larger remainder: of two queues for 7 and 4 Gbit/s each gets one', () => {
    const flows: QueueFlow[] = [
      { group: 2, ingress: 7000, most: 16 },
      { group: 2, ingress: 4000, most: 16 },
    ];
    expect(allocateQueues(flows, 2, CORE)).toEqual([1, 1]);
  });

  it('go to host vNICs, then to the tiers in order', () => {
    const flow = (group: QueueFlow['group']): QueueFlow => ({ group, ingress: 100, most: 16 });
    expect(allocateQueues([flow(3), flow(2), flow(1), flow(0)], 2, CORE)).toEqual([0, 0, 1, 1]);
  });
});

describe('one count for all adapters', () => {
  it('carries what the best of 1, 2, 4, 8 and 16 carries with the best choice of adapters', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryFlow, { maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 3 }),
        (flows, pools) => {
          let best: number[] | null = null;
          for (const count of UNIFORM_COUNTS) {
            const seats = sum(pools.map((pool) => Math.floor(pool / count)));
            for (let chosen = 0; chosen < 2 ** flows.length; chosen++) {
              const queues = flows.map((_, f) => ((chosen >> f) & 1) * count);
              if (queues.filter((each) => each > 0).length > seats) continue;
              const value = [...carriedByGroup(flows, queues), -sum(queues)];
              if (best === null || isBetter(value, best)) best = value;
            }
          }
          const { queues } = allocateUniform(flows, pools, CORE, 16);
          const reached = [...carriedByGroup(flows, queues), -sum(queues)];
          expect(isBetter(best as number[], reached)).toBe(false);
        },
      ),
      { numRuns: 1500 },
    );
  });

  // 16 queues: by 4 four adapters carry 20 Gbit/s each at most; by 1 all eight carry 5. Demand is 6 each: 4 × 6 < 8 × 5.
  it('spreads over more adapters where that carries more', () => {
    const flows: QueueFlow[] = Array.from({ length: 8 }, () => ({ group: 2, ingress: 6000, most: 16 }));
    expect(allocateUniform(flows, [8], CORE, 16)).toEqual({ count: 1, queues: [1, 1, 1, 1, 1, 1, 1, 1] });
    expect(allocateUniform(flows, [16], CORE, 16)).toEqual({ count: 2, queues: [2, 2, 2, 2, 2, 2, 2, 2] });
  });

  // By 2 there are two seats, which carry 10 each; by 1 six, of which three carry 5 each. Six queues in one port seat all three by 2.
  it('never straddles two ports: 3 + 3 queues seat two adapters of 2, not three', () => {
    const flows: QueueFlow[] = Array.from({ length: 3 }, () => ({ group: 0, ingress: 10_000, most: 16 }));
    expect(allocateUniform(flows, [3, 3], CORE, 16)).toEqual({ count: 2, queues: [2, 2, 0] });
    expect(allocateUniform(flows, [6], CORE, 16)).toEqual({ count: 2, queues: [2, 2, 2] });
  });

  it('is at most what the model gives one adapter', () => {
    expect(allocateUniform([{ group: 0, ingress: 80_000, most: 16 }], [32], CORE, 4).count).toBe(4);
  });
});
