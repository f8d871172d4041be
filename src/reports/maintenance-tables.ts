/** maintenance.csv, maintenance-hosts.csv and calendar.csv: the rolling maintenance of each cluster. */
import type { CalendarEntry, ClusterMaintenance, MaintenanceStep } from '../model/maintenance-study.ts';
import { RULES_OF_THUMB } from '../model/plan.ts';
import { weekHour } from './week-hour.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';

export const MAINTENANCE_FILES = ['maintenance.csv', 'maintenance-hosts.csv', 'calendar.csv'] as const;
export type MaintenanceFile = (typeof MAINTENANCE_FILES)[number];

/** VMs that nobody has room for must be shut down, or the host is not empty. */
export const withoutRoom = ({ staying }: MaintenanceStep): number => staying.filter(({ reason }) => reason === 'no-room').length;
const stuckVms = ({ steps }: ClusterMaintenance): number => steps.reduce((sum, step) => sum + withoutRoom(step), 0);

/** Not in time while somebody has no place to go, whatever the hours; null where there is no figure. */
export const fitsIn = (study: ClusterMaintenance, hours: number | null): boolean | null =>
  hours === null ? null : stuckVms(study) === 0 && hours <= study.windowHours + 1e-9;

const total = (steps: readonly MaintenanceStep[], pick: (step: MaintenanceStep) => number): number =>
  steps.reduce((sum, step) => sum + pick(step), 0);

const clusterColumns: readonly Column<ClusterMaintenance>[] = [
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'hosts', cell: ({ steps }) => steps.length },
  { name: 'vms_moved', cell: ({ steps }) => total(steps, ({ moved }) => moved) },
  { name: 'vms_staying', cell: ({ steps }) => total(steps, ({ staying }) => staying.length) },
  { name: 'vms_without_room', cell: stuckVms },
  { name: 'vms_not_converging', cell: ({ steps }) => total(steps, ({ diverging }) => diverging.length) },
  { name: 'hours_guaranteed', cell: ({ hoursGuaranteed }) => hoursGuaranteed },
  { name: 'hours_at_caps', cell: ({ hoursAtCaps }) => hoursAtCaps },
  { name: 'window_hours', cell: ({ windowHours }) => windowHours },
  { name: 'fits_guaranteed', cell: (study) => fitsIn(study, study.hoursGuaranteed) },
  { name: 'fits_at_caps', cell: (study) => fitsIn(study, study.hoursAtCaps) },
  ...RULES_OF_THUMB.flatMap((rule): Column<ClusterMaintenance>[] => {
    const name = rule.replaceAll('-', '_');
    return [
      { name: `hours_${name}`, cell: ({ rules }) => rules.find((each) => each.rule === rule)?.hours ?? null },
      { name: `hosts_breaking_promises_${name}`, cell: ({ rules }) => rules.find((each) => each.rule === rule)?.breaksFloors ?? null },
    ];
  }),
  { name: 'best_start_hour_of_week', cell: ({ bestStart }) => bestStart },
  { name: 'best_start', cell: ({ bestStart }) => (bestStart === null ? null : weekHour(bestStart)) },
  { name: 'hours_from_best_start', cell: ({ calendar, bestStart }) => calendar.find(({ start }) => start === bestStart)?.hours ?? null },
];

interface StepRow {
  readonly cluster: string;
  readonly order: number;
  readonly step: MaintenanceStep;
}

const names = (list: readonly string[]): string | null => (list.length === 0 ? null : list.join('; '));

const stepColumns: readonly Column<StepRow>[] = [
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'order', cell: ({ order }) => order },
  { name: 'host', cell: ({ step }) => step.host },
  { name: 'vms_moved', cell: ({ step }) => step.moved },
  { name: 'memory_moved_gib', cell: ({ step }) => step.memory / 1024 },
  { name: 'live_migration_transport', cell: ({ step }) => step.transport },
  { name: 'live_migrations', cell: ({ step }) => step.liveMigrations },
  { name: 'rate_guaranteed_mbps', cell: ({ step }) => step.guaranteed?.rate ?? null },
  { name: 'rate_at_cap_mbps', cell: ({ step }) => step.atCap?.rate ?? null },
  { name: 'limited_by_receiver', cell: ({ step }) => step.limitedBy },
  { name: 'drain_minutes_guaranteed', cell: ({ step }) => step.guaranteed?.minutes ?? null },
  { name: 'drain_minutes_at_cap', cell: ({ step }) => step.atCap?.minutes ?? null },
  { name: 'reboot_minutes', cell: ({ step }) => step.rebootMinutes },
  { name: 'storage_resync_minutes', cell: ({ step }) => step.resyncMinutes },
  { name: 'begins', cell: ({ step }) => (step.clock === null ? null : weekHour(step.clock.begins)) },
  { name: 'drain_minutes_then', cell: ({ step }) => step.clock?.drainMinutes ?? null },
  { name: 'return_minutes_then', cell: ({ step }) => step.clock?.returnMinutes ?? null },
  { name: 'synthetic_path_adapters', cell: ({ step }) => step.fallen },
  { name: 'not_converging', cell: ({ step }) => names(step.diverging) },
  {
    name: 'staying',
    cell: ({ step }) => names(step.staying.map(({ vm, reason, lack }) => `${vm} (${lack === null ? reason : `${reason}: ${lack}`})`)),
  },
];

interface CalendarRow {
  readonly study: ClusterMaintenance;
  readonly entry: CalendarEntry;
}

const calendarColumns: readonly Column<CalendarRow>[] = [
  { name: 'cluster', cell: ({ study }) => study.cluster },
  { name: 'start_hour_of_week', cell: ({ entry }) => entry.start },
  { name: 'start', cell: ({ entry }) => weekHour(entry.start) },
  { name: 'hours', cell: ({ entry }) => entry.hours },
  { name: 'fits', cell: ({ study, entry }) => entry.fits && stuckVms(study) === 0 },
  { name: 'best', cell: ({ study, entry }) => entry.start === study.bestStart },
];

export const maintenanceHeaders = (): Readonly<Record<MaintenanceFile, string>> => ({
  'maintenance.csv': headerRow(clusterColumns),
  'maintenance-hosts.csv': headerRow(stepColumns),
  'calendar.csv': headerRow(calendarColumns),
});

/** Rows of one cluster, hosts in the order of the roll. A stand-alone host has nowhere to send its VMs and no row. */
export const renderMaintenance = (study: ClusterMaintenance, options: RenderOptions): Readonly<Record<MaintenanceFile, string>> => {
  if (study.standAlone || study.steps.length === 0) return { 'maintenance.csv': '', 'maintenance-hosts.csv': '', 'calendar.csv': '' };
  const steps = study.steps.map((step, index) => ({ cluster: study.cluster, order: index + 1, step }));
  return {
    'maintenance.csv': renderRows(clusterColumns, [study], options),
    'maintenance-hosts.csv': renderRows(stepColumns, steps, options),
    'calendar.csv': renderRows(
      calendarColumns,
      study.calendar.map((entry) => ({ study, entry })),
      options,
    ),
  };
};
