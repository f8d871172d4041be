/** What each option is worth to a host that lacks something. Plain data: it crosses threads as it is. */
import type { Minor } from '../units/money.ts';
import type { Mbps, Minutes } from '../units/quantity.ts';
import type { HostStatus, Level } from './levels.ts';
import type { Violation } from './outcome.ts';

/** Where a host stands by a plan of it, in the figures that options are compared by. */
export interface WorthStanding {
  readonly status: HostStatus;
  readonly level: Level | null;
  /** Of `level`. */
  readonly attainment: number | null;
  /** Of the level that is the first short one today; 1 where it is attained. */
  readonly attainmentOfFirst: number;
  /** At the guaranteed rate, else at the cap; null where nothing is to drain. */
  readonly drain: Minutes | null;
  /** Virtual functions that are given out; null where no adapter asks for one. */
  readonly functions: number | null;
  /** Received by queues of their own, over all adapters; null where VMQ is not in use. */
  readonly queued: Mbps | null;
}

/** repairs: the host is short, or pressed, no more; worse: an earlier level falls short, or the same one further. */
export type WorthVerdict = 'repairs' | 'helps' | 'no-gain' | 'worse';

export interface WeighedOption {
  readonly option: string;
  readonly title: string;
  readonly place: string | null;
  readonly verdict: WorthVerdict;
  readonly after: WorthStanding;
  /** null: the list has no price for it, or there is none. */
  readonly price: Minor | null;
  /** 1: the option that gains most, by status, then attainment, then drain time. */
  readonly rank: number;
  /** 1: most for the money, by the same figures each per money; null without a price, or where nothing is gained. */
  readonly rankByPrice: number | null;
}

export interface UnfitOption {
  readonly option: string;
  readonly place: string | null;
  /** Why it is none, as a code; plan-failed: its plan did not stand up to the judge, by our own fault. */
  readonly because: string;
  readonly rules: readonly string[];
}

/** weighed: the host lacks something; enough: it lacks nothing. */
export type HostWorth =
  | {
      readonly kind: 'weighed';
      readonly host: string;
      readonly cluster: string;
      readonly before: WorthStanding;
      readonly binding: string;
      /** By rank. */
      readonly options: readonly WeighedOption[];
      readonly unfit: readonly UnfitOption[];
    }
  | { readonly kind: 'enough'; readonly host: string; readonly cluster: string }
  | { readonly kind: 'rejected' | 'failed'; readonly host: string; readonly cluster: string; readonly violations: readonly Violation[] };
