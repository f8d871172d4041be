/** The settings that a plan can change, and what each of them is set on. */

export type SmbCategory = 'LiveMigration' | 'VirtualMachine' | 'Default';

/** What a setting is set on: names of the host's own things, so that no reader has to take a label apart. */
export type Target =
  | { readonly kind: 'host' }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'switch'; readonly switch: string }
  | { readonly kind: 'nic'; readonly nic: string }
  | { readonly kind: 'host-vnic'; readonly adapter: string }
  | { readonly kind: 'vm-adapter'; readonly vm: string; readonly adapter: string }
  | { readonly kind: 'smb-category'; readonly category: SmbCategory }
  /** A DCB class, which holds one priority. */
  | { readonly kind: 'traffic-class'; readonly name: string; readonly priority: number }
  /** The policy that marks one kind of traffic of the host. */
  | { readonly kind: 'qos-policy'; readonly name: string; readonly match: QosMatch }
  | { readonly kind: 'priority'; readonly priority: number }
  /** The Network ATC intent that owns a NIC: an inventory does not know its name. */
  | { readonly kind: 'intent'; readonly nic: string };
export type TargetKind = Target['kind'];

export type QosMatch = 'smb-direct' | 'cluster' | 'default';

/**
 * Every setting with the kinds of target it takes. Names are those of the cmdlet parameter or property; a name that
 * several cmdlets share carries the noun of its cmdlet, and a name that starts with * is the keyword of a driver.
 */
export const SETTING_TARGETS = {
  MinimumBandwidthWeight: ['host-vnic', 'vm-adapter'],
  DefaultFlowMinimumBandwidthWeight: ['switch'],
  MinimumBandwidthMode: ['switch'],
  MaximumBandwidth: ['host-vnic', 'vm-adapter'],
  MaximumVirtualMachineMigrations: ['host', 'cluster'],
  MaximumStorageMigrations: ['host'],
  VirtualMachineMigrationPerformanceOption: ['host', 'cluster'],
  BytesPerSecond: ['smb-category'],
  MaximumParallelMigrations: ['cluster'],
  SMBBandwidthLimitFactor: ['cluster'],
  SetSMBBandwidthLimit: ['cluster'],
  MaximumSMBMigrationBandwidthInGbps: ['cluster'],
  BandwidthPercentage_SMB: ['intent'],
  BandwidthPercentage_Cluster: ['intent'],
  PriorityValue8021Action_SMB: ['intent'],
  PriorityValue8021Action_Cluster: ['intent'],
  BandwidthPercentage: ['traffic-class'],
  PriorityValue8021Action: ['qos-policy'],
  'NetQosFlowControl.Enabled': ['priority'],
  Willing: ['host'],
  'NetAdapterQos.Enabled': ['nic'],
  IeeePriorityTag: ['host-vnic', 'vm-adapter'],
  PhysicalNetAdapterName: ['host-vnic', 'vm-adapter'],
  IovWeight: ['vm-adapter'],
  IovQueuePairsRequested: ['vm-adapter'],
  AllowTeaming: ['vm-adapter'],
  NumVFs: ['nic'],
  VmqWeight: ['host-vnic', 'vm-adapter'],
  VrssEnabled: ['host-vnic', 'vm-adapter'],
  VmmqEnabled: ['host-vnic', 'vm-adapter'],
  VmmqQueuePairs: ['host-vnic', 'vm-adapter'],
  'NetAdapterVmq.Enabled': ['nic'],
  'NetAdapterVmq.BaseProcessorGroup': ['nic'],
  'NetAdapterVmq.BaseProcessorNumber': ['nic'],
  'NetAdapterVmq.MaxProcessorNumber': ['nic'],
  'NetAdapterVmq.MaxProcessors': ['nic'],
  'NetAdapterVmq.NumaNode': ['nic'],
  'NetAdapterRss.Enabled': ['nic', 'intent'],
  'NetAdapterRss.NumberOfReceiveQueues': ['nic'],
  'NetAdapterRss.Profile': ['nic', 'intent'],
  'NetAdapterRss.BaseProcessorGroup': ['nic', 'intent'],
  'NetAdapterRss.BaseProcessorNumber': ['nic', 'intent'],
  'NetAdapterRss.MaxProcessorGroup': ['nic', 'intent'],
  'NetAdapterRss.MaxProcessorNumber': ['nic', 'intent'],
  'NetAdapterRss.MaxProcessors': ['nic', 'intent'],
  'NetAdapterRss.NumaNode': ['nic'],
  '*JumboPacket': ['nic', 'host-vnic', 'intent'],
  'NetAdapterLso.IPv4Enabled': ['nic'],
  'NetAdapterLso.IPv6Enabled': ['nic'],
} as const satisfies Readonly<Record<string, readonly TargetKind[]>>;

export type Setting = keyof typeof SETTING_TARGETS;
export const SETTINGS = Object.keys(SETTING_TARGETS) as readonly Setting[];

/** Settings whose change takes a NIC, a host vNIC or a whole switch down for a moment. */
export const INTERRUPTING: ReadonlySet<Setting> = new Set<Setting>([
  ...SETTINGS.filter((setting) => /^NetAdapter(?:Qos|Vmq|Rss|Lso)\./.test(setting)),
  'NumVFs',
  '*JumboPacket',
  'MinimumBandwidthMode',
]);
