/** Findings about clusters and their members, in words. */
import type { FindingValues } from '../model/finding.ts';
import { formatCount, formatMbps, formatMinutes, formatRounded } from '../units/format-quantity.ts';
import type { Sentence } from './sentence.ts';

type ClusterCode = 'nics-hold-cluster-back' | 'cluster-settings' | 'cluster-uplink-exceeded';

const CLUSTER_LIMIT =
  'Microsoft Learn, Hyper-V module: Set-VMHost, MaximumVirtualMachineMigrations (the cluster property takes precedence)';
const CLUSTER_NETWORK = 'Microsoft Learn, Windows Server: Network recommendations for a Hyper-V cluster';

const MBPS_PER_GIGABIT = 1000;

const nicText = (link: number, rdma: string): string =>
  `${formatRounded(link / MBPS_PER_GIGABIT)} Gbit/s ${rdma === 'none' ? 'without RDMA' : `with ${rdma}`}`;

const gainText = (gain: number, windows: number): string =>
  windows === 0
    ? `the drains of the cluster together are ${formatMinutes(gain)} shorter`
    : `${formatCount(windows, 'more host')} of the cluster would be empty in time, and all drains together ${formatMinutes(gain)} shorter`;

export const CLUSTER_SENTENCES: { readonly [Code in ClusterCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'nics-hold-cluster-back': {
    message: ({ cluster, nic, link, rdma }, subject) =>
      `${cluster} has one transport and one number of live migrations for all members, and ${nic} of ${subject} (${nicText(link, rdma)}) keeps it from a better choice.`,
    remedy: ({ betterLink, betterRdma, gain, windowsGained }) =>
      `With ports like those of the other members (${nicText(betterLink, betterRdma)}) on the migration path, ${gainText(gain, windowsGained)}.`,
    source: CLUSTER_LIMIT,
  },
  'cluster-settings': {
    message: (_, subject) => `${subject} has one setting for all its members, and it is not as planned.`,
    remedy: ({ lines }) => `Run once, on one node: ${lines} # sets it for all members.`,
    source: CLUSTER_LIMIT,
  },
  'cluster-uplink-exceeded': {
    message: ({ northSouth, uplink }, subject) =>
      `${formatMbps(northSouth)} leave ${subject} at the demand planned for, and its uplinks carry ${formatMbps(uplink)}.`,
    remedy: ({ northSouth, uplink }) =>
      `Add ${formatMbps(northSouth - uplink)} of uplinks to the cluster, or place VMs that talk to each other together and state it in east_west_pct.`,
    source: CLUSTER_NETWORK,
  },
};
