/** The choice of transport and count for a cluster: passes in strict order over every choice that all members can carry. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import { TRANSPORTS } from '../model/transport.ts';
import { type ClusterMember, commonChoices, memberOption, type MemberOption } from './cluster-member.ts';

/** What all members together make of one choice. */
export interface ClusterScore {
  readonly choice: ClusterChoice;
  readonly meeting: number;
  /** Largest T over window. */
  readonly worstRatio: number;
  /** Σ T, seconds. */
  readonly time: number;
  readonly cpu: number;
}

const ROUNDING = 1e-9;

/** In the order in which a tie is settled. */
const rankOf = ({ transport }: ClusterChoice): number => TRANSPORTS.indexOf(transport);

/** Null where some member cannot carry the choice. */
export const scoreOf = (members: readonly ClusterMember[], choice: ClusterChoice): ClusterScore | null => {
  const score = { choice, meeting: 0, worstRatio: 0, time: 0, cpu: 0 };
  for (const member of members) {
    const option: MemberOption | null = memberOption(member, choice);
    if (option === null) return null;
    score.meeting += option.meetsWindow ? 1 : 0;
    score.worstRatio = Math.max(score.worstRatio, option.time / member.window);
    score.time += option.time;
    score.cpu += option.cpu;
  }
  return score;
};

/** Σ T at the rates the paths offer, seconds: what minutes gained and lost are counted in. Every member carries the choice. */
export const openTimeOf = (members: readonly ClusterMember[], choice: ClusterChoice): number =>
  members.reduce((sum, member) => sum + (memberOption(member, choice) as MemberOption).openTime(), 0);

const PASSES: readonly ((score: ClusterScore) => number)[] = [
  ({ meeting }) => -meeting,
  ({ worstRatio }) => worstRatio,
  ({ time }) => time,
  ({ cpu }) => cpu,
  ({ choice }) => choice.liveMigrations,
  ({ choice }) => rankOf(choice),
];

const isBetter = (a: ClusterScore, b: ClusterScore): boolean => {
  for (const pass of PASSES) {
    const [first, second] = [pass(a), pass(b)];
    if (Math.abs(first - second) > ROUNDING * Math.max(1, Math.abs(second))) return first < second;
  }
  return false;
};

/** @param members at least one; SMB with one migration at a time is legal on every path, so there is always a choice */
export const bestChoice = (members: readonly ClusterMember[]): ClusterScore => {
  const scores = commonChoices(members).map((choice) => scoreOf(members, choice) as ClusterScore);
  return scores.reduce((best, score) => (isBetter(score, best) ? score : best));
};
