/** Hosts and clusters with what they could buy, written by hand. */
import type { ClusterNeeds, Gains, HostNeeds, Offer, Standing } from '../../src/model/purchase.ts';
import { minor } from '../../src/units/money.ts';

export const standing = (short: Gains): Standing => {
  const isShort = short.some((each) => each > 0);
  return { status: isShort ? 'short' : 'ok', level: isShort ? 'drain' : null, attainment: isShort ? 0.5 : null, drain: null, short };
};

export const offer = (host: string, option: string, cost: number, after: Gains): Offer => ({
  option,
  kind: 'port',
  title: `the ${option}`,
  uniform: false,
  cost: minor(cost),
  parts: [{ host, cost: minor(cost), after: standing(after) }],
});

export const host = (name: string, before: Gains, ...offers: readonly Offer[]): HostNeeds => ({
  host: name,
  before: standing(before),
  offers,
  unpriced: [],
  failed: 0,
});

export const cluster = (name: string, hosts: readonly HostNeeds[], uniform: readonly Offer[] = []): ClusterNeeds => ({
  cluster: name,
  hosts,
  uniform,
});

export const uniformOffer = (option: string, cost: number, parts: Readonly<Record<string, Gains>>): Offer => ({
  option,
  kind: 'jumbo',
  title: `the ${option}`,
  uniform: true,
  cost: minor(cost),
  parts: Object.entries(parts).map(([name, after], index) => ({ host: name, cost: minor(index === 0 ? cost : 0), after: standing(after) })),
});
