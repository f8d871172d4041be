import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEVELS } from '../../src/model/levels.ts';
import type { Violation } from '../../src/model/outcome.ts';
import type { FlowPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { attainmentsOf } from '../../src/verify/attainments.ts';
import type { JudgedFlow } from '../../src/verify/judged-flow.ts';
import { judgeOptimality } from '../../src/verify/optimality.ts';
import { buildAdapter, buildMigrationAdapter, buildVmAdapter } from '../builders/host-builder.ts';

interface Ask {
  readonly kind: 'management' | 'migration' | 'vm' | 'default';
  readonly level: number;
  /** Percent of the switch. */
  readonly target: number;
}

const ADAPTERS = { management: buildAdapter(), migration: buildMigrationAdapter(), vm: buildVmAdapter(), default: null } as const;

const flowOf = (ask: Ask, weight: number): JudgedFlow => ({
  label: ask.kind,
  row: {} as FlowPlan,
  adapter: ADAPTERS[ask.kind],
  tier: null,
  weight,
  lower: ask.kind === 'management' ? 5 : 1,
  floor: 0,
  demand: 0,
  ceiling: Infinity,
  targets: LEVELS.map((_, level) => (level === ask.level ? ask.target / 100 : 0)),
});

const judge = (asks: readonly Ask[], weights: readonly number[], policy: Policy = DEFAULT_POLICY, kept = false): readonly string[] => {
  const violations: Violation[] = [];
  const flows = asks.map((ask, index) => flowOf(ask, weights[index] ?? 0));
  judgeOptimality(policy, flows, 100, kept, null, 'switch', violations);
  return violations.map(({ rule }) => rule);
};

const isLegal = (asks: readonly Ask[], weights: readonly number[]): boolean =>
  weights.every((weight, index) => weight >= (asks[index]?.kind === 'management' ? 5 : 1)) &&
  Math.max(...weights) <= 20 * Math.min(...weights) &&
  asks.reduce((sum, ask, index) => sum + (ask.kind === 'migration' ? (weights[index] ?? 0) : 0), 0) <= 40;

/** Every legal way to share 100 among three flows. */
const legalVectors = (asks: readonly Ask[]): readonly (readonly number[])[] => {
  const vectors: number[][] = [];
  for (let a = 1; a <= 98; a += 1) for (let b = 1; a + b <= 99; b += 1) vectors.push([a, b, 100 - a - b]);
  return vectors.filter((vector) => isLegal(asks, vector));
};

const vectorOf = (asks: readonly Ask[], weights: readonly number[]): readonly number[] =>
  attainmentsOf(
    asks.map((ask, index) => flowOf(ask, weights[index] ?? 0)),
    100,
  ).map((value) => Math.min(1, value));

const compareVectors = (a: readonly number[], b: readonly number[]): number => {
  for (let level = 0; level < a.length; level += 1) {
    const difference = (a[level] ?? 0) - (b[level] ?? 0);
    if (Math.abs(difference) > 1e-7) return difference;
  }
  return 0;
};

const ask = fc.record({
  kind: fc.constantFrom<Ask['kind']>('management', 'vm', 'default'),
  level: fc.nat(LEVELS.length - 1),
  target: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 90 }),
    fc.integer({ min: 1, max: 900 }).map((tenths) => tenths / 10),
  ),
});
const migrationAsk = ask.map((one): Ask => ({ ...one, kind: 'migration' }));

test('among all ways to share 100 exactly the best ones stand', () => {
  fc.assert(
    fc.property(ask, ask, fc.oneof(ask, migrationAsk), fc.nat(1_000_000), (first, second, third, pick) => {
      const asks = [first, second, third];
      const vectors = legalVectors(asks);
      const attained = vectors.map((weights) => vectorOf(asks, weights));
      const best = attained.reduce((a, b) => (compareVectors(b, a) > 0 ? b : a));
      const chosen = pick % vectors.length;
      const isBest = compareVectors(attained[chosen] ?? [], best) === 0;
      expect(judge(asks, vectors[chosen] ?? [])).toEqual(isBest ? [] : ['weights-not-optimal']);
      const winner = attained.findIndex((one) => compareVectors(one, best) === 0);
      expect(judge(asks, vectors[winner] ?? [])).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

const TIGHT: readonly Ask[] = [
  { kind: 'management', level: 0, target: 60 },
  { kind: 'vm', level: 1, target: 60 },
  { kind: 'default', level: 8, target: 10 },
];

test('the earlier level takes what it needs before the later one', () => {
  expect(judge(TIGHT, [60, 37, 3])).toEqual([]);
  expect(judge(TIGHT, [59, 38, 3])).toEqual(['weights-not-optimal']);
});

test('the order of the policy is the order of the levels', () => {
  const priorities: Policy['priorities'] = ['vm-floors-1', ...LEVELS.filter((level) => level !== 'vm-floors-1')];
  expect(judge(TIGHT, [60, 37, 3], { ...DEFAULT_POLICY, priorities })).toEqual(['weights-not-optimal']);
  expect(judge(TIGHT, [37, 60, 3], { ...DEFAULT_POLICY, priorities })).toEqual([]);
});

test("today's weights may fall short of the best by the least gain, and no further", () => {
  const wide: readonly Ask[] = [
    { kind: 'management', level: 0, target: 80 },
    { kind: 'vm', level: 8, target: 10 },
    { kind: 'default', level: 8, target: 10 },
  ];
  const lenient = { ...DEFAULT_POLICY, min_gain: 0.02 };
  expect(judge(wide, [79, 11, 10], lenient, true)).toEqual([]);
  expect(judge(wide, [78, 12, 10], lenient, true)).toEqual(['weights-kept-too-low']);
});
