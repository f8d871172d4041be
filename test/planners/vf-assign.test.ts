/** Assignments of virtual functions against exhaustive search. */
import { describe, expect, it } from 'vitest';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { exhaustiveOptimum } from '../oracle/vf-assignment.ts';
import { expectOptimum, planFunctions } from './vf-optimum.ts';
import { seededVfHost } from './vf-sample.ts';

const highs = await loadHighs();
/** Longer runs by hand or at night: CONVERGE_RUNS=5 tries five times as many hosts. */
const MORE = Number(process.env['CONVERGE_RUNS'] ?? 1);

/** Milliseconds. */
const LIMIT = 600_000 * MORE;

describe('an assignment of virtual functions', () => {
  it(
    'is what trying everything finds, on seeded hosts of up to 6 adapters and 3 ports',
    () => {
      for (let seed = 1; seed <= 3000 * MORE; seed += 1) {
        const host = seededVfHost(seed, { maxVms: 5, maxNics: 3 });
        if (host.vms.reduce((sum, vm) => sum + vm.adapters.length, 0) > 6) continue;
        const planned = planFunctions(host, highs);
        expect({ seed, proved: planned.proved }).toEqual({ seed, proved: true });
        expectOptimum(planned, exhaustiveOptimum(host), seed);
      }
    },
    LIMIT,
  );
});
