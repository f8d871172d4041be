/** The plan worked out by hand, held against hosts and policies that it does not fit. */
import { expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { FlowPlan, HostPlan, MigrationPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { cores, mbps, megabytesPerSecond, minutes, seconds } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { buildAdapter, buildMigrationAdapter, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';
import { drainOneByOne, FLOOR, handHost, handMigration, handPlan, handSwitch, REQUIRED } from './hand-plan.ts';

const rulesBroken = (host: Host, plan: HostPlan = handPlan(), policy: Policy = DEFAULT_POLICY): readonly string[] => [
  ...new Set(verifyPlan(host, policy, plan).map(({ rule }) => rule)),
];
const planWith = (overrides: Partial<MigrationPlan>): HostPlan =>
  handPlan({ migration: { kind: 'chosen', value: handMigration(overrides), proof: 'optimal' } });
const [vm01, vm02, vm03] = handHost().vms;
const withVms = (...vms: readonly (Host['vms'][number] | undefined)[]): Host => handHost({ vms: vms.filter((vm) => vm !== undefined) });

const hostWithWeights = (management: number, rest: number | null): Host =>
  handHost({
    switches: [buildSwitch({ defaultFlowWeight: rest })],
    adapters: [buildAdapter({ egress: mbps(100), weight: management }), buildMigrationAdapter({ weight: 20 })],
    vms: [
      buildVm({
        name: 'vm01',
        tier: 1,
        dirtyRate: megabytesPerSecond(0),
        adapters: [buildVmAdapter({ egress: mbps(FLOOR), floor: mbps(FLOOR), weight: 10 })],
      }),
      ...handHost().vms.slice(1),
    ],
  });

const KEPT: Readonly<Record<string, number>> = { Management: 20, LiveMigration: 20, 'vm01/Network Adapter': 10 };
const weightKept = (flow: FlowPlan): number | null => KEPT[flow.vm === null ? flow.adapter : `${flow.vm}/${flow.adapter}`] ?? null;
const keptPlan = (): HostPlan =>
  handPlan({
    switches: [
      handSwitch({
        flows: handSwitch().flows.map((flow) => ({ ...flow, weightNow: weightKept(flow) })),
        weights: { kind: 'chosen', value: { sum: 100, defaultFlowWeight: 50, kept: true, smallestWeight: null }, proof: 'optimal' },
      }),
    ],
  });

test("today's weights that serve as well as any may stay", () => {
  expect(rulesBroken(hostWithWeights(20, 50), keptPlan())).toEqual([]);
});

test('weights that are not those of today cannot be kept', () => {
  expect(rulesBroken(hostWithWeights(19, 51), keptPlan())).toContain('weights-kept');
});

test('a blank default flow weight counts as 1', () => {
  expect(rulesBroken(hostWithWeights(20, null), keptPlan())).toEqual(expect.arrayContaining(['weights-kept', 'weights-sum']));
});

test('weights cannot be kept on a switch that has none', () => {
  const host = { ...hostWithWeights(20, 50), switches: [buildSwitch({ defaultFlowWeight: 50, bandwidthMode: 'none' })] };
  expect(rulesBroken(host, keptPlan())).toEqual(['weights-kept']);
});

test('an adapter with a floor is given a weight', () => {
  const floored = buildVm({ name: 'vm02', dirtyRate: megabytesPerSecond(0), adapters: [buildVmAdapter({ floor: mbps(50) })] });
  expect(rulesBroken(withVms(vm01, floored, vm03))).toContain('explicit-flow-missing');
});

test('a tier-3 adapter without floor is not given one', () => {
  const plain = buildVm({ name: 'vm01', dirtyRate: megabytesPerSecond(0), adapters: [buildVmAdapter({ egress: mbps(FLOOR) })] });
  expect(rulesBroken(withVms(plain, vm02, vm03))).toContain('explicit-flow-order');
});

test('no more adapters have a weight than the policy allows', () => {
  expect(rulesBroken(handHost(), handPlan(), { ...DEFAULT_POLICY, max_explicit_flows: 0 })).toEqual(['explicit-flow-limit']);
});

test('a host without VMs to move needs no migration', () => {
  const stay = [vm01, vm02].map((vm) => (vm === undefined ? vm : { ...vm, priority: 0 }));
  expect(rulesBroken(withVms(...stay, vm03))).toContain('migration-unexpected');
});

test('legal weights that exist are used', () => {
  const plan = handPlan({ switches: [handSwitch({ weights: { kind: 'infeasible', conflict: [] }, flows: [], levels: [] })] });
  expect(rulesBroken(handHost(), plan)).toContain('weights-missing');
});

test('nothing is guaranteed without weights', () => {
  const plan = handPlan({ switches: [handSwitch({ weights: { kind: 'not-applicable', because: 'iov' }, layer: 'none' })] });
  const host = handHost({ switches: [buildSwitch({ iovEnabled: true })] });
  const rules = rulesBroken(host, plan);
  expect(rules).toContain('guarantee-without-weights');
  expect(rules).not.toContain('layer');
});

test('weights do not rule on a switch for SR-IOV', () => {
  expect(rulesBroken(handHost({ switches: [buildSwitch({ iovEnabled: true })] }))).toEqual(['layer']);
});

test('copies that the storage cannot feed do not fit', () => {
  const plan = planWith({ option: { ...handMigration().option, storageMigrations: 2 } });
  expect(rulesBroken(handHost({ storageThroughput: megabytesPerSecond(300) }), plan)).toEqual(['storage-row']);
  expect(rulesBroken(handHost({ storageThroughput: megabytesPerSecond(400) }), plan)).toEqual([]);
});

test('a VM that nothing converges is named', () => {
  const busy = buildVm({ name: 'vm02', dirtyRate: megabytesPerSecond(5000) });
  expect(rulesBroken(withVms(vm01, busy, vm03))).toContain('blocker-missing');
});

test('a VM that converges is not called hopeless', () => {
  const [blocker] = handPlan().blockers;
  const blockers = blocker === undefined ? [] : [blocker, { ...blocker, vm: 'vm02', reason: 'does-not-converge' as const }];
  expect(rulesBroken(handHost(), handPlan({ blockers }))).toEqual(['blocker-reason']);
});

test('more cores than there is head room for are refused', () => {
  expect(rulesBroken(handHost(), planWith({ cpu: cores(13) }))).toEqual(['cpu', 'cpu-headroom']);
});

test('a rate that is required is guaranteed', () => {
  expect(rulesBroken(handHost(), planWith({ required: mbps(5000), cpu: cores(1) }))).toContain('guaranteed-below-required');
});

test('a cap below the guaranteed rate is refused', () => {
  const rules = rulesBroken(handHost(), planWith({ cap: mbps(3000), drainAtCap: seconds(drainOneByOne(3000)) }));
  expect(rules).toEqual(expect.arrayContaining(['cap', 'cap-order', 'drain-time-order']));
});

test('a window of half a minute is not met in 43 seconds', () => {
  const plan = { ...planWith({ window: seconds(30) }), drainWindow: minutes(0.5) };
  const rules = rulesBroken(handHost({ drainWindow: minutes(0.5) }), plan);
  expect(rules).toEqual(expect.arrayContaining(['required-rate-too-low', 'window', 'level-attainment']));
});

test('ports on one card lose both with it: nothing is left to survive', () => {
  const host = handHost({ nics: handHost().nics.map((nic) => ({ ...nic, device: 'card' })) });
  expect(rulesBroken(host)).toEqual([]);
  const alone = handHost({ nics: handHost().nics.slice(1) });
  expect(rulesBroken(alone)).toEqual(expect.arrayContaining(['capacity', 'uplinks-listed', 'nics-listed', 'worst-loss']));
});

test('without failures to survive the whole capacity stays', () => {
  const rules = rulesBroken(handHost(), handPlan(), { ...DEFAULT_POLICY, survive_failure: false });
  expect(rules).toEqual(expect.arrayContaining(['capacity-after-loss', 'worst-loss', 'guaranteed-after-loss', 'cap']));
});

test('the required rate is the same whatever the case of the names', () => {
  const host = handHost({ nics: handHost().nics.map((nic) => ({ ...nic, switch: 'CONVERGED' })) });
  expect(REQUIRED).toBe(80);
  expect(rulesBroken(host)).toEqual([]);
});
