import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tier } from '../../src/model/host.ts';
import { boundTier } from '../../src/planners/placement-bound.ts';
import { placeExactly } from '../../src/planners/placement-exact.ts';
import { tightenRooms } from '../../src/planners/placement-grid.ts';
import { type PlacementSolvers, solvePlacement } from '../../src/planners/placement.ts';
import type { PlacementProblem } from '../../src/planners/placement-problem.ts';
import { compareCounts, fitsInto, NOWHERE, PlacementState } from '../../src/planners/placement-state.ts';
import { createSolver, type SecondSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import '../seed.ts';

let second: SecondSolver;
const solvers = (): PlacementSolvers => ({
  small: createSolver({ second }),
  large: createSolver({ second, budget: { pivots: 0, cells: 0, nodes: 0 } }),
});

beforeAll(async () => {
  second = await loadHighs({ simplexIterations: 30_000, nodes: 300 });
});

type Counts = readonly [number, number, number];

const RESOURCES = [
  { kind: 'memory', switch: null },
  { kind: 'egress', switch: 'converged' },
  { kind: 'ingress', switch: 'converged' },
] as const;

interface Drawn {
  readonly vms: readonly { readonly tier: Tier; readonly needs: readonly number[]; readonly closed: number }[];
  readonly rooms: readonly (readonly (number | null)[])[];
}

/** @param closed a host on which the VM has no switch, or a number beyond them */
const problemOf = ({ vms, rooms }: Drawn): PlacementProblem => ({
  resources: RESOURCES,
  tiers: vms.map(({ tier }) => tier),
  needs: vms.map(({ needs }) => Float64Array.from(needs)),
  room: rooms.map((room) => Float64Array.from(room, (limit) => limit ?? Number.POSITIVE_INFINITY)),
  open: vms.map(({ closed }) => Uint8Array.from(rooms, (_, host) => (host === closed ? 0 : 1))),
});

const arbitraryDrawn = (most: number, hosts: number): fc.Arbitrary<Drawn> =>
  fc.record({
    vms: fc.array(
      fc.record({
        tier: fc.constantFrom<Tier>(1, 2, 3),
        needs: fc.tuple(fc.constantFrom(1, 2, 4, 8, 16), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
        closed: fc.integer({ min: 0, max: hosts + 3 }),
      }),
      { minLength: 1, maxLength: most },
    ),
    rooms: fc.array(
      fc.tuple(
        fc.option(fc.integer({ min: -4, max: 30 }), { freq: 8, nil: null }),
        fc.integer({ min: -2, max: 25 }),
        fc.option(fc.integer({ min: 0, max: 25 }), { freq: 4, nil: null }),
      ),
      { minLength: 1, maxLength: hosts },
    ),
  });

/** Every assignment tried, nothing shared with the planner but the problem. */
const bestByTrying = (problem: PlacementProblem): Counts => {
  const left = problem.room.map((room) => [...room]);
  let best: Counts = [0, 0, 0];
  const visit = (vm: number, counts: Counts): void => {
    if (vm === problem.tiers.length) {
      if (compareCounts(counts, best) > 0) best = counts;
      return;
    }
    visit(vm + 1, counts);
    const needs = problem.needs[vm] as Float64Array;
    for (const [host, room] of left.entries()) {
      if (problem.open[vm]?.[host] !== 1 || needs.some((need, index) => need > 0 && need > (room[index] as number))) continue;
      needs.forEach((need, index) => {
        room[index] = (room[index] as number) - need;
      });
      visit(vm + 1, counts.map((count, index) => (index + 1 === problem.tiers[vm] ? count + 1 : count)) as unknown as Counts);
      needs.forEach((need, index) => {
        room[index] = (room[index] as number) + need;
      });
    }
  };
  visit(0, [0, 0, 0]);
  return best;
};

const expectFeasible = (problem: PlacementProblem, state: PlacementState): void => {
  problem.room.forEach((room, host) => {
    const here = [...state.at.keys()].filter((vm) => state.at[vm] === host);
    for (const vm of here) expect(problem.open[vm]?.[host]).toBe(1);
    problem.resources.forEach((_, resource) => {
      const load = here.reduce((sum, vm) => sum + (problem.needs[vm]?.[resource] as number), 0);
      if (load > 0) expect(load).toBeLessThanOrEqual((room[resource] as number) + 1e-6);
    });
  });
};

describe('a small placement', () => {
  test('leaves as few VMs over, tier by tier, as the best of all assignments', () => {
    fc.assert(
      fc.property(arbitraryDrawn(7, 3), (drawn) => {
        const problem = problemOf(drawn);
        const solved = solvePlacement(problem, solvers());
        expectFeasible(problem, solved.state);
        expect(solved.placed).toEqual(bestByTrying(problem));
        expect(solved.most).toEqual(solved.placed);
      }),
      { numRuns: 300 },
    );
  });

  test('has a bound that no assignment passes, whatever was placed before', () => {
    fc.assert(
      fc.property(arbitraryDrawn(6, 3), (drawn) => {
        const problem = problemOf(drawn);
        const best = bestByTrying(problem);
        const nobody = new PlacementState(problem);
        expect(boundTier(nobody, 1, [0, 0, 0]).most).toBeGreaterThanOrEqual(best[0]);
        const solved = solvePlacement(problem, solvers());
        expect(boundTier(solved.state, 2, [best[0], 0, 0]).most).toBeGreaterThanOrEqual(best[1]);
        expect(boundTier(solved.state, 3, [best[0], best[1], 0]).most).toBeGreaterThanOrEqual(best[2]);
      }),
      { numRuns: 200 },
    );
  });

  test('fits into rooms rounded down to the step of the needs whenever it fits at all', () => {
    fc.assert(
      fc.property(arbitraryDrawn(6, 2), (drawn) => {
        const problem = problemOf(drawn);
        expect(bestByTrying(tightenRooms(problem))).toEqual(bestByTrying(problem));
      }),
      { numRuns: 200 },
    );
  });

  test('gives way in the lowest tier first', () => {
    const vm = (tier: Tier, memory: number) => ({ tier, needs: [memory, 0, 0], closed: 9 });
    const problem = problemOf({ vms: [vm(3, 2), vm(3, 2), vm(3, 2), vm(2, 2), vm(1, 6)], rooms: [[8, 0, 0]] });
    const { placed, state } = solvePlacement(problem, solvers());
    expect(placed).toEqual([1, 1, 0]);
    expect([...state.at]).toEqual([NOWHERE, NOWHERE, NOWHERE, 0, 0]);
  });

  test('lets a host that is overloaded take whoever does not add to it', () => {
    const vms = [{ tier: 1, needs: [1, 0, 0], closed: 9 } as const, { tier: 1, needs: [1, 1, 0], closed: 9 } as const];
    const { state } = solvePlacement(problemOf({ vms, rooms: [[9, -5, 0]] }), solvers());
    expect([...state.at]).toEqual([0, NOWHERE]);
  });
});

describe('a placement of medium size', () => {
  test('is what HiGHS proves best, and its bound is never below that', () => {
    fc.assert(
      fc.property(arbitraryDrawn(24, 4), (drawn) => {
        const problem = problemOf(drawn);
        const solved = solvePlacement(problem, solvers());
        expectFeasible(problem, solved.state);
        const reference = placeExactly(problem, solvers().large);
        if (reference?.proven !== true) return;
        const best = reference.state.counts();
        expect(compareCounts(best, solved.placed)).toBeGreaterThanOrEqual(0);
        if (solved.most.every((most, tier) => most === solved.placed[tier])) expect(solved.placed).toEqual(best);
        else expect(compareCounts(solved.most, best)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 40 },
    );
  });
});

/** A linear congruential generator: the same numbers everywhere. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};

/** 600 VMs and 15 survivors that have `share` of what they ask for together, unevenly. */
const largeProblem = (seed: number, share: number): PlacementProblem => {
  const next = numbersFrom(seed);
  const vms = Array.from({ length: 600 }, () => {
    const needs = [2 ** (1 + Math.floor(next() * 5)), Math.floor(next() * 400), Math.floor(next() * 300)];
    return { tier: (1 + Math.floor(next() * 3)) as Tier, needs, closed: 99 };
  });
  const totals = [0, 1, 2].map((resource) => vms.reduce((sum, { needs }) => sum + (needs[resource] as number), 0));
  const rooms = Array.from({ length: 15 }, () => totals.map((total) => (total / 15) * share * (0.8 + 0.4 * next())));
  return problemOf({ vms, rooms });
};

describe('a lost host of 600 VMs in a cluster of 16', () => {
  for (const share of [0.8, 0.95, 1, 1.1]) {
    test(`is placed within 1 % of the bound where ${share} of what it asks for is left`, { timeout: 60_000 }, () => {
      const problem = largeProblem(7, share);
      const solved = solvePlacement(problem, solvers());
      expectFeasible(problem, solved.state);
      const open = solved.most.reduce((sum, most, tier) => sum + most - (solved.placed[tier] as number), 0);
      expect(open).toBeLessThanOrEqual(6);
    });
  }
});

test('a need that is nothing fits where nothing is left', () => {
  expect(fitsInto(Float64Array.from([0, 2]), Float64Array.from([-1, 2]))).toBe(true);
  expect(fitsInto(Float64Array.from([0, 2]), Float64Array.from([-1, 1.9]))).toBe(false);
});
