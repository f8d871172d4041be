/** worth.csv and worth-unfit.csv: every option of every host that lacks something, and what is no option for it. */
import type { PriceList } from '../model/price-list.ts';
import type { HostWorth, UnfitOption, WeighedOption } from '../model/worth.ts';
import { formatMoney } from '../units/money.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';

export type Weighed = Extract<HostWorth, { readonly kind: 'weighed' }>;

interface Row {
  readonly of: Weighed;
  readonly option: WeighedOption;
  readonly prices: PriceList | null;
}

const THOUSAND = 1000;

/** For a thousand of the currency; null without a price, for what costs nothing, and where nothing is gained. */
const perThousand = ({ option, prices }: Row, gain: number | null): number | null => {
  if (option.price === null || prices === null || gain === null || gain <= 0) return null;
  const money = option.price / 10 ** prices.scale;
  return money === 0 ? null : (THOUSAND * gain) / money;
};

const saved = ({ of, option }: Row): number | null =>
  of.before.drain === null || option.after.drain === null ? null : of.before.drain - option.after.drain;

const COLUMNS: readonly Column<Row>[] = [
  { name: 'host', cell: ({ of }) => of.host },
  { name: 'cluster', cell: ({ of }) => of.cluster },
  { name: 'rank', cell: ({ option }) => option.rank },
  { name: 'option', cell: ({ option }) => option.option },
  { name: 'title', cell: ({ option }) => option.title },
  { name: 'place', cell: ({ option }) => option.place },
  { name: 'verdict', cell: ({ option }) => option.verdict },
  { name: 'status_before', cell: ({ of }) => of.before.status },
  { name: 'status_after', cell: ({ option }) => option.after.status },
  { name: 'first_short_level_before', cell: ({ of }) => of.before.level },
  { name: 'attainment_before', cell: ({ of }) => of.before.attainmentOfFirst },
  { name: 'attainment_after', cell: ({ option }) => option.after.attainmentOfFirst },
  { name: 'first_short_level_after', cell: ({ option }) => option.after.level },
  { name: 'first_short_attainment_after', cell: ({ option }) => option.after.attainment },
  { name: 'drain_minutes_before', cell: ({ of }) => of.before.drain },
  { name: 'drain_minutes_after', cell: ({ option }) => option.after.drain },
  { name: 'vfs_assigned_before', cell: ({ of }) => of.before.functions },
  { name: 'vfs_assigned_after', cell: ({ option }) => option.after.functions },
  { name: 'queued_ingress_mbps_before', cell: ({ of }) => of.before.queued },
  { name: 'queued_ingress_mbps_after', cell: ({ option }) => option.after.queued },
  {
    name: 'price',
    cell: ({ option, prices }) => (option.price === null || prices === null ? null : formatMoney(option.price, prices.scale)),
  },
  { name: 'currency', cell: ({ option, prices }) => (option.price === null || prices === null ? null : prices.currency) },
  { name: 'rank_by_price', cell: ({ option }) => option.rankByPrice },
  { name: 'hosts_repaired_per_1000', cell: (row) => perThousand(row, row.option.verdict === 'repairs' ? 1 : null) },
  {
    name: 'attainment_gained_per_1000',
    cell: (row) => perThousand(row, row.option.after.attainmentOfFirst - row.of.before.attainmentOfFirst),
  },
  { name: 'drain_minutes_saved_per_1000', cell: (row) => perThousand(row, saved(row)) },
];

export const renderWorth = (hosts: readonly Weighed[], prices: PriceList | null, options: RenderOptions): string => {
  const rows = hosts.flatMap((of) => of.options.map((option): Row => ({ of, option, prices })));
  return headerRow(COLUMNS) + renderRows(COLUMNS, rows, options);
};

interface UnfitRow extends UnfitOption {
  readonly host: string;
}

const UNFIT_COLUMNS: readonly Column<UnfitRow>[] = [
  { name: 'host', cell: ({ host }) => host },
  { name: 'option', cell: ({ option }) => option },
  { name: 'place', cell: ({ place }) => place },
  { name: 'reason', cell: ({ because }) => because },
  { name: 'rules', cell: ({ rules }) => (rules.length === 0 ? null : rules.join(' ')) },
];

export const renderUnfit = (hosts: readonly Weighed[], options: RenderOptions): string => {
  const rows = hosts.flatMap(({ host, unfit }) => unfit.map((each): UnfitRow => ({ host, ...each })));
  return headerRow(UNFIT_COLUMNS) + renderRows(UNFIT_COLUMNS, rows, options);
};
