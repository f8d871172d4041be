/** Figures of one cluster, for clusters.csv and the capacity review. */
import type { ClusterChoice, Uniformity } from '../model/cluster-plan.ts';
import { nameKey } from '../model/name.ts';
import type { Transport } from '../model/plan.ts';
import { formatRounded } from '../units/format-quantity.ts';
import { mbpsToGbps } from '../units/quantity.ts';
import type { HostDigest } from './digest.ts';

export interface ClusterTally {
  /** As the first host of the cluster spells it. */
  readonly cluster: string;
  hosts: number;
  planned: number;
  readonly status: { ok: number; pressed: number; short: number };
  hostsMeetingWindow: number;
  hostsWithDrain: number;
  worstDrainRatio: number | null;
  worstDrainHost: string | null;
  northSouth: number;
  /** As its first planned member says; null: not known. */
  uplink: number | null;
  /** What its members have in common; null where each has its own. */
  choice: ClusterChoice | null;
  minutesLost: number;
  /** Hosts with the NIC that holds the cluster back, as they print. */
  readonly holdingBack: string[];
  /** What all members with a migration share; null once two of them differ. */
  option: { readonly transport: Transport; readonly liveMigrations: number } | 'none-yet' | 'mixed';
}

/** The cluster's tally, begun where this is its first host; names compare as Windows compares them. */
export const clusterOf = (clusters: Map<string, ClusterTally>, cluster: string): ClusterTally => {
  const known = clusters.get(nameKey(cluster));
  if (known !== undefined) return known;
  const begun: ClusterTally = {
    cluster,
    hosts: 0,
    planned: 0,
    status: { ok: 0, pressed: 0, short: 0 },
    hostsMeetingWindow: 0,
    hostsWithDrain: 0,
    worstDrainRatio: null,
    worstDrainHost: null,
    northSouth: 0,
    uplink: null,
    choice: null,
    minutesLost: 0,
    holdingBack: [],
    option: 'none-yet',
  };
  clusters.set(nameKey(cluster), begun);
  return begun;
};

export const tallyCluster = (tally: ClusterTally, digest: HostDigest): void => {
  tally.hosts += 1;
  if (digest.kind !== 'planned') return;
  tally.planned += 1;
  tally.status[digest.status] += 1;
  tally.northSouth += digest.northSouth;
  tally.uplink ??= digest.clusterUplink;
  if (digest.uniformity !== null) tallyUniformity(tally, digest.host, digest.uniformity);
  if (digest.migration === null) return;
  const { transport, liveMigrations, windowMet, drainRatio } = digest.migration;
  tally.hostsWithDrain += 1;
  if (windowMet) tally.hostsMeetingWindow += 1;
  if (tally.worstDrainRatio === null || drainRatio > tally.worstDrainRatio) {
    tally.worstDrainRatio = drainRatio;
    tally.worstDrainHost = digest.host;
  }
  if (tally.option === 'none-yet') tally.option = { transport, liveMigrations };
  else if (tally.option !== 'mixed' && (tally.option.transport !== transport || tally.option.liveMigrations !== liveMigrations)) {
    tally.option = 'mixed';
  }
};

const tallyUniformity = (tally: ClusterTally, host: string, { cluster, lost, holdsBack }: Uniformity): void => {
  tally.choice = cluster;
  tally.minutesLost += lost;
  if (holdsBack === null) return;
  const rdma = holdsBack.rdma === 'none' ? 'no RDMA' : holdsBack.rdma;
  tally.holdingBack.push(`${host}:${holdsBack.nic} (${formatRounded(mbpsToGbps(holdsBack.link))} Gbit/s, ${rdma})`);
};
