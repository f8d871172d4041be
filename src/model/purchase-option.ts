/** What can be bought for a host, as prices.csv and the reports spell it. At most one is taken a host. */
export const PURCHASE_OPTIONS = [
  'one-more-port',
  'next-link-speed',
  'more-vfs',
  'more-queues',
  'second-card',
  'set-instead-of-lbfo',
  'jumbo-frames',
  'newer-os',
] as const;
export type PurchaseOption = (typeof PURCHASE_OPTIONS)[number];

/** What a price is for: a host, each port that is new or changed, each physical core, or the whole cluster once. */
export const PRICE_UNITS = ['host', 'port', 'core', 'cluster'] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];
