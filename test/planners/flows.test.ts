/** Which VM adapters have a weight of their own where the policy leaves few vectors or none. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

const planOf = (vms: number, vnics: number, egress: number, policy: Partial<Policy>) => {
  const adapters = [
    buildAdapter({ egress: mbps(egress) }),
    ...Array.from({ length: vnics }, (_, index) => buildMigrationAdapter({ name: `LiveMigration${index}` })),
  ];
  const list = Array.from({ length: vms }, (_, index) =>
    buildVm({ name: `vm${100 + index}`, tier: 1, migratable: false, adapters: [buildVmAdapter({ egress: mbps(100) })] }),
  );
  return planHost(buildHost({ adapters, vms: list }), { ...DEFAULT_POLICY, ...policy }, createSolver({ second: null }), false);
};

type Planned = ReturnType<typeof planOf>;
const explicitOf = ({ switches }: Planned): number =>
  switches.flatMap(({ flows }) => flows).filter(({ vm, weight }) => vm !== null && weight !== null).length;
const misfitOf = ({ findings }: Planned) => findings.find(({ code }) => code === 'weights-do-not-fit');

describe('VM adapters with a weight of their own', () => {
  it('are there where the switch has no weights without them: three vNICs of at most 3 and two flows of at most 21 make 51', () => {
    const plan = planOf(4, 3, 9000, { max_weight_ratio: 7.3, live_migration_max_share: 0.1 });
    expect(misfitOf(plan)).toBeUndefined();
    expect(explicitOf(plan)).toBe(4);
  });

  it('are as many as leave the host what it has with the fewest: equal weights are those of 4, 5, 10 or 20 flows', () => {
    // Management, migration and the default flow make three. 3,900 Mbit/s are 19.8 %, which a fifth still serves.
    expect(explicitOf(planOf(19, 1, 3900, { max_weight_ratio: 1 }))).toBe(2);
    expect(explicitOf(planOf(19, 1, 4000, { max_weight_ratio: 1 }))).toBe(1);
    expect(explicitOf(planOf(19, 1, 900, { max_weight_ratio: 1 }))).toBe(17);
    expect(explicitOf(planOf(16, 1, 900, { max_weight_ratio: 1 }))).toBe(7);
  });
});

describe('a switch without weights', () => {
  it('names the ratio and the share of migration where it is not the least weights that do not fit', () => {
    const plan = planOf(0, 3, 100, { max_weight_ratio: 7.3, live_migration_max_share: 0.1 });
    const misfit = misfitOf(plan);
    expect(misfit?.values).toEqual({ lower: 9, flows: 5, ratio: 7.3, migration: 10 });
  });

  it('is none where the floors that have room leave no vector, though more of them would: equal weights of 3 flows are no whole ones', () => {
    const vms = [1, 2, 3].map((index) => buildVm({ name: `vm${index}`, adapters: [buildVmAdapter({ floor: mbps(10) })] }));
    const host = buildHost({ adapters: [buildAdapter()], vms });
    const policy = { ...DEFAULT_POLICY, max_weight_ratio: 1, max_explicit_flows: 1 };
    const plan = planHost(host, policy, createSolver({ second: null }), false);
    expect(misfitOf(plan)).toBeDefined();
    expect(verifyPlan(host, policy, plan)).toEqual([]);
  });
});
