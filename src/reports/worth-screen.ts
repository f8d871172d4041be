/** What `converge worth` shows on one screen: for each of the worst hosts the option that gains most, and why. */
import { LEVELS } from '../model/levels.ts';
import type { PriceList } from '../model/price-list.ts';
import type { HostWorth, WeighedOption, WorthStanding } from '../model/worth.ts';
import { formatCount, formatMinutes, formatRounded, formatShare } from '../units/format-quantity.ts';
import { formatMoney } from '../units/money.ts';
import { cut, printable } from './terminal-text.ts';
import type { Weighed } from './worth-tables.ts';

export interface WorthScreen {
  readonly hosts: readonly HostWorth[];
  readonly prices: PriceList | null;
  readonly pressed: boolean;
  readonly folder: string;
  readonly columns: number;
}

const MOST_COLUMNS = 80;
const HOSTS_SHOWN = 5;

/** At most 24 lines of at most 80 columns, without a line end after the last. */
export const renderWorthScreen = ({ hosts, prices, pressed, folder, columns }: WorthScreen): string => {
  const width = Math.min(MOST_COLUMNS, Math.max(40, columns));
  const weighed = hosts.filter((each) => each.kind === 'weighed');
  const worst = [...weighed].sort((a, b) => compareStandings(a.before, b.before));
  const more = worst.length - HOSTS_SHOWN;
  return [
    headline(weighed, hosts, pressed),
    ...worst.slice(0, HOSTS_SHOWN).flatMap((of) => hostLines(of, prices)),
    ...(more > 0 ? [`and ${formatCount(more, 'host')} more in worth.csv`] : []),
  ]
    .map((line) => cut(line, width))
    .concat(`Files     ${printable(folder)} (worth.csv first)`)
    .join('\n');
};

const headline = (weighed: readonly Weighed[], hosts: readonly HostWorth[], pressed: boolean): string => {
  const planned = hosts.filter(({ kind }) => kind === 'weighed' || kind === 'enough').length;
  if (weighed.length === 0) {
    return pressed
      ? `Nothing to weigh: none of ${planned} hosts is short or pressed`
      : `Nothing to weigh: none of ${planned} hosts is short; --pressed asks of those that are pressed`;
  }
  const repaired = weighed.filter(({ options }) => options[0]?.verdict === 'repairs').length;
  return `Hosts     ${weighed.length} of ${planned} lack something; one option alone repairs ${repaired} of them`;
};

/** An earlier level weighs more, then the lower attainment. */
const compareStandings = (a: WorthStanding, b: WorthStanding): number => {
  const place = ({ level }: WorthStanding): number => (level === null ? LEVELS.length : LEVELS.indexOf(level));
  return place(a) - place(b) || a.attainmentOfFirst - b.attainmentOfFirst;
};

const hostLines = (of: Weighed, prices: PriceList | null): string[] => {
  const { host, before, binding, options } = of;
  const why = binding === '' ? '' : `: ${binding.replaceAll('-', ' ')}`;
  const head = `${printable(host)}  ${before.status} at ${before.level ?? ''} (${formatShare(before.attainmentOfFirst)})${why}`;
  const useful = options.filter(({ verdict }) => verdict === 'repairs' || verdict === 'helps');
  const [best, second] = useful;
  if (best === undefined) return [head, `  no option of ${options.length} gains anything`];
  const cheapest = useful.find(({ rankByPrice }) => rankByPrice === 1);
  const others = cheapest !== undefined && cheapest !== best ? [optionLine('for the money', of, cheapest, prices)] : [];
  const next = others.length === 0 && second !== undefined ? [optionLine('next', of, second, prices)] : [];
  return [head, optionLine('best', of, best, prices), ...others, ...next];
};

const optionLine = (
  label: string,
  { before }: Weighed,
  { title, after, verdict, price }: WeighedOption,
  prices: PriceList | null,
): string => {
  const cost = price === null || prices === null ? '' : ` for ${formatMoney(price, prices.scale)} ${prices.currency}`;
  const gain = verdict === 'repairs' ? `then ${after.status}` : `then ${after.level ?? 'nothing'} ${formatShare(after.attainment ?? 1)}`;
  const drain =
    before.drain === null || after.drain === null || after.drain === before.drain
      ? ''
      : `, drain ${formatRounded(before.drain)} to ${formatMinutes(after.drain)}`;
  return `  ${label}: ${printable(title)}${printable(cost)}, ${gain}${drain}`;
};
