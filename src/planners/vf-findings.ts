/** What is worth saying about the virtual functions of a host. */
import type { Finding } from '../model/finding.ts';
import { adapterLabel } from '../model/name.ts';
import type { VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { VfCandidate } from './vf-candidates.ts';
import { hasRoom, packingOf } from './vf-pack.ts';
import type { Placement, VfProblem } from './vf-problem.ts';
import { nameKey } from '../model/name.ts';

interface Placed {
  readonly problem: VfProblem;
  readonly placement: Placement;
}

/** Who asks in vain, who should ask where a function is left, and how many fall back with each port or card. */
export const vfFindings = (plan: VirtualFunctionPlan, shouldAsk: readonly VfCandidate[], placed: readonly Placed[]): Finding[] => [
  ...plan.refused.map(
    ({ vm, adapter, because, binding }): Finding => ({
      code: 'vf-refused',
      severity: 'warning',
      subject: adapterLabel(vm, adapter),
      values: { because, binding },
    }),
  ),
  ...shouldAsk
    .filter((candidate) => placed.some((one) => hasFunctionLeft(one, candidate)))
    .map(
      ({ vm, adapter }): Finding => ({
        code: 'vf-should-ask',
        severity: 'advice',
        subject: adapterLabel(vm.name, adapter.name),
        values: {},
      }),
    ),
  ...plan.fallbacks.map(
    ({ lost, adapters }): Finding => ({
      code: 'vf-falls-back',
      severity: 'advice',
      subject: lost.name,
      values: { kind: lost.kind, adapters: adapters.length, first: adapters[0] ?? '' },
    }),
  ),
];

const hasFunctionLeft = ({ problem, placement }: Placed, { adapter, rate }: VfCandidate): boolean => {
  const packing = packingOf(problem, placement);
  const key = nameKey(adapter.switch ?? '');
  return problem.uplinks.some((uplink, index) => uplink.switch === key && hasRoom(packing, rate, index));
};
