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

/** What Windows does where nobody sets a count: every adapter asks for the same, and who comes first is served. */
export interface DefaultQueues {
  /** Queues, from 2019 queue pairs, that each adapter asks for. */
  readonly each: number;
  /** Adapters that get them before the pool is exhausted; the others share the default queue. */
  readonly accelerated: number;
  /** Ingress of the others where those with the least ingress come first. */
  readonly defaultQueueLoad: Mbps;
  readonly defaultQueueCapacity: Mbps;
}

/** Queues of a switch whose uplinks use VMQ; other switches are not listed. */
export interface SwitchQueues {
  readonly switch: string;
  /** Whether the members of the team add their queues up, or each must serve all adapters. */
  readonly mode: 'sum' | 'min';
  readonly usable: number;
  readonly used: number;
  /** Adapters on the switch without a virtual function. */
  readonly adapters: number;
  /** Those that get queues; the others share the default queue. */
  readonly flows: readonly FlowQueues[];
  /**
   * VmmqQueuePairs of every adapter with queues, where a NIC cannot give them different ones; a VM with fewer virtual
   * processors uses only so many of them. Null where each adapter has its own count.
   */
  readonly uniform: number | null;
  readonly defaultQueueLoad: Mbps;
  readonly defaultQueueCapacity: Mbps;
  readonly byDefault: DefaultQueues;
}

/** A logical processor as Windows counts it: group of at most 64, and number within it. */
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
  /** Cores ran out, so another NIC uses some of them too. */
  readonly shared: boolean;
  /** One core could receive all that comes in here, so it matters little which. */
  readonly oneCoreIsEnough: boolean;
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
