/** clusters.csv: one row a cluster, in the order in which the hosts name them. */
import type { ClusterTally } from './cluster-tally.ts';
import { type Column, headerRow, notComputed, type RenderOptions, renderRows } from './table.ts';
import type { Tally } from './tally.ts';

const shared = ({ option }: ClusterTally) => (option === 'none-yet' || option === 'mixed' ? null : option);

/** Transport and count stand here only where all members of the cluster have the same. */
const columns: readonly Column<ClusterTally>[] = [
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'hosts', cell: ({ hosts }) => hosts },
  { name: 'planned', cell: ({ planned }) => planned },
  { name: 'live_migration_transport', cell: (tally) => shared(tally)?.transport ?? null },
  { name: 'live_migrations', cell: (tally) => shared(tally)?.liveMigrations ?? null },
  { name: 'hosts_meeting_window', cell: ({ hostsWithDrain, hostsMeetingWindow }) => (hostsWithDrain === 0 ? null : hostsMeetingWindow) },
  { name: 'worst_drain_ratio', cell: ({ worstDrainRatio }) => worstDrainRatio },
  notComputed('minutes_lost_to_uniformity'),
  notComputed('holding_back'),
  { name: 'north_south_mbps', cell: ({ planned, northSouth }) => (planned === 0 ? null : northSouth) },
  notComputed('uplink_mbps'),
];

/** The whole file, header first. */
export const renderClusters = (tally: Tally, options: RenderOptions): string =>
  headerRow(columns) + renderRows(columns, [...tally.clusters.values()], options);
