import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { blackoutAt, type DrainLoad, runDrain } from '../../src/verify/pre-copy.ts';

const MB = 1_000_000;
/** 125 MB/s of memory for 1000 Mbit/s. */
const PLAIN = { efficiency: 1, stream: 10_000 };
const loadOf = (...vms: readonly (readonly [memory: number, dirty: number])[]): DrainLoad => ({
  memory: vms.map(([memory]) => memory * MB),
  dirty: vms.map(([, dirty]) => dirty * MB),
  exempt: vms.map(() => false),
});
const POLICY = { ...DEFAULT_POLICY, setup_s: 3, serial_s: 1, blackout_s: 1, hot_set: 0.25, max_passes: 10 };

test('an idle VM is sent once, after one set-up', () => {
  expect(runDrain(loadOf([1250, 0]), PLAIN, 1, 1000, POLICY)).toEqual({ seconds: 13, converges: true });
});

test('a VM that writes 25 MB/s sends 250 MB again, and the last 50 MB in the pause', () => {
  // 1250 MB take 10 s: 250 MB are dirty, more than 125 MB; those take 2 s: 50 MB are.
  expect(runDrain(loadOf([1250, 25]), PLAIN, 1, 1000, POLICY).seconds).toBeCloseTo(3 + 1550 / 125, 9);
});

test('a VM that writes faster than the line never converges and sends its hot set in every pass', () => {
  const run = runDrain(loadOf([1000, 500]), PLAIN, 1, 1000, POLICY);
  expect(run.converges).toBe(false);
  // The first pass, nine of the hot set, and the rest.
  expect(run.seconds).toBeCloseTo(3 + (1000 + 10 * 250) / 125, 9);
});

test('a VM that nothing converges counts for the time, not for the test', () => {
  const load = loadOf([1000, 500]);
  load.exempt[0] = true;
  expect(runDrain(load, PLAIN, 1, 1000, POLICY).converges).toBe(true);
});

test('one after the other costs a set-up each', () => {
  expect(runDrain(loadOf([1250, 0], [1250, 0]), PLAIN, 1, 1000, POLICY).seconds).toBeCloseTo(26, 9);
});

test('two at once share the line and the set-ups', () => {
  expect(runDrain(loadOf([1250, 0], [1250, 0]), PLAIN, 2, 1000, POLICY).seconds).toBeCloseTo(23, 9);
});

test('one large VM is bound by its stream', () => {
  expect(runDrain(loadOf([1250, 0], [10, 0]), { efficiency: 1, stream: 500 }, 2, 1000, POLICY).seconds).toBeCloseTo(3 + 1250 / 62.5, 9);
});

test("many tiny VMs are bound by the host's own work", () => {
  const tiny = Array.from({ length: 100 }, () => [0.001, 0] as const);
  expect(runDrain(loadOf(...tiny), PLAIN, 10, 1000, POLICY).seconds).toBeCloseTo(103, 3);
});

test('the pause is the rest over the rate', () => {
  expect(blackoutAt(1250 * MB, 25 * MB, 1000, POLICY)).toBeCloseTo(50 / 125, 9);
});

const vm = fc.tuple(fc.integer({ min: 100, max: 100_000 }), fc.integer({ min: 0, max: 2000 }));

test('a drain never takes longer at a higher rate, and what converges stays so', () => {
  fc.assert(
    fc.property(
      fc.array(vm, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 40_000 }),
      fc.integer({ min: 1, max: 5000 }),
      (vms, atOnce, rate, more) => {
        const slow = runDrain(loadOf(...vms), PLAIN, atOnce, rate, POLICY);
        const fast = runDrain(loadOf(...vms), PLAIN, atOnce, rate + more, POLICY);
        expect(fast.seconds).toBeLessThanOrEqual(slow.seconds * (1 + 1e-9));
        expect(slow.converges && !fast.converges).toBe(false);
      },
    ),
    { numRuns: 500 },
  );
});
