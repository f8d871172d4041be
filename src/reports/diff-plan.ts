/** What two reports recommend for one host, cell by cell, as their tables write it: what rounds to the same text is the same. */
import { adapterLabel, nameKey } from '../model/name.ts';
import type { Outcome } from '../model/outcome.ts';
import { formatDecimal } from '../units/format-decimal.ts';
import type { Cell } from './csv-row.ts';
import { HOSTS_TABLE } from './hosts-table.ts';
import { FLOWS_TABLE, NICS_TABLE } from './switch-tables.ts';
import type { Table } from './table.ts';

export interface PlanDifference {
  readonly what: string;
  readonly subject: string;
  readonly earlier: string;
  readonly now: string;
}

const HOST_COLUMNS = [
  'status',
  'first_short_level',
  'first_short_attainment',
  'binding',
  'qos_layer',
  'uplink_mbps',
  'uplink_after_nic_loss_mbps',
  'live_migration_transport',
  'live_migrations',
  'storage_migrations',
  'live_migration_required_mbps',
  'live_migration_guaranteed_mbps',
  'live_migration_cap_mbps',
  'smb_limit_live_migration_bytes_per_second',
  'smb_limit_virtual_machine_bytes_per_second',
  'smb_limit_default_bytes_per_second',
  'drain_minutes_guaranteed',
  'drain_minutes_at_cap',
  'drain_vms',
  'drain_blocked_vms',
  'vfs_wanted',
  'vfs_assigned',
  'queues_used',
  'changes',
  'disruptive_changes',
] as const;
/** What a host without a plan has in hosts.csv, too. */
const COMMON_COLUMNS = ['status', 'binding'] as const;
const FLOW_COLUMNS = ['path', 'nic', 'weight', 'ets_pct', 'queues'] as const;
const NIC_COLUMNS = [
  'vfs_used',
  'queues_used',
  'base_processor',
  'max_processors',
  'processor_list',
  'ets_cluster_pct',
  'ets_smb_pct',
  'ets_default_pct',
  'mtu_proposed',
] as const;

/** What a column is about, for people who do not know the columns; a column that only follows from others has none. */
const TOPICS: Readonly<Record<string, string>> = {
  live_migration_transport: 'transport',
  live_migrations: 'counts',
  storage_migrations: 'counts',
  live_migration_cap_mbps: 'caps',
  smb_limit_live_migration_bytes_per_second: 'caps',
  smb_limit_virtual_machine_bytes_per_second: 'caps',
  smb_limit_default_bytes_per_second: 'caps',
  drain_minutes_guaranteed: 'drain times',
  drain_minutes_at_cap: 'drain times',
  drain_blocked_vms: 'VMs left behind',
  path: 'paths',
  nic: 'paths',
  weight: 'weights',
  vfs_assigned: 'virtual functions',
  vfs_used: 'virtual functions',
  queues: 'queues',
  queues_used: 'queues',
  base_processor: 'processors',
  max_processors: 'processors',
  processor_list: 'processors',
  ets_pct: 'traffic classes',
  ets_cluster_pct: 'traffic classes',
  ets_smb_pct: 'traffic classes',
  ets_default_pct: 'traffic classes',
  mtu_proposed: 'frame sizes',
};

export const topicOf = (column: string): string | null => TOPICS[column] ?? null;

const textOf = (cell: Cell): string => (cell === null ? '' : typeof cell === 'number' ? formatDecimal(cell) : String(cell));

/** A table with the columns that tell its rows apart, and those that are compared. */
interface Compared {
  /** One entry for each row of the host; the key does not change with the case of names. */
  readonly rows: (outcome: Outcome) => ReadonlyMap<string, { readonly subject: string; readonly cells: readonly string[] }>;
  readonly columns: readonly string[];
}

const compared = <Row>(
  table: Table<Row>,
  columns: readonly string[],
  keys: readonly string[],
  subject: (...keys: readonly string[]) => string,
): Compared => {
  const pick = (names: readonly string[]): readonly ((row: Row) => Cell)[] =>
    names.map((name) => table.columns.find((column) => column.name === name)?.cell ?? (() => null));
  const [keyCells, cells] = [pick(keys), pick(columns)];
  return {
    columns,
    rows: (outcome) =>
      new Map(
        table.rows(outcome).map((row) => {
          const key = keyCells.map((cell) => textOf(cell(row)));
          return [nameKey(key.join('\n')), { subject: subject(...key), cells: cells.map((cell) => textOf(cell(row))) }];
        }),
      ),
  };
};

/** Names in parentheses are no adapters, but what a switch has one of: its default flow, its classes. */
const flowSubject = (on = '', vm = '', adapter = ''): string =>
  vm === '' && adapter.startsWith('(') ? `${adapter} of ${on}` : adapterLabel(vm === '' ? null : vm, adapter);

const HOST = compared(HOSTS_TABLE, HOST_COLUMNS, [], () => '');
const HOST_WITHOUT_PLAN = compared(HOSTS_TABLE, COMMON_COLUMNS, [], () => '');
const FLOWS = compared(FLOWS_TABLE, FLOW_COLUMNS, ['switch', 'vm', 'adapter'], flowSubject);
const NICS = compared(NICS_TABLE, NIC_COLUMNS, ['nic'], (nic = '') => nic);

/** Where an adapter is, rather than what to set on it: of one that is new, the inputs say enough. */
const PLACES: ReadonlySet<string> = new Set(['path', 'nic']);

/** Of a row that went nothing is recommended any more; the inputs say that it went. */
const compareTable = ({ rows, columns }: Compared, earlier: Outcome, now: Outcome): readonly PlanDifference[] => {
  const before = rows(earlier);
  const differences: PlanDifference[] = [];
  for (const [key, { subject, cells }] of rows(now)) {
    const was = before.get(key)?.cells;
    columns.forEach((what, index) => {
      const [old, current] = [was?.[index] ?? '', cells[index] ?? ''];
      if (old !== current && (was !== undefined || !PLACES.has(what))) differences.push({ what, subject, earlier: old, now: current });
    });
  }
  return differences;
};

/** In the order of the tables: the host, its flows, its ports. */
export const comparePlans = (earlier: Outcome, now: Outcome): readonly PlanDifference[] =>
  earlier.kind === 'planned' && now.kind === 'planned'
    ? [HOST, FLOWS, NICS].flatMap((table) => compareTable(table, earlier, now))
    : compareTable(HOST_WITHOUT_PLAN, earlier, now);
