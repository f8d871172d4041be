/** How much more load hosts stand, and when that is used up. Plain data: it crosses threads as it is. */
import type { Mbps } from '../units/quantity.ts';
import type { Violation } from './outcome.ts';
import type { Level } from './levels.ts';

/** What grows: rates of traffic, promised rates, memory that a drain copies, memory that VMs dirty meanwhile. */
export const LOADS = ['demand', 'floors', 'memory', 'dirty'] as const;
export type Load = (typeof LOADS)[number];

/**
 * grows: stands its load and some more; beyond-search: stands all that was searched; short-today: would stand a part of
 * its load; short-without-load: misses a level however small the load.
 */
export type Standing = 'grows' | 'beyond-search' | 'short-today' | 'short-without-load';

/** The first service level that gives way beyond the factor, and what holds it back. */
export interface FirstBreak {
  readonly level: Level;
  readonly worstFlow: string | null;
  /** A rule or constraint code. */
  readonly binding: string;
}

export interface GrowthFactor {
  readonly standing: Standing;
  /** A whole number of millionths: planned at this factor every early level is attained, and one millionth above it is not. */
  readonly factor: number;
  /** null where nothing broke within the search. */
  readonly breaks: FirstBreak | null;
}

/** Traffic of one role, or of the VMs of one tier. */
export interface TrafficClass {
  readonly scope: 'role' | 'tier';
  readonly name: string;
}

export interface ClassGrowth extends TrafficClass {
  /** What the class sends today. */
  readonly demand: Mbps;
  /** null: the host is short before the class grows. */
  readonly growth: GrowthFactor | null;
}

/** The factor at which the traffic of a switch or port, in one direction, is as much as it carries, whatever is guaranteed. */
export interface CapacityFactor {
  readonly factor: number;
  readonly of: string;
  readonly direction: 'egress' | 'ingress';
}

export interface HostGrowth {
  readonly kind: 'grown';
  readonly host: string;
  readonly cluster: string;
  readonly whole: GrowthFactor;
  readonly capacity: CapacityFactor | null;
  readonly classes: readonly ClassGrowth[];
}

/** A host without an answer: its input was refused, or we failed it. */
export interface LostHost {
  readonly kind: 'rejected' | 'failed';
  readonly host: string;
  readonly cluster: string;
  readonly violations: readonly Violation[];
}

/** Growth a month as a share: 0.03 is 3 %. */
export interface GrowthRate {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/** Months until the factor is used up: low where the load grows fastest. null: it does not run out, or nobody knows. */
export interface Runway {
  readonly low: number | null;
  readonly mid: number | null;
  readonly high: number | null;
}

/** How fast load grows, by host and by class; null: not known. */
export interface GrowthRates {
  readonly ofHost: (host: string) => GrowthRate | null;
  readonly ofClass: (of: TrafficClass) => GrowthRate | null;
}

export interface GrowthRow {
  readonly scope: 'host' | 'cluster' | 'role' | 'tier';
  readonly name: string;
  /** Of a host. */
  readonly cluster: string | null;
  /** null: no host of the row has an answer. */
  readonly growth: GrowthFactor | null;
  /** The host that gives way first; null for a host, which speaks for itself, and where none gives way. */
  readonly heldBy: string | null;
  /** Hosts that the row is about, and those of them that have no say: lost, or short before a class grows. */
  readonly hosts: number;
  readonly leftOut: number;
  readonly lost: LostHost['kind'] | null;
  readonly capacity: CapacityFactor | null;
  readonly rate: GrowthRate | null;
  readonly runway: Runway;
  /** Months until the ports are full. */
  readonly capacityRunway: Runway;
}
