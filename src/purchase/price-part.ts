/** What the parts of a scenario cost by a price list. */
import type { PriceList } from '../model/price-list.ts';
import type { ScenarioFault, ScenarioPart } from '../model/scenario.ts';
import { formatMoney, minor } from '../units/money.ts';
import { bestPrice } from './price-of.ts';

const nameOf = ({ option, link, model, os }: ScenarioPart): string =>
  [option, link === null ? '' : `of ${link} Mbit/s`, model ?? '', os ?? ''].filter((text) => text !== '').join(' ');

/** The price of one unit, the same as `converge buy` would take, times the count, as a plain decimal; or why there is none. */
export const priceOfPart = (list: PriceList, part: ScenarioPart): { readonly cost: string } | ScenarioFault => {
  const price = bestPrice(list, { kind: part.option, link: part.link, model: part.model, os: part.os });
  const { at } = part;
  if (price === null) {
    const message = `The price list has no price for ${nameOf(part)}.`;
    return { at, code: 'no-price', message, remedy: 'Add it to the list, or say more of what is bought: link_mbps, model, os.' };
  }
  const cost = price.price * part.count;
  if (Number.isSafeInteger(cost)) return { cost: formatMoney(minor(cost), list.scale) };
  const message = `The price of line ${price.line} times ${part.count} is too large to be counted exactly.`;
  return { at, code: 'price-too-large', message, remedy: 'Write all prices in larger units.' };
};
