/** prices.csv, which `converge buy` reads from wherever it is told: one row a thing that can be bought. */
import { OS_VERSIONS } from '../model/host.ts';
import { OPTION_KINDS, PRICE_UNITS } from '../model/price-list.ts';
import type { Mbps } from '../units/quantity.ts';
import { above, describeFile, flag, money, note, optional, optionalChoice, requiredChoice, requiredName } from './attribute.ts';

const OFFER = 'your offer or price list';

export const PRICE = describeFile('prices.csv', {
  option: requiredChoice(
    OPTION_KINDS,
    'What is bought: one more port, ports of the next link speed, one more card, SET instead of LBFO, jumbo frames, a newer operating system, or ports with more virtual functions or more queues.',
    OFFER,
  ),
  link_mbps: optional<Mbps>('number', 'any speed', above(0, 10_000_000), 'Mbit/s', 'Link speed of the port that is bought.', OFFER),
  model: note('NIC model that is bought; blank: any.', OFFER),
  os: optionalChoice(OS_VERSIONS, 'any version', 'Operating system that is bought.', OFFER),
  unit: requiredChoice(
    PRICE_UNITS,
    'What the price is for: the option on one host, each port that is new or changed, each physical core, or the whole cluster once.',
    OFFER,
  ),
  uniform: flag(
    false,
    'Bought alike for every host of the cluster that can take it, or for none; always so where the price is for the cluster.',
    'your standards: identical parts in a cluster',
  ),
  price: money('Price of one unit, in the currency; it counts as written, to the last digit.', OFFER),
  currency: requiredName('Currency of the price; one for the whole file.', OFFER),
  remark: note('Where the price comes from, for the reader of the file; no plan reads it.', OFFER),
});
