/** How wrong the inputs may be before the plan says something else. Plain data: it crosses threads as it is. */
import type { HostStatus } from './levels.ts';
import type { Violation } from './outcome.ts';

/** What may be wrong: rates of traffic, the pace at which VMs dirty memory, how well memory compresses, promised rates. */
export const QUANTITIES = ['demand', 'dirty-rate', 'compression-ratio', 'floors'] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** What a plan says otherwise: where the host stands, or what is recommended for it. */
export const FLIP_KINDS = ['status', 'transport', 'live-migrations', 'storage-migrations', 'cap', 'weights'] as const;
export type FlipKind = (typeof FLIP_KINDS)[number];

/** The nearest factor, in whole millionths, at which something flips; a millionth nearer to 1 nothing does. */
export interface Flip {
  readonly factor: number;
  readonly what: readonly FlipKind[];
}

export interface QuantitySensitivity {
  readonly quantity: Quantity;
  /** null: nothing flips within the search. */
  readonly down: Flip | null;
  readonly up: Flip | null;
  /** The same of the status alone. */
  readonly statusDown: Flip | null;
  readonly statusUp: Flip | null;
}

export const GRADES = ['A', 'B', 'C', 'D'] as const;
export type Grade = (typeof GRADES)[number];

/** A VM whose figure decides the answer, with the flip that is nearest. */
export interface DecidingVm {
  readonly vm: string;
  readonly quantity: 'demand' | 'dirty-rate';
  readonly flip: Flip;
  /** false: the inventory leaves the figure blank, and the policy assumed it. */
  readonly measured: boolean;
}

export type HostSensitivity =
  | {
      readonly kind: 'tried';
      readonly host: string;
      readonly cluster: string;
      readonly status: HostStatus;
      readonly grade: Grade;
      /** The least factor, up or down alike, at which anything flips; null where nothing does. */
      readonly margin: number | null;
      /** Policy values without a source that the plan rests on. */
      readonly assumptions: number;
      /** How many of them stand in for blank cells: processor use, window, dirty rates. */
      readonly assumedInputs: number;
      /** Those that the plan has to do with. */
      readonly quantities: readonly QuantitySensitivity[];
      /** Nearest flip first. */
      readonly deciding: readonly DecidingVm[];
    }
  | { readonly kind: 'rejected' | 'failed'; readonly host: string; readonly cluster: string; readonly violations: readonly Violation[] };

/** 1 where the answer flips at once; the same for a third too much and for a quarter too little. */
export const distanceOf = ({ factor }: Flip): number => (factor >= 1 ? factor : 1 / factor);
