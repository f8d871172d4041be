/** Settings of SR-IOV virtual functions: their queue pairs, and teams inside guests. */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { Change } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { DraftChange } from './draft-change.ts';

const INSIDE_GUEST = 'a busy guest receives on several processors';

/**
 * Changes for the adapters that get a function; an adapter that asks in vain runs synthetic whatever is set, so that is a finding.
 * Queue pairs are proposed where one, the default of Windows, does not do; what is set today is in no inventory.
 */
export const functionChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  const layer: Change['layer'] = host.managedBy === 'network-atc' ? 'network-atc' : 'host';
  return plan.offloads.virtualFunctions.assigned.flatMap(({ vm, adapter, queuePairs, allowTeaming }): DraftChange[] => {
    const shared = {
      step: 'virtual-function',
      subject: adapterLabel(vm, adapter),
      target: { kind: 'vm-adapter', vm, adapter },
      now: '',
      travelsWithVm: true,
      layer,
    } as const;
    const pairs: DraftChange[] =
      queuePairs === 1
        ? []
        : [{ ...shared, setting: 'IovQueuePairsRequested', proposed: String(queuePairs), gain: INSIDE_GUEST, rule: 'vf-queue-pairs' }];
    const teaming: DraftChange[] = allowTeaming
      ? [{ ...shared, setting: 'AllowTeaming', proposed: 'On', gain: 'the guest keeps a path when a port is lost', rule: 'guest-team' }]
      : [];
    return [...pairs, ...teaming];
  });
};
