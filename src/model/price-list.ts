/** What can be bought for a host and what it costs, as prices.csv spells it. At most one option is taken a host. */
import type { Minor } from '../units/money.ts';
import type { Mbps } from '../units/quantity.ts';
import type { OsVersion } from './host.ts';

export const OPTION_KINDS = ['port', 'link', 'card', 'set', 'jumbo', 'os', 'functions', 'queues'] as const;
/** port: one port more; link: the next link speed; functions: more virtual functions; set: SET instead of LBFO. */
export type OptionKind = (typeof OPTION_KINDS)[number];

/** What a price is for: the option on one host, each port that is new or changed, each physical core, or the cluster once. */
export const PRICE_UNITS = ['host', 'port', 'core', 'cluster'] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** What one thing costs; null matches whatever is bought. */
export interface Price {
  /** Of the price list. */
  readonly line: number;
  readonly option: OptionKind;
  readonly link: Mbps | null;
  readonly model: string | null;
  readonly os: OsVersion | null;
  readonly unit: PriceUnit;
  /** Bought for every host of the cluster that can take it, or for none. */
  readonly uniform: boolean;
  readonly price: Minor;
}

export interface PriceList {
  /** In order of lines. */
  readonly prices: readonly Price[];
  readonly currency: string;
  /** Digits behind the decimal point of a minor unit: as many as the longest price or amount has. */
  readonly scale: number;
}
