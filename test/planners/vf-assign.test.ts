/** Assignments of virtual functions against exhaustive search and against a second solver. */
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { assignFunctions, RATE_PRECISION } from '../../src/planners/vf-assign.ts';
import { isWithinPools } from '../../src/planners/vf-pack.ts';
import { splitProblem } from '../../src/planners/vf-problem.ts';
import { valueOf } from '../../src/planners/vf-value.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { exhaustiveOptimum, milpOptimum, type VfOptimum } from '../oracle/vf-assignment.ts';
import { problemOf, seededVfHost } from './vf-sample.ts';

const highs = await loadHighs();
/** Longer runs by hand or at night: CONVERGE_RUNS=5 tries five times as many hosts. */
const MORE = Number(process.env['CONVERGE_RUNS'] ?? 1);
const seeds = (from: number, count: number): number[] => Array.from({ length: count * MORE }, (_, index) => from + index);

/** Milliseconds. */
const LIMIT = 240_000 * MORE;

interface Planned extends VfOptimum {
  readonly proved: boolean;
  readonly gap: number;
}

/** Also checks that the assignment keeps to the pools, and that its gap is one. */
const plan = (host: Host): Planned => {
  const solver = createSolver({ second: highs });
  const parts = splitProblem(problemOf(host)).map((problem) => {
    const solution = assignFunctions(problem, solver);
    expect(isWithinPools(problem, solution.placement)).toBe(true);
    expect(solution.gap).toBeGreaterThanOrEqual(0);
    return { ...solution, ...valueOf(problem, solution.placement) };
  });
  return {
    counts: [0, 1, 2, 3, 4].map((rank) => parts.reduce((sum, { counts }) => sum + (counts[rank] as number), 0)),
    rate: parts.reduce((sum, { rate }) => sum + rate, 0),
    proved: parts.every(({ proof }) => proof === 'optimal'),
    gap: Math.max(...parts.map(({ gap }) => gap)),
  };
};

const expectOptimum = (planned: Planned, best: VfOptimum, seed: number): void => {
  expect({ seed, counts: planned.counts }).toEqual({ seed, counts: best.counts });
  expect(planned.rate).toBeGreaterThanOrEqual(best.rate * (1 - RATE_PRECISION) - 1e-6);
  expect(planned.rate).toBeLessThanOrEqual(best.rate * (1 + 1e-6) + 1e-6);
};

describe('an assignment of virtual functions', () => {
  it(
    'is what trying everything finds, on seeded hosts of up to 6 adapters and 3 ports',
    () => {
      for (const seed of seeds(1, 3000)) {
        const host = seededVfHost(seed, { maxVms: 5, maxNics: 3 });
        if (host.vms.reduce((sum, vm) => sum + vm.adapters.length, 0) > 6) continue;
        const planned = plan(host);
        expect({ seed, proved: planned.proved }).toEqual({ seed, proved: true });
        expectOptimum(planned, exhaustiveOptimum(host), seed);
      }
    },
    LIMIT,
  );

  it(
    'is what HiGHS finds in a plain model, on seeded hosts of up to 60 VMs and 4 ports',
    () => {
      let compared = 0;
      const tried = seeds(10_000, 1000);
      for (const seed of tried) {
        // A plain model of many VMs takes HiGHS minutes now and then; every third host is of full size.
        const host = seededVfHost(seed, { maxVms: seed % 3 === 0 ? 60 : 12, maxNics: 4 });
        // Few enough to try everything are spared the second solver.
        const adapters = host.vms.reduce((sum, vm) => sum + vm.adapters.length, 0);
        const best = adapters <= 6 ? exhaustiveOptimum(host) : milpOptimum(host, highs);
        const planned = plan(host);
        if (best === null || !planned.proved) continue;
        expectOptimum(planned, best, seed);
        compared += 1;
      }
      // HiGHS may end its budget on a few.
      expect(compared).toBeGreaterThan(0.95 * tried.length);
    },
    LIMIT,
  );
});
