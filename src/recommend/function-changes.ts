/** Settings of SR-IOV virtual functions: their queue pairs, and teams inside guests. */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { Change } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import type { DraftChange } from './draft-change.ts';

const INSIDE_GUEST = 'a busy guest receives on several processors';

/**
 * Changes for the adapters that get a function; an adapter that asks in vain runs synthetic whatever is set, so that is a finding.
 * Queue pairs are proposed where one, the default of Windows, does not do; what is set today is in no inventory.
 */
export const functionChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  const layer: Change['layer'] = host.managedBy === 'network-atc' ? 'network-atc' : 'host';
  return plan.offloads.virtualFunctions.assigned.flatMap(({ vm, adapter, queuePairs, allowTeaming }): DraftChange[] => {
    const draft = (setting: Setting, proposed: string, gain: string, rule: string): DraftChange => ({
      step: 'virtual-function',
      setting,
      subject: adapterLabel(vm, adapter),
      target: { kind: 'vm-adapter', vm, adapter },
      now: '',
      proposed,
      travelsWithVm: true,
      gain,
      rule,
      layer,
    });
    const drafts: DraftChange[] = [];
    if (queuePairs > 1) drafts.push(draft('IovQueuePairsRequested', String(queuePairs), INSIDE_GUEST, 'vf-queue-pairs'));
    if (allowTeaming) drafts.push(draft('AllowTeaming', 'On', 'the guest keeps a path when a port is lost', 'guest-team'));
    return drafts;
  });
};
