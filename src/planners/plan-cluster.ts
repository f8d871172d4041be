/** Transport and count of live migration for a cluster: Windows keeps one of each, so the members are chosen for together. */
import type { ClusterChoice, HoldBack, SmbLimitHolder, Uniformity, UniformityReason } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { seconds, secondsToMinutes } from '../units/quantity.ts';
import { bestChoice, type ClusterScore } from './cluster-choice.ts';
import { holdBacksOf } from './cluster-hold-back.ts';
import { type ClusterMember, memberOption, type MemberOption } from './cluster-member.ts';

export interface ClusterPlan {
  readonly because: UniformityReason;
  readonly members: readonly ClusterMember[];
  readonly score: ClusterScore;
}

/**
 * Why transport and count are one for the whole cluster; null where each host has its own. One member that brings the
 * property is enough: the property is the cluster's, and a member of an older version obeys it like the others.
 */
export const uniformityReasonOf = (hosts: readonly Host[]): UniformityReason | null => {
  if (hosts.some(({ managedBy }) => managedBy === 'network-atc')) return 'network-atc';
  if (hosts.some(({ settings }) => settings.clusterParallelMigrations !== null)) return 'cluster-setting-known';
  return hosts.some((host) => (host.os === '2022' || host.os === '2025') && !standsAlone(host)) ? 'windows-2022-or-later' : null;
};

/** A host that repeats its own name as its cluster is in none. */
const standsAlone = ({ name, cluster }: Host): boolean => nameKey(name) === nameKey(cluster);

/** @param members those with something to drain, in order of name; null where there are none */
export const planCluster = (members: readonly ClusterMember[], because: UniformityReason): ClusterPlan | null =>
  members.length === 0 ? null : { because, members, score: bestChoice(members) };

/** A plan may find that a rate that seemed within reach is not, because units of two vNICs are whole each: then the option misses the window. */
export const withMissedWindow = (member: ClusterMember, choice: ClusterChoice): ClusterMember => {
  const counts = member.options[choice.transport];
  const index = Math.min(choice.liveMigrations, counts?.length ?? 0) - 1;
  const missed = counts?.map((option, at) => (at === index ? { ...option, meetsWindow: false } : option)) ?? null;
  return { ...member, options: { ...member.options, [choice.transport]: missed } };
};

/** What each member pays, by host name key. `smbLimit` and `speaksForCluster` rest on the finished plans. */
export const pricesOf = (
  plan: ClusterPlan,
  smbLimit: SmbLimitHolder,
  speaker: string | null,
  policy: Policy,
): ReadonlyMap<string, Uniformity> => {
  const holdBacks = holdBacksOf(plan.members, plan.score, policy);
  return new Map(
    plan.members.map((member) => {
      const key = nameKey(member.host.name);
      return [key, priceOf(plan, member, holdBacks.get(key) ?? null, smbLimit, speaker === member.host.name)];
    }),
  );
};

const priceOf = (
  { because, score }: ClusterPlan,
  member: ClusterMember,
  holdsBack: HoldBack | null,
  smbLimit: SmbLimitHolder,
  speaksForCluster: boolean,
): Uniformity => {
  const { transport, liveMigrations } = member.own;
  const drainOwn = member.own.openTime();
  const drainCluster = (memberOption(member, score.choice) as MemberOption).openTime();
  return {
    because,
    cluster: score.choice,
    own: { transport, liveMigrations },
    drainOwn: secondsToMinutes(seconds(drainOwn)),
    drainCluster: secondsToMinutes(seconds(drainCluster)),
    lost: secondsToMinutes(seconds(Math.max(0, drainCluster - drainOwn))),
    holdsBack,
    smbLimit,
    speaksForCluster,
  };
};
