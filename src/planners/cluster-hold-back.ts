/** Whose NICs keep a cluster from a better choice, and what NICs like those of the other members would bring. */
import type { HoldBack } from '../model/cluster-plan.ts';
import type { Host, Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { mbps, seconds, secondsToMinutes } from '../units/quantity.ts';
import { bestChoice, openTimeOf, type ClusterScore, scoreOf } from './cluster-choice.ts';
import { type ClusterMember, evaluateMember } from './cluster-member.ts';

/**
 * By host name key. Members with NICs of one kind are judged together: two hosts without RDMA hold a cluster back as one
 * does, but neither would be missed alone.
 */
export const holdBacksOf = (members: readonly ClusterMember[], score: ClusterScore, policy: Policy): ReadonlyMap<string, HoldBack> => {
  const found = new Map<string, HoldBack>();
  const kinds = new Map<string, ClusterMember[]>();
  for (const member of members) {
    const kind = kindOf(member.weakestNic);
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [member]);
    else known.push(member);
  }
  if (kinds.size === 1) return found;
  for (const group of kinds.values()) {
    const others = members.filter((member) => !group.includes(member));
    const better = strongest(others.map(({ weakestNic }) => weakestNic));
    if (!isMissed(others, score, policy) || !isUpgrade(group, better)) continue;
    const upgraded = withBetterNics(members, group, better, policy);
    const after = bestChoice(upgraded);
    const gain = secondsToMinutes(seconds(openTimeOf(members, score.choice) - openTimeOf(upgraded, after.choice)));
    const windowsGained = after.meeting - score.meeting;
    if (gain <= 0 || windowsGained < 0) continue;
    for (const { host, weakestNic: nic } of group) {
      const replaced = betterThan(nic, better);
      found.set(nameKey(host.name), {
        nic: nic.name,
        link: nic.link,
        rdma: nic.rdma,
        betterLink: replaced.link,
        betterRdma: replaced.rdma,
        gain,
        windowsGained,
      });
    }
  }
  return found;
};

const kindOf = ({ link, rdma }: Nic): string => `${link}/${rdma === 'none'}`;

/** RDMA first, then the faster link; the list is not empty. */
const strongest = (nics: readonly Nic[]): Nic =>
  nics.reduce((best, nic) => {
    const [hasRdma, bestHasRdma] = [nic.rdma !== 'none', best.rdma !== 'none'];
    if (hasRdma !== bestHasRdma) return hasRdma ? nic : best;
    return nic.link > best.link ? nic : best;
  });

/** Without the group, more of the others meet their window, or they drain noticeably sooner. */
const isMissed = (others: readonly ClusterMember[], score: ClusterScore, policy: Policy): boolean => {
  const now = scoreOf(others, score.choice) as ClusterScore;
  const alone = bestChoice(others);
  if (alone.meeting > now.meeting) return true;
  return openTimeOf(others, alone.choice) < openTimeOf(others, score.choice) * (1 - policy.time_tolerance);
};

const isUpgrade = (group: readonly ClusterMember[], better: Nic): boolean =>
  group.some(({ weakestNic: nic }) => (better.rdma !== 'none' && nic.rdma === 'none') || better.link > nic.link);

const withBetterNics = (
  members: readonly ClusterMember[],
  group: readonly ClusterMember[],
  better: Nic,
  policy: Policy,
): readonly ClusterMember[] =>
  members.map((member) => (group.includes(member) ? (evaluateMember(upgrade(member, better), policy) ?? member) : member));

/** The ports of the migration path, replaced one for one. */
const upgrade = ({ host, pathNics }: ClusterMember, better: Nic): Host => {
  const names = new Set(pathNics.map(nameKey));
  return { ...host, nics: host.nics.map((nic) => (names.has(nameKey(nic.name)) ? betterThan(nic, better) : nic)) };
};

/** Nothing gets worse by the replacement. */
const betterThan = (nic: Nic, better: Nic): Nic => ({
  ...nic,
  link: mbps(Math.max(nic.link, better.link)),
  rdma: better.rdma === 'none' ? nic.rdma : better.rdma,
  vmqQueues: Math.max(nic.vmqQueues, better.vmqQueues),
  rssQueues: Math.max(nic.rssQueues, better.rssQueues),
});
