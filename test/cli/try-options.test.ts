import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tryOptions } from '../../src/cli/try-options.ts';
import { planChunk } from '../../src/fleet/worker.ts';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { Price } from '../../src/model/price-list.ts';
import { candidatesOf } from '../../src/purchase/candidates.ts';
import { standingOf } from '../../src/purchase/standing.ts';
import { minor } from '../../src/units/money.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';

const POLICY = { ...DEFAULT_POLICY, max_layouts: 0 };
const OS_PRICE: Price = { line: 2, option: 'os', link: null, model: null, os: null, unit: 'host', uniform: false, price: minor(100) };
const PRICES = { currency: 'EUR', scale: 2, prices: [OS_PRICE] };

/** Nothing is set once for such a cluster. */
const older = (host: Host, name: string): Host => ({
  ...host,
  name,
  cluster: 'East',
  os: host.os === '2022' || host.os === '2025' ? '2019' : host.os,
  managedBy: 'none',
  settings: { ...host.settings, clusterParallelMigrations: null },
});

const clusters = fc
  .array(arbitraryHost({ maxVms: 6, maxSwitches: 1 }), { minLength: 2, maxLength: 3 })
  .map((hosts) => hosts.map((host, index) => older(host, `host${index + 1}`)));

test('a version with which the cluster has one transport is worth what a plan of the whole cluster says', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(clusters, async (hosts) => {
      const needs = await tryOptions(hosts, { policy: POLICY, prices: PRICES });
      for (const { host: name, offers } of needs.hosts) {
        const index = hosts.findIndex((host) => host.name === name);
        for (const { option, parts } of offers) {
          const edited = candidatesOf(hosts[index] as Host).find((each) => each.option === option)?.edited as Host;
          const outcome = (await planChunk(hosts.with(index, edited), POLICY, 0))[index];
          expect(outcome?.kind === 'planned' && standingOf(outcome.plan)).toEqual(parts[0]?.after);
          compared += 1;
        }
      }
    }),
    { numRuns: 40 },
  );
  expect(compared).toBeGreaterThan(40);
}, 60_000);
