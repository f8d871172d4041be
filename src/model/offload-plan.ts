/** Hardware offloads of one host: virtual functions, receive queues and the processors that serve them. */
import type { Mbps } from '../units/quantity.ts';
import type { Proof } from './decision.ts';
import type { FailureGroup } from './failure-group.ts';

/** Why an adapter that asks for a virtual function gets none; the first rule in this order that binds. */
export const VF_REFUSALS = [
  'switch-without-iov',
  'vm-untrusted',
  'port-acl',
  'floor-needs-switch',
  'cap-needs-switch',
  'vlan-trunk',
  'several-macs',
  'excluded-by-rule',
  'team-member-refused',
  'vf-pool-exhausted',
  'vf-link-share',
  'guest-team-uplinks',
] as const;
export type VfRefusal = (typeof VF_REFUSALS)[number];

export interface VfAssignment {
  readonly vm: string;
  readonly adapter: string;
  readonly switch: string;
  readonly nic: string;
  readonly rate: Mbps;
  /** IovQueuePairsRequested. */
  readonly queuePairs: number;
  readonly allowTeaming: boolean;
}

export interface VfRefused {
  readonly vm: string;
  readonly adapter: string;
  readonly because: VfRefusal;
  /** Compatibility rule, uplink or pool that binds, such as `sriov-excluded-by-lbfo` or `vf-limit:NIC1`. */
  readonly binding: string;
}

export interface VfFallback {
  readonly lost: FailureGroup;
  /** Labels of the adapters that fall back to the synthetic path. */
  readonly adapters: readonly string[];
}

export interface VirtualFunctionPlan {
  /** Adapters of running VMs that ask for a virtual function. */
  readonly wanted: number;
  readonly assigned: readonly VfAssignment[];
  readonly refused: readonly VfRefused[];
  /** Latency-sensitive adapters that would pass every rule but do not ask; labels. */
  readonly shouldAsk: readonly string[];
  readonly fallbacks: readonly VfFallback[];
  readonly proof: Proof;
  /** Proven relative gap of the offloaded rate; 0 for an optimum. */
  readonly gap: number;
}

export interface FlowQueues {
  readonly vm: string | null;
  readonly adapter: string;
  readonly queues: number;
  /** min(ingress, queues × core rate). */
  readonly carried: Mbps;
}

export interface SwitchQueues {
  readonly switch: string;
  /** sum or min of the members' queues; null where VMQ is not in use. */
  readonly mode: 'sum' | 'min';
  readonly usable: number;
  readonly used: number;
  readonly flows: readonly FlowQueues[];
  /** One count for all adapters where a NIC cannot give them different ones; null otherwise. */
  readonly uniform: number | null;
  readonly defaultQueueLoad: Mbps;
  readonly defaultQueueCapacity: Mbps;
}

/** A logical processor as Windows counts it: group of 64 and number within it. */
export interface LogicalProcessor {
  readonly group: number;
  readonly number: number;
}

export interface NicProcessors {
  readonly nic: string;
  readonly feature: 'vmq' | 'rss';
  readonly queues: number;
  readonly base: LogicalProcessor;
  readonly last: LogicalProcessor;
  readonly maxProcessors: number;
  readonly processors: readonly LogicalProcessor[];
  /** Cores ran out, so another NIC of the team uses some of them too. */
  readonly shared: boolean;
}

export interface NicOffload {
  readonly nic: string;
  readonly vfsUsed: number;
  readonly queuesUsable: number | null;
  readonly queuesUsed: number | null;
}

export interface OffloadPlan {
  readonly virtualFunctions: VirtualFunctionPlan;
  readonly queues: readonly SwitchQueues[];
  readonly nics: readonly NicOffload[];
  readonly processors: readonly NicProcessors[];
}
