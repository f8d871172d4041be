/** What `converge growth` shows on one screen: who runs out first. */
import type { GrowthFactor, GrowthRow, Load, Runway } from '../model/growth.ts';
import { formatDecimal } from '../units/format-decimal.ts';
import { formatCount, formatRounded } from '../units/format-quantity.ts';
import { cut, padEnd, padStart, printable } from './terminal-text.ts';

export interface GrowthScreen {
  readonly rows: readonly GrowthRow[];
  readonly loads: readonly Load[];
  /** Whether the pace is known at all: without it no month can be told. */
  readonly pace: 'given' | 'history' | 'none';
  /** The largest factor that was tried. */
  readonly most: number;
  readonly folder: string;
  readonly columns: number;
}

const MOST_COLUMNS = 80;
const HOSTS_SHOWN = 5;
const CLASSES_SHOWN = 3;
const CLUSTERS_SHOWN = 3;
const SHORT_NAMED = 3;
const NAME = 17;
const FACTOR = 6;
const MONTHS = 16;
const LEVEL = 13;

/** At most 24 lines of at most 80 columns, without a line end after the last. */
export const renderGrowthScreen = ({ rows, loads, pace, most, folder, columns }: GrowthScreen): string => {
  const width = Math.min(MOST_COLUMNS, Math.max(40, columns));
  const hosts = rows.filter(({ scope }) => scope === 'host');
  const clusters = rows.filter(({ scope }) => scope === 'cluster');
  const classes = rows.filter(({ scope }) => scope === 'role' || scope === 'tier');
  const months = pace === 'none' ? '' : 'months';
  const heads = (title: string, last: string): string =>
    `${padEnd(title, NAME + 3)}${padStart('stands', FACTOR)} ${padEnd(months, MONTHS)} ${padEnd('then', LEVEL)} ${last}`;
  return [
    `Growth of ${loads.join(', ')} until a level 1-6 gives way, from a blank slate`,
    ...standingLines(hosts, clusters, most),
    ...paceLines(hosts, pace),
    ...section(heads('First hosts', `ports full ${months}`), bySoonest(hosts), HOSTS_SHOWN),
    ...section(heads('First clusters', 'held by'), bySoonest(clusters), CLUSTERS_SHOWN),
    ...section(heads('One class alone', 'held by'), bySoonest(classes), CLASSES_SHOWN),
  ]
    .map((line) => cut(line.trimEnd(), width))
    .concat(`Files     ${printable(folder)} (growth.csv first)`)
    .join('\n');
};

const isShort = ({ growth }: GrowthRow): boolean => growth?.standing === 'short-today' || growth?.standing === 'short-without-load';

/** Short hosts have run out already, and `converge plan` tells of them. */
const standingLines = (hosts: readonly GrowthRow[], clusters: readonly GrowthRow[], most: number): string[] => {
  const count = (standing: string): number => hosts.filter(({ growth }) => growth?.standing === standing).length;
  const short = hosts.filter(isShort);
  const lines = [
    `Hosts     ${count('grows')} stand some growth, ${count('beyond-search')} stand ${most} times their load, ${short.length} short today`,
  ];
  if (short.length === 0) return lines;
  const names = short.slice(0, SHORT_NAMED).map(({ name }) => printable(name));
  const more = short.length > SHORT_NAMED ? ` and ${short.length - SHORT_NAMED} more` : '';
  const never = count('short-without-load');
  lines.push(`Short     ${names.join(', ')}${more}, in ${formatCount(clusters.filter(isShort).length, 'cluster')}`);
  if (never > 0) lines.push(`          ${never} of them however small the load`);
  return lines;
};

const paceLines = (hosts: readonly GrowthRow[], pace: GrowthScreen['pace']): string[] => {
  if (pace === 'none') return ['Months    not known: give --growth-per-month or --history'];
  const unknown = hosts.filter(({ growth, rate }) => growth !== null && rate === null).length;
  return unknown === 0
    ? []
    : [`Pace      not known of ${formatCount(unknown, 'host')}: fewer than three earlier reports have traffic of them`];
};

/** Rows that still stand, and that give way at some factor or whose ports fill up, those of the fewest months first, then of the least factor. */
const bySoonest = (rows: readonly GrowthRow[]): readonly GrowthRow[] => {
  const monthsOf = ({ runway, capacityRunway }: GrowthRow): number => least(runway.mid, capacityRunway.mid);
  const factorOf = ({ growth, capacity }: GrowthRow): number => least(growth?.factor ?? null, capacity?.factor ?? null);
  return rows
    .filter((row) => row.growth !== null && !isShort(row) && (row.growth.standing !== 'beyond-search' || row.capacity !== null))
    .sort((a, b) => compare(monthsOf(a), monthsOf(b)) || compare(factorOf(a), factorOf(b)));
};

const least = (a: number | null, b: number | null): number => Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY);
const compare = (a: number, b: number): number => (a === b ? 0 : a - b);

const section = (head: string, rows: readonly GrowthRow[], most: number): string[] => {
  if (rows.length === 0) return [];
  const more = rows.length > most ? [`  and ${rows.length - most} more`] : [];
  return [head, ...rows.slice(0, most).map(rowLine), ...more];
};

const rowLine = ({ scope, name, growth, heldBy, runway, capacity, capacityRunway }: GrowthRow): string => {
  const label = scope === 'tier' ? `VMs of tier ${name}` : scope === 'role' ? `${name} traffic` : name;
  const full = capacity === null ? '' : `${times(capacity.factor)} ${monthsText(capacityRunway)}`;
  const last = scope === 'host' ? full : heldBy === null && capacity !== null ? `${capacity.of} ${times(capacity.factor)}` : (heldBy ?? '');
  const stood = `${padStart(stands(growth), FACTOR)} ${padEnd(monthsText(runway), MONTHS)}`;
  return `  ${padEnd(cut(printable(label), NAME), NAME)} ${stood} ${padEnd(growth?.breaks?.level ?? '', LEVEL)} ${printable(last)}`;
};

const stands = (growth: GrowthFactor | null): string => {
  if (growth === null) return '';
  return growth.standing === 'beyond-search' ? `>${times(growth.factor)}` : times(growth.factor);
};

/** Rounded down: at the factor that is shown the host stands. */
const times = (factor: number): string => {
  const places = factor < 10 ? 100 : 10;
  return `x${formatDecimal(Math.floor(factor * places + ROUNDING) / places)}`;
};
const ROUNDING = 1e-6;

/** `3.8 (2.3-11)`; nothing where no month is known. */
const monthsText = ({ low, mid, high }: Runway): string => {
  if (mid === null) return '';
  const tenth = (value: number | null): string => (value === null ? '' : formatRounded(Math.round(value * 10) / 10));
  return low === high ? tenth(mid) : `${tenth(mid)} (${tenth(low)}-${tenth(high)})`;
};
