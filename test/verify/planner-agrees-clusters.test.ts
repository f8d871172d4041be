/** Whole clusters, planned together and judged member by member. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planChunk } from '../../src/fleet/worker.ts';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';

const reasons: fc.Arbitrary<Partial<Host>> = fc.constantFrom({ os: '2022' }, { os: '2025', managedBy: 'network-atc' }, { os: '2019' });

const clusters = fc
  .tuple(
    fc.array(arbitraryHost({ maxVms: 5 }), { minLength: 2, maxLength: 3 }),
    reasons,
    fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  )
  .map(([hosts, reason, clusterParallelMigrations]) =>
    hosts.map((host, index): Host => {
      const settings = { ...host.settings, clusterParallelMigrations };
      return { ...host, ...reason, settings, name: `host${index + 1}`, cluster: 'East' };
    }),
  );

it('every member of a cluster stands before the judge, and all have one setting and one count', async () => {
  await fc.assert(
    fc.asyncProperty(clusters, async (hosts) => {
      const outcomes = await planChunk(hosts, DEFAULT_POLICY, 0);
      expect(outcomes.filter(({ kind }) => kind !== 'planned')).toEqual([]);
      const choices = outcomes.flatMap((outcome) =>
        outcome.kind === 'planned' && outcome.plan.uniformity !== null ? [JSON.stringify(outcome.plan.uniformity.cluster)] : [],
      );
      expect(new Set(choices).size).toBeLessThanOrEqual(1);
      const isUniform = hosts.some((host) => host.os === '2022' || host.os === '2025' || host.settings.clusterParallelMigrations !== null);
      expect(isUniform || choices.length === 0).toBe(true);
    }),
    { numRuns: Number(process.env.CONVERGE_RUNS ?? 60) },
  );
});
