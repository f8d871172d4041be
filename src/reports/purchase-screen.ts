/** What a buyer sees at the end: the money, what it repairs, what is left, what a bit more would do, and what is proved. */
import { OPTION_KINDS } from '../model/price-list.ts';
import { type Alternative, type AlternativeKind, type Gains, GOALS, type HostNeeds, type PurchaseReport } from '../model/purchase.ts';
import { formatCount, formatMinutes, formatRounded } from '../units/format-quantity.ts';
import { formatMoney, minor } from '../units/money.ts';
import { leftHosts, standingAfter } from './purchase-left.ts';
import { brokenPromises, shortBefore } from './purchase-tables.ts';
import { padEnd, printable, wrap } from './terminal-text.ts';

const LABEL = 10;
const COLUMNS = 80;
const NAMED = 3;
/** As many purchases as leave room for the rest of the screen. */
const SHOWN = 5;

const say = (label: string, text: string): readonly string[] =>
  wrap(printable(text), COLUMNS, ' '.repeat(LABEL)).map((line, index) => (index === 0 ? padEnd(label, LABEL) + line.slice(LABEL) : line));

/** @param folder where the files are */
export const renderPurchaseScreen = (report: PurchaseReport, folder: string): string =>
  [
    ...moneyLines(report),
    ...boughtLines(report),
    ...repairLines(report),
    ...leftLines(report),
    ...moreLines(report),
    ...say('Proof', proofText(report)),
    ...say('Together', togetherText(report)),
    ...failedLines(report),
    `${padEnd('Files', LABEL)}${printable(folder)} (purchase.csv first, then left.csv)`,
    countLine(report),
  ].join('\n');

const named = (hosts: readonly { readonly host: string }[]): string =>
  `${hosts
    .slice(0, NAMED)
    .map(({ host }) => host)
    .join(', ')}${hosts.length > NAMED ? ` and ${hosts.length - NAMED} more` : ''}`;

const failedHosts = ({ clusters }: PurchaseReport): readonly HostNeeds[] =>
  clusters.flatMap(({ hosts }) => hosts.filter(({ before }) => before === null));

/** By our own fault, and so told apart from hosts that money does not help. */
const failedLines = (report: PurchaseReport): readonly string[] => {
  const [failed, unsure] = [failedHosts(report), report.clusters.flatMap(({ hosts }) => hosts.filter((each) => each.failed > 0))];
  return [
    ...(failed.length === 0 ? [] : say('Failed', `no plan, by a fault of converge: ${named(failed)}`)),
    ...(unsure.length === 0 ? [] : say('Failed', `options that could not be planned, by a fault of converge: ${named(unsure)}`)),
  ];
};

/** Every host that was read is planned, rejected or failed; the line says so. */
const countLine = (report: PurchaseReport): string => {
  const hosts = report.clusters.reduce((total, cluster) => total + cluster.hosts.length, 0);
  const failed = failedHosts(report).length;
  return `${hosts + report.rejected} hosts read = ${hosts - failed} planned + ${report.rejected} rejected + ${failed} failed`;
};

const amount = ({ currency, scale }: PurchaseReport, value: number): string => `${formatMoney(minor(value), scale)} ${currency}`;

const moneyLines = (report: PurchaseReport): readonly string[] => {
  const { decision, budget } = report;
  const kinds = OPTION_KINDS.flatMap((kind) => {
    const count = decision.bought.filter((offer) => offer.kind === kind).length;
    return count === 0 ? [] : [`${count} × ${kind}`];
  });
  const what = kinds.length === 0 ? ': nothing is bought' : ` for ${kinds.join(', ')}`;
  const left = budget === null ? '' : `; ${amount(report, budget - decision.cost)} stay unspent`;
  return [
    ...say('Budget', budget === null ? 'whatever repairs all that can be repaired' : amount(report, budget)),
    ...say('Spend', `${amount(report, decision.cost)}${what}${left}`),
  ];
};

/** What is bought for whom, and where that leaves the host. */
const boughtLines = (report: PurchaseReport): readonly string[] => {
  const { bought } = report.decision;
  const needs = new Map(report.clusters.flatMap(({ hosts }) => hosts.map((each) => [each.host, each] as const)));
  return [
    ...bought.slice(0, SHOWN).flatMap((offer, index) => {
      const [only, ...others] = offer.parts;
      const host = only === undefined || others.length > 0 ? undefined : needs.get(only.host);
      const text = `${named(offer.parts)}: ${offer.title}, ${amount(report, offer.cost)}${host === undefined ? '' : effect(report, host)}`;
      return say(index === 0 ? 'Buy' : '', text);
    }),
    ...(bought.length > SHOWN ? say('', `and ${bought.length - SHOWN} more in purchase.csv`) : []),
  ];
};

const effect = (report: PurchaseReport, needs: HostNeeds): string => {
  const [before, after] = [needs.before, standingAfter(report, needs)];
  if (before === null || after === null) return '';
  const drain =
    before.drain === null || after.drain === null ? '' : `, drain ${formatRounded(before.drain)} to ${formatMinutes(after.drain)}`;
  return `; ${before.status}, then ${after.status}${drain}`;
};

const repairLines = (report: PurchaseReport): readonly string[] => {
  const before = shortBefore(report);
  const { gains } = report.decision;
  const byGoal = GOALS.flatMap((goal, index) => (before[index] === 0 ? [] : [`${goal} ${gains[index]} of ${before[index]}`]));
  const hosts = report.clusters.flatMap((cluster) => cluster.hosts);
  const wasShort = hosts.filter((needs) => needs.before?.status === 'short').length;
  const isShort = hosts.filter((needs) => standingAfter(report, needs)?.status === 'short').length;
  return [
    ...say('Repairs', byGoal.length === 0 ? 'no host is short' : `hosts short no more, by what they were short of: ${byGoal.join(', ')}`),
    ...say(
      'Hosts',
      `${wasShort} short today, ${isShort} with the purchase, of ${hosts.length} in ${formatCount(report.clusters.length, 'cluster')}`,
    ),
  ];
};

const leftLines = (report: PurchaseReport): readonly string[] => {
  const left = leftHosts(report);
  const reasons = [...new Set(left.map(({ reason }) => reason))];
  return reasons.flatMap((reason, index) => {
    const hosts = left.filter((each) => each.reason === reason);
    return say(index === 0 ? 'Left' : '', `${hosts.length} ${reason.replaceAll('-', ' ')}: ${named(hosts)}`);
  });
};

const gained = (other: Gains, gains: Gains, same = 'repairs no more'): string => {
  const parts = GOALS.flatMap((goal, index) => {
    const difference = (other[index] as number) - (gains[index] as number);
    return difference === 0 ? [] : [`${difference > 0 ? '+' : '−'}${Math.abs(difference)} ${goal}`];
  });
  return parts.length === 0 ? same : `repairs ${parts.join(', ')}`;
};

const moreLines = (report: PurchaseReport): readonly string[] => {
  const { decision, more } = report;
  const find = (kind: AlternativeKind): Alternative | undefined => decision.alternatives.find((each) => each.kind === kind);
  const [plus, next, less] = [find('more-money'), find('next-repair'), find('less-money')];
  return [
    ...(plus === undefined ? [] : say('More', `${amount(report, more)} more ${gained(plus.gains, decision.gains)}`)),
    ...(next === undefined
      ? []
      : say('Next', `the next repair takes ${amount(report, next.cost)} in all: ${gained(next.gains, decision.gains)}`)),
    ...(less === undefined ? [] : say('Less', `${amount(report, more)} less ${gained(less.gains, decision.gains, 'repairs as much')}`)),
  ];
};

const proofText = ({ decision, budget }: PurchaseReport): string => {
  const { proof, bound, gains } = decision;
  if (proof === 'optimal') {
    return budget === null
      ? 'no purchase repairs more, and none repairs as much for less'
      : 'no purchase within the budget repairs more, and none repairs as much for less';
  }
  if (bound === null) return 'not whole: a cluster has more choices than were kept';
  const [goal, had] = [GOALS[bound.goal] ?? '', gains[bound.goal] ?? 0];
  const gap =
    bound.gains === had ? `${goal} is proved` : `${goal} has ${had}, and no purchase as good before it has more than ${bound.gains}`;
  return `the search was cut short: ${gap}; what follows it in order is the best found`;
};

const togetherText = (report: PurchaseReport): string => {
  const broken = brokenPromises(report);
  if (report.decision.bought.length === 0) return 'nothing is bought';
  return broken === 0
    ? 'every cluster planned again with all of it in place: what was promised holds'
    : `planned again with all of it in place, ${formatCount(broken, 'host')} ${broken === 1 ? 'keeps' : 'keep'} a shortage that was to end (holds_together false in purchase.csv)`;
};
