/** The CSV files of a purchase. Money is written as whole decimals of the price list's scale, never as a rounded number. */
import {
  type Alternative,
  type FrontierPoint,
  type Gains,
  GOALS,
  type Offer,
  type OfferPart,
  type PurchaseReport,
  type Standing,
} from '../model/purchase.ts';
import { formatMoney, minor, type Minor } from '../units/money.ts';
import type { Cell } from './csv-row.ts';
import { type LeftHost, leftHosts } from './purchase-left.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';

export const PURCHASE_FILES = ['purchase.csv', 'frontier.csv', 'alternatives.csv', 'left.csv'] as const;

const money = (value: Minor, { scale }: PurchaseReport): Cell => formatMoney(value, scale);

/** Names of the goals that a host is short of; blank: none. */
const goalsOf = (short: Gains): Cell => {
  const goals = GOALS.filter((_, goal) => short[goal] === 1);
  return goals.length === 0 ? null : goals.join(' ');
};

interface BoughtPart {
  readonly offer: Offer;
  readonly part: OfferPart;
  readonly cluster: string;
  readonly before: Standing | null;
  readonly after: Standing | null;
}

const boughtParts = ({ clusters, decision, together }: PurchaseReport): readonly BoughtPart[] => {
  const known = new Map(clusters.flatMap(({ cluster, hosts }) => hosts.map(({ host, before }) => [host, { cluster, before }] as const)));
  return decision.bought.flatMap((offer) =>
    offer.parts.map((part) => {
      const { cluster = '', before = null } = known.get(part.host) ?? {};
      return { offer, part, cluster, before, after: together.get(part.host) ?? null };
    }),
  );
};

const standingColumns = <Row>(suffix: string, of: (row: Row) => Standing | null): readonly Column<Row>[] => [
  { name: `status_${suffix}`, cell: (row) => of(row)?.status ?? null },
  { name: `short_of_${suffix}`, cell: (row) => goalsOf(of(row)?.short ?? [0, 0, 0]) },
  { name: `first_short_level_${suffix}`, cell: (row) => of(row)?.level ?? null },
  { name: `first_short_attainment_${suffix}`, cell: (row) => of(row)?.attainment ?? null },
  { name: `drain_minutes_${suffix}`, cell: (row) => of(row)?.drain ?? null },
];

/** What was promised of the option when the host was planned with it, and what it is with everything else in place. */
const holds = ({ part, after }: BoughtPart): boolean =>
  after !== null && after.short.every((short, goal) => short <= (part.after.short[goal] as number));

const purchaseColumns = (report: PurchaseReport): readonly Column<BoughtPart>[] => [
  { name: 'host', cell: ({ part }) => part.host },
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'option', cell: ({ offer }) => offer.option },
  { name: 'title', cell: ({ offer }) => offer.title },
  { name: 'uniform', cell: ({ offer }) => offer.uniform },
  { name: 'price', cell: ({ part }) => money(part.cost, report) },
  { name: 'currency', cell: () => report.currency },
  ...standingColumns<BoughtPart>('before', ({ before }) => before),
  ...standingColumns<BoughtPart>('after', ({ after }) => after),
  { name: 'holds_together', cell: holds },
];

/** Hosts short of each goal before anything is bought. */
export const shortBefore = ({ clusters }: PurchaseReport): Gains =>
  clusters
    .flatMap(({ hosts }) => hosts)
    .reduce<Gains>(
      (total, { before }) =>
        before === null ? total : [total[0] + before.short[0], total[1] + before.short[1], total[2] + before.short[2]],
      [0, 0, 0],
    );

const goalColumns = <Row>(suffix: string, of: (row: Row) => Gains): readonly Column<Row>[] =>
  GOALS.map((goal, index) => ({ name: `${goal.replace('-', '_')}_${suffix}`, cell: (row) => of(row)[index] as number }));

const frontierColumns = (report: PurchaseReport): readonly Column<FrontierPoint>[] => {
  const before = shortBefore(report);
  const { cost } = report.decision;
  return [
    { name: 'cost', cell: (point) => money(point.cost, report) },
    { name: 'currency', cell: () => report.currency },
    ...goalColumns<FrontierPoint>('repaired', ({ gains }) => gains),
    ...goalColumns<FrontierPoint>('left', ({ gains }) => [before[0] - gains[0], before[1] - gains[1], before[2] - gains[2]]),
    { name: 'proof', cell: ({ proof }) => proof },
    { name: 'bought', cell: (point) => point.cost === cost },
  ];
};

const NAMED = 5;

/** The first few of a list, and how many more there are; blank: none. */
const listed = (offers: readonly Offer[]): Cell => {
  if (offers.length === 0) return null;
  const named = offers
    .slice(0, NAMED)
    .map(({ parts, option, uniform }) => `${parts[0]?.host ?? ''}${uniform ? ' and its cluster' : ''}: ${option}`);
  return `${named.join('; ')}${offers.length > NAMED ? `; and ${offers.length - NAMED} more` : ''}`;
};

const alternativeColumns = (report: PurchaseReport): readonly Column<Alternative>[] => {
  const { cost, gains } = report.decision;
  const over = (a: Minor, b: Minor): Cell => (a > b ? money(minor(a - b), report) : null);
  return [
    { name: 'alternative', cell: ({ kind }) => kind },
    { name: 'without', cell: ({ subject }) => (subject === '' ? null : subject) },
    { name: 'cost', cell: (other) => money(other.cost, report) },
    { name: 'costs_more', cell: (other) => over(other.cost, cost) },
    { name: 'costs_less', cell: (other) => over(cost, other.cost) },
    { name: 'currency', cell: () => report.currency },
    ...goalColumns<Alternative>('repaired', (other) => other.gains),
    ...goalColumns<Alternative>('difference', (other) => [other.gains[0] - gains[0], other.gains[1] - gains[1], other.gains[2] - gains[2]]),
    { name: 'taken', cell: ({ taken }) => listed(taken) },
    { name: 'left_out', cell: ({ left }) => listed(left) },
    { name: 'proof', cell: ({ proof }) => proof },
  ];
};

const leftColumns = (report: PurchaseReport): readonly Column<LeftHost>[] => [
  { name: 'host', cell: ({ host }) => host },
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'reason', cell: ({ reason }) => reason },
  { name: 'short_of', cell: ({ standing }) => goalsOf(standing.short) },
  { name: 'first_short_level', cell: ({ standing }) => standing.level },
  { name: 'first_short_attainment', cell: ({ standing }) => standing.attainment },
  { name: 'drain_minutes', cell: ({ standing }) => standing.drain },
  { name: 'best_option', cell: ({ best }) => best?.option ?? null },
  { name: 'best_price', cell: ({ best }) => (best === null ? null : money(best.cost, report)) },
  { name: 'currency', cell: ({ best }) => (best === null ? null : report.currency) },
  { name: 'detail', cell: ({ detail }) => detail },
];

const text = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: RenderOptions): string =>
  headerRow(columns) + renderRows(columns, rows, options);

/** Each file with its text. */
export const renderPurchase = (
  report: PurchaseReport,
  options: RenderOptions,
): Readonly<Record<(typeof PURCHASE_FILES)[number], string>> => ({
  'purchase.csv': text(purchaseColumns(report), boughtParts(report), options),
  'frontier.csv': text(frontierColumns(report), report.decision.frontier.points, options),
  'alternatives.csv': text(alternativeColumns(report), report.decision.alternatives, options),
  'left.csv': text(leftColumns(report), leftHosts(report), options),
});

/** Parts whose host is shorter with everything in place than the option alone promised. */
export const brokenPromises = (report: PurchaseReport): number => boughtParts(report).filter((part) => !holds(part)).length;
