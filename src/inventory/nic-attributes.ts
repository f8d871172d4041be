/** nics.csv: one row a physical port. */
import { RDMA_KINDS } from '../model/host.ts';
import type { Mbps } from '../units/quantity.ts';
import { above, choice, defaulted, describeFile, flag, from, note, optional, optionalName, required, requiredName } from './attribute.ts';

const MTU = from(576, 65_535);

export const NIC = describeFile('nics.csv', {
  host: requiredName('Host of the port; with nic the key of the file.', 'Get-NetAdapter: SystemName'),
  nic: requiredName('Name of the port.', 'Get-NetAdapter: Name'),
  switch: optionalName(
    'used by the host directly',
    'The switch whose uplink the port is.',
    'Get-VMSwitch: NetAdapterInterfaceDescriptions',
  ),
  link_mbps: required<Mbps>('number', above(0, 10_000_000), 'Mbit/s', 'Speed of the link.', 'Get-NetAdapter: Speed / 1000000'),
  vf_limit: defaulted<number>(
    'integer',
    0,
    from(0, 65_536),
    'functions',
    'SR-IOV virtual functions to hand out.',
    'Get-NetAdapterSriov: NumVFs',
  ),
  vport_limit: optional<number>(
    'integer',
    'not limiting',
    from(0, 65_536),
    'vPorts',
    'Virtual ports, the pool behind virtual functions and VMMQ.',
    'Get-NetAdapterSriov: SwitchDefault NumVPorts',
  ),
  queue_pair_limit: optional<number>(
    'integer',
    'not limiting',
    from(0, 65_536),
    'queue pairs',
    'Queue pairs, the pool behind virtual functions and VMMQ.',
    'Get-NetAdapterSriov: SwitchDefault NumQueuePairs',
  ),
  vmq_queues: defaulted<number>(
    'integer',
    0,
    from(0, 65_536),
    'queues',
    'Receive queues, the default queue not counted.',
    'Get-NetAdapterVmq: NumberOfReceiveQueues',
  ),
  rss_queues: defaulted<number>('integer', 1, from(0, 65_536), 'queues', 'RSS queues.', 'Get-NetAdapterRss: NumberOfReceiveQueues'),
  rdma: choice(RDMA_KINDS, 'none', 'Kind of RDMA in use.', 'Get-NetAdapterRdma: Enabled; advanced property NetworkDirect Technology'),
  dcb_traffic_classes: defaulted<number>(
    'integer',
    0,
    from(0, 8),
    'classes',
    'Traffic classes of the port; 0: no DCB.',
    'Get-NetAdapterQos: Capabilities',
  ),
  numa_node: defaulted<number>('integer', 0, from(0, 255), 'node', 'NUMA node of the slot.', 'Get-NetAdapterHardwareInfo: NumaNode'),
  device: optionalName('not known', 'The card that the port sits on.', 'Get-NetAdapterHardwareInfo: Bus, Device'),
  fabric: optionalName('not known', 'The top-of-rack switch that the port goes to.', 'Get-NetNeighbor, LLDP, or the cabling plan'),
  mtu: defaulted<number>('integer', 1500, MTU, 'bytes', 'IP MTU set today.', 'Get-NetIPInterface: NlMtu'),
  mtu_max: optional<number>(
    'integer',
    'not known',
    MTU,
    'bytes',
    'Largest IP MTU.',
    'Get-NetAdapterAdvancedProperty: *JumboPacket less 14',
  ),
  lso: flag(true, 'Large send offload is on.', 'Get-NetAdapterLso: IPv4Enabled'),
  model: note('Model, for the catalog.', 'Get-NetAdapter: InterfaceDescription'),
});
