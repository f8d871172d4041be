/** What the uplinks of a switch carry, whole and after the worst single failure. */
import type { Finding } from '../model/finding.ts';
import type { Nic, VirtualSwitch } from '../model/host.ts';
import { compareNames, nameKey } from '../model/name.ts';
import type { FailureGroup } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { type Mbps, mbps } from '../units/quantity.ts';

const ETHERNET_HEADER = 14;
/** Header, checksum, preamble and gap: what a frame takes on the wire beside its IP packet. */
const WIRE_OVERHEAD = 38;
const IP_TCP_HEADERS = 40;

/** C_k: frame bytes over wire bytes, at the adapter's MTU. */
export const frameRate = (nic: Nic): Mbps => mbps((nic.link * (nic.mtu + ETHERNET_HEADER)) / (nic.mtu + WIRE_OVERHEAD));

/** ε: the TCP payload of a frame of this MTU. */
export const payloadShare = (mtu: number): number => (mtu - IP_TCP_HEADERS) / (mtu + ETHERNET_HEADER);

export interface SwitchCapacity {
  readonly uplinks: readonly Nic[];
  /** R. */
  readonly total: Mbps;
  /** R′. */
  readonly afterLoss: Mbps;
  readonly fastestMember: Mbps;
  readonly slowestMember: Mbps;
  /** The most that one adapter gets. */
  readonly ceiling: Mbps;
  readonly worstLoss: FailureGroup | null;
  readonly findings: readonly Finding[];
}

export const capacityOf = (virtualSwitch: VirtualSwitch, nics: readonly Nic[], policy: Policy): SwitchCapacity => {
  const key = nameKey(virtualSwitch.name);
  const uplinks = nics.filter((nic) => nic.switch !== null && nameKey(nic.switch) === key);
  const total = sumOfRates(uplinks);
  const groups = failureGroupsOf(uplinks);
  const survivable = groups.filter((group) => group.nics.length < uplinks.length);
  const worstLoss = policy.survive_failure ? worstGroup(survivable, uplinks) : null;
  const lost = worstLoss === null ? 0 : rateOfGroup(worstLoss, uplinks);
  const rates = uplinks.map(frameRate);
  const fastestMember = mbps(Math.max(0, ...rates));
  return {
    uplinks,
    total,
    afterLoss: mbps(total - lost),
    fastestMember,
    slowestMember: mbps(rates.length === 0 ? 0 : Math.min(...rates)),
    ceiling: isPinned(virtualSwitch) ? fastestMember : total,
    worstLoss,
    findings: singlePoints(groups, uplinks, virtualSwitch.name),
  };
};

export const sumOfRates = (nics: readonly Nic[]): Mbps => mbps(nics.reduce((sum, nic) => sum + frameRate(nic), 0));

const isPinned = (virtualSwitch: VirtualSwitch): boolean => virtualSwitch.teaming === 'none' || virtualSwitch.loadBalancing !== 'dynamic';

/** Ports, then cards, then top-of-rack switches, each by name; a card or switch with one port here is that port again. */
export const failureGroupsOf = (uplinks: readonly Nic[]): FailureGroup[] => {
  const groups: FailureGroup[] = uplinks.map((nic) => ({ kind: 'port', name: nic.name, nics: [nic.name] }));
  for (const kind of ['device', 'fabric'] as const) {
    const members = new Map<string, { name: string; nics: string[] }>();
    for (const nic of uplinks) {
      const name = nic[kind];
      if (name === null) continue;
      const group = members.get(nameKey(name)) ?? { name, nics: [] };
      group.nics.push(nic.name);
      members.set(nameKey(name), group);
    }
    const sorted = [...members.values()].sort((a, b) => compareNames(a.name, b.name));
    groups.push(...sorted.map(({ name, nics }) => ({ kind, name, nics })));
  }
  return groups;
};

const rateOfGroup = (group: FailureGroup, uplinks: readonly Nic[]): number =>
  uplinks.reduce((sum, nic) => (group.nics.includes(nic.name) ? sum + frameRate(nic) : sum), 0);

const worstGroup = (groups: readonly FailureGroup[], uplinks: readonly Nic[]): FailureGroup | null => {
  let worst: FailureGroup | null = null;
  for (const group of groups) {
    if (worst === null || rateOfGroup(group, uplinks) > rateOfGroup(worst, uplinks)) worst = group;
  }
  return worst;
};

const singlePoints = (groups: readonly FailureGroup[], uplinks: readonly Nic[], subject: string): Finding[] =>
  groups
    .filter((group) => group.nics.length === uplinks.length)
    .map((group) => ({
      code: 'single-point-of-failure',
      severity: 'warning',
      subject,
      values: { group: group.name, kind: group.kind },
    }));
