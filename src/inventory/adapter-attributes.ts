/** adapters.csv: one row a virtual adapter, of a VM or of the host itself. */
import { ROLES } from '../model/host.ts';
import type { BitsPerSecond, Mbps, Percent } from '../units/quantity.ts';
import { mbps, percent } from '../units/quantity.ts';
import { defaulted, describeFile, flag, from, optional, optionalName, required, requiredChoice, requiredName } from './attribute.ts';

const RATE = from(0, 1_000_000_000);
const MBIT_S = 'Mbit/s';
const COUNT = from(0, 65_536);

export const ADAPTER = describeFile('adapters.csv', {
  host: requiredName('Host of the adapter; with vm and adapter the key of the file.', 'Get-VMNetworkAdapter: ComputerName'),
  adapter: requiredName('Name of the adapter.', 'Get-VMNetworkAdapter: Name'),
  vm: optionalName('a host vNIC', 'The VM of the adapter, with a row in vms.csv.', 'Get-VMNetworkAdapter: VMName'),
  switch: optionalName('the host uses nic directly', 'The virtual switch, with a row in switches.csv.', 'Get-VMNetworkAdapter: SwitchName'),
  nic: optionalName(
    'none',
    'The port, with a row in nics.csv: for a direct host adapter, or for one that is mapped to a team member.',
    'Get-NetAdapter: Name; Get-VMNetworkAdapterTeamMapping: NetAdapterName',
  ),
  role: requiredChoice(ROLES, 'What the adapter is for.', 'Get-VMNetworkAdapter: Name; Get-ClusterNetwork: Role'),
  egress_mbps: required<Mbps>(
    'number',
    RATE,
    MBIT_S,
    'What the adapter sends, 95th percentile; 0 for live migration, which is computed.',
    'Get-Counter: Bytes Sent/sec × 8 / 1000000',
  ),
  ingress_mbps: required<Mbps>(
    'number',
    RATE,
    MBIT_S,
    'What the adapter receives, 95th percentile; 0 for live migration, which is computed.',
    'Get-Counter: Bytes Received/sec × 8 / 1000000',
  ),
  floor_mbps: defaulted<Mbps>('number', mbps(0), RATE, MBIT_S, 'Contracted minimum.', 'your contracts'),
  cap_mbps: optional<Mbps>('number', 'none', RATE, MBIT_S, 'Maximum.', 'Get-VMNetworkAdapter: BandwidthSetting.MaximumBandwidth / 1000000'),
  east_west_pct: defaulted<Percent>(
    'number',
    percent(0),
    from(0, 100),
    '%',
    'Share of the demand that stays inside the cluster.',
    'flow records',
  ),
  weight: optional<number>(
    'integer',
    'not known',
    from(0, 100),
    'weight',
    'Minimum bandwidth weight set today.',
    'Get-VMNetworkAdapter: BandwidthSetting.MinimumBandwidthWeight',
  ),
  minimum_bandwidth_bits_per_second: optional<BitsPerSecond>(
    'integer',
    'not known',
    from(0, 10 ** 15),
    'bit/s',
    'Minimum bandwidth set today on a switch in absolute mode; 0: none.',
    'Get-VMNetworkAdapter: BandwidthSetting.MinimumBandwidthAbsolute',
  ),
  iov: flag(false, 'A virtual function is wanted.', 'Get-VMNetworkAdapter: IovWeight'),
  latency_sensitive: flag(false, 'Latency matters more than throughput.', 'your service catalog'),
  acl: flag(false, 'Port ACLs are set.', 'Get-VMNetworkAdapterAcl'),
  vlans: defaulted<number>('integer', 1, COUNT, 'VLANs', 'VLANs of the adapter.', 'Get-VMNetworkAdapterVlan: AllowedVlanIdList'),
  macs: defaulted<number>(
    'integer',
    1,
    COUNT,
    'addresses',
    'MAC addresses behind the adapter.',
    'Get-VMNetworkAdapter: MacAddressSpoofing',
  ),
  guest_team: flag(false, 'Member of a team inside the guest.', 'Get-VMNetworkAdapter: AllowTeaming'),
  mtu: optional<number>(
    'integer',
    '1500 for a host vNIC, not known for a VM adapter',
    from(576, 65_535),
    'bytes',
    'IP MTU set today.',
    'Get-NetIPInterface: NlMtu',
  ),
});
