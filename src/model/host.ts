/** The nouns of an inventory. Plain readonly data: it crosses threads as it is. `null` always means "not known". */
import type { BitsPerSecond, BytesPerSecond, Gibibytes, Mbps, Mebibytes, MegabytesPerSecond, Minutes, Percent } from '../units/quantity.ts';

export const OS_VERSIONS = ['2012r2', '2016', '2019', '2022', '2025'] as const;
export type OsVersion = (typeof OS_VERSIONS)[number];

export const TEAMINGS = ['none', 'lbfo', 'set'] as const;
export type Teaming = (typeof TEAMINGS)[number];

export const TEAM_MODES = ['switch-independent', 'static', 'lacp'] as const;
export type TeamMode = (typeof TEAM_MODES)[number];

export const LOAD_BALANCINGS = ['dynamic', 'hyper-v-port', 'address-hash'] as const;
export type LoadBalancing = (typeof LOAD_BALANCINGS)[number];

export const BANDWIDTH_MODES = ['none', 'weight', 'absolute'] as const;
export type BandwidthMode = (typeof BANDWIDTH_MODES)[number];

export const RDMA_KINDS = ['none', 'iwarp', 'roce', 'rocev2', 'infiniband'] as const;
export type RdmaKind = (typeof RDMA_KINDS)[number];

export const ROLES = ['vm', 'management', 'cluster', 'live-migration', 'storage', 'backup'] as const;
export type Role = (typeof ROLES)[number];

export const VM_STATES = ['running', 'off', 'saved', 'paused'] as const;
export type VmState = (typeof VM_STATES)[number];

export const MANAGERS = ['none', 'network-atc', 'scvmm'] as const;
export type Manager = (typeof MANAGERS)[number];

/** What an administrator chooses in Set-VMHost; SMB becomes SMB Direct where every NIC of the path has RDMA. */
export const TRANSPORT_SETTINGS = ['tcpip', 'compression', 'smb'] as const;
export type TransportSetting = (typeof TRANSPORT_SETTINGS)[number];

export type Tier = 1 | 2 | 3;

/** A virtual adapter: of a VM, or of the management operating system (a host vNIC) where `vm` is null. */
export interface Adapter {
  readonly name: string;
  readonly vm: string | null;
  /** The virtual switch; null: the host uses `nic` directly. */
  readonly switch: string | null;
  readonly nic: string | null;
  readonly role: Role;
  readonly egress: Mbps;
  readonly ingress: Mbps;
  readonly floor: Mbps;
  readonly cap: Mbps | null;
  readonly eastWest: Percent;
  readonly weight: number | null;
  /** Minimum bandwidth of a switch in absolute mode, as it is set; null: not known. */
  readonly reservation: BitsPerSecond | null;
  readonly iov: boolean;
  readonly latencySensitive: boolean;
  readonly acl: boolean;
  readonly vlans: number;
  readonly macs: number;
  readonly guestTeam: boolean;
  readonly mtu: number | null;
}

export interface Vm {
  readonly name: string;
  readonly vcpus: number;
  readonly memory: Mebibytes;
  readonly dirtyRate: MegabytesPerSecond | null;
  readonly disk: Gibibytes;
  readonly tier: Tier;
  readonly trusted: boolean;
  readonly state: VmState;
  readonly migratable: boolean;
  readonly priority: number;
  /** In order of name. */
  readonly adapters: readonly Adapter[];
}

export interface VirtualSwitch {
  readonly name: string;
  readonly teaming: Teaming;
  readonly teamMode: TeamMode;
  /** hyper-v-port for a switch without a team: its traffic is pinned to the one uplink. */
  readonly loadBalancing: LoadBalancing;
  readonly bandwidthMode: BandwidthMode;
  readonly iovEnabled: boolean;
  readonly defaultFlowWeight: number | null;
  /** Of a switch in absolute mode, as it is set; null: what Windows sets by itself. */
  readonly defaultFlowReservation: BitsPerSecond | null;
  readonly coincidentEgress: Mbps | null;
  readonly coincidentIngress: Mbps | null;
}

/** A physical port. */
export interface Nic {
  readonly name: string;
  /** The switch whose uplink the port is; null: the host uses it directly. */
  readonly switch: string | null;
  readonly link: Mbps;
  readonly vfLimit: number;
  readonly vportLimit: number | null;
  readonly queuePairLimit: number | null;
  readonly vmqQueues: number;
  readonly rssQueues: number;
  readonly rdma: RdmaKind;
  readonly dcbTrafficClasses: number;
  readonly numaNode: number;
  readonly device: string | null;
  readonly fabric: string | null;
  readonly mtu: number;
  readonly mtuMax: number | null;
  readonly lso: boolean;
  readonly model: string | null;
}

/** What is set on the host and its cluster today. */
export interface HostSettings {
  readonly liveMigrations: number | null;
  readonly storageMigrations: number | null;
  readonly transport: TransportSetting | null;
  readonly liveMigrationLimit: BytesPerSecond | null;
  readonly clusterParallelMigrations: number | null;
  readonly clusterSmbLimitFactor: number | null;
}

/** Every list is in order of name, compared as Windows does (see `nameKey`), so that the order of input rows is lost. */
export interface Host {
  readonly name: string;
  readonly cluster: string;
  readonly os: OsVersion;
  readonly logicalProcessors: number;
  readonly smt: boolean;
  readonly numaNodes: number;
  readonly cpuUsed: Percent | null;
  readonly memory: Gibibytes | null;
  readonly storageThroughput: MegabytesPerSecond | null;
  readonly storageUsed: MegabytesPerSecond;
  readonly drainWindow: Minutes | null;
  readonly settings: HostSettings;
  readonly managedBy: Manager;
  /** What the uplinks of the whole cluster carry out of it. */
  readonly clusterUplink: Mbps | null;
  /** Hosts that the cluster keeps free to take the VMs of others. */
  readonly spareHosts: number | null;
  readonly switches: readonly VirtualSwitch[];
  readonly nics: readonly Nic[];
  /** Adapters of the management operating system, on a switch (host vNICs) or direct. */
  readonly adapters: readonly Adapter[];
  readonly vms: readonly Vm[];
  /** VMs of this host whose name another host has too; almost always empty. */
  readonly vmsElsewhere: readonly VmElsewhere[];
}

export interface VmElsewhere {
  readonly vm: string;
  /** The first other host, by name, with a VM of this name. */
  readonly host: string;
}
