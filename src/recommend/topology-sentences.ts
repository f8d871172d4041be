/** Sentences about frame sizes, members of a team and other layouts of the NICs. */
import type { FindingValues } from '../model/finding.ts';
import { formatCount, formatMbps, formatMinutes, formatShare } from '../units/format-quantity.ts';
import { seconds, secondsToMinutes } from '../units/quantity.ts';
import type { Sentence } from './sentence.ts';

const inMinutes = (value: number): string => formatMinutes(secondsToMinutes(seconds(value)));

/** What was planned in full, and why the others were not. */
const sought = ({ tried, byBound, forbidden, leftOut }: FindingValues['no-better-layout']): string =>
  [
    `${formatCount(tried, 'other layout')} planned in full`,
    ...(byBound === 0 ? [] : [`${byBound} more proven no better by what their ports can carry`]),
    ...(forbidden === 0 ? [] : [`${forbidden} more that a rule forbids, that hang on one failure or that cannot carry their traffic`]),
    ...(leftOut === 0 ? [] : [`${leftOut} more not looked at, since max_layouts was reached`]),
  ].join(', ');

const drainWords = ({ drain, drainToday }: FindingValues['other-layout']): string =>
  drain > 0 && drainToday > 0
    ? `, ${drain > drainToday ? 'but' : 'and'} empty in ${inMinutes(drain)} instead of ${inMinutes(drainToday)}`
    : '';

const offloadWords = ({ functions, functionsToday, overload, overloadToday }: FindingValues['other-layout']): string => {
  const functionWords = functions === functionsToday ? [] : [`${formatCount(functions, 'virtual function')} instead of ${functionsToday}`];
  const overloads = Math.round(overload) !== Math.round(overloadToday);
  const queueWords = overloads ? [`default queues overloaded by ${formatMbps(overload)} instead of ${formatMbps(overloadToday)}`] : [];
  const words = [...functionWords, ...queueWords];
  return words.length === 0 ? '' : ` It would have ${words.join(' and ')}.`;
};

type TopologyCode = 'jumbo-frames' | 'team-mapping' | 'other-layout' | 'no-better-layout' | 'discrete-topology';

const TEAM_MAPPING = 'Microsoft Learn, Hyper-V module: Set-VMNetworkAdapterTeamMapping; NIC Teaming, Hyper-V port';
const TOPOLOGIES = 'Microsoft Learn, Windows Server: Network recommendations for a Hyper-V cluster, converged and discrete networks';
const NIC_PERFORMANCE = 'Microsoft Learn, Windows drivers: Performance in network adapters, jumbo frames';

export const TOPOLOGY_SENTENCES: { readonly [Code in TopologyCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'jumbo-frames': {
    message: ({ mtu, gain }, subject) =>
      `Storage, migration and backup over ${subject} would carry ${formatMbps(gain)} more payload with frames of MTU ${mtu}, and cost less processor. The MTU of guests is not known and stays as it is.`,
    remedy: ({ jumboPacket, pingSize }) =>
      `In a maintenance window set *JumboPacket ${jumboPacket} as changes.csv lists it and as much or more on every port of the physical switches between, then prove it to each peer with ping -f -l ${pingSize}. Leave LSO and VMQ on.`,
    source: NIC_PERFORMANCE,
  },
  'team-mapping': {
    message: ({ before, after, gap }, subject) =>
      `An adapter of ${subject} shares its team member with whatever else is pinned there: placed round-robin as Windows does, the worst has ${formatShare(before)} of what it is promised and wants, mapped on purpose ${formatShare(after)}, after any single failure too${gap < 0.0005 ? '' : ` (no mapping gives more than ${formatShare(after + gap)})`}.`,
    remedy: ({ mapping, leftAside }) =>
      `Map with Set-VMNetworkAdapterTeamMapping ${mapping}.${leftAside === 0 ? '' : ` ${formatCount(leftAside, 'lighter adapter')} may stay where Windows places them.`} A mapping of a VM names a NIC of this host, so it has to be set again where the VM moves to.`,
    source: TEAM_MAPPING,
  },
  'other-layout': {
    message: (values, subject) =>
      `With ${values.layout}, ${subject} would be ${values.instead} instead of ${values.today}${drainWords(values)}: the best of ${sought(values)}.${offloadWords(values)}`,
    remedy: () => 'It is disruptive: drain the host, recreate its switches and host vNICs in a maintenance window, and plan again.',
    source: TOPOLOGIES,
  },
  'no-better-layout': {
    message: (values, subject) => `No other layout of the NICs of ${subject} serves it clearly better: ${sought(values)}.`,
    remedy: () => 'Keep the switches as they are.',
    source: TOPOLOGIES,
  },
  'discrete-topology': {
    message: ({ nics, today, instead }, subject) =>
      `${subject} gives roles NICs of their own and attains ${today}; all of ${nics} in one team would attain ${instead}.`,
    remedy: () => 'Converge them when the host is next rebuilt: one team, a switch in weight mode, and a host vNIC for each role.',
    source: TOPOLOGIES,
  },
};
