/** What stands out about a cluster as a whole, and about the members that hold it back. */
import type { Uniformity } from '../model/cluster-plan.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';

/**
 * @param uplink what carries the demand out of the cluster; null: not known
 * @param northSouth demand of all members that leaves the cluster
 */
export const clusterFindings = (cluster: string, northSouth: number, uplink: number | null): Finding[] =>
  uplink === null || northSouth <= uplink
    ? []
    : [{ code: 'cluster-uplink-exceeded', severity: 'warning', subject: cluster, values: { northSouth, uplink } }];

export const holdBackFindings = (host: Host, uniformity: Uniformity | null): Finding[] => {
  const held = uniformity?.holdsBack ?? null;
  if (held === null) return [];
  return [{ code: 'nics-hold-cluster-back', severity: 'advice', subject: host.name, values: { cluster: host.cluster, ...held } }];
};
