/** compare.csv and fleet.csv of `converge what-if`: each scenario beside the baseline, by host and for the fleet. */
import type { HostComparison, HostFigures, ScenarioComparison } from '../model/comparison.ts';
import { LEVELS } from '../model/levels.ts';
import { ByteText } from './byte-text.ts';
import { type Cell, cellText } from './csv-row.ts';
import type { RunSummary } from './run-summary.ts';
import { type Column, headerRow, type RenderOptions, renderRows, writeRows } from './table.ts';

/** A run with its figures. */
export interface WhatIfRun {
  readonly comparison: ScenarioComparison;
  readonly summary: RunSummary;
}

const after = (name: string, cell: (figures: HostFigures) => Cell): Column<HostComparison> => ({
  name,
  cell: (row) => (row.after === null ? null : cell(row.after)),
});

const before = (name: string, cell: (figures: HostFigures) => Cell): Column<HostComparison> => ({
  name,
  cell: (row) => (row.before === null ? null : cell(row.before)),
});

/** Blank where either run has no figure. */
const delta = (name: string, figure: (figures: HostFigures) => number | null): Column<HostComparison> => ({
  name,
  cell: (row) => {
    const was = row.before === null ? null : figure(row.before);
    const is = row.after === null ? null : figure(row.after);
    return was === null || is === null ? null : is - was;
  },
});

/** Where no level is missed, the first one that would be is attained. */
const attainment = ({ status, firstShort }: HostFigures): number | null =>
  status === 'rejected' || status === 'failed' ? null : (firstShort?.attainment ?? 1);

const FIGURES: readonly { readonly name: string; readonly figure: (figures: HostFigures) => number | null }[] = [
  { name: 'live_migrations', figure: ({ liveMigrations }) => liveMigrations },
  { name: 'storage_migrations', figure: ({ storageMigrations }) => storageMigrations },
  { name: 'drain_minutes_guaranteed', figure: ({ drainGuaranteed }) => drainGuaranteed },
  { name: 'drain_minutes_at_cap', figure: ({ drainAtCap }) => drainAtCap },
  { name: 'live_migration_cap_mbps', figure: ({ cap }) => cap },
  { name: 'vfs_free', figure: ({ vfsFree }) => vfsFree },
  { name: 'queues_free', figure: ({ queuesFree }) => queuesFree },
];

/** What stands before the figures of a host in each row of a run. */
const SCENARIO = { name: 'scenario' };

const COMPARE: readonly Column<HostComparison>[] = [
  { name: 'host', cell: ({ host }) => host },
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'presence', cell: ({ presence }) => presence },
  { name: 'verdict', cell: ({ verdict }) => verdict },
  { name: 'because', cell: ({ because }) => because },
  after('status', ({ status }) => status),
  before('status_baseline', ({ status }) => status),
  after('first_short_level', ({ firstShort }) => firstShort?.level ?? null),
  before('first_short_level_baseline', ({ firstShort }) => firstShort?.level ?? null),
  after('first_short_attainment', ({ firstShort }) => firstShort?.attainment ?? null),
  delta('first_short_attainment_delta', attainment),
  ...FIGURES.flatMap(({ name, figure }) => [after(name, figure), delta(`${name}_delta`, figure)]),
  { name: 'adapters_cut_off', cell: ({ cutOff }) => cutOff },
  { name: 'memory_over_gib', cell: ({ memoryOver }) => memoryOver },
  { name: 'vms_unplaced', cell: (row) => row.unplaced },
];

const sum = (hosts: readonly HostComparison[], figure: (figures: HostFigures) => number | null): number | null => {
  const known = hosts.flatMap(({ after: now }) => (now === null ? [] : (figure(now) ?? [])));
  return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
};

const count = (hosts: readonly HostComparison[], is: (host: HostComparison) => boolean): number => hosts.filter(is).length;
const unplaced = ({ comparison }: WhatIfRun): number => comparison.unplaced.reduce((total, { vms }) => total + vms, 0);

const FLEET: readonly Column<WhatIfRun>[] = [
  { name: 'scenario', cell: ({ comparison }) => comparison.name },
  { name: 'hosts', cell: ({ summary }) => summary.counts.read },
  { name: 'hosts_added', cell: ({ comparison }) => count(comparison.hosts, ({ presence }) => presence === 'added') },
  { name: 'hosts_removed', cell: ({ comparison }) => count(comparison.hosts, ({ presence }) => presence === 'removed') },
  { name: 'ok', cell: ({ summary }) => summary.status.ok },
  { name: 'pressed', cell: ({ summary }) => summary.status.pressed },
  { name: 'short', cell: ({ summary }) => summary.status.short },
  { name: 'rejected', cell: ({ summary }) => summary.counts.rejected },
  { name: 'failed', cell: ({ summary }) => summary.counts.failed },
  { name: 'better', cell: ({ comparison }) => count(comparison.hosts, ({ verdict }) => verdict === 'better') },
  { name: 'worse', cell: ({ comparison }) => count(comparison.hosts, ({ verdict }) => verdict === 'worse') },
  ...LEVELS.flatMap((level): readonly Column<WhatIfRun>[] => {
    const name = level.replaceAll('-', '_');
    const of = ({ summary }: WhatIfRun) => summary.attainments.find((each) => each.level === level);
    return [
      { name: `${name}_attainment_p5`, cell: (run) => of(run)?.p5 ?? null },
      { name: `${name}_attainment_p50`, cell: (run) => of(run)?.p50 ?? null },
    ];
  }),
  { name: 'drain_hours_guaranteed', cell: ({ summary: { drain } }) => (drain.hostsGuaranteed === 0 ? null : drain.hoursGuaranteed) },
  { name: 'drain_hours_at_cap', cell: ({ summary: { drain } }) => (drain.hosts === 0 ? null : drain.hoursAtCap) },
  { name: 'hosts_meeting_window', cell: ({ summary: { drain } }) => (drain.hosts === 0 ? null : drain.hostsMeetingWindow) },
  { name: 'vfs_free', cell: ({ comparison }) => sum(comparison.hosts, ({ vfsFree }) => vfsFree) },
  { name: 'queues_free', cell: ({ comparison }) => sum(comparison.hosts, ({ queuesFree }) => queuesFree) },
  { name: 'adapters_cut_off', cell: ({ comparison }) => comparison.hosts.reduce((total, { cutOff }) => total + cutOff, 0) },
  { name: 'hosts_over_memory', cell: ({ comparison }) => count(comparison.hosts, ({ memoryOver }) => memoryOver > 0) },
  { name: 'vms_unplaced', cell: unplaced },
  // The amount as it was written: a number would lose digits.
  { name: 'cost', cell: ({ comparison }) => comparison.cost },
];

/** The rows of hosts without what stands before them; one that several runs share is worked out once. */
class HostRows {
  readonly #options: RenderOptions;
  readonly #out = new ByteText();
  readonly #known = new Map<HostComparison, string>();

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  readonly of = (host: HostComparison): string => {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    this.#out.clear();
    writeRows(this.#out, COMPARE, [host], this.#options);
    const row = this.#out.toString();
    this.#known.set(host, row);
    return row;
  };
}

/** compare.csv, header first: all hosts of the first run, then all of the next. */
export const renderCompare = (runs: readonly WhatIfRun[], options: RenderOptions): string => {
  const rows = new HostRows(options);
  const texts = runs.map(({ comparison: { name, hosts } }) => {
    const start = `${cellText(name, options.rawCells)},`;
    return hosts.map((host) => start + rows.of(host)).join('');
  });
  return headerRow([SCENARIO, ...COMPARE]) + texts.join('');
};

/** fleet.csv, header first: one row a run. */
export const renderFleet = (runs: readonly WhatIfRun[], options: RenderOptions): string =>
  headerRow(FLEET) + renderRows(FLEET, runs, options);
