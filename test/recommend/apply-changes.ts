/** Replays changes onto the host model, as an administrator would who follows changes.csv from top to bottom. */
import type { Adapter, Host, HostSettings, TransportSetting, VirtualSwitch } from '../../src/model/host.ts';
import { adapterLabel } from '../../src/model/name.ts';
import type { Change } from '../../src/model/outcome.ts';
import type { Setting } from '../../src/model/setting.ts';
import { bytesPerSecond, mbps } from '../../src/units/quantity.ts';

const TRANSPORTS: Readonly<Record<string, TransportSetting>> = { TCPIP: 'tcpip', Compression: 'compression', SMB: 'smb' };

/** DCB, queues and processors, of which an inventory has no column. */
const NEVER_KNOWN: ReadonlySet<Setting> = new Set<Setting>([
  'Willing',
  'PriorityValue8021Action',
  'NetQosFlowControl.Enabled',
  'BandwidthPercentage',
  'BandwidthPercentage_SMB',
  'BandwidthPercentage_Cluster',
  'NetAdapterQos.Enabled',
  'IeeePriorityTag',
  'IovQueuePairsRequested',
  'AllowTeaming',
  'VmqWeight',
  'VmmqEnabled',
  'VmmqQueuePairs',
  'NetAdapterVmq.BaseProcessorGroup',
  'NetAdapterVmq.BaseProcessorNumber',
  'NetAdapterVmq.MaxProcessorNumber',
  'NetAdapterVmq.MaxProcessors',
  'NetAdapterRss.NumberOfReceiveQueues',
  'NetAdapterRss.BaseProcessorGroup',
  'NetAdapterRss.BaseProcessorNumber',
  'NetAdapterRss.MaxProcessorGroup',
  'NetAdapterRss.MaxProcessorNumber',
  'NetAdapterRss.MaxProcessors',
]);

/** Some settings no inventory column can carry: they are proposed in every run, since what is set today is never known. */
export const isHeldByInventory = ({ setting, subject }: Change): boolean =>
  setting === 'BytesPerSecond' ? subject === 'LiveMigration' : !NEVER_KNOWN.has(setting);

export const applyChanges = (host: Host, changes: readonly Change[]): Host => changes.reduce(applyChange, host);

const applyChange = (host: Host, change: Change): Host => {
  if (NEVER_KNOWN.has(change.setting)) return host;
  const value = Number(change.proposed);
  const settings = (changed: Partial<HostSettings>): Host => ({ ...host, settings: { ...host.settings, ...changed } });
  switch (change.setting) {
    case 'MinimumBandwidthWeight':
      return onAdapter(host, change.subject, (adapter) => ({ ...adapter, weight: value }));
    case 'PhysicalNetAdapterName':
      return onAdapter(host, change.subject, (adapter) => ({ ...adapter, nic: change.proposed }));
    case 'MaximumBandwidth':
      return onAdapter(host, change.subject, (adapter) => ({ ...adapter, cap: mbps(value / 1e6) }));
    case 'DefaultFlowMinimumBandwidthWeight':
      return onSwitch(host, change.subject, (each) => ({ ...each, defaultFlowWeight: value }));
    case 'MinimumBandwidthMode':
      return recreate(host, change.subject);
    case 'MaximumVirtualMachineMigrations':
      return settings(host.settings.clusterParallelMigrations === null ? { liveMigrations: value } : { clusterParallelMigrations: value });
    case 'MaximumParallelMigrations':
      return settings({ clusterParallelMigrations: value });
    case 'MaximumStorageMigrations':
      return settings({ storageMigrations: value });
    case 'VirtualMachineMigrationPerformanceOption':
      return settings({ transport: TRANSPORTS[change.proposed] as TransportSetting });
    case 'MaximumSMBMigrationBandwidthInGbps':
      return settings({ liveMigrationLimit: bytesPerSecond((value * 1e9) / 8) });
    case 'BytesPerSecond':
      return isHeldByInventory(change) ? settings({ liveMigrationLimit: bytesPerSecond(value) }) : host;
    case '*JumboPacket':
      return onFrameSize(host, change.subject, value - 14);
    default:
      throw new Error(`No setting of a host is called ${change.setting}.`);
  }
};

const onSwitch = (host: Host, name: string, change: (each: VirtualSwitch) => VirtualSwitch): Host => ({
  ...host,
  switches: host.switches.map((each) => (each.name === name ? change(each) : each)),
});

const onAdapter = (host: Host, label: string, change: (adapter: Adapter) => Adapter): Host => {
  const touch = (adapter: Adapter): Adapter => (adapterLabel(adapter.vm, adapter.name) === label ? change(adapter) : adapter);
  return { ...host, adapters: host.adapters.map(touch), vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map(touch) })) };
};

/** *JumboPacket counts the Ethernet header. */
const onFrameSize = (host: Host, name: string, mtu: number): Host => ({
  ...host,
  nics: host.nics.map((nic) => (nic.name === name ? { ...nic, mtu } : nic)),
  adapters: host.adapters.map((adapter) => (adapter.name === name ? { ...adapter, mtu } : adapter)),
});

/** A new switch has a default flow of weight 1, and its host vNICs come without a weight. */
const recreate = (host: Host, name: string): Host => ({
  ...onSwitch(host, name, (each) => ({ ...each, bandwidthMode: 'weight', defaultFlowWeight: 1 })),
  adapters: host.adapters.map((adapter) => (adapter.switch === name ? { ...adapter, weight: 0 } : adapter)),
});
