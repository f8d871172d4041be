/** Sentences about frame sizes, members of a team and other layouts of the NICs. */
import type { FindingValues } from '../model/finding.ts';
import { formatCount, formatMbps, formatShare } from '../units/format-quantity.ts';
import type { Sentence } from './sentence.ts';

type TopologyCode = 'jumbo-frames' | 'team-mapping';

const TEAM_MAPPING = 'Microsoft Learn, Hyper-V module: Set-VMNetworkAdapterTeamMapping; NIC Teaming, Hyper-V port';
const NIC_PERFORMANCE = 'Microsoft Learn, Windows drivers: Performance in network adapters, jumbo frames';

export const TOPOLOGY_SENTENCES: { readonly [Code in TopologyCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'jumbo-frames': {
    message: ({ mtu, gain }, subject) =>
      `Storage, migration and backup over ${subject} would carry ${formatMbps(gain)} more payload with frames of MTU ${mtu}, and cost less processor. The MTU of guests is not known and stays as it is.`,
    remedy: ({ jumboPacket, pingSize }, subject) =>
      `In a maintenance window set *JumboPacket ${jumboPacket} on every NIC and host vNIC of ${subject} and as much or more on every port of the physical switches between, then prove it to each peer with ping -f -l ${pingSize}. Leave LSO and VMQ on.`,
    source: NIC_PERFORMANCE,
  },
  'team-mapping': {
    message: ({ before, after, gap }, subject) =>
      `An adapter of ${subject} shares its team member with whatever else is pinned there: placed round-robin as Windows does, the worst has ${formatShare(before)} of what it is promised and wants, mapped on purpose ${formatShare(after)}, after any single failure too${gap < 0.0005 ? '' : ` (no mapping gives more than ${formatShare(after + gap)})`}.`,
    remedy: ({ mapping, leftAside }) =>
      `Map with Set-VMNetworkAdapterTeamMapping ${mapping}.${leftAside === 0 ? '' : ` ${formatCount(leftAside, 'lighter adapter')} may stay where Windows places them.`} A mapping of a VM names a NIC of this host, so it has to be set again where the VM moves to.`,
    source: TEAM_MAPPING,
  },
};
