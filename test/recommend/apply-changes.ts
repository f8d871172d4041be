/** Replays changes onto the host model, as an administrator would who follows changes.csv from top to bottom. */
import type { Adapter, Host, HostSettings, Nic, TransportSetting, VirtualSwitch } from '../../src/model/host.ts';
import type { Change } from '../../src/model/outcome.ts';
import type { Setting, Target } from '../../src/model/setting.ts';
import { bytesPerSecond, mbps } from '../../src/units/quantity.ts';

const TRANSPORTS: Readonly<Record<string, TransportSetting>> = { TCPIP: 'tcpip', Compression: 'compression', SMB: 'smb' };

type Apply = (host: Host, change: Change) => Host;

/** No column of an inventory says what is set today: proposed in every run, and nothing of the host model changes. */
const unseen: Apply = (host) => host;

const numberOf = ({ proposed }: Change): number => Number(proposed);
const setting =
  (changed: (change: Change, settings: HostSettings) => Partial<HostSettings>): Apply =>
  (host, change) => ({ ...host, settings: { ...host.settings, ...changed(change, host.settings) } });

/** Every setting, so that one that can be proposed but not replayed does not compile. */
const APPLY: { readonly [Each in Setting]: Apply } = {
  MinimumBandwidthWeight: (host, change) => onAdapter(host, change, (adapter) => ({ ...adapter, weight: numberOf(change) })),
  DefaultFlowMinimumBandwidthWeight: (host, change) => onSwitch(host, change, (each) => ({ ...each, defaultFlowWeight: numberOf(change) })),
  MinimumBandwidthMode: (host, change) => recreate(host, change),
  MaximumBandwidth: (host, change) => onAdapter(host, change, (adapter) => ({ ...adapter, cap: mbps(numberOf(change) / 1e6) })),
  MaximumVirtualMachineMigrations: setting((change, { clusterParallelMigrations }) =>
    clusterParallelMigrations === null ? { liveMigrations: numberOf(change) } : { clusterParallelMigrations: numberOf(change) },
  ),
  MaximumStorageMigrations: setting((change) => ({ storageMigrations: numberOf(change) })),
  VirtualMachineMigrationPerformanceOption: setting(({ proposed }) => ({ transport: TRANSPORTS[proposed] as TransportSetting })),
  BytesPerSecond: (host, change) =>
    isHeldByInventory(change) ? setting(() => ({ liveMigrationLimit: bytesPerSecond(numberOf(change)) }))(host, change) : host,
  MaximumParallelMigrations: setting((change) => ({ clusterParallelMigrations: numberOf(change) })),
  SMBBandwidthLimitFactor: setting((change) => ({ clusterSmbLimitFactor: numberOf(change) })),
  SetSMBBandwidthLimit: unseen,
  MaximumSMBMigrationBandwidthInGbps: setting((change) => ({ liveMigrationLimit: bytesPerSecond((numberOf(change) * 1e9) / 8) })),
  BandwidthPercentage_SMB: unseen,
  BandwidthPercentage_Cluster: unseen,
  PriorityValue8021Action_SMB: unseen,
  PriorityValue8021Action_Cluster: unseen,
  BandwidthPercentage: unseen,
  PriorityValue8021Action: unseen,
  'NetQosFlowControl.Enabled': unseen,
  Willing: unseen,
  'NetAdapterQos.Enabled': unseen,
  IeeePriorityTag: unseen,
  PhysicalNetAdapterName: (host, change) => onAdapter(host, change, (adapter) => ({ ...adapter, nic: change.proposed })),
  IovWeight: (host, change) => onAdapter(host, change, (adapter) => ({ ...adapter, iov: numberOf(change) > 0 })),
  IovQueuePairsRequested: unseen,
  AllowTeaming: unseen,
  NumVFs: unseen,
  VmqWeight: unseen,
  VrssEnabled: unseen,
  VmmqEnabled: unseen,
  VmmqQueuePairs: unseen,
  'NetAdapterVmq.Enabled': unseen,
  'NetAdapterVmq.BaseProcessorGroup': unseen,
  'NetAdapterVmq.BaseProcessorNumber': unseen,
  'NetAdapterVmq.MaxProcessorNumber': unseen,
  'NetAdapterVmq.MaxProcessors': unseen,
  'NetAdapterVmq.NumaNode': unseen,
  'NetAdapterRss.Enabled': unseen,
  'NetAdapterRss.NumberOfReceiveQueues': unseen,
  'NetAdapterRss.Profile': unseen,
  'NetAdapterRss.BaseProcessorGroup': unseen,
  'NetAdapterRss.BaseProcessorNumber': unseen,
  'NetAdapterRss.MaxProcessorGroup': unseen,
  'NetAdapterRss.MaxProcessorNumber': unseen,
  'NetAdapterRss.MaxProcessors': unseen,
  'NetAdapterRss.NumaNode': unseen,
  '*JumboPacket': (host, change) => onFrameSize(host, change, numberOf(change) - ETHERNET_HEADER),
  'NetAdapterLso.IPv4Enabled': (host, change) => onNic(host, change, (nic) => ({ ...nic, lso: change.proposed === 'true' })),
  'NetAdapterLso.IPv6Enabled': unseen,
};

/** *JumboPacket counts the Ethernet header, the MTU does not. */
const ETHERNET_HEADER = 14;

export const isHeldByInventory = ({ setting: name, target }: Change): boolean =>
  target.kind === 'smb-category' ? target.category === 'LiveMigration' : APPLY[name] !== unseen;

export const applyChange = (host: Host, change: Change): Host => APPLY[change.setting](host, change);
export const applyChanges = (host: Host, changes: readonly Change[]): Host => changes.reduce(applyChange, host);

const onSwitch = (host: Host, { target }: Change, change: (each: VirtualSwitch) => VirtualSwitch): Host => ({
  ...host,
  switches: host.switches.map((each) => (target.kind === 'switch' && each.name === target.switch ? change(each) : each)),
});

const onNic = (host: Host, { target }: Change, change: (nic: Nic) => Nic): Host => ({
  ...host,
  nics: host.nics.map((nic) => ((target.kind === 'nic' || target.kind === 'intent') && nic.name === target.nic ? change(nic) : nic)),
});

const isTarget = (adapter: Adapter, target: Target): boolean => {
  if (target.kind === 'host-vnic') return adapter.vm === null && adapter.name === target.adapter;
  return target.kind === 'vm-adapter' && adapter.vm === target.vm && adapter.name === target.adapter;
};

const onAdapter = (host: Host, { target }: Change, change: (adapter: Adapter) => Adapter): Host => {
  const touch = (adapter: Adapter): Adapter => (isTarget(adapter, target) ? change(adapter) : adapter);
  return { ...host, adapters: host.adapters.map(touch), vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map(touch) })) };
};

/** An intent of Network ATC sets its NIC and the host vNICs that bear its name alike. */
const onFrameSize = (host: Host, change: Change, mtu: number): Host =>
  onAdapter(
    onNic(host, change, (nic) => ({ ...nic, mtu })),
    change,
    (adapter) => ({ ...adapter, mtu }),
  );

/** A new switch has a default flow of weight 1, and its host vNICs come without a weight. */
const recreate = (host: Host, change: Change): Host => {
  const made = onSwitch(host, change, (each) => ({ ...each, bandwidthMode: 'weight', defaultFlowWeight: 1 }));
  const { target } = change;
  const hangs = (adapter: Adapter): boolean => target.kind === 'switch' && adapter.switch === target.switch;
  return { ...made, adapters: made.adapters.map((adapter) => (hangs(adapter) ? { ...adapter, weight: 0 } : adapter)) };
};
