/** What is worth saying about one switch beside its plan. */
import type { Finding } from '../model/finding.ts';
import { adapterLabel } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { isBelow } from '../units/rounding.ts';
import { TOTAL_UNITS } from './apportion.ts';
import { leastWeight } from './flows.ts';
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
  if (weighted === null) findings.push({ code: 'weights-do-not-fit', severity: 'error', subject, values: { lower: leastSum(of) } });
  return [...findings, ...weightsTodayFindings(of, policy)];
};

/** What the host vNICs and the default flow take at least; the sentence of the finding states it. */
const leastSum = ({ traffic }: SwitchCase): number => traffic.hostFlows.reduce((sum, flow) => sum + leastWeight(flow), 1);

const ingressFindings = (of: SwitchCase): Finding[] => {
  const { virtualSwitch, capacity, traffic } = of;
  const ofHost = traffic.hostFlows.reduce((sum, flow) => sum + flow.adapter.ingress, 0);
  const ofVms = traffic.vmFlows.reduce((sum, flow) => sum + flow.adapter.ingress, 0);
  const ingress = ofHost + Math.min(ofVms, virtualSwitch.coincidentIngress ?? Number.POSITIVE_INFINITY);
  const onePrimary = virtualSwitch.loadBalancing === 'address-hash' && virtualSwitch.teamMode === 'switch-independent';
  const limit = onePrimary ? capacity.slowestMember : capacity.total;
  if (!isBelow(limit, ingress)) return [];
  return [{ code: 'ingress-exceeds-uplinks', severity: 'warning', subject: virtualSwitch.name, values: { ingress, limit } }];
};

/** Sum and ratio of today's weights: worth knowing, never a reason to change them. */
const weightsTodayFindings = (of: SwitchCase, policy: Policy): Finding[] => {
  const { virtualSwitch, traffic } = of;
  if (virtualSwitch.bandwidthMode !== 'weight') return [];
  const set = [...traffic.hostFlows, ...traffic.vmFlows].flatMap(({ adapter }) => (adapter.weight === null ? [] : [adapter.weight]));
  const weights = set.filter((weight) => weight > 0);
  if (weights.length === 0) return [];
  const findings: Finding[] = [];
  const sum = weights.reduce((total, weight) => total + weight, virtualSwitch.defaultFlowWeight ?? 1);
  const subject = virtualSwitch.name;
  if (sum !== TOTAL_UNITS) findings.push({ code: 'weight-sum-not-100', severity: 'advice', subject, values: { sum } });
  const largest = Math.max(...weights);
  const smallest = Math.min(...weights);
  if (largest > policy.max_weight_ratio * smallest) {
    const values = { largest, smallest, limit: policy.max_weight_ratio };
    findings.push({ code: 'weight-ratio-above-limit', severity: 'advice', subject, values });
  }
  return findings;
};
