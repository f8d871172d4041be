/** The rate that would move a VM which no option converges. */
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps, megabytesPerSecond, mebibytes } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { buildAdapter, buildHost, buildNic, buildVm } from '../builders/host-builder.ts';

test('a VM that would converge from 1226.9992 Mbit/s on asks for 1227', () => {
  const policy = { ...DEFAULT_POLICY, hot_set: 0.1, blackout_s: 60, max_passes: 2 };
  // 0.1 × 2,199,023 Mbit, written at 400 Mbit/s, is left after two passes: √(400 × 219,902/60) Mbit/s over 4034/4088 of a frame.
  const host = buildHost({
    nics: [buildNic({ link: mbps(1000), mtu: 4074 })],
    adapters: [buildAdapter({ name: 'SMB', role: 'storage' })],
    vms: [buildVm({ memory: mebibytes(262_144), dirtyRate: megabytesPerSecond(50) })],
  });
  const plan = planHost(host, policy, createSolver({ second: null }), false);
  expect(plan.blockers.map(({ reason, required }) => [reason, required])).toEqual([['does-not-converge', 1227]]);
  expect(verifyPlan(host, policy, plan)).toEqual([]);
});
