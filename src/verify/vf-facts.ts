/** Who asks for a virtual function, what the host itself refuses, and what each uplink can hand out. */
import type { Adapter, Host, Nic, Vm } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { VfRefusal } from '../model/offload-plan.ts';
import type { Policy } from '../model/policy.ts';
import { ceil } from '../units/rounding.ts';
import { capacityOf, type HostFacts, isSameName, type SwitchFacts } from './host-facts.ts';
import { coreRate } from './migration-path.ts';

export interface VfCandidate {
  readonly vm: Vm;
  readonly adapter: Adapter;
  readonly label: string;
  readonly on: SwitchFacts | null;
  /** Mbit/s that a virtual function takes off the switch, the larger direction. */
  readonly rate: number;
  /** What the adapter, its VM or its switch rules out, the first in the order of the refusals. */
  readonly refusal: VfRefusal | null;
  /** Members of its guest team that ask too, itself included; alone without a team. */
  readonly team: readonly VfCandidate[];
}

/** Uplink of a switch as virtual functions see it; `used` and `load` are filled from the plan. */
export interface VfUplink {
  readonly nic: Nic;
  readonly pool: number;
  readonly share: number;
  used: number;
  load: number;
  queuePairs: number;
}

/** The default port keeps one virtual port and one queue pair of the card. */
export const poolOf = (nic: Nic): number =>
  Math.max(0, Math.min(nic.vfLimit, (nic.vportLimit ?? Infinity) - 1, (nic.queuePairLimit ?? Infinity) - 1));

const refusalOf = (vm: Vm, adapter: Adapter, on: SwitchFacts | null): VfRefusal | null => {
  if (on === null || !on.vswitch.iovEnabled) return 'switch-without-iov';
  if (!vm.trusted) return 'vm-untrusted';
  if (adapter.acl) return 'port-acl';
  if (adapter.floor > 0) return 'floor-needs-switch';
  if (adapter.cap !== null) return 'cap-needs-switch';
  if (adapter.vlans > 1) return 'vlan-trunk';
  if (adapter.macs > 1) return 'several-macs';
  // Of all teams only LBFO hides the functions of its ports; SET passes them on.
  return on.vswitch.teaming === 'lbfo' ? 'excluded-by-rule' : null;
};

const switchOf = (facts: HostFacts, adapter: Adapter): SwitchFacts | null => {
  const { switch: name } = adapter;
  if (name === null) return null;
  for (const one of facts.switches) if (isSameName(one.vswitch.name, name)) return one;
  return null;
};

const candidateOf = (facts: HostFacts, vm: Vm, adapter: Adapter): VfCandidate => {
  const on = switchOf(facts, adapter);
  const team: VfCandidate[] = [];
  const rate = Math.max(adapter.egress, adapter.ingress);
  const candidate = { vm, adapter, label: adapterLabel(vm.name, adapter.name), on, rate, refusal: refusalOf(vm, adapter, on), team };
  team.push(candidate);
  return candidate;
};

/** Adapters of running VMs for which `wanted` holds; those of one guest team know each other. */
export const readCandidates = (host: Host, facts: HostFacts, wanted: (adapter: Adapter) => boolean): readonly VfCandidate[] => {
  const candidates: VfCandidate[] = [];
  for (const vm of host.vms) {
    if (vm.state !== 'running') continue;
    let team: VfCandidate[] | null = null;
    for (const adapter of vm.adapters) {
      if (!wanted(adapter)) continue;
      let candidate = candidateOf(facts, vm, adapter);
      if (adapter.guestTeam) {
        team ??= [];
        candidate = { ...candidate, team };
        team.push(candidate);
      }
      candidates.push(candidate);
    }
  }
  return candidates;
};

export const readUplinks = (switches: readonly SwitchFacts[], policy: Policy): ReadonlyMap<string, VfUplink> => {
  const uplinks = new Map<string, VfUplink>();
  for (const one of switches) {
    if (!one.vswitch.iovEnabled) continue;
    for (const nic of one.uplinks) {
      uplinks.set(nic.name, { nic, pool: poolOf(nic), share: policy.vf_link_share * capacityOf(nic), used: 0, load: 0, queuePairs: 0 });
    }
  }
  return uplinks;
};

/** IovQueuePairsRequested where the pool does not bind: one a core of ingress, no more than the VM has processors. */
export const queuePairsOf = (host: Host, policy: Policy, { vm, adapter }: VfCandidate): number =>
  Math.max(1, Math.min(vm.vcpus, ceil(adapter.ingress / coreRate(host, policy))));

/** Order in which adapters are served: tier 1 and 2 with the latency-sensitive ones first, then tier 3. */
export const classOf = ({ vm, adapter }: VfCandidate): number => {
  if (vm.tier === 3) return 4;
  return (vm.tier - 1) * 2 + (adapter.latencySensitive ? 0 : 1);
};
