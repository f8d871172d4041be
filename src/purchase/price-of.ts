/** What an option of one host costs by a price list. */
import type { Host, Nic, OsVersion } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { OptionKind, Price, PriceList } from '../model/price-list.ts';
import { type Minor, times } from '../units/money.ts';
import type { Mbps } from '../units/quantity.ts';
import type { Candidate } from './candidates.ts';

export interface Priced {
  readonly price: Price;
  /** For this host; of a price for the cluster, the whole of it. */
  readonly cost: Minor;
}

/** What is bought, in the words of the price list; null: nobody says. */
export interface Wanted {
  readonly kind: OptionKind;
  readonly link: Mbps | null;
  readonly model: string | null;
  readonly os: OsVersion | null;
}

/** The price that says most about what is bought (speed, model, version); of those that say as much, the first in the list; null: none. */
export const bestPrice = ({ prices }: PriceList, wanted: Wanted): Price | null => {
  const matching = prices.filter((price) => matches(price, wanted));
  const [first] = matching;
  if (first === undefined) return null;
  return matching.reduce((best, each) => (specificity(each) > specificity(best) ? each : best), first);
};

/**
 * What an option of one host costs, by the price that says most about it.
 * @returns null where the list has none
 * @throws RangeError where the cost is too large to be counted exactly
 */
export const priceOf = (list: PriceList, host: Host, candidate: Candidate): Priced | null => {
  const price = bestPrice(list, candidate.bill);
  return price === null ? null : { price, cost: times(price.price, unitsOf(price, host, candidate)) };
};

const matches = ({ option, link, model, os }: Price, bill: Wanted): boolean =>
  option === bill.kind &&
  (link === null || link === bill.link) &&
  (os === null || os === bill.os) &&
  (model === null || (bill.model !== null && nameKey(model) === nameKey(bill.model)));

const specificity = ({ link, model, os }: Price): number => [link, model, os].filter((each) => each !== null).length;

const unitsOf = ({ unit }: Price, host: Host, { edited }: Candidate): number => {
  switch (unit) {
    case 'host':
    case 'cluster':
      return 1;
    case 'port':
      return changedPorts(host, edited);
    case 'core':
      return Math.ceil(host.logicalProcessors / (host.smt ? 2 : 1));
  }
};

/** Ports that are new, or that are not what they were. */
export const changedPorts = (host: Host, edited: Host): number => {
  const before = new Map(host.nics.map((nic) => [nameKey(nic.name), nic]));
  return edited.nics.filter((nic) => {
    const old = before.get(nameKey(nic.name));
    return old === undefined || isOther(old, nic);
  }).length;
};

const isOther = (a: Nic, b: Nic): boolean => (Object.keys(a) as (keyof Nic)[]).some((key) => a[key] !== b[key]);
