/** Where the VMs of one host go when it is lost or emptied: nouns of the question, without the answer's method. */
import type { Proof } from './decision.ts';
import type { Tier } from './host.ts';

/**
 * What a VM takes from the host that it moves to, in the order in which shortages are named. memory in MiB; egress (demand) and
 * floors against R′ of a switch, ingress against what its uplinks receive, queues against what its receive queues carry, all in
 * Mbit/s; functions are virtual functions, which limit only where the policy says so.
 */
export const RESOURCE_KINDS = ['memory', 'egress', 'floors', 'ingress', 'queues', 'functions'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** Why a VM finds no place. switch: no host has a switch of the name that its adapter is on; no-survivor: there is no other host. */
export type Lack = ResourceKind | 'switch' | 'no-survivor';

export const UNIT_OF_LACK: { readonly [Each in Lack]: string } = {
  memory: 'MiB',
  egress: 'Mbit/s',
  floors: 'Mbit/s',
  ingress: 'Mbit/s',
  queues: 'Mbit/s',
  functions: 'functions',
  switch: '',
  'no-survivor': '',
};

/** The binding reason of one VM: on the host that comes nearest to taking it, what is short there and by how much. */
export interface Unplaced {
  readonly lack: Lack;
  readonly host: string | null;
  readonly switch: string | null;
  /** In the unit of the lack; null where it has none. */
  readonly amount: number | null;
}

export interface VmPlace {
  readonly vm: string;
  readonly tier: Tier;
  readonly memory: number;
  /** The host that takes it; null: see `unplaced`. */
  readonly host: string | null;
  readonly unplaced: Unplaced | null;
}

/** Counts by tier: of tier 1, 2, 3. */
export type ByTier = readonly [number, number, number];

/** Who takes which VM. `most` is a proven bound, tier by tier, each beside the earlier tiers as they are placed here. */
export interface PlacementPlan {
  /** In order of name. */
  readonly places: readonly VmPlace[];
  readonly placed: ByTier;
  readonly unplaced: ByTier;
  /** Fewer than these cannot stay unplaced. */
  readonly leastUnplaced: ByTier;
  /** Σ (unplaced − leastUnplaced) over the VMs to place. */
  readonly gap: number;
  readonly proof: Proof;
  readonly method: PlacementMethod;
  /** The one thing that would help most; null where nobody is left over. */
  readonly missing: Missing | null;
}

/** all-placed needs no bound; relaxation: a bound by the linear relaxation, or by prices of the resources; milp: an exact search. */
export type PlacementMethod = 'all-placed' | 'relaxation' | 'milp' | 'no-survivor';

export interface Missing {
  readonly lack: Lack;
  readonly host: string | null;
  readonly switch: string | null;
  /** More of it on that one host takes in all whom it can help; in the unit of the lack. */
  readonly amount: number | null;
  /** VMs that then still find no place. */
  readonly stillUnplaced: number;
}
