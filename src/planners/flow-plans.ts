/** Rows of flows: what each adapter is guaranteed, whole, after a loss and in the worst pinning. */
import type { Finding } from '../model/finding.ts';
import type { Adapter, Host, Tier } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { FlowPath, FlowPlan } from '../model/plan.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import { isBelow } from '../units/rounding.ts';
import type { SwitchCapacity } from './capacity.ts';
import type { AdapterFlow, DefaultFlow, Flow } from './flows.ts';
import { classOfRole } from './ets-traffic.ts';
import type { EtsSwitch } from './plan-ets.ts';
import { flowAttainment } from './apportion.ts';
import { DEFAULT_FLOW_LABEL, type WeightedSwitch } from './plan-weights.ts';
import type { SwitchCase } from './switch-case.ts';
import { largestTargets } from './weights.ts';

/** Every adapter of the switch once, and the default flow where weights are planned. */
export const flowPlansOf = (of: SwitchCase, weighted: WeightedSwitch | null): FlowPlan[] => {
  const plans: FlowPlan[] = [];
  if (weighted === null) {
    for (const { adapter, tier } of of.traffic.hostFlows) plans.push(unguaranteed(adapter, tier, 'switch'));
    for (const { adapter, tier } of of.traffic.vmFlows) plans.push(unguaranteed(adapter, tier, 'switch'));
    return plans;
  }
  const wanted = largestTargets(weighted.problem);
  for (const [index, flow] of weighted.flows.entries()) {
    const shares = sharesOf(of, weighted, flow, index, wanted[index] as number);
    if (flow.kind !== 'default') plans.push(explicitPlan(flow, shares));
    else {
      plans.push(defaultFlowPlan(of, flow, shares));
      for (const { adapter, tier } of flow.members) plans.push(unguaranteed(adapter, tier, 'default-flow'));
    }
  }
  return plans;
};

/** Every adapter of a switch under DCB with the class it sends in; rates are promised to the class, not to an adapter. */
export const classFlowPlans = (of: SwitchCase, { plan, migrating }: EtsSwitch): FlowPlan[] => {
  const percents = { cluster: plan.cluster, 'smb-direct': plan.smbDirect, default: plan.defaultClass };
  return [...of.traffic.hostFlows, ...of.traffic.vmFlows].map(({ adapter, tier }) => {
    const name = adapter.vm === null ? classOfRole(adapter.role, migrating) : 'default';
    return { ...unguaranteed(adapter, tier, name === 'smb-direct' ? 'rdma' : 'switch'), etsPercent: percents[name] };
  });
};

export const unguaranteed = (adapter: Adapter, tier: Tier | null, path: FlowPath): FlowPlan => ({
  vm: adapter.vm,
  adapter: adapter.name,
  role: adapter.role,
  tier,
  path,
  nic: adapter.nic,
  egress: adapter.egress,
  floor: adapter.floor,
  weightNow: adapter.weight,
  weight: null,
  etsPercent: null,
  guaranteed: null,
  guaranteedAfterLoss: null,
  guaranteedWorstPinning: null,
  attainment: null,
});

interface Shares {
  readonly weight: number;
  readonly guaranteed: Mbps;
  readonly guaranteedAfterLoss: Mbps;
  readonly guaranteedWorstPinning: Mbps;
  readonly attainment: number;
}

const explicitPlan = ({ adapter, tier }: AdapterFlow, shares: Shares): FlowPlan => ({
  vm: adapter.vm,
  adapter: adapter.name,
  role: adapter.role,
  tier,
  path: 'switch',
  nic: adapter.nic,
  egress: adapter.egress,
  floor: adapter.floor,
  weightNow: adapter.weight,
  weight: shares.weight,
  etsPercent: null,
  guaranteed: shares.guaranteed,
  guaranteedAfterLoss: shares.guaranteedAfterLoss,
  guaranteedWorstPinning: shares.guaranteedWorstPinning,
  attainment: shares.attainment,
});

const defaultFlowPlan = (of: SwitchCase, flow: DefaultFlow, shares: Shares): FlowPlan => ({
  vm: null,
  adapter: DEFAULT_FLOW_LABEL,
  role: null,
  tier: null,
  path: 'default-flow',
  nic: null,
  egress: flow.demand,
  floor: mbps(0),
  weightNow: of.virtualSwitch.defaultFlowWeight,
  weight: shares.weight,
  etsPercent: null,
  guaranteed: shares.guaranteed,
  guaranteedAfterLoss: shares.guaranteedAfterLoss,
  guaranteedWorstPinning: shares.guaranteedWorstPinning,
  attainment: shares.attainment,
});

/** @param wanted the largest share that a level wants for the flow */
const sharesOf = (of: SwitchCase, weighted: WeightedSwitch, flow: Flow, index: number, wanted: number): Shares => {
  const share = (weighted.shares[index] as number) / 100;
  const rates = ratesOf(of.capacity, share, flow.kind !== 'default');
  return {
    weight: weighted.weights[index] as number,
    guaranteed: rates.whole,
    guaranteedAfterLoss: rates.afterLoss,
    guaranteedWorstPinning: of.virtualSwitch.loadBalancing === 'hyper-v-port' ? mbps(of.capacity.slowestMember * share) : rates.afterLoss,
    attainment: flowAttainment(weighted.shares[index] as number, wanted),
  };
};

const ratesOf = (capacity: SwitchCapacity, share: number, isPinned: boolean): { whole: Mbps; afterLoss: Mbps } => {
  const most = isPinned ? capacity.ceiling : Number.POSITIVE_INFINITY;
  return { whole: mbps(Math.min(capacity.total * share, most)), afterLoss: mbps(Math.min(capacity.afterLoss * share, most)) };
};

/** Adapters of the host that use a NIC without a switch. */
export const directFlowPlans = (host: Host): FlowPlan[] =>
  host.adapters.filter((adapter) => adapter.switch === null).map((adapter) => unguaranteed(adapter, null, 'direct'));

/** Floors that hold on average over the team but not on every member. */
export const pinningFindings = (of: SwitchCase, flows: readonly FlowPlan[]): Finding[] => {
  if (of.virtualSwitch.loadBalancing !== 'hyper-v-port' || of.virtualSwitch.teaming === 'none') return [];
  return flows.flatMap((flow): Finding[] => {
    const worst = flow.guaranteedWorstPinning;
    if (worst === null || flow.floor <= 0 || !isBelow(worst, flow.floor)) return [];
    const subject = adapterLabel(flow.vm, flow.adapter);
    return [{ code: 'floor-worst-pinning', severity: 'warning', subject, values: { floor: flow.floor, worst } }];
  });
};
