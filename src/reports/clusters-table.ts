/** clusters.csv: one row a cluster, in the order in which the hosts name them. */
import type { ClusterTally } from './cluster-tally.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';
import type { Tally } from './tally.ts';

const shared = ({ option }: ClusterTally) => (option === 'none-yet' || option === 'mixed' ? null : option);

/** What is set for all; without such a setting, what all members happen to share. */
const transportOf = (tally: ClusterTally): string | null => (tally.choice ?? shared(tally))?.transport ?? null;

const columns: readonly Column<ClusterTally>[] = [
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'hosts', cell: ({ hosts }) => hosts },
  { name: 'planned', cell: ({ planned }) => planned },
  { name: 'live_migration_transport', cell: transportOf },
  { name: 'live_migrations', cell: (tally) => tally.choice?.liveMigrations ?? shared(tally)?.liveMigrations ?? null },
  { name: 'hosts_meeting_window', cell: ({ hostsWithDrain, hostsMeetingWindow }) => (hostsWithDrain === 0 ? null : hostsMeetingWindow) },
  { name: 'worst_drain_ratio', cell: ({ worstDrainRatio }) => worstDrainRatio },
  { name: 'minutes_lost_to_uniformity', cell: ({ choice, minutesLost }) => (choice === null ? null : minutesLost) },
  { name: 'holding_back', cell: ({ holdingBack }) => (holdingBack.length === 0 ? null : holdingBack.join('; ')) },
  { name: 'north_south_mbps', cell: ({ planned, northSouth }) => (planned === 0 ? null : northSouth) },
  { name: 'uplink_mbps', cell: ({ uplink }) => uplink },
];

/** The whole file, header first. */
export const renderClusters = (tally: Tally, options: RenderOptions): string =>
  headerRow(columns) + renderRows(columns, [...tally.clusters.values()], options);
