/** All hosts of a cluster emptied, restarted and filled again, one after another. Plain data: it crosses threads. */
import type { Violation } from './outcome.ts';
import type { BlockerReason, RuleOfThumb, Transport } from './plan.ts';
import type { Lack } from './placement.ts';

export const HOURS_OF_WEEK = 168;

/** Demand of an hour of the week over the demand that the inventory states; 1 where nothing is known. */
export type DemandFactors = readonly number[];

/** By key of the host or cluster; a host's own factors go before those of its cluster. */
export interface DemandCalendar {
  readonly hosts: ReadonlyMap<string, DemandFactors>;
  readonly clusters: ReadonlyMap<string, DemandFactors>;
}

/** Why a VM does not leave the host live: a blocker of its drain, or nobody has room for it. */
export interface StayingVm {
  readonly vm: string;
  readonly reason: BlockerReason | 'no-room';
  /** What is short where it comes nearest; null unless nobody has room. */
  readonly lack: Lack | null;
}

export interface StepTime {
  /** Mbit/s of frames: what the source sends and its targets can receive, on average over the memory moved. */
  readonly rate: number;
  readonly minutes: number;
}

export interface MaintenanceStep {
  readonly host: string;
  readonly transport: Transport | null;
  readonly liveMigrations: number | null;
  /** VMs that leave live. */
  readonly moved: number;
  readonly memory: number;
  readonly staying: readonly StayingVm[];
  /** VMs that move but do not converge at the rate they get; names. */
  readonly diverging: readonly string[];
  /** Adapters that hold a virtual function here and find none free where they go. */
  readonly fallen: number;
  /** null: nothing is guaranteed there, or there is no way. */
  readonly guaranteed: StepTime | null;
  /** null: there is no way for the VMs that are to leave. */
  readonly atCap: StepTime | null;
  /** The host that receives most slowly, where the cap is not what limits; null: the source does. */
  readonly limitedBy: string | null;
  readonly rebootMinutes: number;
  readonly resyncMinutes: number;
  /** Hours after the start of the roll, with the demand of those hours; null without a start. */
  readonly clock: StepClock | null;
}

export interface StepClock {
  /** Hour of the week, with fractions. */
  readonly begins: number;
  readonly drainMinutes: number;
  readonly returnMinutes: number;
}

export interface RuleRoll {
  readonly rule: RuleOfThumb;
  readonly hours: number;
  /** Hosts on which the cap of the rule breaks promises. */
  readonly breaksFloors: number;
}

export interface CalendarEntry {
  readonly start: number;
  readonly hours: number;
  readonly fits: boolean;
}

export interface ClusterMaintenance {
  readonly cluster: string;
  readonly standAlone: boolean;
  readonly steps: readonly MaintenanceStep[];
  readonly hoursGuaranteed: number | null;
  readonly hoursAtCaps: number | null;
  readonly windowHours: number;
  readonly rules: readonly RuleRoll[];
  /** Empty without demand of the hours; in order of the start hour. */
  readonly calendar: readonly CalendarEntry[];
  readonly bestStart: number | null;
  readonly violations: readonly Violation[];
}
