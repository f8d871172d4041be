/** clusters.csv → what is known of each cluster as a whole. */
import { nameKey } from '../model/name.ts';
import { valueOf } from './attribute.ts';
import { CLUSTER } from './cluster-attributes.ts';
import type { ClusterRow } from './host-draft.ts';
import { nearest } from './nearest.ts';
import { takenName } from './reference.ts';
import { show } from './source.ts';
import type { Row, RowReader } from './table.ts';

interface KnownCluster extends ClusterRow {
  readonly line: number;
}

/** By name key of the cluster. */
export type Clusters = Map<string, KnownCluster>;

/**
 * A row belongs to no host, so none is ever found: what it says goes into `clusters`.
 * @param written the clusters that hosts.csv names
 */
export const clustersReader = (written: readonly string[], clusters: Clusters): RowReader => {
  const names = new Map(written.map((cluster) => [nameKey(cluster), cluster]));
  const take = (name: string, row: Row): void => {
    const key = nameKey(name);
    const earlier = clusters.get(key);
    if (earlier !== undefined) {
      row.report(CLUSTER.cluster, takenName(CLUSTER.cluster, name, earlier.line));
      return;
    }
    if (!names.has(key)) {
      const near = nearest(name, names.values());
      const message = `No host of hosts.csv is in the cluster (${show(name)}).`;
      const remedy = near === null ? 'Remove the row, or name the cluster in hosts.csv.' : `Maybe write ${show(near)}.`;
      row.report(CLUSTER.cluster, { code: 'unknown-cluster', message, remedy });
      return;
    }
    clusters.set(key, {
      line: row.line,
      clusterUplink: valueOf<ClusterRow['clusterUplink'] | undefined>(row.values, CLUSTER.uplink_mbps) ?? null,
      spareHosts: valueOf<number | null | undefined>(row.values, CLUSTER.spare_hosts) ?? null,
    });
  };
  return {
    findHost: (name, row) => {
      take(name, row);
      return null;
    },
    row: () => {},
    findHostOfBrokenLine: () => null,
  };
};
