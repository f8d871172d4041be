/** switches.csv: one row a virtual switch. */
import { BANDWIDTH_MODES, LOAD_BALANCINGS, TEAM_MODES, TEAMINGS } from '../model/host.ts';
import type { BitsPerSecond, Mbps } from '../units/quantity.ts';
import { choice, describeFile, flag, from, optional, optionalChoice, requiredChoice, requiredName } from './attribute.ts';

const RATE = from(0, 1_000_000_000);

export const SWITCH = describeFile('switches.csv', {
  host: requiredName('Host of the switch; with switch the key of the file.', 'Get-VMSwitch: ComputerName'),
  switch: requiredName('Name of the virtual switch.', 'Get-VMSwitch: Name'),
  teaming: requiredChoice(TEAMINGS, 'How its uplinks are teamed.', 'Get-VMSwitch: EmbeddedTeamingEnabled; Get-NetLbfoTeam'),
  team_mode: choice(TEAM_MODES, 'switch-independent', 'Mode of the team.', 'Get-NetLbfoTeam: TeamingMode'),
  load_balancing: optionalChoice(
    LOAD_BALANCINGS,
    'dynamic for lbfo, hyper-v-port for set',
    'How the team spreads traffic; without a team it counts as hyper-v-port, whatever is written.',
    'Get-VMSwitchTeam, Get-NetLbfoTeam: LoadBalancingAlgorithm',
  ),
  bandwidth_mode: requiredChoice(BANDWIDTH_MODES, 'Minimum bandwidth mode.', 'Get-VMSwitch: BandwidthReservationMode'),
  iov_enabled: flag(false, 'The switch was made for SR-IOV.', 'Get-VMSwitch: IovEnabled'),
  default_flow_weight: optional<number>(
    'integer',
    'not known',
    from(0, 100),
    'weight',
    'Weight of the default flow set today.',
    'Get-VMSwitch: DefaultFlowMinimumBandwidthWeight',
  ),
  default_flow_minimum_bits_per_second: optional<BitsPerSecond>(
    'integer',
    '10 % of the link',
    from(0, 10 ** 15),
    'bit/s',
    'Minimum bandwidth of the default flow set today on a switch in absolute mode.',
    'Get-VMSwitch: DefaultFlowMinimumBandwidthAbsolute',
  ),
  coincident_egress_mbps: optional<Mbps>(
    'number',
    'not known',
    RATE,
    'Mbit/s',
    'Percentile of the sum of what the VM adapters send.',
    'Get-Counter: Bytes Sent/sec, summed before the percentile',
  ),
  coincident_ingress_mbps: optional<Mbps>(
    'number',
    'not known',
    RATE,
    'Mbit/s',
    'Percentile of the sum of what the VM adapters receive.',
    'Get-Counter: Bytes Received/sec, summed before the percentile',
  ),
});
