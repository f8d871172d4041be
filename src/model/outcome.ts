/** What became of one host: planned, rejected for its input, or failed by our own fault. Every report is rendered from outcomes alone. */
import type { Mbps } from '../units/quantity.ts';
import type { Severity } from './finding.ts';
import type { Host } from './host.ts';
import type { HostPlan } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Setting, Target } from './setting.ts';

/** A finding with its sentence. */
export interface StatedFinding {
  readonly severity: Severity;
  readonly code: string;
  readonly subject: string;
  readonly message: string;
  readonly remedy: string;
  readonly source: string;
}

/** One proposed setting, in order of application. */
export interface Change {
  readonly order: number;
  readonly setting: Setting;
  /** What it is set on, as a label for people. */
  readonly subject: string;
  readonly target: Target;
  /** Blank: not known. */
  readonly now: string;
  readonly proposed: string;
  readonly disruptive: boolean;
  readonly travelsWithVm: boolean;
  readonly gain: string;
  readonly rule: string;
  readonly layer: 'host' | 'cluster' | 'network-atc';
}

export interface StatedBlocker {
  readonly vm: string;
  readonly reason: string;
  readonly memory: number;
  readonly dirtyRate: number;
  readonly blackout: number | null;
  readonly required: number | null;
  readonly remedy: string;
}

export interface PlannedOutcome {
  readonly kind: 'planned';
  readonly host: string;
  readonly cluster: string;
  readonly os: Host['os'];
  readonly managedBy: Host['managedBy'];
  readonly plan: HostPlan;
  readonly findings: readonly StatedFinding[];
  readonly blockers: readonly StatedBlocker[];
  readonly changes: readonly Change[];
  /** A rule or constraint code: what holds this host back most. */
  readonly binding: string;
  /** One sentence for hosts.csv. */
  readonly reason: string;
  /** Demand that leaves the cluster: egress less its east-west share, over the running VMs and the host vNICs. */
  readonly northSouth: Mbps;
  /** What the uplinks of the cluster carry out of it, as clusters.csv says. */
  readonly clusterUplink: Mbps | null;
}

export interface RejectedOutcome {
  readonly kind: 'rejected';
  readonly host: string;
  readonly cluster: string;
  readonly os: string;
  readonly problems: readonly Problem[];
}

/** `violations` name the rules that the plan broke when it was judged again, or the error that was thrown. */
export interface FailedOutcome {
  readonly kind: 'failed';
  readonly host: string;
  readonly cluster: string;
  readonly os: string;
  readonly violations: readonly Violation[];
}

export interface Violation {
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
}

export type Outcome = PlannedOutcome | RejectedOutcome | FailedOutcome;
