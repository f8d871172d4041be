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
export const frameRate = (nic: Pick<Nic, 'link' | 'mtu'>): Mbps =>
  mbps((nic.link * (nic.mtu + ETHERNET_HEADER)) / (nic.mtu + WIRE_OVERHEAD));

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
  const { name } = virtualSwitch;
  const key = nameKey(name);
  // Most names are written as their switch writes them.
  const uplinks = nics.filter((nic) => nic.switch === name || (nic.switch !== null && nameKey(nic.switch) === key));
  const groups = failureGroupsOf(uplinks);
  const survivable = policy.survive_failure ? groups.filter((group) => group.nics.length < uplinks.length) : [];
  const { group: worstLoss, lost } = worstGroup(survivable, uplinks);
  let total = 0;
  let fastest = 0;
  let slowest = Number.POSITIVE_INFINITY;
  for (const nic of uplinks) {
    const rate = frameRate(nic);
    total += rate;
    fastest = Math.max(fastest, rate);
    slowest = Math.min(slowest, rate);
  }
  return {
    uplinks,
    total: mbps(total),
    afterLoss: mbps(total - lost),
    fastestMember: mbps(fastest),
    slowestMember: mbps(uplinks.length === 0 ? 0 : slowest),
    ceiling: mbps(isPinned(virtualSwitch) ? fastest : total),
    worstLoss,
    findings: singlePoints(groups, uplinks, name),
  };
};

/**
 * R′ of a host: a card or a top-of-rack switch is lost to every switch that hangs on it, at once. As for one switch, it
 * does not count where it holds all uplinks; null without a switch.
 */
export const afterLossOfHost = (capacities: readonly SwitchCapacity[], policy: Policy): Mbps | null => {
  const [first] = capacities;
  if (capacities.length <= 1) return first?.afterLoss ?? null;
  const lost = new Map<string, number>();
  let total = 0;
  for (const { uplinks, total: whole } of capacities) {
    total += whole;
    for (const group of policy.survive_failure ? failureGroupsOf(uplinks) : []) {
      if (group.nics.length === uplinks.length) continue;
      const key = `${group.kind} ${nameKey(group.name)}`;
      lost.set(key, (lost.get(key) ?? 0) + rateOfGroup(group, uplinks));
    }
  }
  return mbps(total - Math.max(0, ...lost.values()));
};

export const sumOfRates = (nics: readonly Nic[]): Mbps => mbps(nics.reduce((sum, nic) => sum + frameRate(nic), 0));

const isPinned = (virtualSwitch: VirtualSwitch): boolean => virtualSwitch.teaming === 'none' || virtualSwitch.loadBalancing !== 'dynamic';

/** Ports, then cards, then top-of-rack switches, each by name; a card or switch with one port here is that port again. */
export const failureGroupsOf = (uplinks: readonly Nic[]): FailureGroup[] => {
  const groups: FailureGroup[] = [];
  for (const { name } of uplinks) groups.push({ kind: 'port', name, nics: [name] });
  for (const kind of ['device', 'fabric'] as const) groups.push(...groupsOfKind(uplinks, kind));
  return groups;
};

const groupsOfKind = (uplinks: readonly Nic[], kind: 'device' | 'fabric'): FailureGroup[] => {
  const members: { readonly key: string; readonly group: FailureGroup; readonly nics: string[] }[] = [];
  for (const nic of uplinks) {
    const name = nic[kind];
    if (name === null) continue;
    const key = nameKey(name);
    const known = members.find((each) => each.key === key);
    if (known !== undefined) known.nics.push(nic.name);
    else {
      const nics = [nic.name];
      members.push({ key, nics, group: { kind, name, nics } });
    }
  }
  return members.map(({ group }) => group).sort((a, b) => compareNames(a.name, b.name));
};

const rateOfGroup = (group: FailureGroup, uplinks: readonly Nic[]): number => {
  let sum = 0;
  for (const nic of uplinks) if (group.nics.includes(nic.name)) sum += frameRate(nic);
  return sum;
};

/** The first of those that cost most. */
const worstGroup = (
  groups: readonly FailureGroup[],
  uplinks: readonly Nic[],
): { readonly group: FailureGroup | null; readonly lost: number } => {
  let group: FailureGroup | null = null;
  let lost = 0;
  for (const each of groups) {
    const rate = rateOfGroup(each, uplinks);
    if (group === null || rate > lost) [group, lost] = [each, rate];
  }
  return { group, lost };
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
