/** What is worth saying about one switch beside its plan. */
import type { Finding } from '../model/finding.ts';
import { adapterLabel } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { isBelow } from '../units/rounding.ts';
import { TOTAL_UNITS } from './apportion.ts';
import { type AdapterFlow, leastWeight } from './flows.ts';
import type { WeightedSwitch } from './plan-weights.ts';
import type { SwitchCase } from './switch-case.ts';

export const switchFindings = (of: SwitchCase, weighted: WeightedSwitch | null, policy: Policy): Finding[] => {
  const { virtualSwitch, capacity, layer } = of;
  const subject = virtualSwitch.name;
  if (capacity.uplinks.length === 0) return [{ code: 'switch-without-uplinks', severity: 'warning', subject, values: {} }];
  const findings: Finding[] = [...capacity.findings, ...ingressFindings(of)];
  if (layer.layer === 'ets') return findings;
  if (layer.layer === 'none') {
    findings.push({ code: 'layer-without-weights', severity: 'advice', subject, values: { layer: layer.layer } });
    return findings;
  }
  if (virtualSwitch.bandwidthMode !== 'weight') {
    findings.push({ code: 'switch-mode-not-weight', severity: 'warning', subject, values: { mode: virtualSwitch.bandwidthMode } });
  }
  for (const flow of of.selection?.floorsLeftOver ?? []) {
    const { adapter } = flow;
    findings.push({
      code: 'floor-without-weight',
      severity: 'warning',
      subject: adapterLabel(adapter.vm, adapter.name),
      values: { floor: adapter.floor },
    });
  }
  if (weighted === null) findings.push(withoutWeights(of, policy));
  return [...findings, ...weightsTodayFindings(of, policy)];
};

const withoutWeights = (of: SwitchCase, policy: Policy): Finding => {
  const bounds = { ratio: policy.max_weight_ratio, migration: 100 * policy.live_migration_max_share };
  const flows = of.selection?.flows.length ?? 0;
  const values = { lower: leastSum(of), flows, ...bounds };
  return { code: 'weights-do-not-fit', severity: 'error', subject: of.virtualSwitch.name, values };
};

/** What the host vNICs and the default flow take at least; the sentence of the finding states it. */
const leastSum = ({ traffic }: SwitchCase): number => traffic.hostFlows.reduce((sum, flow) => sum + leastWeight(flow), 1);

const ingressOf = (flows: readonly AdapterFlow[]): number => {
  let sum = 0;
  for (const { adapter } of flows) sum += adapter.ingress;
  return sum;
};

const ingressFindings = (of: SwitchCase): Finding[] => {
  const { virtualSwitch, capacity, traffic } = of;
  const ofVms = ingressOf(traffic.vmFlows);
  const ingress = ingressOf(traffic.hostFlows) + Math.min(ofVms, virtualSwitch.coincidentIngress ?? Number.POSITIVE_INFINITY);
  const onePrimary = virtualSwitch.loadBalancing === 'address-hash' && virtualSwitch.teamMode === 'switch-independent';
  const limit = onePrimary ? capacity.slowestMember : capacity.total;
  if (!isBelow(limit, ingress)) return [];
  return [{ code: 'ingress-exceeds-uplinks', severity: 'warning', subject: virtualSwitch.name, values: { ingress, limit } }];
};

/** Sum and ratio of today's weights: worth knowing, never a reason to change them. */
const weightsTodayFindings = (of: SwitchCase, policy: Policy): Finding[] => {
  const { virtualSwitch, traffic } = of;
  if (virtualSwitch.bandwidthMode !== 'weight') return [];
  let sum = virtualSwitch.defaultFlowWeight ?? 1;
  let largest = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const flows of [traffic.hostFlows, traffic.vmFlows]) {
    for (const { adapter } of flows) {
      if (adapter.weight === null || adapter.weight <= 0) continue;
      sum += adapter.weight;
      largest = Math.max(largest, adapter.weight);
      smallest = Math.min(smallest, adapter.weight);
    }
  }
  if (largest === 0) return [];
  const findings: Finding[] = [];
  const subject = virtualSwitch.name;
  if (sum !== TOTAL_UNITS) findings.push({ code: 'weight-sum-not-100', severity: 'advice', subject, values: { sum } });
  if (largest > policy.max_weight_ratio * smallest) {
    const values = { largest, smallest, limit: policy.max_weight_ratio };
    findings.push({ code: 'weight-ratio-above-limit', severity: 'advice', subject, values });
  }
  return findings;
};
