/** Findings about clusters and their members, in words. */
import type { FindingValues } from '../model/finding.ts';
import { formatCount, formatMbps, formatMinutes, formatRounded } from '../units/format-quantity.ts';
import { gbps, gbpsToMbps, mbps, mbpsToGbps } from '../units/quantity.ts';
import type { Sentence } from './sentence.ts';

type ClusterCode =
  | 'setting-conflict'
  | 'atc-limit-below-cap'
  | 'ports-differ-under-atc'
  | 'nics-hold-cluster-back'
  | 'cluster-settings'
  | 'cluster-uplink-exceeded';

const CLUSTER_LIMIT =
  'Microsoft Learn, Hyper-V module: Set-VMHost, MaximumVirtualMachineMigrations (the cluster property takes precedence)';
const CLUSTER_NETWORK = 'Microsoft Learn, Windows Server: Network recommendations for a Hyper-V cluster';

const NETWORK_ATC = 'Microsoft Learn, Azure Local: Deploy host networking with Network ATC';

const PRECEDENCE = 'docs/settings.md, table of precedence, with a source a row (Set-VMHost; cluster SMB bandwidth limit; Network ATC)';

const WINNERS = {
  host: 'the value of the host is in force',
  cluster: 'that of the cluster is in force',
  'network-atc': 'neither lasts, because Network ATC manages the host',
} as const;

const CONFLICTS = {
  'live-migrations': {
    what: 'The number of live migrations at a time is',
    unit: '',
    names: {
      host: 'MaximumVirtualMachineMigrations of the host',
      cluster: '(Get-Cluster).MaximumParallelMigrations',
      'network-atc': 'MaximumVirtualMachineMigrations of the global cluster overrides',
    },
  },
  'smb-limit': {
    what: 'The SMB limit of live migration, in bytes/s, is',
    unit: ' bytes/s',
    names: {
      host: 'the limit of the host',
      cluster: '(Get-Cluster).SMBBandwidthLimitFactor, or set SetSMBBandwidthLimit to 0 and the limit of the host',
      'network-atc': 'MaximumSMBMigrationBandwidthInGbps of the global cluster overrides',
    },
  },
} as const;

/** @param gigabits whole Gbit/s, as Network ATC takes them @param required Mbit/s */
export const isBelowRequired = (gigabits: number, required: number): boolean => gbpsToMbps(gbps(gigabits)) < required;

const nicText = (link: number, rdma: string): string =>
  `${formatRounded(mbpsToGbps(mbps(link)))} Gbit/s ${rdma === 'none' ? 'without RDMA' : `with ${rdma}`}`;

const gainText = (gain: number, windows: number): string =>
  windows === 0
    ? `the drains of the cluster together are ${formatMinutes(gain)} shorter`
    : `${formatCount(windows, 'more host')} of the cluster would be empty in time, and all drains together ${formatMinutes(gain)} shorter`;

export const CLUSTER_SENTENCES: { readonly [Code in ClusterCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'nics-hold-cluster-back': {
    message: ({ cluster, nic, link, rdma }, subject) =>
      `The cluster ${cluster} has one transport and one number of live migrations for all members, and ${nic} of ${subject} (${nicText(link, rdma)}) keeps it from a better choice.`,
    remedy: ({ betterLink, betterRdma, gain, windowsGained }) =>
      `With ports like those of the other members (${nicText(betterLink, betterRdma)}) on the migration path, ${gainText(gain, windowsGained)}.`,
    source: CLUSTER_LIMIT,
  },
  'cluster-settings': {
    message: (_, subject) => `The cluster ${subject} has one setting for all its members, and it is not as planned.`,
    remedy: ({ lines }) => `Run once, on one node: ${lines} # sets it for all members.`,
    source: CLUSTER_LIMIT,
  },
  'setting-conflict': {
    message: ({ setting, onHost, onCluster, wins }, subject) =>
      `${CONFLICTS[setting].what} ${onHost} on ${subject} and ${onCluster} by its cluster; ${WINNERS[wins]}.`,
    remedy: ({ setting, planned, wins }) => {
      const { unit, names } = CONFLICTS[setting];
      return planned === ''
        ? `Change ${names[wins]}; the others have no effect.`
        : `Change ${names[wins]} so that it gives ${planned}${unit}; the others have no effect.`;
    },
    source: PRECEDENCE,
  },
  'atc-limit-below-cap': {
    message: ({ gigabits, cap, required }, subject) => {
      const what = `Network ATC has one limit of migration for all members, ${formatRounded(gigabits)} Gbit/s, and the plan of ${subject} counts on ${formatMbps(cap)}`;
      return required !== null && isBelowRequired(gigabits, required)
        ? `${what}: its window takes ${formatMbps(required)}, so under that limit it is missed.`
        : `${what}: under that limit it drains slower than hosts.csv says, but in time.`;
    },
    remedy: () =>
      'Give the member with the smallest cap more bandwidth, or take it out of the cluster; until then expect the slower drain.',
    source: NETWORK_ATC,
  },
  'ports-differ-under-atc': {
    message: ({ setting, ports }, subject) =>
      `The ports of ${subject} differ in ${setting === 'mtu' ? 'MTU' : 'VMQ queues'} (${ports}), but Network ATC sets all ports of an intent alike: what was set by hand is put back within 15 minutes.`,
    remedy: ({ setting }) =>
      `Set ${setting === 'mtu' ? 'JumboPacket' : 'VMQ'} once, by New-NetIntentAdapterPropertyOverrides and Set-NetIntent -AdapterPropertyOverrides.`,
    source: NETWORK_ATC,
  },
  'cluster-uplink-exceeded': {
    message: ({ northSouth, uplink }, subject) =>
      `The demand that leaves the cluster ${subject} is ${formatMbps(northSouth)}, and its uplinks carry ${formatMbps(uplink)}.`,
    remedy: ({ northSouth, uplink }) =>
      `Add ${formatMbps(northSouth - uplink)} of uplinks to the cluster, or place VMs that talk to each other together and state it in east_west_pct.`,
    source: CLUSTER_NETWORK,
  },
};
