/** Are proposed frames ones that every port of their path takes, and is their gain that of the headers saved? */
import { type Host, type Nic, ROLES, type Role } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { JumboProposal } from '../model/topology-plan.ts';
import { type HostFacts, isSameName } from './host-facts.ts';
import { expectFigure, isClose } from './tolerance.ts';

const ETHERNET_HEADER = 14;
/** IP and ICMP headers of a ping. */
const PING_HEADERS = 28;

/** Payload over wire bytes: 40 bytes of IP and TCP inside, 38 of Ethernet, preamble and gap around. */
const goodput = (nic: Nic, mtu: number): number => (nic.link * (mtu - 40)) / (mtu + 38);

/** The ports that a frame of this NIC or host vNIC may take: all uplinks of its switch, or the one port. */
const pathOf = (host: Host, facts: HostFacts, proposal: JumboProposal): readonly Nic[] => {
  if (proposal.kind === 'nic') {
    const nic = host.nics.find((one) => one.name === proposal.name);
    if (nic === undefined) return [];
    return facts.switches.find(({ uplinks }) => uplinks.includes(nic))?.uplinks ?? [nic];
  }
  const adapter = host.adapters.find((one) => one.name === proposal.name);
  if (adapter === undefined) return [];
  const on = facts.switches.find(({ hostVnics }) => hostVnics.includes(adapter));
  const { nic: direct } = adapter;
  return on?.uplinks ?? host.nics.filter((nic) => direct !== null && isSameName(nic.name, direct));
};

const mtuNowOf = (host: Host, proposal: JumboProposal): number | null => {
  if (proposal.kind === 'nic') return host.nics.find((nic) => nic.name === proposal.name)?.mtu ?? null;
  const adapter = host.adapters.find((one) => one.name === proposal.name);
  return adapter === undefined ? null : (adapter.mtu ?? 1500);
};

const totalGain = (nics: readonly Nic[], mtu: number, now: (nic: Nic) => number): number => {
  let gain = 0;
  for (const nic of nics) gain += Math.max(0, goodput(nic, mtu) - goodput(nic, now(nic)));
  return gain;
};

/** Frames that host vNICs send through these ports today. */
const vnicFrames = (host: Host, facts: HostFacts, path: readonly Nic[]): readonly number[] => {
  const [first] = path;
  const on = facts.switches.find(({ uplinks }) => first !== undefined && uplinks.includes(first));
  const direct = host.adapters.filter(({ nic }) => nic !== null && path.some((one) => isSameName(one.name, nic)));
  return (on?.hostVnics ?? direct).map((adapter) => adapter.mtu ?? 1500);
};

/** Ports that adapters of the role use directly. */
const portsOf = (host: Host, role: Role): readonly Nic[] => {
  const names = host.adapters.filter((one) => one.role === role && one.switch === null).map(({ nic }) => nic);
  return host.nics.filter((nic) => names.some((name) => name !== null && isSameName(name, nic.name)));
};

/** The plainest reading, which is nearly always meant: all ports of the path, each from its own frames. */
const isPlainGain = (proposal: JumboProposal, path: readonly Nic[]): boolean =>
  isClose(
    totalGain(path, proposal.mtu, (nic) => nic.mtu),
    proposal.gain,
  );

/** One port or all of its team; from the frames of each port today, or from one of the frames on the way. */
const possibleGains = (host: Host, facts: HostFacts, proposal: JumboProposal, path: readonly Nic[]): readonly number[] => {
  const frames = new Set([proposal.mtuNow, ...path.map((nic) => nic.mtu), ...vnicFrames(host, facts, path)]);
  // Ports that the host uses itself carry one kind of traffic together.
  const isDirect = path.every((nic) => nic.switch === null);
  const direct = isDirect ? ROLES.map((role) => portsOf(host, role)).filter((ports) => path.every((nic) => ports.includes(nic))) : [];
  const scopes = [path, ...direct, ...path.map((nic) => [nic])];
  return scopes.flatMap((nics) => [
    totalGain(nics, proposal.mtu, (nic) => nic.mtu),
    ...[...frames].map((mtu) => totalGain(nics, proposal.mtu, (nic) => Math.min(mtu, nic.mtu))),
  ]);
};

const judgeProposal = (
  host: Host,
  facts: HostFacts,
  proposal: JumboProposal,
  path: readonly Nic[],
  known: ReadonlySet<number>,
  violations: Violation[],
): void => {
  const subject = proposal.name;
  if (path.length === 0) {
    violations.push({ rule: 'jumbo-unknown', subject, message: 'The host has no such port or host vNIC.' });
    return;
  }
  expectFigure(violations, 'jumbo-mtu-now', subject, mtuNowOf(host, proposal), proposal.mtuNow, 'The MTU today');
  expectFigure(violations, 'jumbo-packet', subject, proposal.mtu + ETHERNET_HEADER, proposal.jumboPacket, 'The *JumboPacket');
  expectFigure(violations, 'jumbo-ping', subject, proposal.mtu - PING_HEADERS, proposal.pingSize, 'The size of the ping');
  // A port takes at least the frames that it is set to, whatever else is known of it.
  const tooSmall = path.find((nic) => Math.max(nic.mtuMax ?? 0, nic.mtu) < proposal.mtu);
  if (tooSmall !== undefined) {
    const message = `${tooSmall.name} takes frames up to ${tooSmall.mtuMax ?? 'a size not known'}, the plan wants ${proposal.mtu}.`;
    violations.push({ rule: 'jumbo-mtu-max', subject, message });
  }
  if (!Number.isInteger(proposal.mtu) || proposal.mtu <= proposal.mtuNow) {
    violations.push({ rule: 'jumbo-not-larger', subject, message: `${proposal.mtu} is no larger than ${proposal.mtuNow}.` });
  }
  if (
    !known.has(proposal.gain) &&
    !isPlainGain(proposal, path) &&
    !possibleGains(host, facts, proposal, path).some((gain) => isClose(gain, proposal.gain))
  ) {
    const message = `${proposal.gain} Mbit/s is not what the larger frames save on its ports.`;
    violations.push({ rule: 'jumbo-gain', subject, message });
  }
};

/** Frames of one switch have one size, and one gain: the NICs of a team and the vNICs above them. */
export const judgeJumbo = (host: Host, facts: HostFacts, proposals: readonly JumboProposal[], violations: Violation[]): void => {
  const seen = new Map<Nic, { readonly mtu: number; readonly gains: Set<number> }>();
  for (let index = 0; index < proposals.length; index += 1) {
    const proposal = proposals[index];
    if (proposal === undefined) continue;
    const { name, kind, mtu, gain } = proposal;
    if (proposals.findIndex((one) => one.name === name && one.kind === kind) !== index) {
      violations.push({ rule: 'jumbo-twice', subject: name, message: 'It is proposed twice.' });
    }
    const path = pathOf(host, facts, proposal);
    const [first] = path;
    const before = first === undefined ? undefined : seen.get(first);
    if (before !== undefined && before.mtu !== mtu) {
      violations.push({ rule: 'jumbo-one-size', subject: name, message: `${mtu} beside ${before.mtu} on the same ports.` });
    }
    judgeProposal(host, facts, proposal, path, before?.gains ?? NO_GAINS, violations);
    if (before !== undefined) before.gains.add(gain);
    else if (first !== undefined) seen.set(first, { mtu, gains: new Set([gain]) });
  }
};

const NO_GAINS: ReadonlySet<number> = new Set();
