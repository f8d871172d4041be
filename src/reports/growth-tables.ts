/** growth.csv and growth-classes.csv: what hosts, clusters and classes of traffic stand, and how long that lasts. */
import type { ClassGrowth, FirstBreak, GrowthFactor, GrowthRow, HostGrowth } from '../model/growth.ts';
import type { Cell } from './csv-row.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';

const THOUSAND = 1000;

/** Rounded down, so that the factor that is printed is one that the host stands. */
const printed = (growth: GrowthFactor | null): number | null =>
  growth === null ? null : Math.floor(growth.factor * THOUSAND + 1e-6) / THOUSAND;
const breakCell = (growth: GrowthFactor | null, of: (first: FirstBreak) => Cell): Cell =>
  growth === null || growth.breaks === null ? null : of(growth.breaks);
const percent = (rate: number | undefined): number | null => (rate === undefined ? null : rate * 100);

const COLUMNS: readonly Column<GrowthRow>[] = [
  { name: 'scope', cell: ({ scope }) => scope },
  { name: 'name', cell: ({ name }) => name },
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'hosts', cell: ({ hosts }) => hosts },
  { name: 'hosts_left_out', cell: ({ leftOut }) => leftOut },
  { name: 'standing', cell: ({ growth, lost }) => growth?.standing ?? lost },
  { name: 'factor', cell: ({ growth }) => printed(growth) },
  { name: 'held_by', cell: ({ heldBy }) => heldBy },
  { name: 'first_level', cell: ({ growth }) => breakCell(growth, ({ level }) => level) },
  { name: 'worst_flow', cell: ({ growth }) => breakCell(growth, ({ worstFlow }) => worstFlow) },
  { name: 'binding', cell: ({ growth }) => breakCell(growth, ({ binding }) => binding) },
  { name: 'capacity_factor', cell: ({ capacity }) => capacity?.factor ?? null },
  { name: 'capacity_of', cell: ({ capacity }) => capacity?.of ?? null },
  { name: 'capacity_direction', cell: ({ capacity }) => capacity?.direction ?? null },
  { name: 'growth_pct_per_month_low', cell: ({ rate }) => percent(rate?.low) },
  { name: 'growth_pct_per_month', cell: ({ rate }) => percent(rate?.mid) },
  { name: 'growth_pct_per_month_high', cell: ({ rate }) => percent(rate?.high) },
  { name: 'runway_months_low', cell: ({ runway }) => runway.low },
  { name: 'runway_months', cell: ({ runway }) => runway.mid },
  { name: 'runway_months_high', cell: ({ runway }) => runway.high },
  { name: 'capacity_months_low', cell: ({ capacityRunway }) => capacityRunway.low },
  { name: 'capacity_months', cell: ({ capacityRunway }) => capacityRunway.mid },
  { name: 'capacity_months_high', cell: ({ capacityRunway }) => capacityRunway.high },
];

export const renderGrowth = (rows: readonly GrowthRow[], options: RenderOptions): string =>
  headerRow(COLUMNS) + renderRows(COLUMNS, rows, options);

interface ClassRow extends ClassGrowth {
  readonly host: string;
}

const CLASS_COLUMNS: readonly Column<ClassRow>[] = [
  { name: 'host', cell: ({ host }) => host },
  { name: 'scope', cell: ({ scope }) => scope },
  { name: 'name', cell: ({ name }) => name },
  { name: 'demand_mbps', cell: ({ demand }) => demand },
  { name: 'standing', cell: ({ growth }) => growth?.standing ?? 'host-short' },
  { name: 'factor', cell: ({ growth }) => printed(growth) },
  { name: 'first_level', cell: ({ growth }) => breakCell(growth, ({ level }) => level) },
  { name: 'worst_flow', cell: ({ growth }) => breakCell(growth, ({ worstFlow }) => worstFlow) },
  { name: 'binding', cell: ({ growth }) => breakCell(growth, ({ binding }) => binding) },
];

export const renderClassGrowth = (hosts: readonly HostGrowth[], options: RenderOptions): string => {
  const rows = hosts.flatMap(({ host, classes }) => classes.map((each): ClassRow => ({ host, ...each })));
  return headerRow(CLASS_COLUMNS) + renderRows(CLASS_COLUMNS, rows, options);
};
