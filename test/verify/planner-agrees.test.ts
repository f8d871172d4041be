import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEVELS } from '../../src/model/levels.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';

const solver = createSolver({ second: null });

const hosts = arbitraryHost();

test('the planner and the judge read the rules alike', () => {
  fc.assert(
    fc.property(hosts, (host) => {
      expect(verifyPlan(host, DEFAULT_POLICY, planHost(host, DEFAULT_POLICY, solver, false))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

const policies: fc.Arbitrary<Policy> = fc
  .record({
    max_weight_ratio: fc.constantFrom(2, 5, 20, 100),
    live_migration_max_share: fc.constantFrom(0.05, 0.2, 0.4),
    survive_failure: fc.boolean(),
    max_explicit_flows: fc.constantFrom(0, 5, 80),
    priorities: fc.shuffledSubarray([...LEVELS], { minLength: LEVELS.length }),
    min_gain: fc.constantFrom(0, 0.01, 0.1),
    max_live_migrations: fc.constantFrom(1, 4, 10),
    hot_set: fc.constantFrom(0.25, 1),
    drain_min_priority: fc.constantFrom(0, 2000),
    cpu_ceiling: fc.constantFrom(0.6, 0.9),
    vf_link_share: fc.constantFrom(0.1, 0.5, 0.9, 1),
    vmq_below_10g: fc.boolean(),
    core_rate_from_2019_mbps: fc.constantFrom(1000, 5000),
  })
  .map((overrides) => ({ ...DEFAULT_POLICY, ...overrides }));

test('they do so under other policies', () => {
  fc.assert(
    fc.property(hosts, policies, (host, policy) => {
      expect(verifyPlan(host, policy, planHost(host, policy, solver, false))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
