/** DCB classes of whole plans against every integer triple, and a worked example by hand. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { LEVELS } from '../../src/model/levels.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildNic, buildVm, buildVmAdapter } from '../builders/host-builder.ts';
import { RDMA_PORT } from '../builders/rdma-host.ts';
import { viewSwitch } from '../oracle/capacity.ts';
import { type EtsDrain, type EtsSwitch, referenceEts } from '../oracle/ets.ts';
import { layerOf } from '../oracle/layer.ts';

const plan = (host: Host, policy: Policy): HostPlan => planHost(host, policy, createSolver({ second: null }), false);

/** Ports that can do all that classes need, so that most switches have them. */
const rdma = arbitraryHost({ maxVms: 8 }).map(
  (host): Host => ({ ...host, nics: host.nics.map((nic) => ({ ...nic, rdma: 'rocev2', dcbTrafficClasses: 8 })) }),
);

const policies: fc.Arbitrary<Policy> = fc
  .record({
    survive_failure: fc.boolean(),
    priorities: fc.oneof(fc.constant(LEVELS), fc.shuffledSubarray([...LEVELS], { minLength: LEVELS.length })),
  })
  .map((overrides) => ({ ...DEFAULT_POLICY, ...overrides }));

/** undefined: the window is missed, and the rate that is asked for instead is the planner's own. */
const drainOn = ({ migration }: HostPlan, name: string): EtsDrain | null | undefined => {
  if (migration.kind !== 'chosen' || migration.value.path.switch !== name) return null;
  const { required, option } = migration.value;
  return required === null ? undefined : { rate: required, bySmbDirect: option.transport === 'smb-direct' };
};

it('percents of DCB classes are what trying every triple finds', () => {
  fc.assert(
    fc.property(rdma, policies, (host, policy) => {
      const planned = plan(host, policy);
      const ruled = host.switches.filter((one) => layerOf(host, viewSwitch(host, policy, one)) === 'ets');
      expect(planned.switches.filter(({ ets }) => ets !== null).map((one) => one.switch)).toEqual(ruled.map(({ name }) => name));
      const drains = ruled.map(({ name }) => drainOn(planned, name));
      fc.pre(ruled.length > 0 && !drains.includes(undefined));
      const switches = ruled.map((one, index): EtsSwitch => ({ view: viewSwitch(host, policy, one), drain: drains[index] ?? null }));
      const expected = referenceEts(switches, policy);
      for (const one of planned.switches) {
        if (one.ets === null) continue;
        expect([one.ets.cluster, one.ets.smbDirect, one.ets.defaultClass]).toEqual([
          expected.cluster,
          expected.chosen,
          100 - expected.cluster - expected.chosen,
        ]);
      }
    }),
    { numRuns: Number(process.env.CONVERGE_RUNS ?? 150) },
  );
});

it('percents are judged by what they are worth where floors ask for a million times what a loss leaves', () => {
  const nics = [100_000, 1].map((link, index) => buildNic({ ...RDMA_PORT, name: `NIC${index}`, link: mbps(link) }));
  const vms = ([1, 3] as const).map((tier, index) =>
    buildVm({
      name: `vm${index}`,
      tier,
      adapters: [buildVmAdapter({ egress: mbps(0), floor: mbps([900_000, 3_300_000][index] as number) })],
    }),
  );
  const adapters = [buildAdapter({ name: 'SMB', role: 'storage', floor: mbps(1_500_000) })];
  const host = buildHost({ nics, vms, adapters });
  expect(verifyPlan(host, DEFAULT_POLICY, plan(host, DEFAULT_POLICY))).toEqual([]);
});
