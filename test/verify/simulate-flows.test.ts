import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Violation } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { readHost } from '../../src/verify/host-facts.ts';
import { readFlows } from '../../src/verify/judged-flow.ts';
import { judgeSimulation, type SimulatedFlow, simulateFlows } from '../../src/verify/simulate-flows.ts';
import { handHost, handSwitch } from './hand-plan.ts';

const always = (weight: number): SimulatedFlow => ({ weight, demand: Infinity, cap: Infinity });

test('flows that always send share by weight', () => {
  expect(simulateFlows(100, [always(3), always(1)])).toEqual([75, 25]);
});

test('what an idle flow leaves goes to the others by weight', () => {
  expect(simulateFlows(100, [always(30), always(10), { weight: 60, demand: 20, cap: Infinity }])).toEqual([60, 20, 20]);
});

test('a cap holds whatever the weight', () => {
  expect(simulateFlows(100, [{ weight: 90, demand: Infinity, cap: 10 }, always(10)])).toEqual([10, 90]);
});

test('a flow without weight waits', () => {
  expect(simulateFlows(100, [always(1), always(0)])).toEqual([100, 0]);
});

const flow = fc.record({
  weight: fc.integer({ min: 1, max: 100 }),
  demand: fc.oneof(fc.constant(Infinity), fc.double({ min: 0, max: 20_000, noNaN: true })),
  cap: fc.oneof(fc.constant(Infinity), fc.double({ min: 1, max: 20_000, noNaN: true })),
});
const TOLERANCE = 1e-6;

test('each flow gets its demand or its share of the weights, no capacity is lost, no demand exceeded', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 100_000, noNaN: true }), fc.array(flow, { minLength: 1, maxLength: 40 }), (capacity, flows) => {
      const rates = simulateFlows(capacity, flows);
      const limits = flows.map(({ demand, cap }) => Math.min(demand, cap));
      const weights = flows.reduce((sum, { weight }) => sum + weight, 0);
      const wanted = limits.reduce((sum, limit) => sum + limit, 0);
      const served = rates.reduce((sum, rate) => sum + rate, 0);
      expect(Math.abs(served - Math.min(capacity, wanted))).toBeLessThan(TOLERANCE);
      rates.forEach((rate, index) => {
        const limit = limits[index] ?? 0;
        const share = (capacity * (flows[index]?.weight ?? 0)) / weights;
        expect(rate).toBeLessThanOrEqual(limit + TOLERANCE);
        expect(rate).toBeGreaterThanOrEqual(Math.min(limit, share) - TOLERANCE);
      });
    }),
    { numRuns: 300 },
  );
});

test('no two flows that want more differ in rate for their weight', () => {
  fc.assert(
    fc.property(fc.array(flow, { minLength: 2, maxLength: 20 }), (flows) => {
      const rates = simulateFlows(5000, flows);
      const levels = flows.flatMap(({ weight, demand, cap }, index) => {
        const rate = rates[index] ?? 0;
        return rate < Math.min(demand, cap) - TOLERANCE ? [rate / weight] : [];
      });
      expect(levels.length === 0 || Math.max(...levels) - Math.min(...levels) < TOLERANCE).toBe(true);
    }),
  );
});

const simulatedRules = (weights: readonly number[]): readonly string[] => {
  const [facts] = readHost(handHost(), DEFAULT_POLICY).switches;
  const violations: Violation[] = [];
  if (facts === undefined) return ['no switch'];
  const rows = readFlows(facts, handSwitch(), new Map(), violations);
  const flows = rows.flows.map((one, index) => ({ ...one, weight: weights[index] ?? one.weight }));
  judgeSimulation(facts, flows, violations);
  return [...new Set(violations.map(({ rule }) => rule))];
};

test('guaranteed rates stand under load with the weights they came from', () => {
  expect(simulatedRules([])).toEqual([]);
});

test('guaranteed rates that the weights do not carry fall under load', () => {
  expect(simulatedRules([5, 20, 10, 65])).toEqual(['simulation-below-guaranteed']);
});
