/** Who may hold a virtual function: the rules that refuse an adapter before any pool is counted. */
import { vfExclusion } from '../compatibility/vf-exclusion.ts';
import type { Adapter, Host, Vm } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { VfRefusal } from '../model/offload-plan.ts';
import { isRunning } from './flows.ts';

/** Tier 1 latency-sensitive, tier 1, tier 2 latency-sensitive, tier 2, tier 3: virtual functions are given in this order. */
export const VF_RANKS = 5;

export interface VfCandidate {
  readonly vm: Vm;
  readonly adapter: Adapter;
  /** max(egress, ingress), in Mbit/s: what the function may put on its uplink in either direction. */
  readonly rate: number;
  /** 0 to VF_RANKS − 1, the first served first. */
  readonly rank: number;
}

export interface VfRuledOut {
  readonly vm: Vm;
  readonly adapter: Adapter;
  readonly because: VfRefusal;
  readonly binding: string;
}

export interface VfScreening {
  readonly wanted: number;
  /** In order of VM and adapter. */
  readonly candidates: readonly VfCandidate[];
  readonly ruledOut: readonly VfRuledOut[];
  /** Latency-sensitive adapters that pass every rule but do not ask. */
  readonly shouldAsk: readonly VfCandidate[];
}

type Refusal = Pick<VfRuledOut, 'because' | 'binding'>;

export const rankOf = (vm: Vm, adapter: Adapter): number => {
  if (vm.tier === 3) return 4;
  return (vm.tier === 1 ? 0 : 2) + (adapter.latencySensitive ? 0 : 1);
};

const candidateOf = (vm: Vm, adapter: Adapter): VfCandidate => ({
  vm,
  adapter,
  rate: Math.max(adapter.egress, adapter.ingress),
  rank: rankOf(vm, adapter),
});

/**
 * The first rule that refuses the adapter, in the order of VF_REFUSALS; null where it may hold a function. What a switch does
 * to traffic (port ACLs, shares, caps, trunks, several addresses) it cannot do to traffic that passes it by.
 */
export const refusalOf = (host: Host, vm: Vm, adapter: Adapter): Refusal | null => {
  const { switch: owner } = adapter;
  const virtualSwitch = owner === null ? undefined : host.switches.find((each) => nameKey(each.name) === nameKey(owner));
  if (virtualSwitch?.iovEnabled !== true) return { because: 'switch-without-iov', binding: `iov-enabled:${owner ?? ''}` };
  if (!vm.trusted) return { because: 'vm-untrusted', binding: 'trusted' };
  if (adapter.acl) return { because: 'port-acl', binding: 'acl' };
  if (adapter.floor > 0) return { because: 'floor-needs-switch', binding: 'floor' };
  if (adapter.cap !== null) return { because: 'cap-needs-switch', binding: 'cap' };
  if (adapter.vlans > 1) return { because: 'vlan-trunk', binding: 'vlans' };
  if (adapter.macs > 1) return { because: 'several-macs', binding: 'macs' };
  const rule = vfExclusion(host, adapter);
  return rule === null ? null : { because: 'excluded-by-rule', binding: rule };
};

/** A team inside the guest fails over between its members, so one without a function would make the other useless. */
const refuseTeam = (asking: readonly Adapter[], refusals: Map<Adapter, Refusal>): void => {
  const team = asking.filter((adapter) => adapter.guestTeam);
  const refused = team.find((adapter) => refusals.has(adapter));
  if (refused === undefined) return;
  for (const adapter of team) {
    if (!refusals.has(adapter)) refusals.set(adapter, { because: 'team-member-refused', binding: refused.name });
  }
};

const mayAsk = (host: Host, vm: Vm, adapter: Adapter): boolean => {
  if (adapter.iov || !adapter.latencySensitive) return false;
  const needed = adapter.guestTeam ? vm.adapters.filter((each) => each.guestTeam) : [adapter];
  return needed.every((each) => refusalOf(host, vm, each) === null);
};

/**
 * Screens the adapters of running VMs. A guest team are the adapters of one VM with guest_team that ask for a function; one of
 * them that is refused refuses them all.
 */
export const screenAdapters = (host: Host): VfScreening => {
  const candidates: VfCandidate[] = [];
  const ruledOut: VfRuledOut[] = [];
  const shouldAsk: VfCandidate[] = [];
  for (const vm of host.vms) {
    if (!isRunning(vm)) continue;
    // Most VMs have nothing to do with virtual functions.
    if (!vm.adapters.some(({ iov, latencySensitive }) => iov || latencySensitive)) continue;
    const asking = vm.adapters.filter((adapter) => adapter.iov);
    const refusals = new Map<Adapter, Refusal>();
    for (const adapter of asking) {
      const refusal = refusalOf(host, vm, adapter);
      if (refusal !== null) refusals.set(adapter, refusal);
    }
    if (asking.length > 1) refuseTeam(asking, refusals);
    for (const adapter of asking) {
      const refusal = refusals.get(adapter);
      if (refusal === undefined) candidates.push(candidateOf(vm, adapter));
      else ruledOut.push({ vm, adapter, ...refusal });
    }
    for (const adapter of vm.adapters) if (mayAsk(host, vm, adapter)) shouldAsk.push(candidateOf(vm, adapter));
  }
  return { wanted: candidates.length + ruledOut.length, candidates, ruledOut, shouldAsk };
};
