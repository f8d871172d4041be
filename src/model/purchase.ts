/** A purchase for a whole fleet: what hosts lack, what could be bought, what is, and what that repairs. Plain data. */
import type { Minor } from '../units/money.ts';
import type { Minutes } from '../units/quantity.ts';
import type { HostStatus, Level } from './levels.ts';
import type { OptionKind } from './price-list.ts';

/** What hosts are short of, in the strict order in which money goes to it. */
export const GOALS = ['tier-1', 'tier-2', 'drain'] as const;
export type Goal = (typeof GOALS)[number];

/** tier-1 holds what the host itself needs, too: without it no VM of tier 1 runs. */
export const GOAL_LEVELS: Readonly<Record<Goal, readonly Level[]>> = {
  'tier-1': ['host-floors', 'vm-floors-1', 'host-demand', 'vm-demand-1'],
  'tier-2': ['vm-floors-2'],
  drain: ['drain'],
};

/** Hosts by goal, in the order of `GOALS`. */
export type Gains = readonly [number, number, number];

/** Where one host stands by its plan. */
export interface Standing {
  readonly status: HostStatus;
  readonly level: Level | null;
  readonly attainment: number | null;
  /** At the guaranteed rate, else at the cap; null where nothing is to drain. */
  readonly drain: Minutes | null;
  /** 1 for each goal that the host is short of. */
  readonly short: Gains;
}

/** One host's part in an offer. */
export interface OfferPart {
  readonly host: string;
  /** 0 where the price is the cluster's. */
  readonly cost: Minor;
  /** Planned and verified: alone where the offer is the host's, together with the other parts where it is uniform. */
  readonly after: Standing;
}

/** One thing that could be bought: for a host, or alike for every host of a cluster that can take it. */
export interface Offer {
  /** Unique among the offers of a host. */
  readonly option: string;
  readonly kind: OptionKind;
  readonly title: string;
  readonly uniform: boolean;
  readonly cost: Minor;
  readonly parts: readonly OfferPart[];
}

export interface HostNeeds {
  readonly host: string;
  /** null: the host has no plan. */
  readonly before: Standing | null;
  /** Of this host alone; empty unless it is short. */
  readonly offers: readonly Offer[];
  /** Titles of what could be had, but has no price. */
  readonly unpriced: readonly string[];
  /** Options whose plan failed by our own fault. */
  readonly failed: number;
}

export interface ClusterNeeds {
  readonly cluster: string;
  /** In order of name. */
  readonly hosts: readonly HostNeeds[];
  readonly uniform: readonly Offer[];
}

/** optimal: nothing within the same money is better, nor as good for less; gap: the search was cut short. */
export type PurchaseProof = 'optimal' | 'gap';

/** What so much money repairs at best. */
export interface FrontierPoint {
  readonly cost: Minor;
  /** Hosts that are short of each goal no more. */
  readonly gains: Gains;
  readonly proof: PurchaseProof;
}

/** What is asked instead of the purchase that was decided. */
export const ALTERNATIVE_KINDS = ['more-money', 'next-repair', 'less-money', 'without-kind', 'without-part'] as const;
export type AlternativeKind = (typeof ALTERNATIVE_KINDS)[number];

export interface Alternative {
  readonly kind: AlternativeKind;
  /** The kind of option, or the host and its option, that is done without; '' where the money is another. */
  readonly subject: string;
  readonly cost: Minor;
  readonly gains: Gains;
  readonly proof: PurchaseProof;
  /** Bought instead, and bought no more. */
  readonly taken: readonly Offer[];
  readonly left: readonly Offer[];
}

/** What to buy for a fleet, before the hosts are planned with all of it together. */
export interface PurchaseDecision {
  /** In order of clusters and hosts. */
  readonly bought: readonly Offer[];
  readonly cost: Minor;
  readonly gains: Gains;
  readonly proof: PurchaseProof;
  /** The first goal that is not settled, and most that a choice as good at the goals before it gains; null where the money suffices. */
  readonly bound: { readonly goal: number; readonly gains: number } | null;
  readonly frontier: { readonly points: readonly FrontierPoint[]; readonly whole: boolean };
  readonly alternatives: readonly Alternative[];
}

/** All that the reports of a purchase say. */
export interface PurchaseReport {
  readonly currency: string;
  /** Digits behind the decimal point of a minor unit. */
  readonly scale: number;
  /** null: whatever it takes. */
  readonly budget: Minor | null;
  /** The sum whose worth beside the budget is stated. */
  readonly more: Minor;
  readonly clusters: readonly ClusterNeeds[];
  readonly decision: PurchaseDecision;
  /** By host: the standing with everything in place that is bought, its whole cluster planned together; null: no plan. */
  readonly together: ReadonlyMap<string, Standing | null>;
  /** Hosts of the inventory that were rejected. */
  readonly rejected: number;
}
