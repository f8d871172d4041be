/** blockers.csv, rules-of-thumb.csv, findings.csv and changes.csv: what a planned host is told. */
import type { Change, Outcome, PlannedOutcome, StatedBlocker, StatedFinding } from '../model/outcome.ts';
import type { RuleOfThumbResult } from '../model/plan.ts';
import { minutes, seconds, secondsToMinutes } from '../units/quantity.ts';
import { secondsSaved } from './planned-host.ts';
import type { Column, Table } from './table.ts';

/** An item of one host. */
interface Of<Item> {
  readonly outcome: PlannedOutcome;
  readonly item: Item;
}

const itemsOf =
  <Item>(pick: (outcome: PlannedOutcome) => readonly Item[]) =>
  (outcome: Outcome): readonly Of<Item>[] =>
    outcome.kind === 'planned' ? pick(outcome).map((item) => ({ outcome, item })) : [];

const host = { name: 'host', cell: ({ outcome }: Of<unknown>) => outcome.host };

const blockerColumns: readonly Column<Of<StatedBlocker>>[] = [
  host,
  { name: 'vm', cell: ({ item }) => item.vm },
  { name: 'reason', cell: ({ item }) => item.reason },
  { name: 'memory_mib', cell: ({ item }) => item.memory },
  { name: 'dirty_mbytes_per_second', cell: ({ item }) => item.dirtyRate },
  { name: 'blackout_seconds', cell: ({ item }) => item.blackout },
  { name: 'required_mbps', cell: ({ item }) => item.required },
  { name: 'remedy', cell: ({ item }) => item.remedy },
];

const minutesSaved = ({ outcome, item }: Of<RuleOfThumbResult>): number | null => {
  const saved = secondsSaved(outcome.plan, item);
  return saved === null ? null : minutes(secondsToMinutes(seconds(saved)));
};

const ruleColumns: readonly Column<Of<RuleOfThumbResult>>[] = [
  host,
  { name: 'rule', cell: ({ item }) => item.rule },
  { name: 'live_migration_cap_mbps', cell: ({ item }) => item.cap },
  { name: 'live_migrations', cell: ({ item }) => item.liveMigrations },
  { name: 'drain_minutes', cell: ({ item }) => secondsToMinutes(item.drain) },
  { name: 'breaks_floor', cell: ({ item }) => item.breaksFloor },
  { name: 'minutes_saved_by_plan', cell: minutesSaved },
];

const findingColumns: readonly Column<Of<StatedFinding>>[] = [
  host,
  { name: 'severity', cell: ({ item }) => item.severity },
  { name: 'code', cell: ({ item }) => item.code },
  { name: 'subject', cell: ({ item }) => item.subject },
  { name: 'message', cell: ({ item }) => item.message },
  { name: 'remedy', cell: ({ item }) => item.remedy },
  { name: 'source', cell: ({ item }) => item.source },
];

const changeColumns: readonly Column<Of<Change>>[] = [
  host,
  { name: 'order', cell: ({ item }) => item.order },
  { name: 'setting', cell: ({ item }) => item.setting },
  { name: 'subject', cell: ({ item }) => item.subject },
  { name: 'now', cell: ({ item }) => item.now },
  { name: 'proposed', cell: ({ item }) => item.proposed },
  { name: 'disruptive', cell: ({ item }) => item.disruptive },
  { name: 'travels_with_vm', cell: ({ item }) => item.travelsWithVm },
  { name: 'gain', cell: ({ item }) => item.gain },
  { name: 'rule', cell: ({ item }) => item.rule },
  { name: 'layer', cell: ({ item }) => item.layer },
];

export const BLOCKERS_TABLE: Table<Of<StatedBlocker>> = {
  file: 'blockers.csv',
  columns: blockerColumns,
  rows: itemsOf(({ blockers }) => blockers),
};
export const RULES_OF_THUMB_TABLE: Table<Of<RuleOfThumbResult>> = {
  file: 'rules-of-thumb.csv',
  columns: ruleColumns,
  rows: itemsOf(({ plan }) => plan.rulesOfThumb),
};
export const FINDINGS_TABLE: Table<Of<StatedFinding>> = {
  file: 'findings.csv',
  columns: findingColumns,
  rows: itemsOf(({ findings }) => findings),
};
export const CHANGES_TABLE: Table<Of<Change>> = { file: 'changes.csv', columns: changeColumns, rows: itemsOf(({ changes }) => changes) };
