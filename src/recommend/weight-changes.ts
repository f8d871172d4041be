/** Weights of the adapters of a switch and of its default flow, and the recreation of a switch that takes none. */
import type { Host, VirtualSwitch } from '../model/host.ts';
import { adapterLabel, nameKey } from '../model/name.ts';
import type { Change } from '../model/outcome.ts';
import type { FlowPlan, SwitchPlan } from '../model/plan.ts';
import { type DraftChange, differs, type Step, textOf } from './draft-change.ts';
import { flowGainsOf, gainOfSwitch } from './level-gain.ts';

/** Changes that give a switch its planned weights; none where today's weights stay, or where no weights rule it. */
export const weightChanges = (host: Host, plan: SwitchPlan): readonly DraftChange[] => {
  const today = host.switches.find((each) => nameKey(each.name) === nameKey(plan.switch));
  if (today === undefined || plan.layer !== 'weights' || plan.weights.kind !== 'chosen' || plan.weights.value.kept) return [];
  const recreated = today.bandwidthMode !== 'weight';
  // Network ATC owns its switches and builds them itself.
  if (recreated && host.managedBy === 'network-atc') return [];
  const layer: Change['layer'] = host.managedBy === 'network-atc' ? 'network-atc' : 'host';
  const drafts: DraftChange[] = recreated ? [recreation(today, plan, layer)] : [];
  const gainOf = flowGainsOf(plan);
  for (const flow of plan.flows) {
    const change = flowChange(flow, gainOf, recreated, layer);
    if (change !== null) drafts.push(change);
  }
  drafts.push(...defaultFlowChange(today, plan, plan.weights.value.defaultFlowWeight, recreated, layer));
  return drafts;
};

const recreation = (today: VirtualSwitch, plan: SwitchPlan, layer: Change['layer']): DraftChange => ({
  step: 'recreate-switch',
  setting: 'MinimumBandwidthMode',
  subject: today.name,
  target: { kind: 'switch', switch: today.name },
  now: today.bandwidthMode === 'none' ? 'None' : 'Absolute',
  proposed: 'Weight',
  travelsWithVm: false,
  gain:
    today.bandwidthMode === 'absolute'
      ? 'shares instead of reservations in bit/s, whose attainment today no inventory tells'
      : gainOfSwitch(plan),
  rule: 'bandwidth-mode-is-set-at-creation',
  layer,
});

const stepOf = (role: FlowPlan['role'], raised: boolean, recreated: boolean): Step => {
  switch (role) {
    case 'management':
      if (recreated) return 'management-weight-after-recreation';
      return raised ? 'raise-management-weight' : 'lower-management-weight';
    case 'cluster':
      if (recreated) return 'cluster-weight-after-recreation';
      return raised ? 'raise-cluster-weight' : 'lower-cluster-weight';
    default:
      if (recreated) return 'weight-after-recreation';
      return raised ? 'raise-weight' : 'lower-weight';
  }
};

const flowChange = (flow: FlowPlan, gainOf: (flow: FlowPlan) => string, recreated: boolean, layer: Change['layer']): DraftChange | null => {
  const leaves = flow.path === 'default-flow' && flow.vm !== null;
  // A host vNIC is created anew with its switch, so what it carries today is gone by then.
  const now = recreated && flow.vm === null ? null : flow.weightNow;
  if (leaves && (now === null || now === 0)) return null;
  const proposed = leaves ? 0 : flow.weight;
  if (proposed === null || flow.role === null || !differs(now, proposed)) return null;
  return {
    step: stepOf(flow.role, now === null || proposed > now, recreated),
    setting: 'MinimumBandwidthWeight',
    subject: adapterLabel(flow.vm, flow.adapter),
    target: flow.vm === null ? { kind: 'host-vnic', adapter: flow.adapter } : { kind: 'vm-adapter', vm: flow.vm, adapter: flow.adapter },
    now: textOf(now),
    proposed: String(proposed),
    travelsWithVm: flow.vm !== null,
    gain: gainOf(flow),
    rule: leaves ? 'default-flow-for-small-flows' : 'weight-by-level',
    layer,
  };
};

const defaultFlowChange = (
  today: VirtualSwitch,
  plan: SwitchPlan,
  proposed: number,
  recreated: boolean,
  layer: Change['layer'],
): DraftChange[] => {
  const now = recreated ? null : today.defaultFlowWeight;
  if (!differs(now, proposed)) return [];
  return [
    {
      step: stepOf(null, now === null || proposed > now, recreated),
      setting: 'DefaultFlowMinimumBandwidthWeight',
      subject: today.name,
      target: { kind: 'switch', switch: today.name },
      now: textOf(now),
      proposed: String(proposed),
      travelsWithVm: false,
      gain: gainOfSwitch(plan),
      rule: 'default-flow-weight',
      layer,
    },
  ];
};
