import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { Level } from '../../src/model/levels.ts';
import type { FlowPlan, HostPlan, MigrationPlan, SwitchPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/model/policy.ts';
import { bitsPerSecond, bytesPerSecond, cores, mbps, minutes, seconds } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { buildAdapter } from '../builders/host-builder.ts';
import {
  CAP,
  drainOneByOne,
  handFlows,
  handHost,
  handMigration,
  handOffloads,
  handPlan,
  handSwitch,
  handThumbs,
  PORT,
  REQUIRED,
  TOTAL,
} from './hand-plan.ts';

const brokenRules = (plan: HostPlan, host: Host = handHost(), policy: Policy = DEFAULT_POLICY): readonly string[] => [
  ...new Set(verifyPlan(host, policy, plan).map(({ rule }) => rule)),
];

const withSwitch = (overrides: Partial<SwitchPlan>): HostPlan => handPlan({ switches: [handSwitch(overrides)] });
const withMigration = (overrides: Partial<MigrationPlan>): HostPlan =>
  handPlan({ migration: { kind: 'chosen', value: handMigration(overrides), proof: 'optimal' } });
const withLevel = (level: Level, attainment: number, worstFlow: string | null): HostPlan =>
  withSwitch({
    levels: handSwitch().levels.map((one) => (one.level === level ? { ...one, attainment, worstFlow } : one)),
  });
const withFlow = (index: number, overrides: Partial<FlowPlan>): HostPlan =>
  withSwitch({ flows: handSwitch().flows.map((flow, at) => (at === index ? { ...flow, ...overrides } : flow)) });
const withOption = (option: Partial<MigrationPlan['option']>): HostPlan =>
  withMigration({ option: { ...handMigration().option, ...option } });
const withThumb = (index: number, overrides: Partial<ReturnType<typeof handThumbs>[number]>): HostPlan =>
  handPlan({ rulesOfThumb: handThumbs().map((row, at) => (at === index ? { ...row, ...overrides } : row)) });
const withLimits = (limits: Partial<HostPlan['limits']>): HostPlan => handPlan({ limits: { ...handPlan().limits, ...limits } });
const withBlocker = (overrides: Partial<HostPlan['blockers'][number]>): HostPlan =>
  handPlan({ blockers: handPlan().blockers.map((blocker) => ({ ...blocker, ...overrides })) });
const withWeights = (management: number, migration: number, vm01: number, rest: number): HostPlan => {
  const guaranteed = (TOTAL * migration) / 100;
  const plan = withMigration({ guaranteed: mbps(guaranteed), drainGuaranteed: seconds(drainOneByOne(guaranteed)) });
  const flows = handFlows({ management, migration, vm01, rest });
  const weights = {
    kind: 'chosen',
    value: { sum: 100, defaultFlowWeight: rest, kept: false, smallestWeight: 1 },
    proof: 'optimal',
  } as const;
  return { ...plan, switches: [handSwitch({ flows, weights })] };
};
const [firstFlow] = handSwitch().flows;
const [firstBlocker] = handPlan().blockers;

test('a plan worked out by hand stands', () => {
  expect(verifyPlan(handHost(), DEFAULT_POLICY, handPlan())).toEqual([]);
});

test('the flows of a switch are accepted in any order', () => {
  expect(verifyPlan(handHost(), DEFAULT_POLICY, withSwitch({ flows: handSwitch().flows.toReversed() }))).toEqual([]);
});

/** One wrong figure each, and the one rule it breaks. */
const MUTATIONS: readonly (readonly [rule: string, fact: string, plan: HostPlan])[] = [
  ['capacity', 'wire bytes are not frame bytes', withSwitch({ capacity: mbps(20_000) })],
  ['capacity-after-loss', 'the loss of one of two ports halves the capacity', withSwitch({ capacityAfterLoss: mbps(TOTAL) })],
  ['worst-loss', 'a loss that counts is named', withSwitch({ worstLoss: null })],
  ['worst-loss', 'a group of all uplinks is left out', withSwitch({ worstLoss: { kind: 'device', name: 'card', nics: ['NIC1', 'NIC2'] } })],
  ['uplinks-listed', 'both uplinks are named', withSwitch({ uplinks: ['NIC1'] })],
  ['nics-listed', 'every port is in the plan', handPlan({ nics: handPlan().nics.slice(1) })],
  ['nic-facts', 'the MTU is that of the port', handPlan({ nics: handPlan().nics.map((nic) => ({ ...nic, mtu: 9000 })) })],
  ['pooled-flow-weight', 'nor a guaranteed rate', withFlow(3, { guaranteed: mbps(1) })],
  ['level-binding', 'nothing binds a level that is attained', withBinding()],
  ['worst-loss', 'a port is lost by its name', withSwitch({ worstLoss: { kind: 'port', name: 'NIC9', nics: ['NIC1'] } })],
  ['nic-capacity', 'a port carries frames', handPlan({ nics: handPlan().nics.map((nic) => ({ ...nic, capacity: mbps(10_000) })) })],
  ['flow-missing', 'no adapter is forgotten', withSwitch({ flows: handSwitch().flows.filter((_, index) => index !== 3) })],
  [
    'flow-listed-twice',
    'no adapter counts twice',
    withSwitch({ flows: firstFlow === undefined ? [] : [...handSwitch().flows, firstFlow] }),
  ],
  ['flow-facts', 'egress is that of the inventory', withFlow(3, { egress: mbps(99) })],
  ['flow-path', 'a host vNIC sends through the switch', withFlow(0, { path: 'vf' })],
  ['pooled-flow-weight', 'an adapter of the default flow has no weight of its own', withFlow(3, { weight: 1 })],
  ['weights-sum-100', 'weights of 99 in all', withWeights(20, 20, 10, 49)],
  ['weight-below-minimum', 'management has at least 5', withWeights(4, 20, 10, 66)],
  ['weight-integer', 'half a weight', withWeights(19.5, 20, 10, 50.5)],
  ['weight-ratio', '21 to 1', withWeights(68, 19, 10, 3)],
  ['live-migration-share', 'more than 40 for migrations', withWeights(19, 41, 10, 30)],
  ['weights-not-optimal', 'the floor of vm01 needs 10, and 9 is given while 21 lie idle', withAttainment(20, 20, 9, 51)],
  [
    'default-flow-weight',
    'the weight of the default flow is told twice alike',
    withSwitch({ weights: chosenWeights({ defaultFlowWeight: 49 }) }),
  ],
  ['weights-sum', 'the sum is that of the weights', withSwitch({ weights: chosenWeights({ sum: 101 }) })],
  [
    'smallest-weight',
    'the smallest weight allowed is not above the smallest given',
    withSwitch({ weights: chosenWeights({ smallestWeight: 11 }) }),
  ],
  ['guaranteed-rate', 'guaranteed is share of capacity', withFlow(0, { guaranteed: mbps(4000) })],
  ['guaranteed-after-loss', 'after a loss less is guaranteed', withFlow(0, { guaranteedAfterLoss: mbps(TOTAL * 0.2) })],
  ['guaranteed-worst-pinning', 'pinned flows share a port', withFlow(0, { guaranteedWorstPinning: mbps(TOTAL * 0.2) })],
  ['flow-attainment', 'a flow that has its target attains it', withFlow(0, { attainment: 0.9 })],
  ['level-attainment', 'an attained level is told as attained', withLevelOnly('vm-demand-3', 0.9)],
  ['worst-flow', 'nothing holds an attained level back', withLevel('host-demand', 1, 'Management')],
  ['levels-listed', 'nine levels', withSwitch({ levels: handSwitch().levels.slice(1) })],
  [
    'layer',
    'without IOV and DCB weights rule',
    withSwitch({ layer: 'none', weights: { kind: 'not-applicable', because: 'iov' }, flows: blankFlows(), levels: [] }),
  ],
  ['path-rate', 'one vNIC sends on one port', withMigration({ pathRate: mbps(TOTAL) })],
  ['transport', 'no RDMA, no SMB Direct', withOption({ transport: 'smb-direct' })],
  ['live-migrations', 'no more at once than there are VMs', withOption({ liveMigrations: 3 })],
  ['storage-migrations', 'at most four copies', withOption({ storageMigrations: 5 })],
  ['required-rate-too-low', '79 Mbit/s miss the window', withRequired(79)],
  ['required-rate-not-least', '80 Mbit/s do', withRequired(81)],
  ['required-rate', 'a whole rate', withRequired(80.5)],
  ['required-rate', 'a window that is met is met at a rate', withRequired(null)],
  ['drain-time', 'the time is that of the rate', withMigration({ drainGuaranteed: seconds(40) })],
  [
    'migration-guaranteed',
    'guaranteed is the share of the vNICs',
    withMigration({ guaranteed: mbps(3000), drainGuaranteed: seconds(drainOneByOne(3000)) }),
  ],
  ['cpu', 'SMB takes a core for 5 Gbit/s', withMigration({ cpu: cores(1) })],
  ['cpu-head', 'half the host is in use', withMigration({ cpuHead: cores(12) })],
  ['other-floors', 'the floor of vm01 stands beside the cap', withMigration({ otherFloors: mbps(0) })],
  ['breaks-floor', 'cap and floor fill one port exactly', withOursBreaking()],
  ['kept-option', 'nothing is set today', withMigration({ kept: true })],
  ['migration-path', 'the path names its ports', withMigration({ path: { ...handMigration().path, nics: ['NIC1'] } })],
  ['smb-limit-live-migration', 'bytes, not bits', withLimits({ smbLiveMigration: bytesPerSecond(Math.floor(CAP * 1e6)) })],
  ['smb-limit-virtual-machine', 'no storage on this network', withLimits({ smbVirtualMachine: bytesPerSecond(2_000_000) })],
  ['smb-limit-default', 'no storage on this network', withLimits({ smbDefault: bytesPerSecond(2_000_000) })],
  ['maximum-bandwidth', 'SMB is limited by its own limit', withLimits({ maximumBandwidth: bitsPerSecond(8_000_000) })],
  ['drain-vms', 'two VMs move', handPlan({ drainVms: 3 })],
  ['drain-window', '30 minutes unless stated', handPlan({ drainWindow: minutes(20) })],
  ['blocker-missing', 'vm03 is off', handPlan({ blockers: [] })],
  ['blocker-reason', 'vm03 could move if it ran', withBlocker({ reason: 'not-migratable' })],
  ['blocker-facts', 'vm03 writes 7 MB/s', withBlocker({ dirtyRate: 8 as never })],
  ['blocker-listed-twice', 'one row a VM', handPlan({ blockers: firstBlocker === undefined ? [] : [firstBlocker, firstBlocker] })],
  ['blocker-unknown', 'vm04 is not here', handPlan({ blockers: [...handPlan().blockers, ...withBlocker({ vm: 'vm04' }).blockers] })],
  ['rules-of-thumb-listed', 'seven rules and ours', handPlan({ rulesOfThumb: handThumbs().slice(1) })],
  ['rule-of-thumb', 'our row is that of the plan', withThumb(0, { cap: mbps(CAP - 1) })],
  ['rule-of-thumb', 'the lab rule moves four', withThumb(3, { liveMigrations: 2 })],
  ['rule-of-thumb-drain', 'the cluster factor takes its time', withThumb(1, { drain: seconds(1) })],
  ['rule-of-thumb-floor', 'an open line breaks the floor', withThumb(5, { breaksFloor: false })],
  ['status', 'all levels attained is ok', handPlan({ status: 'pressed' })],
  ['first-short', 'nothing is short', handPlan({ firstShort: { level: 'drain', attainment: 0.5 } })],
  ['migration-missing', 'VMs are to move', withoutMigration()],
  ['switches-listed', 'one switch, twice', handPlan({ switches: [handSwitch(), handSwitch()] })],
];

/** Attainments that fit the weights, so that only the choice of the weights is wrong. */
function withAttainment(management: number, migration: number, vm01: number, rest: number): HostPlan {
  const plan = withWeights(management, migration, vm01, rest);
  const [one] = plan.switches;
  const flows = (one?.flows ?? []).map((flow) => (flow.vm === 'vm01' ? { ...flow, attainment: vm01 / 10 } : flow));
  const levels = handSwitch().levels.map((level) =>
    level.level === 'vm-floors-1'
      ? { ...level, attainment: vm01 / 10, worstFlow: 'vm01/Network Adapter', binding: 'uplink-capacity' as const }
      : level,
  );
  const firstShort = { level: 'vm-floors-1', attainment: vm01 / 10 } as const;
  return { ...plan, status: 'short', firstShort, switches: one === undefined ? [] : [{ ...one, flows, levels }] };
}

function withBinding(): HostPlan {
  return withSwitch({ levels: handSwitch().levels.map((one) => (one.level === 'drain' ? { ...one, binding: 'drain-window' } : one)) });
}

function chosenWeights(overrides: object): SwitchPlan['weights'] {
  return { kind: 'chosen', value: { sum: 100, defaultFlowWeight: 50, kept: false, smallestWeight: 3, ...overrides }, proof: 'optimal' };
}

function withLevelOnly(level: Level, attainment: number): HostPlan {
  return { ...withLevel(level, attainment, '(default flow)'), status: 'pressed', firstShort: { level, attainment } };
}

function blankFlows(): readonly FlowPlan[] {
  return handSwitch()
    .flows.filter((flow) => flow.adapter !== '(default flow)')
    .map((flow) => ({
      ...flow,
      weight: null,
      guaranteed: null,
      guaranteedAfterLoss: null,
      guaranteedWorstPinning: null,
      attainment: null,
    }));
}

function withRequired(required: number | null): HostPlan {
  const plan = withMigration({ required: required === null ? null : mbps(required), cpu: cores((required ?? REQUIRED) / 5000) });
  return { ...plan, offloads: handOffloads(required ?? 0) };
}

function withOursBreaking(): HostPlan {
  const plan = withMigration({ breaksFloor: true });
  return { ...plan, rulesOfThumb: handThumbs().map((row) => (row.rule === 'converge' ? { ...row, breaksFloor: true } : row)) };
}

function withoutMigration(): HostPlan {
  const limits = { smbLiveMigration: null, smbVirtualMachine: null, smbDefault: null, maximumBandwidth: null };
  const migration = { kind: 'not-applicable', because: 'nothing-to-drain' } as const;
  return handPlan({ migration, limits, rulesOfThumb: [], offloads: handOffloads(0) });
}

/** Symptoms that a wrong figure cannot avoid: what else must go wrong with it. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  'without IOV and DCB weights rule': ['migration-guaranteed', 'drain-time'],
  'no RDMA, no SMB Direct': ['cpu', 'drain-time'],
  'one vNIC sends on one port': ['rule-of-thumb-drain'],
  'no more at once than there are VMs': ['drain-time', 'rule-of-thumb'],
};

describe('one wrong figure breaks one rule', () => {
  test.each(MUTATIONS)('%s: %s', (rule, fact, plan) => {
    const rules = brokenRules(plan);
    const companions = COMPANIONS[fact] ?? [];
    expect(rules).toContain(rule);
    expect(rules.filter((one) => !companions.includes(one))).toEqual([rule]);
  });
});

test('a cap beyond what the floors leave is refused', () => {
  const plan = withMigration({ cap: mbps(PORT), drainAtCap: seconds(drainOneByOne(PORT)), breaksFloor: true });
  expect(brokenRules(plan)).toContain('cap');
});

test('a cap above what the path carries breaks the order', () => {
  expect(brokenRules(withMigration({ cap: mbps(PORT + 100) }))).toContain('cap-order');
});

test('a host vNIC under a switch without a row for the default flow is noticed', () => {
  expect(brokenRules(withSwitch({ flows: handSwitch().flows.slice(0, 4) }))).toContain('default-flow-missing');
});

test('a direct adapter that the plan forgets is noticed', () => {
  const host = handHost({
    adapters: [...handHost().adapters, buildAdapter({ name: 'Direct', switch: null, nic: 'NIC1', role: 'backup' })],
  });
  expect(brokenRules(handPlan(), host)).toContain('flow-missing');
});

test('a window said to be missed that the weights meet is noticed', () => {
  const plan = withMigration({ windowMet: false, required: null });
  expect(brokenRules({ ...plan, status: 'short', firstShort: { level: 'drain', attainment: 1 } })).toContain('window-met-after-all');
});

/** Blank where a noun is absent: no figure ever stands there. */
const ABSENT_NOUNS = ['ets', 'uniformity', 'layoutAdvice'];

/** Puts an odd figure in place of any one leaf of a plan, or bends a name. */
const odd = (plan: unknown, path: readonly number[], value: unknown): unknown => {
  if (typeof plan === 'string') return `${plan}?`;
  if (plan === null || typeof plan === 'number') return value;
  if (typeof plan !== 'object') return plan;
  const keys = Object.keys(plan);
  const key = keys[(path[0] ?? 0) % Math.max(1, keys.length)];
  if (key === undefined || ABSENT_NOUNS.includes(key)) return plan;
  const inner = odd((plan as Record<string, unknown>)[key], path.slice(1), value);
  return Array.isArray(plan) ? plan.map((one: unknown, index) => (String(index) === key ? inner : one)) : { ...plan, [key]: inner };
};

test('odd figures are judged, never thrown at', () => {
  const value = fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 0, 0.5, 1e300);
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 8, maxLength: 8 }), value, (path, figure) => {
      const plan = odd(handPlan(), path, figure) as HostPlan;
      expect(Array.isArray(verifyPlan(handHost(), DEFAULT_POLICY, plan))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
