/** Sentences about frame sizes, members of a team and other layouts of the NICs. */
import type { FindingValues } from '../model/finding.ts';
import { formatMbps } from '../units/format-quantity.ts';
import type { Sentence } from './sentence.ts';

type TopologyCode = 'jumbo-frames';

const NIC_PERFORMANCE = 'Microsoft Learn, Windows drivers: Performance in network adapters, jumbo frames';

export const TOPOLOGY_SENTENCES: { readonly [Code in TopologyCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'jumbo-frames': {
    message: ({ mtu, gain }, subject) =>
      `Storage, migration and backup over ${subject} would carry ${formatMbps(gain)} more payload with frames of MTU ${mtu}, and cost less processor. The MTU of guests is not known and stays as it is.`,
    remedy: ({ jumboPacket, pingSize }, subject) =>
      `In a maintenance window set *JumboPacket ${jumboPacket} on every NIC and host vNIC of ${subject} and as much or more on every port of the physical switches between, then prove it to each peer with ping -f -l ${pingSize}. Leave LSO and VMQ on.`,
    source: NIC_PERFORMANCE,
  },
};
