/** One transport and one number of migrations for a whole cluster, and what that costs its members. */
import type { Mbps, Minutes } from '../units/quantity.ts';
import type { RdmaKind } from './host.ts';
import type { Transport } from './transport.ts';

/** What is set once. SMB Direct is one only where the path of every member has RDMA: a member drains to any other. */
export interface ClusterChoice {
  readonly transport: Transport;
  readonly liveMigrations: number;
}

export type UniformityReason = 'windows-2022-or-later' | 'cluster-setting-known' | 'network-atc';

/** Who holds the SMB limit of live migration. */
export type SmbLimitHolder =
  /** Each host has its own; the cluster does not meddle. */
  | { readonly kind: 'hosts' }
  /** Each host has its own, and the cluster, which manages it today, must let go. */
  | { readonly kind: 'hosts-released' }
  /** One SMBBandwidthLimitFactor gives every member its cap. */
  | { readonly kind: 'factor'; readonly factor: number }
  /** Network ATC, in whole Gbit/s: the smallest cap of all members; null where that is below 1. */
  | { readonly kind: 'network-atc'; readonly gigabits: number | null };

/** NICs that keep the cluster from a better choice, and what better ones would bring. */
export interface HoldBack {
  /** Slowest NIC of the migration path. */
  readonly nic: string;
  readonly link: Mbps;
  readonly rdma: RdmaKind;
  /** Kind of the NICs that other members have. */
  readonly betterLink: Mbps;
  readonly betterRdma: RdmaKind;
  /** What the drains of all members together would gain with those. */
  readonly gain: Minutes;
  /** Members that would meet their window in addition. */
  readonly windowsGained: number;
}

/** The price of uniformity for one member: its own optimum beside what it gets. */
export interface Uniformity {
  readonly because: UniformityReason;
  readonly cluster: ClusterChoice;
  readonly own: { readonly transport: Transport; readonly liveMigrations: number };
  /** Both at the rate that this member's path can offer either. */
  readonly drainOwn: Minutes;
  readonly drainCluster: Minutes;
  /** 0 where the cluster's choice is as quick. */
  readonly lost: Minutes;
  readonly holdsBack: HoldBack | null;
  readonly smbLimit: SmbLimitHolder;
  /** The changes of this host carry those of the cluster: one member does. */
  readonly speaksForCluster: boolean;
}
