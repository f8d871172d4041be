/**
 * Jumbo frames end to end for the roles that gain by them. A path is as good as its least frame: NICs, host vNICs and the
 * switch ports beyond must agree, so all NICs of a path get one size, and the host vNICs of the roles follow.
 */
import type { Finding } from '../model/finding.ts';
import type { Adapter, Host, Nic, Role } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { JumboProposal } from '../model/topology-plan.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import { isBelow } from '../units/rounding.ts';
import { frameRate, payloadShare } from './capacity.ts';

/** Long transfers between two hosts, the only traffic where the headers saved add up. */
const GAINING_ROLES: readonly Role[] = ['storage', 'live-migration', 'backup'];
/** The IP MTU that switch vendors and Windows alike mean by jumbo. */
const LARGEST_MTU = 9000;
const STANDARD_MTU = 1500;
const ETHERNET_HEADER = 14;
const IP_ICMP_HEADERS = 28;

/** Ports that must agree on a frame size: the uplinks of one switch, or the NICs that one role uses without a switch. */
interface FramePath {
  /** The switch, or the NICs. */
  readonly name: string;
  readonly nics: readonly Nic[];
  readonly vnics: readonly Adapter[];
}

export interface JumboPlan {
  readonly proposals: readonly JumboProposal[];
  /** One a path that gains. */
  readonly findings: readonly Finding[];
}

/** Proposals path by path, NICs before host vNICs; none where no role gains, or where the frames are as large already. */
export const jumboOf = (host: Host): JumboPlan => {
  const proposals: JumboProposal[] = [];
  const findings: Finding[] = [];
  for (const path of pathsOf(host)) {
    const ofPath = proposalsOf(path);
    const [first] = ofPath;
    if (first === undefined) continue;
    proposals.push(...ofPath);
    const { mtu, jumboPacket, gain, pingSize } = first;
    findings.push({ code: 'jumbo-frames', severity: 'advice', subject: path.name, values: { mtu, jumboPacket, gain, pingSize } });
  }
  return { proposals, findings };
};

const gains = ({ role }: Adapter): boolean => GAINING_ROLES.includes(role);

const pathsOf = (host: Host): FramePath[] => {
  const gaining = host.adapters.filter(gains);
  if (gaining.length === 0) return [];
  const paths: FramePath[] = [];
  for (const { name } of host.switches) {
    const key = nameKey(name);
    const isHere = (owner: string | null): boolean => owner === name || (owner !== null && nameKey(owner) === key);
    const vnics = gaining.filter((adapter) => isHere(adapter.switch));
    if (vnics.length > 0) paths.push({ name, nics: host.nics.filter((nic) => isHere(nic.switch)), vnics });
  }
  return [...paths, ...directPaths(host, gaining)];
};

/** NICs of one role without a switch reach the same peers, and so do all roles that share one of them. */
const directPaths = (host: Host, gaining: readonly Adapter[]): FramePath[] => {
  const paths: Set<string>[] = [];
  if (!gaining.some((adapter) => adapter.nic !== null && adapter.switch === null)) return [];
  for (const role of GAINING_ROLES) {
    const used = new Set(
      gaining.flatMap((adapter) =>
        adapter.role === role && adapter.nic !== null && adapter.switch === null ? [nameKey(adapter.nic)] : [],
      ),
    );
    if (used.size === 0) continue;
    const shared = paths.find((path) => [...used].some((nic) => path.has(nic)));
    if (shared === undefined) paths.push(used);
    else for (const nic of used) shared.add(nic);
  }
  return paths.map((path) => {
    const nics = host.nics.filter((nic) => nic.switch === null && path.has(nameKey(nic.name)));
    return { name: nics.map(({ name }) => name).join(', '), nics, vnics: [] };
  });
};

const proposalsOf = ({ nics, vnics }: FramePath): JumboProposal[] => {
  const mtu = commonMtu(nics);
  if (mtu === null || nics.length === 0) return [];
  let vnicMtu = Number.POSITIVE_INFINITY;
  for (const adapter of vnics) vnicMtu = Math.min(vnicMtu, adapter.mtu ?? STANDARD_MTU);
  // Frames above what is proposed stay, so a port that is set to them loses nothing.
  const now = (nic: Nic): Mbps => payloadRate(nic, Math.min(nic.mtu, vnicMtu, mtu));
  const gain = mbps(nics.reduce((sum, nic) => sum + payloadRate(nic, mtu) - now(nic), 0));
  if (!isBelow(0, gain)) return [];
  const of = { mtu, jumboPacket: mtu + ETHERNET_HEADER, gain, pingSize: mtu - IP_ICMP_HEADERS };
  const proposals: JumboProposal[] = [];
  for (const { name, mtu: mtuNow } of nics) if (mtuNow < mtu) proposals.push({ kind: 'nic', name, mtuNow, ...of });
  for (const { name, mtu: known } of vnics) {
    const mtuNow = known ?? STANDARD_MTU;
    if (mtuNow < mtu) proposals.push({ kind: 'host-vnic', name, mtuNow, ...of });
  }
  return proposals;
};

/** The largest frame that every NIC of the path takes; null where one does not say, or none takes more than today. */
const commonMtu = (nics: readonly Nic[]): number | null => {
  let common = LARGEST_MTU;
  for (const { mtu, mtuMax } of nics) {
    if (mtuMax === null && mtu < LARGEST_MTU) return null;
    common = Math.min(common, Math.max(mtu, mtuMax ?? mtu));
  }
  return common > STANDARD_MTU ? common : null;
};

const payloadRate = (nic: Nic, mtu: number): Mbps => mbps(frameRate({ link: nic.link, mtu }) * payloadShare(mtu));
