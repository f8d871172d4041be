/** hosts.csv → drafts of hosts. */
import { valueOf } from './attribute.ts';
import { HOST } from './host-attributes.ts';
import type { HostDrafts, HostRow } from './host-draft.ts';
import { takenName } from './reference.ts';
import type { Row, RowReader } from './table.ts';

const readHost = (values: readonly unknown[]): HostRow => ({
  name: valueOf(values, HOST.host),
  cluster: valueOf(values, HOST.cluster),
  os: valueOf(values, HOST.os),
  logicalProcessors: valueOf(values, HOST.logical_processors),
  smt: valueOf(values, HOST.smt),
  numaNodes: valueOf(values, HOST.numa_nodes),
  cpuUsed: valueOf(values, HOST.cpu_used_pct),
  memory: valueOf(values, HOST.memory_gib),
  storageThroughput: valueOf(values, HOST.storage_mbytes_per_second),
  storageUsed: valueOf(values, HOST.storage_used_mbytes_per_second),
  drainWindow: valueOf(values, HOST.drain_window_minutes),
  settings: {
    liveMigrations: valueOf(values, HOST.live_migrations),
    storageMigrations: valueOf(values, HOST.storage_migrations),
    transport: valueOf(values, HOST.live_migration_transport),
    liveMigrationLimit: valueOf(values, HOST.live_migration_limit_bytes_per_second),
    clusterParallelMigrations: valueOf(values, HOST.cluster_parallel_migrations),
    clusterSmbLimitFactor: valueOf(values, HOST.cluster_smb_limit_factor),
  },
  managedBy: valueOf(values, HOST.managed_by),
});

/** Every row makes a host of its name, sound or not, so that rows of other files find it. */
export const hostsReader = (drafts: HostDrafts): RowReader => ({
  findHost: (name, row) => drafts.find(name) ?? drafts.add(name, row.line),
  row: (draft, row: Row) => {
    if (draft.line !== row.line) {
      row.report(HOST.host, takenName(HOST.host, valueOf(row.values, HOST.host), draft.line));
      return;
    }
    // A broken row still says which cluster the rejected host is of, where that cell could be read.
    draft.cluster = valueOf<string | undefined>(row.values, HOST.cluster) ?? '';
    draft.os = valueOf<string | undefined>(row.values, HOST.os) ?? '';
    if (row.isSound) draft.row = readHost(row.values);
  },
  findHostOfBrokenLine: (name, _others, line) => (name === null ? null : (drafts.find(name) ?? drafts.add(name, line))),
});
