/** The least rate of a drain against plain bisection, with and without what other options found out before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { convergesFrom, noTrials } from '../../src/planners/drain-trials.ts';
import { type Carrier, copyVm, drainSetOf, drainTime } from '../../src/planners/drain-time.ts';
import { requiredRate } from '../../src/planners/required-rate.ts';
import { mebibytes, megabytesPerSecond } from '../../src/units/quantity.ts';
import { buildVm } from '../builders/host-builder.ts';
import '../seed.ts';

const arbitraryVm = fc
  .tuple(fc.constantFrom(512, 2048, 8192, 65_536, 262_144), fc.constantFrom(0, 1, 10, 50, 200, 2000))
  .map(([memory, dirty]) => buildVm({ memory: mebibytes(memory), dirtyRate: megabytesPerSecond(dirty) }));

const arbitraryCarrier = fc.record<Carrier>({
  yield: fc.constantFrom(0.9643, 0.9977, 1.9287),
  stream: fc.constantFrom(900, 4000, 5000, 40_000),
  count: fc.integer({ min: 1, max: 10 }),
});

const arbitraryDrain = fc.record({
  vms: fc.array(arbitraryVm, { minLength: 1, maxLength: 30 }),
  carriers: fc.array(arbitraryCarrier, { minLength: 1, maxLength: 12 }),
  most: fc.integer({ min: 1, max: 60_000 }),
  window: fc.constantFrom(20, 120, 600, 1800, 14_400),
  excepts: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  policy: fc.record({
    hot_set: fc.constantFrom(0, 0.05, 0.25, 1),
    max_passes: fc.constantFrom(1, 2, 10),
    blackout_s: fc.constantFrom(0.1, 1, 5),
  }),
});

describe('the required rate', () => {
  it('is the one that bisection finds, whatever was tried for other options before', () => {
    fc.assert(
      fc.property(arbitraryDrain, ({ vms, carriers, most, window, excepts, policy: edits }) => {
        const policy = { ...DEFAULT_POLICY, ...edits };
        const set = drainSetOf(vms, policy);
        const excepted = Uint8Array.from(vms, (_, vm) => (excepts[vm] === true ? 1 : 0));
        const trials = noTrials();
        for (const carrier of carriers) {
          const holds = (rate: number): boolean => {
            const { total, converges } = drainTime(set, carrier, rate, excepted, policy);
            return converges && total <= window + 1e-9;
          };
          let [failing, above] = [0, most + 1];
          while (above - failing > 1) {
            const middle = (failing + above) >> 1;
            if (holds(middle)) above = middle;
            else failing = middle;
          }
          expect(requiredRate(set, carrier, most, window, excepted, policy, trials)).toBe(above > most ? null : above);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('needs the convergence of every VM that counts, in closed form', () => {
    fc.assert(
      fc.property(arbitraryDrain, ({ vms, policy: edits }) => {
        const policy = { ...DEFAULT_POLICY, ...edits };
        const set = drainSetOf(vms, policy);
        const from = convergesFrom(set, new Uint8Array(vms.length), policy);
        const allConverge = (rate: number): boolean =>
          vms.every((_, vm) => copyVm(set.memory[vm] as number, set.dirty[vm] as number, rate, policy).converges);
        expect(allConverge(Math.max(1e-6, from * 1.000_001))).toBe(true);
        if (from > 0) expect(allConverge(from * 0.999_999)).toBe(false);
      }),
    );
  });
});
