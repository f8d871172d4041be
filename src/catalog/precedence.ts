/** Which layer wins where a setting has a value on more than one: the host, its cluster, Network ATC. */

export const LAYERS = ['host', 'cluster', 'network-atc'] as const;
export type SettingLayer = (typeof LAYERS)[number];

export const AUDITED_SETTINGS = ['live-migrations', 'transport', 'smb-limit', 'mtu', 'vmq'] as const;
export type AuditedSetting = (typeof AUDITED_SETTINGS)[number];

export interface Precedence {
  readonly setting: AuditedSetting;
  /** Two layers that each hold a value. */
  readonly between: readonly [SettingLayer, SettingLayer];
  readonly wins: SettingLayer;
  readonly because: string;
  readonly source: string;
}

/** What the setting is called on each layer; null: the layer has no such setting. */
export const SETTING_NAMES: Readonly<Record<AuditedSetting, Readonly<Record<SettingLayer, string | null>>>> = {
  'live-migrations': {
    host: 'Set-VMHost -MaximumVirtualMachineMigrations',
    cluster: '(Get-Cluster).MaximumParallelMigrations',
    'network-atc': 'New-NetIntentGlobalClusterOverrides -MaximumVirtualMachineMigrations',
  },
  transport: {
    host: 'Set-VMHost -VirtualMachineMigrationPerformanceOption',
    cluster: null,
    'network-atc': 'New-NetIntentGlobalClusterOverrides -VirtualMachineMigrationPerformanceOption',
  },
  'smb-limit': {
    host: 'Set-SmbBandwidthLimit -Category LiveMigration',
    cluster: '(Get-Cluster).SMBBandwidthLimitFactor, while (Get-Cluster).SetSMBBandwidthLimit is 1',
    'network-atc': 'New-NetIntentGlobalClusterOverrides -MaximumSMBMigrationBandwidthInGbps',
  },
  mtu: {
    host: 'Set-NetAdapterAdvancedProperty -RegistryKeyword *JumboPacket',
    cluster: null,
    'network-atc': 'New-NetIntentAdapterPropertyOverrides: JumboPacket',
  },
  vmq: {
    host: 'Set-NetAdapterVmq',
    cluster: null,
    'network-atc': 'New-NetIntentAdapterPropertyOverrides: VMQ',
  },
};

const SET_VMHOST = 'Microsoft Learn, Hyper-V module: Set-VMHost, MaximumVirtualMachineMigrations';
const NETWORK_ATC = 'Microsoft Learn, Azure Local: Deploy host networking with Network ATC';
const ATC_OVERRIDES = 'Microsoft Learn, NetworkATC module: New-NetIntentGlobalClusterOverrides';
const ATC_ADAPTERS = 'Microsoft Learn, NetworkATC module: New-NetIntentAdapterPropertyOverrides';
const CLUSTER_SMB = 'Microsoft Learn, Windows Server: Configure the SMB bandwidth limit of live migration in a cluster';
const HYBRID_LAB = 'Microsoft MSLab, Azure Stack HCI deployment: the cluster property and the override differ after deployment';

const REVERTED = 'Network ATC puts back what was set by hand within 15 minutes';

export const PRECEDENCE: readonly Precedence[] = [
  {
    setting: 'live-migrations',
    between: ['host', 'cluster'],
    wins: 'cluster',
    because: 'the property of the cluster takes precedence',
    source: SET_VMHOST,
  },
  { setting: 'live-migrations', between: ['host', 'network-atc'], wins: 'network-atc', because: REVERTED, source: NETWORK_ATC },
  {
    setting: 'live-migrations',
    between: ['cluster', 'network-atc'],
    wins: 'network-atc',
    because: 'the override rules, although the property of the cluster may still show its default of 1',
    source: HYBRID_LAB,
  },
  { setting: 'transport', between: ['host', 'network-atc'], wins: 'network-atc', because: REVERTED, source: ATC_OVERRIDES },
  {
    setting: 'smb-limit',
    between: ['host', 'cluster'],
    wins: 'cluster',
    because: 'while it manages the limit, the cluster writes its own over it on every node',
    source: CLUSTER_SMB,
  },
  { setting: 'smb-limit', between: ['host', 'network-atc'], wins: 'network-atc', because: REVERTED, source: ATC_OVERRIDES },
  {
    setting: 'smb-limit',
    between: ['cluster', 'network-atc'],
    wins: 'network-atc',
    because: 'Network ATC sets SetSMBBandwidthLimit to 0 and the limit itself',
    source: CLUSTER_SMB,
  },
  { setting: 'mtu', between: ['host', 'network-atc'], wins: 'network-atc', because: REVERTED, source: ATC_ADAPTERS },
  { setting: 'vmq', between: ['host', 'network-atc'], wins: 'network-atc', because: REVERTED, source: ATC_ADAPTERS },
];

/**
 * The layer whose value is in force.
 * @param layers those that hold a value, in any order
 * @returns null where none of them does
 */
export const winnerOf = (setting: AuditedSetting, layers: readonly SettingLayer[]): SettingLayer | null => {
  const holding = LAYERS.filter((layer) => layers.includes(layer) && SETTING_NAMES[setting][layer] !== null);
  return holding.reduce<SettingLayer | null>((winner, layer) => {
    if (winner === null) return layer;
    return ruleBetween(setting, winner, layer)?.wins ?? winner;
  }, null);
};

/** The row about two layers, in either order; null where they cannot both hold a value. */
export const ruleBetween = (setting: AuditedSetting, a: SettingLayer, b: SettingLayer): Precedence | null =>
  PRECEDENCE.find((row) => row.setting === setting && row.between.includes(a) && row.between.includes(b)) ?? null;
