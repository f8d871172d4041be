import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { isSurvived } from '../../src/model/failure-study.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { travellingWeights } from '../../src/planners/after-move.ts';
import { hostLossOf } from '../../src/planners/lost-host.ts';
import { partLossOf, partsOf, policyAfterLoss, withoutPorts } from '../../src/planners/lost-part.ts';
import type { Taker } from '../../src/planners/placement-problem.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { gibibytes, mbps, mebibytes } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

const solvers = () => ({ small: createSolver({ second: null }), large: createSolver({ second: null }) });
const taker = (host: Host): Taker => ({ host, plan: planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false) });
const vm = (name: string, overrides: Parameters<typeof buildVm>[0] = {}) =>
  buildVm({ name, memory: mebibytes(8192), adapters: [buildVmAdapter({ egress: mbps(1000), ingress: mbps(1000) })], ...overrides });
const lose = (lost: Host, ...others: readonly Host[]) => hostLossOf(taker(lost), others.map(taker), DEFAULT_POLICY, solvers());

describe('a lost host', () => {
  const a = buildHost({ name: 'a', cluster: 'c', vms: [vm('a1', { tier: 1 }), vm('a2'), vm('a3')] });

  test('is taken over by memory: 20 GiB less the 4 that the host keeps hold two of three VMs, the one of tier 1 among them', () => {
    const b = buildHost({ name: 'b', cluster: 'c', memory: gibibytes(20) });
    const { plan } = lose(a, b);
    expect(plan.unplaced).toEqual([0, 0, 1]);
    expect(plan.proof).toBe('optimal');
    expect(plan.places.find(({ vm: name }) => name === 'a1')?.host).toBe('b');
    expect(plan.places.find(({ host }) => host === null)?.unplaced).toEqual({ lack: 'memory', host: 'b', switch: null, amount: 8192 });
    expect(plan.missing).toEqual({ lack: 'memory', host: 'b', switch: null, amount: 8192, stillUnplaced: 0 });
  });

  test('needs the uplinks after the loss of a port: 9844 Mbit/s less the 8000 in use hold one VM of 1000', () => {
    const b = buildHost({ name: 'b', cluster: 'c', vms: [vm('b1', { adapters: [buildVmAdapter({ egress: mbps(8000) })] })] });
    const { plan } = lose(a, b);
    expect(plan.placed).toEqual([1, 0, 0]);
    expect(plan.missing?.lack).toBe('egress');
    expect(plan.missing?.amount).toBeCloseTo(2000 - 843.953, 3);
  });

  test('finds nobody where the switch has another name, and says which', () => {
    const b = buildHost({
      name: 'b',
      cluster: 'c',
      switches: [buildSwitch({ name: 'Other' })],
      nics: [buildNic({ switch: 'Other' })],
      adapters: [],
    });
    const { plan } = lose(a, b);
    expect(plan.unplaced).toEqual([1, 0, 2]);
    expect(plan.missing).toEqual({ lack: 'switch', host: null, switch: 'Converged', amount: null, stillUnplaced: 0 });
  });

  test('leaves with the weights that are set today where the plan keeps them, in the default flow too', () => {
    const weighted = (weight: number, floor: number) => [buildVmAdapter({ weight, floor: mbps(floor) })];
    const planned = (modest: number) => {
      const vms = [vm('gold', { adapters: weighted(30, 500) }), vm('modest', { tier: 3, adapters: weighted(modest, 0) })];
      return taker(
        buildHost({ name: 'a', switches: [buildSwitch({ defaultFlowWeight: 20 })], adapters: [buildAdapter({ weight: 5 })], vms }),
      );
    };
    const { plan } = planned(3);
    expect(plan.switches[0]?.weights).toMatchObject({ value: { kept: true, sum: 58 } });
    expect([...travellingWeights(plan)]).toEqual([
      ['gold\nNetwork Adapter', 30],
      ['modest\nNetwork Adapter', 3],
    ]);
    expect([...travellingWeights(planned(0).plan).keys()]).toEqual(['gold\nNetwork Adapter']);
  });

  test('brings back VMs that cannot migrate live, but none that is off or must not start by itself', () => {
    const lost = buildHost({
      name: 'a',
      cluster: 'c',
      vms: [vm('fixed', { migratable: false }), vm('low', { priority: 0 }), vm('off', { state: 'off' })],
    });
    const loss = lose(lost, buildHost({ name: 'b', cluster: 'c' }));
    expect(loss.plan.places.map(({ vm: name }) => name)).toEqual(['fixed']);
    expect(loss.leftOff).toBe(1);
    expect(isSurvived(loss)).toBe(true);
  });

  test('sends its weights along: the sum of the survivor grows by them, and a name that is taken there stays apart', () => {
    const withFloor = vm('same', { tier: 1, adapters: [buildVmAdapter({ egress: mbps(500), floor: mbps(400) })] });
    const lost = taker(buildHost({ name: 'a', cluster: 'c', vms: [withFloor] }));
    const survivor = taker(buildHost({ name: 'b', cluster: 'c', vms: [withFloor] }));
    const { matrix } = hostLossOf(lost, [survivor], DEFAULT_POLICY, solvers());
    const weight = lost.plan.switches[0]?.flows.find((flow) => flow.vm === 'same')?.weight ?? 0;
    expect(weight).toBeGreaterThan(0);
    expect(matrix).toHaveLength(1);
    expect(matrix[0]).toMatchObject({ survivor: 'b', vms: 1, weightsBefore: 100, weightsAfter: 100 + weight, egress: 1000 });
  });

  test('sends its virtual functions to a host that has fewer: one finds none and takes the synthetic path', () => {
    const iov = (name: string, functions: number, vms: Host['vms']): Host =>
      buildHost({
        name,
        cluster: 'c',
        switches: [buildSwitch({ iovEnabled: true, bandwidthMode: 'none' })],
        nics: [buildNic({ vfLimit: functions }), buildNic({ name: 'NIC2', vfLimit: 0 })],
        vms,
      });
    const fast = (name: string) => vm(name, { trusted: true, adapters: [buildVmAdapter({ egress: mbps(100), iov: true })] });
    const loss = lose(iov('a', 4, [fast('v1'), fast('v2')]), iov('b', 1, []));
    expect(loss.plan.unplaced).toEqual([0, 0, 0]);
    expect(loss.fallen).toBe(1);
    expect(loss.matrix[0]).toMatchObject({ functionsWanted: 2, functionsAssigned: 1 });
    const strict = { ...DEFAULT_POLICY, failover_needs_functions: true };
    const hard = hostLossOf(taker(iov('a', 4, [fast('v1'), fast('v2')])), [taker(iov('b', 1, []))], strict, solvers());
    expect(hard.plan.unplaced).toEqual([0, 0, 1]);
    expect(hard.plan.missing?.lack).toBe('functions');
  });
});

describe('a lost part', () => {
  const host = buildHost({
    nics: [buildNic({ device: 'card', fabric: 'tor-1' }), buildNic({ name: 'NIC2', device: 'card', fabric: 'tor-2' })],
    vms: [vm('v1', { tier: 1, adapters: [buildVmAdapter({ egress: mbps(2000), floor: mbps(1500) })] })],
  });
  const losePart = (name: string) => {
    const part = partsOf(host).find((each) => each.name === name);
    if (part === undefined) throw new RangeError(name);
    const rest = withoutPorts(host, part.nics);
    const reduced = planHost(rest, policyAfterLoss(DEFAULT_POLICY), createSolver({ second: null }), false);
    return partLossOf(taker(host), part, rest, reduced, DEFAULT_POLICY);
  };

  test('is each port, and a card or a top-of-rack switch only where it takes more than one', () => {
    expect(partsOf(host).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['port NIC1', 'port NIC2', 'device card']);
  });

  test('leaves the floors that were planned for one loss', () => {
    const loss = losePart('NIC1');
    expect(loss).toMatchObject({ kind: 'nic', cutOff: [0, 0, 0], brokenFloors: 0 });
    expect(loss.capacityLeft).toBeCloseTo(9843.953, 3);
    expect(isSurvived(loss)).toBe(true);
  });

  test('cuts everybody off where it takes every uplink', () => {
    const loss = losePart('card');
    expect(loss).toMatchObject({ kind: 'device', capacityLeft: 0, cutOff: [1, 0, 0], drainAtCap: null });
    expect(loss.broken).toMatchObject({ attainment: 0 });
    expect(isSurvived(loss)).toBe(false);
  });
});
