/** What the wiring of one host could be: frame sizes, traffic classes, members of a team, other layouts of its NICs. */
import type { Mbps } from '../units/quantity.ts';

export const ETS_CLASSES = ['cluster', 'smb-direct', 'default'] as const;
export type EtsClassName = (typeof ETS_CLASSES)[number];
/** How a class is called where adapters are listed. */
export const ETS_CLASS_LABELS: { readonly [Each in EtsClassName]: string } = {
  cluster: '(cluster class)',
  'smb-direct': '(SMB Direct class)',
  default: '(default class)',
};

/** What one DCB class of a switch is promised, and what its traffic asks for together. */
export interface EtsClass {
  readonly name: EtsClassName;
  readonly percent: number;
  /** Sums over the adapters of the class; the default class asks no more than its VMs send together. */
  readonly floor: Mbps;
  readonly demand: Mbps;
  readonly guaranteed: Mbps;
  readonly guaranteedAfterLoss: Mbps;
  readonly guaranteedWorstPinning: Mbps;
  /** min(1, percent over the largest target of the class); null for the cluster class, whose percent is fixed. */
  readonly attainment: number | null;
}

/** ETS percents of one switch, the same on each of its NICs, and on all switches of a host under DCB: Windows keeps one set. */
export interface EtsPlan {
  readonly cluster: number;
  readonly smbDirect: number;
  readonly defaultClass: number;
  readonly clusterPriority: number;
  readonly smbDirectPriority: number;
  /** In order of `ETS_CLASSES`. */
  readonly classes: readonly EtsClass[];
  /** RDMA vNICs that no team member is named for today, each with the member it should use. */
  readonly teamMapping: readonly PinningEntry[];
}

export interface JumboProposal {
  /** NIC or host vNIC. */
  readonly kind: 'nic' | 'host-vnic';
  readonly name: string;
  readonly mtuNow: number;
  readonly mtu: number;
  /** *JumboPacket: IP MTU and the 14 bytes of the Ethernet header. */
  readonly jumboPacket: number;
  readonly gain: Mbps;
  /** Payload size of `ping -f -l` that proves the path. */
  readonly pingSize: number;
}

export interface PinningEntry {
  readonly vm: string | null;
  readonly adapter: string;
  readonly nic: string;
}

export interface PinningPlan {
  readonly switch: string;
  readonly mapping: readonly PinningEntry[];
  /** Lighter adapters with a weight of their own that stay where Windows places them. */
  readonly leftAside: number;
  /** Worst guaranteed share over target, over all single failures: round-robin as Windows places it, and as mapped. */
  readonly worstBefore: number;
  readonly worstAfter: number;
  /** What found the mapping, and proved it best where the gap is 0. */
  readonly solver: 'closed-form' | 'enumeration' | 'javascript-lp-solver' | 'highs' | 'search';
  /** No mapping attains more than worstAfter and this. */
  readonly gap: number;
}

/** Traffic that a layout moves as one: management and cluster, VMs, VMs that ask for a virtual function, storage, live migration, backup. */
export const LAYOUT_TRAFFIC = ['critical', 'vm', 'vf', 'storage', 'migration', 'backup'] as const;
export type LayoutTraffic = (typeof LAYOUT_TRAFFIC)[number];

/** As it prints. */
export const TRAFFIC_NAMES: { readonly [Each in LayoutTraffic]: string } = {
  critical: 'management and cluster',
  vm: 'VMs',
  vf: 'virtual functions',
  storage: 'storage',
  migration: 'migration',
  backup: 'backup',
};

export const LAYOUT_KINDS = ['team', 'iov', 'direct-rdma'] as const;
export type LayoutKind = (typeof LAYOUT_KINDS)[number];

export interface LayoutGroup {
  readonly kind: LayoutKind;
  readonly nics: readonly string[];
  /** In the order of `LAYOUT_TRAFFIC`; only what the host has. */
  readonly carries: readonly LayoutTraffic[];
}

/** Offloads of a host: what is assigned, and what its default queues receive beyond what they can carry. */
export interface OffloadStanding {
  readonly virtualFunctions: number;
  readonly defaultQueueOverload: Mbps;
}
